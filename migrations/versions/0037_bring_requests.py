"""Say how a request reached the desk: on a signed paper form, or by telephone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "case_brought",
        sa.Column(
            "case_id",
            sa.Integer,
            sa.ForeignKey("cases.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("channel", sa.String(12), nullable=False),
        sa.Column("filled_by", sa.String(12)),
        sa.Column("signed_on", sa.Date),
        sa.Column("handed_in_on", sa.Date),
        sa.Column("form_version", sa.Integer),
        sa.Column("called_back", sa.Boolean),
        sa.Column("recorded_by", sa.Integer),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Drop it; the days from which terms count stay in the cases."""
    op.drop_table("case_brought")
