"""Say of a link to the declarations whose phone it is for, where that is not the person's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("declaration_links", sa.Column("declarer_id", sa.Integer))


def downgrade() -> None:
    """Take it back; a link of who represents somebody would be taken for the person's."""
    op.execute("DELETE FROM declaration_links WHERE declarer_id IS NOT NULL")
    op.drop_column("declaration_links", "declarer_id")
