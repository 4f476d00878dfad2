"""What made the tables, step by step (Alembic)."""
