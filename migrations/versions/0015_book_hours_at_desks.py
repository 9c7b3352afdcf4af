"""Book hours at desks: appointments, and the days a desk is closed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "appointments",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("state", sa.String(12), nullable=False, index=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), index=True),
        sa.Column("guest", sa.String(64), index=True),
        sa.Column("visit_id", sa.Integer),
        sa.Column("municipality", sa.String(6), nullable=False),
        sa.Column("service", sa.String(80)),
        sa.Column("desk", sa.String(80), nullable=False),
        sa.Column("starts_at", MOMENT),
        sa.Column("minutes", sa.Integer),
        sa.Column("seat", sa.Integer),
        sa.Column("moves_id", sa.Integer),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("contact_hash", sa.String(64), index=True),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("data_key", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False, index=True),
        sa.Column("reminded_at", MOMENT),
        sa.UniqueConstraint("key"),
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("token_hash"),
        sa.UniqueConstraint("desk", "starts_at", "seat"),
    )
    op.create_table(
        "desk_closures",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("desk", sa.String(80), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("closed_by", sa.Integer),
        sa.Column("closed_at", MOMENT, nullable=False),
        sa.UniqueConstraint("desk", "day"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("desk_closures")
    op.drop_table("appointments")
