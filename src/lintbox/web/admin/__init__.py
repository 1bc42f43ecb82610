"""What only administrators may ask; every handler begins with ``find_admin``."""

from lintbox.web.admin import audit, emails, files, system, users

ROUTES = (*users.ROUTES, *files.ROUTES, *emails.ROUTES, *system.ROUTES, *audit.ROUTES)
