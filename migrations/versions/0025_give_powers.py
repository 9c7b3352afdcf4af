"""Give powers: mandates from person to person, and representation with its act."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _person(name: str, *, index: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, sa.ForeignKey("people.id"), index=index)


def upgrade() -> None:
    """One table: nobody has any power yet."""
    op.create_table(
        "powers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String(16), nullable=False, unique=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("state", sa.String(12), nullable=False, index=True),
        _person("subject_id", index=True),
        _person("holder_id", index=True),
        sa.Column("holder_hash", sa.String(64), index=True),
        sa.Column("services", sa.JSON, nullable=False),
        sa.Column("every_service", sa.Boolean, nullable=False),
        sa.Column("reach", sa.String(8), nullable=False),
        sa.Column("represents", sa.Boolean, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("body", sa.String(80), index=True),
        sa.Column("data_key", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("act_key", sa.String(80)),
        sa.Column("act_type", sa.String(60)),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answered_at", MOMENT),
        _person("answered_by"),
        sa.Column("ended_at", MOMENT),
        _person("ended_by"),
        sa.Column("warned_on", sa.Date),
    )


def downgrade() -> None:
    """Take the table away, with every power in it."""
    op.drop_table("powers")
