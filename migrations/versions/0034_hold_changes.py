"""Hold what a desk typed: contacts and accounts wait for a second operator, or for a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "held_changes",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("open_key", sa.String(80), unique=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.Column("what", sa.String(12), nullable=False),
        sa.Column("case_id", sa.Integer, index=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("code_hash", sa.String(64)),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("stop_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("asked_by", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("body", sa.String(80), nullable=False, index=True),
        sa.Column("desk", sa.String(80), nullable=False),
        sa.Column("holds_until", MOMENT, index=True),
        sa.Column("ended_at", MOMENT),
        sa.Column("ended_how", sa.String(12)),
        sa.Column("ended_by", sa.Integer, sa.ForeignKey("people.id")),
    )


def downgrade() -> None:
    """Drop it: what waits is not used, and is asked again."""
    op.drop_table("held_changes")
