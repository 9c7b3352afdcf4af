"""Keep what a receipt stated, the request as one sealed document, and count attempts on codes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the column and the tables."""
    op.add_column("cases", sa.Column("stated", sa.JSON))
    case = sa.ForeignKey("cases.id", ondelete="CASCADE")
    op.create_table(
        "case_documents",
        sa.Column("case_id", sa.Integer, case, primary_key=True, autoincrement=False),
        sa.Column("store_key", sa.String(80), nullable=False, unique=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
    )
    op.create_table(
        "attempts",
        sa.Column("purpose", sa.String(40), primary_key=True),
        sa.Column("source", sa.String(64), primary_key=True),
        sa.Column("ends_at", MOMENT, primary_key=True, index=True),
        sa.Column("tries", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    """Take them away; the documents stay in the store until its orphans are swept."""
    op.drop_table("attempts")
    op.drop_table("case_documents")
    op.drop_column("cases", "stated")
