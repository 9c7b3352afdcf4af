"""Keep every copy of an act of representation, and what is known of viruses in it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Each act becomes a row of its own; nobody wrote down whether the old ones were scanned."""
    op.create_table(
        "power_acts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("power_id", sa.Integer, sa.ForeignKey("powers.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("store_key", sa.String(80), nullable=False, unique=True),
        sa.Column("media_type", sa.String(60), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.Column("scan", sa.String(12), nullable=False),
        sa.Column("scanned_at", MOMENT),
        sa.UniqueConstraint("power_id", "number"),
    )
    op.execute(
        "INSERT INTO power_acts (power_id, number, store_key, media_type, sent_at, scan) "
        "SELECT id, 1, act_key, act_type, asked_at, 'unscanned' FROM powers "
        "WHERE act_key IS NOT NULL"
    )
    op.drop_column("powers", "act_key")
    op.drop_column("powers", "act_type")


def downgrade() -> None:
    """Back to one act for each power: the newest."""
    op.add_column("powers", sa.Column("act_key", sa.String(80)))
    op.add_column("powers", sa.Column("act_type", sa.String(60)))
    op.execute(
        "UPDATE powers SET act_key = (SELECT store_key FROM power_acts "
        "WHERE power_id = powers.id ORDER BY number DESC LIMIT 1), "
        "act_type = (SELECT media_type FROM power_acts "
        "WHERE power_id = powers.id ORDER BY number DESC LIMIT 1)"
    )
    op.drop_table("power_acts")
