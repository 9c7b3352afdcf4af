"""Prove contacts: codes on their way to an address that is not used yet."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Contacts that are there stay as they are."""
    op.create_table(
        "contact_proofs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("contact", sa.String(8), nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("person_id", "contact"),
    )
    op.create_index("ix_contact_proofs_expires_at", "contact_proofs", ["expires_at"])


def downgrade() -> None:
    """Take the table away."""
    op.drop_table("contact_proofs")
