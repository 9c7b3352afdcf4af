"""Warn of deadlines: who was warned of the last day of a case, once for each rung and day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    case = sa.ForeignKey("cases.id", ondelete="CASCADE")
    op.create_table(
        "case_escalations",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.Integer, case, nullable=False, index=True),
        sa.Column("rung", sa.String(16), nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("people_told", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("case_id", "rung", "due_on"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("case_escalations")
