"""Know people: profiles, provider identities, staff roles, logins under way."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables of identity."""
    op.create_table(
        "people",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("data_key", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("fiscal_code_hash", sa.String(64), unique=True),
        sa.Column("name_birth_hash", sa.String(64), index=True),
        sa.Column("email_hash", sa.String(64), index=True),
        sa.Column("phone_hash", sa.String(64), index=True),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.create_table(
        "provider_identities",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.Column("issuer", sa.String(300), nullable=False),
        sa.Column("subject_hash", sa.String(64), nullable=False),
        sa.Column("last_login_at", MOMENT, nullable=False),
        sa.UniqueConstraint("issuer", "subject_hash"),
    )
    op.create_table(
        "staff_grants",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("body", sa.String(80), nullable=False),
        sa.Column("office", sa.String(80)),
        sa.Column("desk", sa.String(80)),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
    )
    op.create_table(
        "login_attempts",
        sa.Column("state_hash", sa.String(64), primary_key=True),
        sa.Column("browser_hash", sa.String(64), nullable=False),
        sa.Column("data_key", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("login_attempts", "staff_grants", "provider_identities", "people"):
        op.drop_table(table)
