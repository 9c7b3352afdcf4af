"""Doubt numbers whose code was read out to an operator: they counted as proved by their person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Note when a number typed at a desk was last used: one we have since then is no proof.

    What a profile says lies sealed and is not opened here: it is read with this moment beside it.
    """
    op.add_column("people", sa.Column("phone_read_out_at", sa.DateTime(timezone=True)))
    op.execute(
        "UPDATE people SET phone_read_out_at = (SELECT MAX(held_changes.ended_at) FROM held_changes"
        " WHERE held_changes.person_id = people.id AND held_changes.what = 'phone'"
        " AND held_changes.ended_how IN ('used', 'confirmed'))"
    )


def downgrade() -> None:
    """They count as proved again."""
    with op.batch_alter_table("people") as table:
        table.drop_column("phone_read_out_at")
