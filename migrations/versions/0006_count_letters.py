"""Count letters: an address that a stranger typed gets only a few a day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INDEX = "ix_notifications_address_hash"


def upgrade() -> None:
    """Add the keyed hash of the address."""
    op.add_column("notifications", sa.Column("address_hash", sa.String(64)))
    op.create_index(INDEX, "notifications", ["address_hash"])


def downgrade() -> None:
    """Take it away; nothing else knew it."""
    op.drop_index(INDEX, "notifications")
    op.drop_column("notifications", "address_hash")
