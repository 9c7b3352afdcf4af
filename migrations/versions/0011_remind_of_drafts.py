"""Remind of drafts: when a person was last told that their draft ends soon."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

INDEX = "ix_cases_status_saved_at"


def upgrade() -> None:
    """Add the moment, and the index by which the rounds find drafts left alone."""
    op.add_column("cases", sa.Column("reminded_at", sa.DateTime(timezone=True)))
    op.create_index(INDEX, "cases", ["status", "saved_at"])


def downgrade() -> None:
    """Take both away: people may be told once more."""
    op.drop_index(INDEX, "cases")
    op.drop_column("cases", "reminded_at")
