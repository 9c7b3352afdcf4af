"""Check registers: what the office found where a register was silent or is contradicted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLE = "register_checks"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("register", sa.String(12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_index(f"ix_{TABLE}_case_id", TABLE, ["case_id"])


def downgrade() -> None:
    """Take the table away."""
    op.drop_table(TABLE)
