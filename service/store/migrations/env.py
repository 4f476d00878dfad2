"""Alembic's entry: run the steps on the connection that ``service.store.database`` hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from service.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
