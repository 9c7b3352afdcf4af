"""End the life of cases: legal holds, what is left to count, and the chain of what was erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
PROOFS = "case_erasures"


def upgrade() -> None:
    """Create the three tables; the proofs are append-only in the database itself."""
    op.create_table(
        "legal_holds",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False, index=True),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("placed_by", sa.Integer),
        sa.Column("placed_at", MOMENT, nullable=False),
        sa.Column("lifted_by", sa.Integer),
        sa.Column("lifted_at", MOMENT),
    )
    op.create_table(
        "case_figures",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("service", sa.String(80), nullable=False, index=True),
        sa.Column("territory", sa.String(80), nullable=False),
        sa.Column("municipality", sa.String(6), nullable=False),
        sa.Column("body", sa.String(80), nullable=False),
        sa.Column("office", sa.String(80), nullable=False),
        sa.Column("status", sa.String(24), nullable=False),
        sa.Column("received_month", sa.Date),
        sa.Column("days_taken", sa.Integer),
        sa.Column("term_days", sa.Integer),
        sa.Column("by_operator", sa.Boolean, nullable=False),
    )
    op.create_table(
        PROOFS,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reference_hash", sa.String(64), nullable=False, index=True),
        sa.Column("retention_class", sa.String(40), nullable=False),
        sa.Column("rules_digest", sa.String(64), nullable=False),
        sa.Column("over_on", sa.Date, nullable=False),
        sa.Column("rows", sa.JSON, nullable=False),
        sa.Column("files", sa.Integer, nullable=False),
        sa.Column("archive_digest", sa.String(64)),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_index("ix_cases_status_closed_at", "cases", ["status", "closed_at"])
    _forbid_change()


def downgrade() -> None:
    """Drop them; the triggers go with their table."""
    op.drop_index("ix_cases_status_closed_at", "cases")
    for table in (PROOFS, "case_figures", "legal_holds"):
        op.drop_table(table)


def _forbid_change() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {PROOFS}_no_{act.lower()} BEFORE {act} ON {PROOFS} "
                f"BEGIN SELECT RAISE(ABORT, '{PROOFS} is append-only'); END"
            )
        return
    # The function is that of the audit trail, made by the first migration.
    op.execute(
        f"CREATE TRIGGER {PROOFS}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {PROOFS} "
        "FOR EACH STATEMENT EXECUTE FUNCTION accanto_refuse_change()"
    )
