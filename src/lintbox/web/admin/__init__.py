"""What only administrators may ask; every handler begins with ``find_admin``."""

from lintbox.web.admin import audit, files, users

ROUTES = (*users.ROUTES, *files.ROUTES, *audit.ROUTES)
