"""Keep with each case the whole rule its body counts days by, and every change of its clock as explained."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the rule (rows of before have only ``patron``, and keep it) and the lines."""
    op.add_column("cases", sa.Column("holiday_rule", sa.JSON))
    op.create_table(
        "case_clock_lines",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False, index=True),
        sa.Column("code", sa.String(24), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("answer_by", sa.Date),
        sa.Column("restarts_on", sa.Date),
        sa.Column("moved_by", sa.Integer, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
    )


def downgrade() -> None:
    """Take them away; the patron's day goes back where the rule says it."""
    cases = sa.table(
        "cases", sa.column("id"), sa.column("patron"), sa.column("holiday_rule", sa.JSON)
    )
    connection = op.get_bind()
    rows = connection.execute(
        sa.select(cases.c.id, cases.c.holiday_rule).where(cases.c.holiday_rule.is_not(None))
    ).all()
    for number, rule in rows:
        if rule:
            patron = rule.get("patron")
            connection.execute(cases.update().where(cases.c.id == number).values(patron=patron))
    op.drop_table("case_clock_lines")
    op.drop_column("cases", "holiday_rule")
