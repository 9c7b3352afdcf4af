"""Receive the declarations of who cannot sign: what a public official attests of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column: declarations made in another way have nothing in it."""
    op.add_column("case_declarations", sa.Column("attested", sa.LargeBinary))


def downgrade() -> None:
    """Drop it. A draft is declared anew; of what was sent the nearest word is kept, that of the paper an
    operator stood for. The request as it was sealed goes on saying how it was.
    """
    op.execute(
        "DELETE FROM case_declarations WHERE means = 'official' "
        "AND case_id IN (SELECT id FROM cases WHERE sent_at IS NULL)"
    )
    op.execute("UPDATE case_declarations SET means = 'paper' WHERE means = 'official'")
    op.drop_column("case_declarations", "attested")
