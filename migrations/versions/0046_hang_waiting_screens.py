"""Hang screens in waiting rooms, and say to which table a number is called."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table, and the column of turns."""
    op.create_table(
        "waiting_screens",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("desk", sa.String(80), nullable=False, index=True),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("made_by", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
    )
    op.add_column("turns", sa.Column("place", sa.String(20)))


def downgrade() -> None:
    """Take both back."""
    op.drop_column("turns", "place")
    op.drop_table("waiting_screens")
