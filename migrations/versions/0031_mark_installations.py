"""Say of a whole installation what it is for, where that is not the ordinary: training."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table, empty: an installation is an ordinary one."""
    op.create_table(
        "installation_marks",
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("installation_marks")
