"""Let a file that came in pieces wait for the message it goes with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

WAITING = "case_waiting_files"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        WAITING,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("token", sa.String(32), nullable=False, unique=True),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("place", sa.String(60), nullable=False),
        sa.Column("store_key", sa.String(80), nullable=False, unique=True),
        sa.Column("sealed_name", sa.LargeBinary, nullable=False),
        sa.Column("media_type", sa.String(60), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("begun_by", sa.Integer),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index(f"ix_{WAITING}_case_id", WAITING, ["case_id"])
    op.create_index(f"ix_{WAITING}_expires_at", WAITING, ["expires_at"])


def downgrade() -> None:
    """Drop it; what nobody has sent yet is chosen again."""
    op.drop_table(WAITING)
