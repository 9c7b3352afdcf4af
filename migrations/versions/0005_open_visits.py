"""Open visits: an operator beside a citizen, and the mandates citizens give to a body."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables of assisted mode."""
    _visits()
    _mandates()


def downgrade() -> None:
    """Drop them."""
    for table in ("mandates", "visits"):
        op.drop_table(table)


def _visits() -> None:
    op.create_table(
        "visits",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("open_key", sa.String(40), unique=True),
        sa.Column(
            "operator_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False, index=True
        ),
        sa.Column("desk", sa.String(80), nullable=False, index=True),
        sa.Column("body", sa.String(80), nullable=False),
        sa.Column("subject_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.Column("identified_by", sa.String(24), nullable=False),
        sa.Column("data_key", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False, index=True),
        sa.Column("mandate_refused_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("ended_how", sa.String(24)),
    )


def _mandates() -> None:
    op.create_table(
        "mandates",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String(16), nullable=False, unique=True),
        sa.Column("visit_id", sa.Integer, sa.ForeignKey("visits.id"), nullable=False, index=True),
        sa.Column("subject_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False, index=True),
        sa.Column("body", sa.String(80), nullable=False),
        sa.Column("desk", sa.String(80), nullable=False, index=True),
        sa.Column("services", sa.JSON, nullable=False),
        sa.Column("every_service", sa.Boolean, nullable=False),
        sa.Column("scope", sa.String(24), nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("wording_version", sa.String(20), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("data_key", sa.LargeBinary, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("scan_key", sa.String(80)),
        sa.Column("scan_type", sa.String(60)),
        sa.Column("signed_at", MOMENT),
        sa.Column("revoked_at", MOMENT),
        sa.Column("revoked_by", sa.Integer, sa.ForeignKey("people.id")),
    )
