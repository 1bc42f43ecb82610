"""What only administrators may ask; every handler begins with ``find_admin``."""

from lintbox.web.admin import audit, users

ROUTES = (*users.ROUTES, *audit.ROUTES)
