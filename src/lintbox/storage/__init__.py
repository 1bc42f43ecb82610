"""Everything that knows peewee and SQLite; speaks in domain types."""
