"""Everything that knows Sanic: read, ask, answer."""
