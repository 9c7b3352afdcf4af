"""Join the federations of SPID and CIE: keys, chains, standing, and the register of logins."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "login_register",
    "login_register_months",
    "federation_access_tokens",
    "federation_used_tokens",
    "federation_providers",
    "federation_anchors",
    "federation_configurations",
    "federation_keys",
)


def upgrade() -> None:
    """Create the tables."""
    _our_own()
    _of_others()
    _of_logins()
    _register()


def _our_own() -> None:
    op.create_table(
        "federation_keys",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("member", sa.String(300), nullable=False),
        sa.Column("kid", sa.String(64), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("data_key", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("activated_at", MOMENT),
        sa.Column("retired_at", MOMENT),
        sa.UniqueConstraint("member", "kid"),
    )
    op.create_table(
        "federation_configurations",
        sa.Column("member", sa.String(300), primary_key=True),
        sa.Column("raw", sa.Text, nullable=False),
        sa.Column("issued_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
    )


def _of_others() -> None:
    op.create_table(
        "federation_anchors",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("member", sa.String(300), nullable=False),
        sa.Column("anchor", sa.String(300), nullable=False),
        sa.Column("tried_at", MOMENT),
        sa.Column("refreshed_at", MOMENT),
        sa.Column("trouble", sa.String(80), nullable=False),
        sa.Column("standing", sa.JSON),
        sa.Column("looked_at", MOMENT),
        sa.Column("stood_at", MOMENT),
        sa.Column("standing_trouble", sa.String(80), nullable=False),
        sa.UniqueConstraint("member", "anchor"),
    )
    op.create_table(
        "federation_providers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("member", sa.String(300), nullable=False),
        sa.Column("anchor", sa.String(300), nullable=False),
        sa.Column("issuer", sa.String(300), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("scheme", sa.String(10), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("raws", sa.JSON, nullable=False),
        sa.Column("signed_keys", sa.Text, nullable=False),
        sa.Column("logo_address", sa.Text, nullable=False),
        sa.Column("logo", sa.LargeBinary),
        sa.Column("logo_type", sa.String(40), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("verified_at", MOMENT, nullable=False),
        sa.UniqueConstraint("member", "name"),
    )


def _of_logins() -> None:
    op.create_table(
        "federation_used_tokens",
        sa.Column("hashed", sa.String(64), primary_key=True),
        sa.Column("until", MOMENT, nullable=False, index=True),
    )
    op.create_table(
        "federation_access_tokens",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("member", sa.String(300), nullable=False),
        sa.Column("session_hash", sa.String(64), nullable=False, index=True),
        sa.Column("issuer", sa.String(300), nullable=False),
        sa.Column("login", sa.String(64), nullable=False),
        sa.Column("data_key", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False, index=True),
        sa.Column("ended_at", MOMENT),
    )


def _register() -> None:
    op.create_table(
        "login_register_months",
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("data_key", sa.LargeBinary, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("before", sa.String(64), nullable=False),
        sa.Column("head", sa.String(64), nullable=False),
        sa.Column("purged_at", MOMENT),
    )
    op.create_table(
        "login_register",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "month", sa.String(7), sa.ForeignKey("login_register_months.month"), nullable=False
        ),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("member", sa.String(300), nullable=False),
        sa.Column("issuer", sa.String(300), nullable=False),
        sa.Column("login", sa.String(64), nullable=False, index=True),
        sa.Column("step", sa.String(24), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("link", sa.String(64), nullable=False),
        sa.UniqueConstraint("month", "number"),
    )


def downgrade() -> None:
    """Drop them."""
    for table in TABLES:
        op.drop_table(table)
