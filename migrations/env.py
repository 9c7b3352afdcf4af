"""How Alembic reaches the database: one connection, one transaction for each migration."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine

from portal.platform.database import Model

engine = create_engine(context.config.get_main_option("sqlalchemy.url") or "")

with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
