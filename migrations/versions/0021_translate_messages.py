"""Translate messages: the words of a reply in the language of who reads it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

TABLE = "case_messages"


def upgrade() -> None:
    """Messages that are there have no translation."""
    op.add_column(TABLE, sa.Column("sealed_translation", sa.LargeBinary))
    op.add_column(TABLE, sa.Column("translated_into", sa.String(8)))


def downgrade() -> None:
    """Take the columns away."""
    op.drop_column(TABLE, "translated_into")
    op.drop_column(TABLE, "sealed_translation")
