"""The background tasks of the server process."""
