"""Reach people: each way a telling took, what people chose, and whose e-mail came back."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ONCE = "ix_notifications_once"


def upgrade() -> None:
    """Add the tables and columns; what was told before left by e-mail, or not at all."""
    op.add_column(
        "notifications",
        sa.Column("is_discreet", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.add_column("notifications", sa.Column("once", sa.String(160)))
    op.create_index(ONCE, "notifications", ["once"], unique=True)
    op.add_column("people", sa.Column("email_doubtful_at", MOMENT))
    op.create_table(
        "notification_deliveries",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "notification_id",
            sa.Integer,
            sa.ForeignKey("notifications.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("channel", sa.String(12), nullable=False),
        sa.Column("status", sa.String(12), nullable=False, index=True),
        sa.Column("trouble", sa.String(60)),
        sa.Column("mark", sa.String(32), nullable=False, unique=True),
        sa.Column("address_hash", sa.String(64)),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("begun_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.UniqueConstraint("notification_id", "channel"),
    )
    op.create_table(
        "notice_choices",
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("first", sa.String(12), nullable=False),
        sa.Column("refused", sa.JSON, nullable=False),
        sa.Column("whom", sa.String(8), nullable=False),
        sa.Column("delicate", sa.String(8), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
    _remember_ways()


def _remember_ways() -> None:
    """A way for each telling that had one, with the mark its Message-ID was made of."""
    connection = op.get_bind()
    told = sa.table(
        "notifications",
        *(sa.column(name) for name in ("id", "key", "status", "trouble")),
        sa.column("created_at", MOMENT),
        sa.column("sent_at", MOMENT),
    )
    ways = sa.table(
        "notification_deliveries",
        *(sa.column(name) for name in ("notification_id", "channel", "status", "trouble", "mark")),
        sa.column("created_at", MOMENT),
        sa.column("ended_at", MOMENT),
    )
    rows = connection.execute(sa.select(told).where(told.c.status != "no_channel")).all()
    for row in rows:
        mark = hashlib.sha256(f"notification:{row.key}".encode()).hexdigest()[:32]
        connection.execute(
            ways.insert().values(
                notification_id=row.id,
                channel="email",
                status=row.status,
                trouble=row.trouble,
                mark=mark,
                created_at=row.created_at,
                ended_at=row.sent_at,
            )
        )


def downgrade() -> None:
    """Take them away; a letter on paper that nobody posted is one that failed."""
    op.execute("UPDATE notifications SET status = 'failed' WHERE status = 'on_paper'")
    op.execute("UPDATE notifications SET status = 'sent' WHERE status = 'area'")
    op.drop_table("notice_choices")
    op.drop_table("notification_deliveries")
    op.drop_column("people", "email_doubtful_at")
    op.drop_index(ONCE, "notifications")
    op.drop_column("notifications", "once")
    op.drop_column("notifications", "is_discreet")
