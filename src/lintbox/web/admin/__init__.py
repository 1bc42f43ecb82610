"""Routes for administrators only; every handler calls ``get_admin`` first."""

from lintbox.web.admin import audit, emails, files, system, users

ROUTES = (*users.ROUTES, *files.ROUTES, *emails.ROUTES, *system.ROUTES, *audit.ROUTES)
