"""Hand drafts over between desk and phone: who holds one, and the one-time links and codes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add what a case says of it, and create the table."""
    op.add_column("cases", sa.Column("handed_at", MOMENT))
    op.create_table(
        "case_handovers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False, index=True),
        sa.Column("question", sa.String(60)),
        sa.Column("token_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("code_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("visit_id", sa.Integer, index=True),
        sa.Column("desk", sa.String(80)),
        sa.Column("operator_id", sa.Integer),
        sa.Column("subject_id", sa.Integer),
        sa.Column("guest", sa.String(64)),
        sa.Column("person_id", sa.Integer),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False, index=True),
        sa.Column("asked_at", MOMENT),
        sa.Column("taken_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("ended_by", sa.String(12)),
    )


def downgrade() -> None:
    """Drop both; a draft on a phone without a login is its desk's again."""
    op.drop_table("case_handovers")
    op.execute(
        "UPDATE cases SET guest = NULL WHERE handed_at IS NOT NULL AND subject_id IS NOT NULL"
    )
    op.drop_column("cases", "handed_at")
