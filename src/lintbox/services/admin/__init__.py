"""What administrators may do, one module per page as in ``web/admin``; acts are recorded in the audit log."""
