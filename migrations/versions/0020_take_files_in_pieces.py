"""Take files in pieces: what was announced for a draft, and the parts that have come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

UPLOADS, PIECES = "case_uploads", "case_upload_pieces"


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        UPLOADS,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("token", sa.String(32), nullable=False, unique=True),
        sa.Column("case_id", sa.Integer, sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("question", sa.String(60), nullable=False),
        sa.Column("sealed_name", sa.LargeBinary, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("received", sa.Integer, nullable=False),
        sa.Column("begun_by", sa.Integer),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
    )
    op.create_index(f"ix_{UPLOADS}_case_id", UPLOADS, ["case_id"])
    op.create_index(f"ix_{UPLOADS}_expires_at", UPLOADS, ["expires_at"])
    op.create_table(
        PIECES,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("upload_id", sa.Integer, sa.ForeignKey(f"{UPLOADS}.id"), nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("store_key", sa.String(80), nullable=False, unique=True),
        sa.UniqueConstraint("upload_id", "start"),
    )


def downgrade() -> None:
    """Take the tables away; a file that was on its way is chosen again."""
    op.drop_table(PIECES)
    op.drop_table(UPLOADS)
