"""Let two people take a declared tie away: since when somebody asks for it, and who agreed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Ties that ended before were ended by who had declared them."""
    with op.batch_alter_table("officer_relatives") as table:
        table.add_column(sa.Column("end_asked_at", sa.DateTime(timezone=True)))
        table.add_column(
            sa.Column(
                "ended_by",
                sa.Integer,
                sa.ForeignKey("people.id", name="fk_officer_relatives_ended_by_people"),
            )
        )
    op.execute("UPDATE officer_relatives SET ended_by = person_id WHERE ended_at IS NOT NULL")


def downgrade() -> None:
    """What was asked for is forgotten: the tie holds."""
    with op.batch_alter_table("officer_relatives") as table:
        table.drop_column("ended_by")
        table.drop_column("end_asked_at")
