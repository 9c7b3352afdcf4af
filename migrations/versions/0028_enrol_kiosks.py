"""Enrol public machines at a desk, with the call for somebody who works there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "kiosks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("desk", sa.String(80), nullable=False, index=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("code_hash", sa.String(64), unique=True),
        sa.Column("code_until", MOMENT, nullable=False),
        sa.Column("token_hash", sa.String(64), unique=True),
        sa.Column("made_by", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("enrolled_at", MOMENT),
        sa.Column("seen_at", MOMENT),
        sa.Column("called_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("ended_by", sa.Integer, sa.ForeignKey("people.id")),
    )


def downgrade() -> None:
    """Drop it; the machines are then browsers like any other."""
    op.drop_table("kiosks")
