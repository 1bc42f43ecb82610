"""The schema as one ordered list; the version of a database is how many of them it has had."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import peewee


class NewerSchema(Exception):
    """The database was written by a later Lintbox."""


def migrate(connection: peewee.SqliteDatabase, keep: Callable[[int], object]) -> None:
    """Bring the schema up to date, one transaction a step; first, what is there is kept.

    Raises:
        NewerSchema: there is no way back.
    """
    version = connection.execute_sql("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise NewerSchema(
            f"The database has schema {version}, this Lintbox knows {len(MIGRATIONS)}: use the later Lintbox."
        )
    if 0 < version < len(MIGRATIONS):
        keep(version)
    for number, step in enumerate(MIGRATIONS[version:], version + 1):
        with connection.atomic("IMMEDIATE"):
            step(connection)
            connection.execute_sql(f"PRAGMA user_version = {number}")


def _first_light(connection: peewee.SqliteDatabase) -> None:
    _run(connection, _FIRST_LIGHT)


def _administration(connection: peewee.SqliteDatabase) -> None:
    _run(connection, _ADMINISTRATION)


def _profiles(connection: peewee.SqliteDatabase) -> None:
    _run(connection, _PROFILES)


def _run(connection: peewee.SqliteDatabase, statements: str) -> None:
    for statement in statements.split(";"):
        if statement.strip():
            connection.execute_sql(statement)


def _watching(connection: peewee.SqliteDatabase) -> None:
    connection.execute_sql("CREATE INDEX letters_unsent ON letters (state) WHERE state <> 'sent'")


# a check carries its user, so that taking turns needs no join; contents and reports
# keep what is large in the last column, so that the rest is read without it
_FIRST_LIGHT = """
CREATE TABLE users (
    id TEXT PRIMARY KEY, email TEXT NOT NULL, email_key TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL, role TEXT NOT NULL,
    verified_at INTEGER, created_at INTEGER NOT NULL, turn INTEGER NOT NULL
);
CREATE INDEX users_turn ON users (turn);
CREATE TABLE links (
    id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
    nonce BLOB NOT NULL, token_sha256 TEXT NOT NULL UNIQUE, expires_at INTEGER NOT NULL
);
CREATE INDEX links_user ON links (user_id);
CREATE TABLE sessions (
    token_sha256 TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
    created_at INTEGER NOT NULL, seen_at INTEGER NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, at INTEGER NOT NULL
);
CREATE INDEX attempts_recent ON attempts (kind, subject, at);
CREATE TABLE contents (
    sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, lines INTEGER NOT NULL, encoding TEXT,
    bound_at INTEGER NOT NULL, data BLOB NOT NULL
);
CREATE TABLE files (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE, name TEXT NOT NULL,
    sha256 TEXT NOT NULL REFERENCES contents, told TEXT,
    created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
CREATE INDEX files_user ON files (user_id, number);
CREATE INDEX files_content ON files (sha256);
CREATE TABLE reports (
    number INTEGER PRIMARY KEY, key TEXT UNIQUE, total INTEGER NOT NULL,
    codes TEXT NOT NULL, summary TEXT NOT NULL, findings TEXT NOT NULL
);
CREATE TABLE checks (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    file_id INTEGER NOT NULL REFERENCES files (number) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
    profile TEXT NOT NULL, state TEXT NOT NULL, claim TEXT, lease_until INTEGER,
    attempts INTEGER NOT NULL, created_at INTEGER NOT NULL, started_at INTEGER,
    finished_at INTEGER, duration_ms INTEGER, report_id INTEGER REFERENCES reports (number)
);
CREATE INDEX checks_file ON checks (file_id, number);
CREATE INDEX checks_report ON checks (report_id);
CREATE INDEX checks_queued ON checks (user_id, number) WHERE state = 'queued';
CREATE INDEX checks_running ON checks (lease_until) WHERE state = 'running';
CREATE TABLE letters (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL, subject TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE, recipient TEXT NOT NULL,
    message_id TEXT NOT NULL, link TEXT, result TEXT,
    state TEXT NOT NULL, attempts INTEGER NOT NULL, due_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL, sent_at INTEGER, detail TEXT,
    UNIQUE (kind, subject)
);
CREATE INDEX letters_due ON letters (due_at) WHERE state = 'queued';
CREATE INDEX letters_subject ON letters (subject)
"""

# the audit outlives whom it tells of, so its ids refer to nothing, and a deleted user's address goes
_ADMINISTRATION = """
ALTER TABLE users ADD COLUMN seen_at INTEGER;
ALTER TABLE users ADD COLUMN disabled_at INTEGER;
ALTER TABLE users ADD COLUMN disabled_by TEXT;
ALTER TABLE links ADD COLUMN purpose TEXT NOT NULL DEFAULT 'verification';
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL, at INTEGER NOT NULL);
CREATE TABLE audit (
    number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, action TEXT NOT NULL,
    by_id TEXT, by_name TEXT, user_id TEXT, user_email TEXT, what TEXT, network TEXT
);
CREATE INDEX audit_user ON audit (user_id, number);
CREATE INDEX audit_by ON audit (by_id, number)
"""

# a profile_id is one of this table, or that of a shipped profile: so it references nothing
_PROFILES = """
CREATE TABLE profiles (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
    name TEXT NOT NULL, profile TEXT NOT NULL, created_at INTEGER NOT NULL
);
CREATE INDEX profiles_user ON profiles (user_id, number);
ALTER TABLE users ADD COLUMN profile_id TEXT;
ALTER TABLE files ADD COLUMN profile_id TEXT;
ALTER TABLE checks ADD COLUMN profile_name TEXT NOT NULL DEFAULT 'flake8 default'
"""

# the server does not decode a content: encoding and source lines come in the report
_SAID_BY_WORKERS = """
ALTER TABLE reports ADD COLUMN quotes TEXT NOT NULL DEFAULT '{}';
UPDATE reports SET summary = json_insert(summary, '$[#]', (
    SELECT encoding FROM checks JOIN files ON files.number = file_id JOIN contents USING (sha256)
    WHERE report_id = reports.number LIMIT 1
));
ALTER TABLE contents DROP COLUMN encoding
"""


def _outbox(connection: peewee.SqliteDatabase) -> None:
    connection.execute_sql("CREATE INDEX letters_state ON letters (state, sent_at)")
    connection.execute_sql("CREATE INDEX letters_user ON letters (user_id, number)")


def _hours(connection: peewee.SqliteDatabase) -> None:
    connection.execute_sql("CREATE INDEX checks_finished ON checks (finished_at, state, duration_ms)")


def _emails_in_turn(connection: peewee.SqliteDatabase) -> None:
    _run(connection, _EMAILS_IN_TURN)


# Which email is next is found by these two: those with links first, then the results of each user in turn.
# ``via`` is smtp or local; ``unchanged`` is 1 where a check says what the one before it said;
# ``mail_note`` is why a check has no email (any more)
_EMAILS_IN_TURN = """
CREATE INDEX letters_first ON letters (due_at) WHERE state = 'queued' AND kind <> 'result';
CREATE INDEX letters_results ON letters (user_id, due_at) WHERE state = 'queued' AND kind = 'result';
ALTER TABLE letters ADD COLUMN via TEXT;
UPDATE letters SET via = iif(detail LIKE 'Local mailbox: %', 'local', 'smtp') WHERE state = 'sent';
UPDATE letters SET detail = 'Saved on this server: ' || substr(detail, 16) WHERE via = 'local';
ALTER TABLE checks ADD COLUMN unchanged INTEGER NOT NULL DEFAULT 0;
ALTER TABLE checks ADD COLUMN mail_note TEXT
"""


def _said_by_workers(connection: peewee.SqliteDatabase) -> None:
    _run(connection, _SAID_BY_WORKERS)


# an account has no password before its address is confirmed: each pending registration has its own
_REGISTRATIONS = """
CREATE TABLE registrations (
    number INTEGER PRIMARY KEY AUTOINCREMENT, user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
    password_hash TEXT NOT NULL, network TEXT NOT NULL, created_at INTEGER NOT NULL
);
CREATE INDEX registrations_user ON registrations (user_id, number);
INSERT INTO registrations (user_id, password_hash, network, created_at)
    SELECT id, password_hash, '', created_at FROM users WHERE verified_at IS NULL;
UPDATE users SET password_hash = '' WHERE verified_at IS NULL
"""


def _registrations(connection: peewee.SqliteDatabase) -> None:
    _run(connection, _REGISTRATIONS)


def _python_refuses(connection: peewee.SqliteDatabase) -> None:
    # a backup of today that calls itself older has it already: only the rows differ, not the schema
    connection.execute_sql(
        "UPDATE reports SET summary = json_insert(summary, '$[#]', NULL) WHERE json_array_length(summary) < 6"
    )


def _plain_names(connection: peewee.SqliteDatabase) -> None:
    """Renames what had names of our own: a letter is an email, a group of codes a category."""
    _run(connection, _PLAIN_NAMES)


_PLAIN_NAMES = """
ALTER TABLE letters RENAME TO outbox;
ALTER TABLE facts RENAME TO server_state;
ALTER TABLE files RENAME COLUMN told TO notified_digest;
DROP INDEX letters_due;
DROP INDEX letters_subject;
DROP INDEX letters_unsent;
DROP INDEX letters_state;
DROP INDEX letters_user;
DROP INDEX letters_first;
DROP INDEX letters_results;
CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 'queued';
CREATE INDEX outbox_subject ON outbox (subject);
CREATE INDEX outbox_unsent ON outbox (state) WHERE state <> 'sent';
CREATE INDEX outbox_state ON outbox (state, sent_at);
CREATE INDEX outbox_user ON outbox (user_id, number);
CREATE INDEX outbox_first ON outbox (due_at) WHERE state = 'queued' AND kind <> 'result';
CREATE INDEX outbox_results ON outbox (user_id, due_at) WHERE state = 'queued' AND kind = 'result';
UPDATE outbox SET result = replace(result, '"groups":', '"categories":') WHERE result IS NOT NULL;
UPDATE server_state SET value =
    replace(replace(value, '"letters":', '"emails":'), '"letters_unsent":', '"emails_unsent":');
UPDATE attempts SET kind = replace(kind, 'letter', 'email') WHERE kind LIKE '%letter%';
UPDATE audit SET action = replace(action, 'letter', 'email') WHERE action LIKE '%letter%'
"""


# Order is important: add at the end, change none that was released.
MIGRATIONS: tuple[Callable[[peewee.SqliteDatabase], None], ...] = (
    _first_light,
    _administration,
    _watching,
    _profiles,
    _outbox,
    _hours,
    _emails_in_turn,
    _said_by_workers,
    _registrations,
    _python_refuses,
    _plain_names,
)
