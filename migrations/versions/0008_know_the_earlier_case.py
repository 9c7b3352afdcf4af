"""Know the earlier case of the same person and service, and what the person said of the two."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    case = sa.ForeignKey("cases.id", ondelete="CASCADE")
    earlier = sa.ForeignKey("cases.id", ondelete="CASCADE")
    op.create_table(
        "case_earlier",
        sa.Column("case_id", sa.Integer, case, primary_key=True, autoincrement=False),
        sa.Column("earlier_id", sa.Integer, earlier, nullable=False, index=True),
        sa.Column("relation", sa.String(16), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by", sa.Integer),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("case_earlier")
