"""Pass a person on to a colleague where an operator may not serve them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table: that somebody waits at a desk, never who."""
    op.create_table(
        "passed_on",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("desk", sa.String(80), nullable=False, index=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("taken_at", MOMENT),
        sa.Column("taken_by", sa.Integer, sa.ForeignKey("people.id")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("passed_on")
