"""Look after openings: signals, what a coordinator says of a sample, and the words a file was opened with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _person(name: str, *, nullable: bool = False, index: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, sa.ForeignKey("people.id"), nullable=nullable, index=index)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "signals",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(120), nullable=False, unique=True),
        sa.Column("kind", sa.String(16), nullable=False),
        _person("person_id", index=True),
        sa.Column("body", sa.String(80), nullable=False, index=True),
        sa.Column("desk", sa.String(80)),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("verdict", sa.String(16)),
        sa.Column("answered_at", MOMENT),
        _person("answered_by", nullable=True),
    )
    op.create_table(
        "opening_checks",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("entry_id", sa.Integer, nullable=False, unique=True),
        sa.Column("verdict", sa.String(16), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=False),
        _person("answered_by"),
    )
    op.create_table(
        "opening_reasons",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False, index=True),
        _person("person_id"),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("purpose", sa.String(60), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    """Drop them; who opened what stays in the trail."""
    for table in ("opening_reasons", "opening_checks", "signals"):
        op.drop_table(table)
