"""Sign mandates in more ways, take back one service alone, and look into those nobody asked for."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _new() -> list[sa.Column[Any]]:
    """What a mandate did not say before."""
    return [
        sa.Column("signed_how", sa.String(24)),
        sa.Column("signature", sa.LargeBinary),
        sa.Column("sign_hash", sa.String(64)),
        sa.Column("sign_tries", sa.Integer, nullable=False, server_default="0"),
        sa.Column("sign_until", MOMENT),
        sa.Column("without", sa.JSON, nullable=False, server_default="[]"),
        sa.Column("renews", sa.Integer),
        sa.Column("suspended_at", MOMENT),
        sa.Column("warned_on", sa.Date),
        sa.Column("reminded_on", sa.Date),
    ]


def upgrade() -> None:
    """Add what a mandate says of its signature and its end, and the two tables."""
    for column in _new():
        op.add_column("mandates", column)
    op.execute("UPDATE mandates SET signed_how = 'paper' WHERE signed_at IS NOT NULL")
    op.create_table(
        "mandate_endings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "mandate_id", sa.Integer, sa.ForeignKey("mandates.id"), nullable=False, index=True
        ),
        sa.Column("service", sa.String(80)),
        sa.Column("how", sa.String(24), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.Integer, sa.ForeignKey("people.id")),
        sa.Column("desk", sa.String(80)),
    )
    op.create_table(
        "mandate_contests",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "mandate_id", sa.Integer, sa.ForeignKey("mandates.id"), nullable=False, index=True
        ),
        sa.Column("subject_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.Column("body", sa.String(80), nullable=False, index=True),
        sa.Column("data_key", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("outcome", sa.String(24)),
        sa.Column("answered_at", MOMENT),
        sa.Column("answered_by", sa.Integer, sa.ForeignKey("people.id")),
    )


def downgrade() -> None:
    """Drop both; a mandate whose giver did not recognise it, or took a service out of it, ends."""
    op.execute(
        "UPDATE mandates SET revoked_at = COALESCE(revoked_at, suspended_at, recorded_at)"
        " WHERE suspended_at IS NOT NULL OR CAST(without AS TEXT) <> '[]'"
    )
    op.drop_table("mandate_contests")
    op.drop_table("mandate_endings")
    for column in reversed(_new()):
        op.drop_column("mandates", column.name)
