"""Forget people: who asked for it, and when it was done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

TABLE = "people"


def upgrade() -> None:
    """Nobody has asked yet."""
    op.add_column(TABLE, sa.Column("forget_asked_at", sa.DateTime(timezone=True)))
    op.add_column(TABLE, sa.Column("forgotten_at", sa.DateTime(timezone=True)))
    op.create_index("ix_people_forget_asked_at", TABLE, ["forget_asked_at"])


def downgrade() -> None:
    """Take the columns away."""
    op.drop_index("ix_people_forget_asked_at", TABLE)
    op.drop_column(TABLE, "forgotten_at")
    op.drop_column(TABLE, "forget_asked_at")
