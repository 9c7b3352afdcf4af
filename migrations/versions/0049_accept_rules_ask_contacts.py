"""Keep who accepted the rules of the desk and when contacts were asked about; refuse half a mandate.

A mandate signed without saying how, or one that lasts until no day, is refused by the database itself: by a
constraint on PostgreSQL, by triggers on SQLite, which cannot add one to a table that is there.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
NAME = "mandates_are_whole"
HALF = (
    "({row}signed_at IS NULL) <> ({row}signed_how IS NULL) "
    "OR ({row}scope = 'until' AND {row}until IS NULL)"
)


def upgrade() -> None:
    """Create the tables and the rule."""
    op.create_table(
        "rules_accepted",
        sa.Column(
            "person_id",
            sa.Integer,
            sa.ForeignKey("people.id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("version", sa.String(20), primary_key=True),
        sa.Column("accepted_at", MOMENT, nullable=False),
    )
    op.create_table(
        "contacts_checked",
        sa.Column(
            "person_id",
            sa.Integer,
            sa.ForeignKey("people.id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("checked_at", MOMENT, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        whole = f"NOT ({HALF.format(row='')})"
        op.execute(f"ALTER TABLE mandates ADD CONSTRAINT {NAME} CHECK ({whole})")
        return
    for act in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER {NAME}_{act.lower()} BEFORE {act} ON mandates "
            f"WHEN {HALF.format(row='NEW.')} "
            "BEGIN SELECT RAISE(ABORT, 'half a mandate'); END"
        )


def downgrade() -> None:
    """Take both away."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE mandates DROP CONSTRAINT {NAME}")
    else:
        for act in ("insert", "update"):
            op.execute(f"DROP TRIGGER {NAME}_{act}")
    op.drop_table("contacts_checked")
    op.drop_table("rules_accepted")
