"""Look after roles: held in a territory too, confirmed every quarter, paused when nobody uses them."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
COLUMNS = {
    "territory": sa.String(80),
    "confirmed_at": MOMENT,
    "paused_at": MOMENT,
    "paused_for": sa.String(20),
    "lifted_at": MOMENT,
}


def upgrade() -> None:
    """Roles that are there stay in force. Until now the last login was only the first one: everybody
    counts as here today, or half of the staff would be paused for not coming."""
    for name, kind in COLUMNS.items():
        op.add_column("staff_grants", sa.Column(name, kind))
    op.create_index("ix_staff_grants_body", "staff_grants", ["body"])
    op.create_table(
        "staff_reviews",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("open_key", sa.String(80)),
        sa.Column("body", sa.String(80), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.UniqueConstraint("open_key"),
    )
    op.create_index("ix_staff_reviews_body", "staff_reviews", ["body"])
    logins = sa.table("provider_identities", sa.column("last_login_at", MOMENT))
    op.execute(logins.update().values(last_login_at=datetime.now(UTC)))


def downgrade() -> None:
    """Take the columns and the table away. A paused role would be in force again: it is ended instead."""
    grants = sa.table(
        "staff_grants", sa.column("paused_at", MOMENT), sa.column("ended_at", MOMENT),
        sa.column("territory", sa.String(80)),
    )  # fmt: skip
    unsafe = sa.or_(grants.c.paused_at.is_not(None), grants.c.territory.is_not(None))
    now = datetime.now(UTC)
    op.execute(grants.update().where(unsafe, grants.c.ended_at.is_(None)).values(ended_at=now))
    op.drop_table("staff_reviews")
    op.drop_index("ix_staff_grants_body", "staff_grants")
    for name in COLUMNS:
        op.drop_column("staff_grants", name)
