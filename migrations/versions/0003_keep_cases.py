"""Keep cases: answers, attachments, steps, clock, messages, declarations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables of cases."""
    _cases()
    _answers()
    _messages()
    _declarations()


def downgrade() -> None:
    """Drop them."""
    for table in (
        "declaration_links", "case_declarations", "case_attachments", "case_messages",
        "case_clock", "case_happenings", "case_answers", "cases",
    ):  # fmt: skip
        op.drop_table(table)


def _case_id() -> sa.Column[int]:
    return sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False, index=True)


def _cases() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("reference", sa.String(16), nullable=False, unique=True),
        sa.Column("status", sa.String(24), nullable=False, index=True),
        sa.Column("draft_key", sa.String(160), unique=True),
        sa.Column("data_key", sa.LargeBinary, nullable=False),
        sa.Column("subject_id", sa.Integer, sa.ForeignKey("people.id"), index=True),
        sa.Column("guest", sa.String(64), index=True),
        sa.Column("opened_by", sa.Integer),
        sa.Column("visit_id", sa.Integer),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("service", sa.String(80), nullable=False, index=True),
        sa.Column("territory", sa.String(80), nullable=False),
        sa.Column("municipality", sa.String(6), nullable=False),
        sa.Column("body", sa.String(80), nullable=False),
        sa.Column("other_bodies", sa.JSON, nullable=False),
        sa.Column("office", sa.String(80), nullable=False, index=True),
        sa.Column("person_in_charge", sa.String(120), nullable=False),
        sa.Column("officer_id", sa.Integer, index=True),
        sa.Column("questionnaire", sa.JSON, nullable=False),
        sa.Column("sheet", sa.JSON),
        sa.Column("step", sa.String(60)),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT),
        sa.Column("received_on", sa.Date),
        sa.Column("term_days", sa.Integer),
        sa.Column("due_on", sa.Date, index=True),
        sa.Column("patron", sa.String(5)),
        sa.Column("protocol_number", sa.String(20)),
        sa.Column("protocol_on", sa.Date),
        sa.Column("closed_at", MOMENT),
        sa.Column("version", sa.Integer, nullable=False),
    )


def _answers() -> None:
    op.create_table(
        "case_answers",
        sa.Column("id", sa.Integer, primary_key=True),
        _case_id(),
        sa.Column("question", sa.String(60), nullable=False),
        sa.Column("item", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("typed_by", sa.Integer),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.UniqueConstraint("case_id", "question", "item"),
    )
    op.create_table(
        "case_happenings",
        sa.Column("id", sa.Integer, primary_key=True),
        _case_id(),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("status", sa.String(24), nullable=False),
        sa.Column("author", sa.String(12), nullable=False),
        sa.Column("person_id", sa.Integer),
        sa.Column("sealed", sa.LargeBinary),
    )
    op.create_table(
        "case_clock",
        sa.Column("id", sa.Integer, primary_key=True),
        _case_id(),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("recorded_at", MOMENT, nullable=False),
    )


def _messages() -> None:
    op.create_table(
        "case_messages",
        sa.Column("id", sa.Integer, primary_key=True),
        _case_id(),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("author", sa.String(12), nullable=False),
        sa.Column("person_id", sa.Integer),
        sa.Column("visit_id", sa.Integer),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("asks_until", sa.Date),
        sa.Column("answered_at", MOMENT),
    )
    op.create_table(
        "case_attachments",
        sa.Column("id", sa.Integer, primary_key=True),
        _case_id(),
        sa.Column("question", sa.String(60)),
        sa.Column("message_id", sa.Integer, sa.ForeignKey("case_messages.id")),
        sa.Column("store_key", sa.String(80), nullable=False, unique=True),
        sa.Column("sealed_name", sa.LargeBinary, nullable=False),
        sa.Column("media_type", sa.String(60), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("author", sa.String(12), nullable=False),
        sa.Column("added_by", sa.Integer),
        sa.Column("added_at", MOMENT, nullable=False),
    )


def _declarations() -> None:
    op.create_table(
        "case_declarations",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False, unique=True),
        sa.Column("means", sa.String(12), nullable=False),
        sa.Column("wording", sa.JSON, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.Integer),
        sa.Column("witnessed_by", sa.Integer),
    )
    op.create_table(
        "declaration_links",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        _case_id(),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
    )
