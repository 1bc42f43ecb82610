"""What only administrators may ask; every handler begins with ``find_admin``."""

from lintbox.web.admin import audit, files, letters, system, users

ROUTES = (*users.ROUTES, *files.ROUTES, *letters.ROUTES, *system.ROUTES, *audit.ROUTES)
