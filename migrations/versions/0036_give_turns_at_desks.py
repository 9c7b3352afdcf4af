"""Give numbers at desks, let people say themselves who they are, and say of a visit what opened it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the table, and the columns of visits."""
    op.create_table(
        "turns",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("desk", sa.String(80), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("drawn_at", MOMENT, nullable=False),
        sa.Column("called_at", MOMENT),
        sa.Column("called_by", sa.Integer, sa.ForeignKey("people.id")),
        sa.Column("ended_at", MOMENT),
        sa.Column("ended_how", sa.String(24)),
        sa.UniqueConstraint("desk", "day", "number"),
    )
    op.create_table(
        "recognitions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("secret_hash", sa.String(64), unique=True),
        sa.Column("operator_id", sa.Integer, sa.ForeignKey("people.id"), index=True),
        sa.Column("desk", sa.String(80)),
        sa.Column("turn_id", sa.Integer),
        sa.Column("appointment_id", sa.Integer),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), index=True),
        sa.Column("level", sa.Integer),
        sa.Column("way", sa.String(12)),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False, index=True),
        sa.Column("taken_at", MOMENT),
        sa.Column("answered_at", MOMENT),
        sa.Column("used_at", MOMENT),
        sa.Column("ended_at", MOMENT),
    )
    op.add_column("visits", sa.Column("level", sa.Integer))
    op.add_column("visits", sa.Column("way", sa.String(12)))
    op.add_column("visits", sa.Column("without_code", sa.String(24)))
    op.add_column("visits", sa.Column("turn_id", sa.Integer))
    op.add_column("visits", sa.Column("appointment_id", sa.Integer))


def downgrade() -> None:
    """Take all of it back; the visits stay."""
    op.execute("UPDATE visits SET ended_how = 'button' WHERE ended_how = 'turn'")
    op.drop_column("visits", "appointment_id")
    op.drop_column("visits", "turn_id")
    op.drop_column("visits", "without_code")
    op.drop_column("visits", "way")
    op.drop_column("visits", "level")
    op.execute("UPDATE visits SET identified_by = 'known' WHERE identified_by LIKE 'own_%'")
    op.drop_table("recognitions")
    op.drop_table("turns")
