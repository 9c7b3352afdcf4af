"""Serve at a desk who represents somebody: by whose power a visit acts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table: a visit without a row is of the person themselves."""
    op.create_table(
        "visits_by_power",
        sa.Column(
            "visit_id",
            sa.Integer,
            sa.ForeignKey("visits.id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("power_id", sa.Integer, sa.ForeignKey("powers.id"), nullable=False, index=True),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("visits_by_power")
