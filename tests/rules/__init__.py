"""The product's rules, as calls of its functions with a database and a time of the test's own; no server."""
