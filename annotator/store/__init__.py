"""Where a project is kept: the only part that knows SQLite."""
