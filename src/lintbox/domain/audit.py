"""The actions that the audit log records."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    SIGNED_IN = "signed-in"
    PASSWORD_SET = "password-set"  # noqa: S105
    ADMIN_CREATED = "admin-created"
    VERIFIED = "verified"
    DISABLED = "disabled"
    ENABLED = "enabled"
    DELETED = "deleted"
    MADE_ADMIN = "made-admin"
    MADE_USER = "made-user"
    RESET_SENT = "reset-sent"
    LINK_SENT = "link-sent"
    SESSIONS_ENDED = "sessions-ended"
    SESSION_ENDED = "session-ended"
    LOOKED_AT_FILE = "looked-at-file"
    CHECKED_FILE = "checked-file"
    DELETED_FILE = "deleted-file"
    SHARED_FILE = "shared-file"
    ENDED_SHARE = "ended-share"
    LOOKED_AT_EMAIL = "looked-at-email"
    SENT_EMAIL = "sent-email"
    SENT_EMAILS = "sent-emails"
    SENT_TEST_EMAIL = "sent-test-email"
    SWEPT = "swept"
    BACKED_UP = "backed-up"
