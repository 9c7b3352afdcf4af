"""Keep what registers say of a case, and the document drawer of each person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "case_register_answers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False, index=True),
        sa.Column("register", sa.String(12), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("late_at", MOMENT),
        sa.UniqueConstraint("case_id", "register"),
    )
    op.create_table(
        "drawer_items",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(32), nullable=False, unique=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.Column("word_hash", sa.String(64), unique=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("store_key", sa.String(80), unique=True),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.Column("kept_by", sa.Integer),
        sa.Column("expires_on", sa.Date, index=True),
        sa.Column("warned_on", sa.Date),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("drawer_items")
    op.drop_table("case_register_answers")
