"""The schema as one ordered list of migrations; a database's version is the number of those that ran."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import peewee


class NewerSchema(Exception):
    """A later Lintbox wrote the database."""


def migrate(connection: peewee.SqliteDatabase, back_up: Callable[[int], object]) -> None:
    """Migrate to the newest schema, after ``back_up`` was called with the version of existing data.

    Raises:
        NewerSchema: there are no downgrades.
    """
    version = connection.execute_sql("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise NewerSchema(
            f"The database has schema {version}, this Lintbox knows {len(MIGRATIONS)}: use the later Lintbox."
        )
    if 0 < version < len(MIGRATIONS):
        back_up(version)
    migrate_range(connection, version, len(MIGRATIONS))


def migrate_range(connection: peewee.SqliteDatabase, first: int, last: int) -> None:
    """Run the migrations after ``first`` up to ``last``, each in its own transaction."""
    for number, statements in enumerate(MIGRATIONS[first:last], first + 1):
        with connection.atomic("IMMEDIATE"):
            run_migration(connection, statements)
            connection.execute_sql(f"PRAGMA user_version = {number}")


def run_migration(connection: peewee.SqliteDatabase, statements: str) -> None:
    for statement in statements.split(";"):
        if statement.strip():
            connection.execute_sql(statement)


# a check stores its user, so that choosing the next user needs no join; contents and reports
# store large values in the last column, so that SQLite reads the other columns without them
FIRST_TABLES = """
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

# audit rows outlive the users that they name, so their ids are no foreign keys
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

_UNSENT_INDEX = "CREATE INDEX letters_unsent ON letters (state) WHERE state <> 'sent'"

# a profile_id refers to this table or to a shipped profile, so it is no foreign key
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

_OUTBOX_INDEXES = """
CREATE INDEX letters_state ON letters (state, sent_at);
CREATE INDEX letters_user ON letters (user_id, number)
"""

_FINISHED_INDEX = "CREATE INDEX checks_finished ON checks (finished_at, state, duration_ms)"

# Two indexes find the next email: emails with links first, then the users' results in turn.
# ``via`` is smtp or local; ``unchanged`` is 1 where a check has the same result as the one before it;
# ``mail_note`` is the reason why a check has no email in the outbox
_EMAILS_BY_USER = """
CREATE INDEX letters_first ON letters (due_at) WHERE state = 'queued' AND kind <> 'result';
CREATE INDEX letters_results ON letters (user_id, due_at) WHERE state = 'queued' AND kind = 'result';
ALTER TABLE letters ADD COLUMN via TEXT;
UPDATE letters SET via = iif(detail LIKE 'Local mailbox: %', 'local', 'smtp') WHERE state = 'sent';
UPDATE letters SET detail = 'Saved on this server: ' || substr(detail, 16) WHERE via = 'local';
ALTER TABLE checks ADD COLUMN unchanged INTEGER NOT NULL DEFAULT 0;
ALTER TABLE checks ADD COLUMN mail_note TEXT
"""

# only workers decode contents: the report includes the encoding and the quoted source lines
ENCODING_IN_REPORTS = """
ALTER TABLE reports ADD COLUMN quotes TEXT NOT NULL DEFAULT '{}';
UPDATE reports SET summary = json_insert(summary, '$[#]', (
    SELECT encoding FROM checks JOIN files ON files.number = file_id JOIN contents USING (sha256)
    WHERE report_id = reports.number LIMIT 1
));
ALTER TABLE contents DROP COLUMN encoding
"""

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

# the condition makes it idempotent: a backup of today may claim an older version, with the same schema
_PYTHON_REFUSALS = """
UPDATE reports SET summary = json_insert(summary, '$[#]', NULL) WHERE json_array_length(summary) < 6
"""

# a letter is now an email, a group of codes a category
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

# ``python`` is the version of Python set on the file itself; the condition makes the reports' part idempotent
_PYTHONS = """
ALTER TABLE files ADD COLUMN python TEXT;
UPDATE reports SET summary = json_insert(summary, '$[#]', NULL) WHERE json_array_length(summary) < 7
"""

# base_report is set until the check has ended: the report that it is to be compared with. Earlier reports
# have the source lines of a few findings only, so they are not compared
_COMPARISONS = """
CREATE TABLE comparisons (
    check_number INTEGER PRIMARY KEY REFERENCES checks (number) ON DELETE CASCADE,
    base_report INTEGER REFERENCES reports (number),
    base_sha256 TEXT NOT NULL, base_profile TEXT NOT NULL,
    counts TEXT, changes TEXT, findings TEXT
);
CREATE INDEX comparisons_base ON comparisons (base_report);
ALTER TABLE reports ADD COLUMN noqa TEXT NOT NULL DEFAULT '[[],0,[]]';
UPDATE reports SET quotes = '{}';
UPDATE reports SET summary = json_insert(summary, '$[#]', json('false')) WHERE json_array_length(summary) < 8
"""

# the token is derived from the nonce, as those of one-time links, so that its owner can copy the link again
_SHARES = """
CREATE TABLE shares (
    id TEXT PRIMARY KEY, file_id INTEGER NOT NULL REFERENCES files (number) ON DELETE CASCADE,
    nonce BLOB NOT NULL, token_sha256 TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
);
CREATE INDEX shares_file ON shares (file_id)
"""

# Checks that were requested together have the same ``batch`` and share an email. Its row collects until the
# last of them has ended; until then, their results wait in collected_results. ``email_subject`` is the
# subject of the email with the check's result, NULL where that is the check's own id
_BATCHES = """
ALTER TABLE users ADD COLUMN result_mail TEXT;
ALTER TABLE users ADD COLUMN display_name TEXT;
ALTER TABLE files ADD COLUMN result_mail TEXT;
ALTER TABLE checks ADD COLUMN batch TEXT;
ALTER TABLE checks ADD COLUMN email_subject TEXT;
ALTER TABLE outbox ADD COLUMN batch TEXT;
CREATE TABLE collected_results (
    check_number INTEGER PRIMARY KEY REFERENCES checks (number) ON DELETE CASCADE, result TEXT NOT NULL
);
CREATE INDEX checks_unfinished ON checks (batch) WHERE finished_at IS NULL;
CREATE INDEX checks_email ON checks (email_subject) WHERE email_subject IS NOT NULL;
CREATE INDEX outbox_collecting ON outbox (batch) WHERE state = 'collecting'
"""

# the columns from check_id on are those of the newest check that had ended; null if none had
_VERSIONS = """
CREATE TABLE versions (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    file_id INTEGER NOT NULL REFERENCES files (number) ON DELETE CASCADE,
    name TEXT NOT NULL, sha256 TEXT NOT NULL REFERENCES contents, replaced_at INTEGER NOT NULL,
    check_id TEXT, state TEXT, created_at INTEGER, started_at INTEGER, finished_at INTEGER,
    duration_ms INTEGER, profile TEXT, profile_name TEXT, report_id INTEGER REFERENCES reports (number)
);
CREATE INDEX versions_file ON versions (file_id, number);
CREATE INDEX versions_content ON versions (sha256);
CREATE INDEX versions_report ON versions (report_id)
"""

# deleting a user deletes the checks: without an index, SQLite would read those of all users
_CHECKS_BY_USER = "CREATE INDEX checks_user ON checks (user_id)"

# The position is the version: append new migrations, never change a released one.
MIGRATIONS: tuple[str, ...] = (
    FIRST_TABLES,
    _ADMINISTRATION,
    _UNSENT_INDEX,
    _PROFILES,
    _OUTBOX_INDEXES,
    _FINISHED_INDEX,
    _EMAILS_BY_USER,
    ENCODING_IN_REPORTS,
    _REGISTRATIONS,
    _PYTHON_REFUSALS,
    _PLAIN_NAMES,
    _PYTHONS,
    _COMPARISONS,
    _SHARES,
    _BATCHES,
    _VERSIONS,
    _CHECKS_BY_USER,
)
