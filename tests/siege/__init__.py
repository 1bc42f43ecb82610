"""Attacks on a real server, and what other users notice: small in ``make test``, full in ``make siege``."""
