"""Models of the routes for administrators."""
