"""Remember where an answer came from that somebody wrote over, so that the person reads what was changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of what was corrected before, nobody noted it."""
    op.add_column("case_answer_versions", sa.Column("source", sa.String(20)))


def downgrade() -> None:
    """Drop it. What an operator wrote over before sending goes too: without its source it would pass for
    a correction of the person."""
    op.execute("DELETE FROM case_answer_versions WHERE source IS NOT NULL")
    op.drop_column("case_answer_versions", "source")
