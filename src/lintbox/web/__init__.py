"""The HTTP layer: each handler reads a request, calls a service and returns a response."""
