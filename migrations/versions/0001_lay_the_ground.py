"""Lay the ground: sessions, kept forms, audit trail, outbox, catalogue revisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
KEPT_FOR_EVER = ("audit_entries", "audit_seals")


def upgrade() -> None:
    """Create the tables every area stands on."""
    _sessions()
    _audit()
    _outbox()
    op.create_table(
        "catalogue_revisions",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("origin", sa.String(20), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("payload", sa.LargeBinary, nullable=False),
    )
    for table in KEPT_FOR_EVER:
        _forbid_change(table)


def downgrade() -> None:
    """Drop them all; the triggers go with their tables."""
    for table in (
        "catalogue_revisions", "outbox", "audit_seals", "audit_entries", "kept_forms",
        "login_sessions",
    ):  # fmt: skip
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION accanto_refuse_change()")


def _sessions() -> None:
    op.create_table(
        "login_sessions",
        sa.Column("id_hash", sa.String(64), primary_key=True),
        sa.Column("person_id", sa.Integer, index=True),
        sa.Column("csrf_secret", sa.String(64), nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
    )
    op.create_table(
        "kept_forms",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, nullable=False, index=True),
        sa.Column("path", sa.String(300), nullable=False),
        sa.Column("data_key", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
    )


def _audit() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("event", sa.String(60), nullable=False),
        sa.Column("person_id", sa.Integer, index=True),
        sa.Column("method", sa.String(40)),
        sa.Column("level", sa.Integer),
        sa.Column("subject_id", sa.Integer, index=True),
        sa.Column("visit_id", sa.Integer),
        sa.Column("mandate_id", sa.Integer),
        sa.Column("desk", sa.String(80)),
        sa.Column("kind", sa.String(40)),
        sa.Column("object_id", sa.Integer, index=True),
        sa.Column("purpose", sa.String(60)),
    )
    op.create_table(
        "audit_seals",
        sa.Column("last_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("first_id", sa.Integer, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("dedup_key", sa.String(120), nullable=False, unique=True),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("status", sa.String(20), nullable=False, index=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("run_at", MOMENT, nullable=False, index=True),
        sa.Column("lease", sa.String(32)),
        sa.Column("leased_until", MOMENT),
        sa.Column("trouble", sa.String(60)),
    )


def _forbid_change(table: str) -> None:
    """The database itself refuses UPDATE and DELETE: no code of ours can do otherwise."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION accanto_refuse_change() RETURNS trigger AS $$ "
        "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$ LANGUAGE plpgsql"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION accanto_refuse_change()"
    )
