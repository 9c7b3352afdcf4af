"""Work cases in teams: lookups, hand-overs, notes, conflicts, proposals; an inbox that pages by its index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
INBOX = ("closed_at", "due_on", "id")
INDEXES = {
    "ix_cases_inbox": ("office", *INBOX),
    "ix_cases_inbox_status": ("office", "status", "due_on", "id"),
    "ix_cases_inbox_team": ("office", "team", *INBOX),
    "ix_cases_inbox_officer": ("office", "officer_id", *INBOX),
    "ix_cases_inbox_service": ("office", "service", *INBOX),
    "ix_cases_inbox_municipality": ("office", "municipality", *INBOX),
}


def upgrade() -> None:
    """Add the columns, the indexes and the tables."""
    op.add_column("cases", sa.Column("team", sa.String(80)))
    op.add_column("case_messages", sa.Column("language", sa.String(8)))
    for name, columns in INDEXES.items():
        op.create_index(name, "cases", list(columns))
    op.create_index("ix_cases_protocol_number", "cases", ["protocol_number"])
    _lookups()
    _assignments()
    _notes()
    _conflicts()
    _proposals()


def downgrade() -> None:
    """Drop them."""
    for table in (
        "case_proposals", "officer_relatives", "case_conflicts", "case_notes", "case_assignments",
        "case_lookups",
    ):  # fmt: skip
        op.drop_table(table)
    op.drop_index("ix_cases_protocol_number", "cases")
    for name in INDEXES:
        op.drop_index(name, "cases")
    op.drop_column("case_messages", "language")
    op.drop_column("cases", "team")


def _case_id(*, index: bool = True) -> sa.Column[int]:
    key = sa.ForeignKey("cases.id")
    return sa.Column("case_id", sa.Integer, key, nullable=False, index=index)


def _person_id() -> sa.Column[int]:
    key = sa.ForeignKey("people.id")
    return sa.Column("person_id", sa.Integer, key, nullable=False, index=True)


def _lookups() -> None:
    op.create_table(
        "case_lookups",
        sa.Column("id", sa.Integer, primary_key=True),
        _case_id(index=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.UniqueConstraint("case_id", "kind", "hash", name="uq_case_lookups_case_id_kind_hash"),
    )
    op.create_index("ix_case_lookups_hash_kind", "case_lookups", ["hash", "kind"])


def _assignments() -> None:
    op.create_table(
        "case_assignments",
        sa.Column("id", sa.Integer, primary_key=True),
        _case_id(),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", sa.Integer),
        sa.Column("from_id", sa.Integer),
        sa.Column("to_id", sa.Integer),
        sa.Column("team", sa.String(80)),
        sa.Column("sealed", sa.LargeBinary),
    )


def _notes() -> None:
    op.create_table(
        "case_notes",
        sa.Column("id", sa.Integer, primary_key=True),
        _case_id(),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("person_id", sa.Integer),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )


def _conflicts() -> None:
    op.create_table(
        "case_conflicts",
        sa.Column("id", sa.Integer, primary_key=True),
        _case_id(index=False),
        _person_id(),
        sa.Column("tie", sa.String(16), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.UniqueConstraint("case_id", "person_id", name="uq_case_conflicts_case_id_person_id"),
    )
    op.create_table(
        "officer_relatives",
        sa.Column("id", sa.Integer, primary_key=True),
        _person_id(),
        sa.Column("tie", sa.String(16), nullable=False),
        sa.Column("fiscal_code_hash", sa.String(64), nullable=False),
        sa.Column("declared_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
    )


def _proposals() -> None:
    op.create_table(
        "case_proposals",
        sa.Column("id", sa.Integer, primary_key=True),
        _case_id(),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("proposed_by", sa.Integer),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("verdict", sa.String(16)),
        sa.Column("answered_by", sa.Integer),
        sa.Column("answered_at", MOMENT),
        sa.Column("sealed_answer", sa.LargeBinary),
    )
