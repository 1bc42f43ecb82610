"""The schema that the migrations make, and the values that Lintbox stores in it, per schema version.

``untrusted_backup`` compares a backup with both before it reads a row (SQLite, "Defense Against The Dark
Arts"): a foreign trigger, view, index or CHECK would be code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from lintbox.domain import CheckState, EmailState, ResultMail, Role
from lintbox.storage.migrations import MIGRATIONS, run_migration

# the key derives one-time links; a backup that includes it is complete in one file
MANIFEST = "CREATE TABLE backup (made_at TEXT, lintbox TEXT, counts TEXT, key BLOB)"
LARGEST = 2**53  # JSON represents integers exactly up to here
_LATEST_MOMENT = 253_402_300_799_999  # the end of the year 9999, in milliseconds
_MOMENT_NAME = re.compile(r"at|\w+_(at|until)")
JSON_COLUMNS = {
    "summary",
    "findings",
    "quotes",
    "noqa",
    "profile",
    "base_profile",
    "counts",
    "changes",
    "result",
    "value",
}
ENUM_COLUMNS = {
    ("users", "role"): Role,
    ("users", "result_mail"): ResultMail,
    ("files", "result_mail"): ResultMail,
    ("checks", "state"): CheckState,
    ("versions", "state"): CheckState,
    ("letters", "state"): EmailState,  # "outbox" up to schema 10
    ("outbox", "state"): EmailState,
}


class Column(NamedTuple):
    name: str
    kind: str
    nullable: bool


class Schema(NamedTuple):
    """``objects`` are comparable rows of sqlite_schema; ``tables`` are the tables whose rows are copied."""

    objects: Mapping[tuple[str, str], tuple[str, str]]
    tables: Mapping[str, list[Column]]


@cache
def get_schema(version: int) -> Schema:
    import peewee  # lazy: takes 20 ms, and a start does not need it

    database = peewee.SqliteDatabase(":memory:")
    for step in MIGRATIONS[:version]:
        run_migration(database, step)
    database.execute_sql(MANIFEST)
    rows = database.execute_sql("SELECT type, name, tbl_name, sql FROM sqlite_schema").fetchall()
    objects = {(kind, name): (table, normalize_sql(sql)) for kind, name, table, sql in rows}
    names = [name for kind, name in objects if kind == "table" and name not in {"backup", "sqlite_sequence"}]
    tables = {}
    for table in names:
        columns = database.execute_sql(f'PRAGMA table_info("{table}")').fetchall()
        tables[table] = [
            Column(name, kind.lower(), not (required or pk)) for _, name, kind, required, _, pk in columns
        ]
    database.close()
    return Schema(objects, tables)


def normalize_sql(sql: object) -> str:
    """Drop blanks and quotes: SQLite stores the text of a statement, and versions differ in these."""
    return re.sub(r'[\s"]+', "", str(sql))


def write_wrong_value_query(table: str, columns: list[Column]) -> str:
    """Return SQL that finds the first column of ``source.table`` with a value that Lintbox never stores."""
    cases = " ".join(f"WHEN NOT ({_write_rule(table, column)}) THEN '{column.name}'" for column in columns)
    return f'SELECT CASE {cases} END AS wrong FROM source."{table}" WHERE wrong IS NOT NULL LIMIT 1'  # noqa: S608


def _write_rule(table: str, column: Column) -> str:
    name = f'"{column.name}"'
    rules = [f"typeof({name}) = '{column.kind}'"]
    if column.kind == "integer":
        lowest, highest = (0, _LATEST_MOMENT) if _MOMENT_NAME.fullmatch(column.name) else (-LARGEST, LARGEST)
        rules.append(f"{name} BETWEEN {lowest} AND {highest}")
    if column.kind == "text":
        data = f"CAST({name} AS BLOB)"
        # recognizes ASCII without calling Python; length() stops at NUL
        is_ascii = f"NOT {name} GLOB '*[^\x01-\x7f]*' AND length({name}) = length({data})"
        rules.append(f"(({is_ascii}) OR is_utf8({data}))")
        if column.name in JSON_COLUMNS:
            rules.append(f"json_valid({name})")
        if words := ENUM_COLUMNS.get((table, column.name)):
            rules.append(f"{name} IN ({', '.join(repr(str(word)) for word in words)})")
    rule = " AND ".join(rules)
    return f"{name} IS NULL OR ({rule})" if column.nullable else rule
