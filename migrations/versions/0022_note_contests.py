"""Note contests: the person's own words on why a register is wrong."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

TABLE = "case_answers"


def upgrade() -> None:
    """Answers that are there have no such words."""
    op.add_column(TABLE, sa.Column("sealed_note", sa.LargeBinary))


def downgrade() -> None:
    """Take the column away."""
    op.drop_column(TABLE, "sealed_note")
