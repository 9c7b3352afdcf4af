"""Scan files: what is known of viruses in each, and in which order those of a question stand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

TABLE = "case_attachments"


def upgrade() -> None:
    """Files that are there already were never scanned, and say so."""
    op.add_column(TABLE, sa.Column("place", sa.Integer))
    op.add_column(
        TABLE, sa.Column("scan", sa.String(12), nullable=False, server_default="unscanned")
    )
    op.add_column(TABLE, sa.Column("scanned_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Take the columns away."""
    for name in ("scanned_at", "scan", "place"):
        op.drop_column(TABLE, name)
