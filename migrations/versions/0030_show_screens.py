"""Show the person beside an operator their own screen: which step stands on it, and which device it is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "visit_screens",
        sa.Column(
            "visit_id",
            sa.Integer,
            sa.ForeignKey("visits.id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("code_hash", sa.String(64), unique=True),
        sa.Column("code_until", MOMENT),
        sa.Column("session_hash", sa.String(64)),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id", ondelete="SET NULL")),
        sa.Column("step", sa.String(80)),
        sa.Column("question", sa.String(80)),
        sa.Column("shown_at", MOMENT),
    )


def downgrade() -> None:
    """Drop it: what stood there lasts as long as a visit."""
    op.drop_table("visit_screens")
