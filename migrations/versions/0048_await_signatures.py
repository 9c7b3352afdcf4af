"""Say which requests wait for the signature of who declares."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "awaited_signatures",
        sa.Column(
            "case_id", sa.Integer, sa.ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True,
            autoincrement=False,
        ),
        sa.Column("desk", sa.String(80), nullable=False, index=True),
        sa.Column("operator_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("means", sa.String(12), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("reminded_on", sa.Date),
    )  # fmt: skip


def downgrade() -> None:
    """Take it back."""
    op.drop_table("awaited_signatures")
