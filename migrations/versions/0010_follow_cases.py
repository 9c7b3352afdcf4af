"""Follow cases: what a status says, documents asked one by one, corrections, reviews, ratings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
COLUMNS: dict[str, dict[str, type[sa.types.TypeEngine] | sa.types.TypeEngine]] = {
    "cases": {
        "who": sa.JSON,
        "remedies": sa.JSON,
        "state_day": sa.Date,
        "state_detail": sa.String(120),
        "renews": sa.Integer,
        "rated_on": sa.Date,
    },
    "case_happenings": {"day": sa.Date, "detail": sa.String(120)},
    "case_messages": {"read_at": MOMENT},
    "case_attachments": {"request_id": sa.Integer},
}


def upgrade() -> None:
    """Add the columns and create the tables."""
    for table, columns in COLUMNS.items():
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind))
    _requests()
    _former_answers()
    _reviews()
    _ratings()


def downgrade() -> None:
    """Drop them."""
    for table in (
        "service_ratings", "case_reviews", "case_answer_versions", "case_document_requests",
    ):  # fmt: skip
        op.drop_table(table)
    for table, columns in COLUMNS.items():
        for name in columns:
            op.drop_column(table, name)


def _case_id() -> sa.Column[int]:
    return sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False, index=True)


def _requests() -> None:
    op.create_table(
        "case_document_requests",
        sa.Column("id", sa.Integer, primary_key=True),
        _case_id(),
        sa.Column(
            "message_id", sa.Integer, sa.ForeignKey("case_messages.id"), nullable=False, index=True
        ),
        sa.Column("document", sa.String(60)),
        sa.Column("sealed_name", sa.LargeBinary, nullable=False),
        sa.Column("reply", sa.String(16)),
        sa.Column("sealed_reason", sa.LargeBinary),
        sa.Column("replied_at", MOMENT),
        sa.Column("replied_by", sa.Integer),
        sa.Column("visit_id", sa.Integer),
    )


def _former_answers() -> None:
    op.create_table(
        "case_answer_versions",
        sa.Column("id", sa.Integer, primary_key=True),
        _case_id(),
        sa.Column("question", sa.String(60), nullable=False),
        sa.Column("item", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary),
        sa.Column("typed_by", sa.Integer),
        sa.Column("saved_at", MOMENT),
        sa.Column("replaced_at", MOMENT, nullable=False),
        sa.Column("replaced_by", sa.Integer),
    )


def _reviews() -> None:
    op.create_table(
        "case_reviews",
        sa.Column("id", sa.Integer, primary_key=True),
        _case_id(),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("author", sa.String(12), nullable=False),
        sa.Column("person_id", sa.Integer),
        sa.Column("visit_id", sa.Integer),
        sa.Column("decided_by", sa.Integer),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )


def _ratings() -> None:
    op.create_table(
        "service_ratings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("subject", sa.String(12), nullable=False),
        sa.Column("service", sa.String(80), nullable=False, index=True),
        sa.Column("territory", sa.String(80), nullable=False),
        sa.Column("given_on", sa.Date, nullable=False),
        sa.Column("stars", sa.Integer, nullable=False),
        sa.Column("aspect", sa.String(20)),
        sa.Column("data_key", sa.LargeBinary),
        sa.Column("sealed", sa.LargeBinary),
    )
