"""Backups made by hand, each from a good one; deterministic, some 400 of them."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random

from lintbox.storage.expected_schema import ENUM_COLUMNS, JSON_COLUMNS, get_schema
from lintbox.storage.migrations import MIGRATIONS

Change = Callable[[Path], object]
SCHEMA = get_schema(len(MIGRATIONS))
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT"


def fill(database: Path) -> None:
    """Put a row into each table that a server could have written."""
    with closing(sqlite3.connect(database)) as connection, connection:
        for table, columns in SCHEMA.tables.items():
            values = [_plausible(table, column.name, column.kind) for column in columns]
            marks = ", ".join("?" * len(values))
            connection.execute(f"INSERT INTO {table} VALUES ({marks})", values)  # noqa: S608


def changes() -> dict[str, Change]:
    return dict((*_objects(), *_manifests(), *_versions(), *_values(), *_bytes(), *_side_files()))


def _plausible(table: str, column: str, kind: str) -> object:
    if words := ENUM_COLUMNS.get((table, column)):
        return str(next(iter(words)))
    return {"integer": 1, "blob": b"x"}.get(kind, "{}" if column in JSON_COLUMNS else "x")


def run(*statements: str, values: tuple[object, ...] = ()) -> Change:
    def change(file: Path) -> None:
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement, values if "?" in statement else ())

    return change


def _rewrite(table: str, old: str, new: str) -> Change:
    """Change the text of a table's definition, past SQLite."""
    return run(
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_schema SET sql = replace(sql, '{old}', '{new}') WHERE name = '{table}'",  # noqa: S608
    )


def _objects() -> Iterator[tuple[str, Change]]:
    for table, columns in SCHEMA.tables.items():
        first = columns[0].name
        steal = "UPDATE users SET role = 'admin'"
        for when in ("AFTER INSERT", "BEFORE DELETE", "AFTER UPDATE"):
            yield f"trigger {when} {table}", run(f"CREATE TRIGGER steal {when} ON {table} BEGIN {steal}; END")
        yield f"index of {table}", run(f"CREATE INDEX extra ON {table} ({first})")
        yield f"index of an expression of {table}", run(f"CREATE INDEX extra ON {table} (abs({first}))")
        yield f"without {table}", run("PRAGMA foreign_keys = OFF", f"DROP TABLE {table}")
        yield (
            f"endless view {table}",
            run(
                "PRAGMA foreign_keys = OFF",
                f"DROP TABLE {table}",
                f"CREATE VIEW {table} AS {ENDLESS} i AS {first} FROM n",
            ),
        )
        yield f"CHECK in {table}", _rewrite(table, " NOT NULL", " NOT NULL CHECK (randomblob(1) > 0)")
        yield f"collation in {table}", _rewrite(table, " TEXT", " TEXT COLLATE hostile")
        yield f"generated column in {table}", run(f"ALTER TABLE {table} ADD COLUMN g AS (hex(1))")
        yield f"column in {table}", run(f"ALTER TABLE {table} ADD COLUMN extra TEXT")
        yield f"no definition of {table}", _rewrite(table, "CREATE TABLE", "CREATE NONSENSE")
        yield (
            f"{table} on the pages of users",
            run(
                "PRAGMA writable_schema = ON",
                "UPDATE sqlite_schema SET rootpage ="  # noqa: S608
                " (SELECT rootpage FROM sqlite_schema WHERE name = 'backup')"
                f" WHERE name = '{table}'",
            ),
        )
    for kind, name in SCHEMA.objects:
        if kind == "index" and not name.startswith("sqlite_"):
            yield f"without {name}", run(f"DROP INDEX {name}")
    yield "a view", run("CREATE VIEW extra AS SELECT 1")
    yield "an endless view", run(f"CREATE VIEW extra AS {ENDLESS} i FROM n")
    yield "a view of itself", run("CREATE VIEW a AS SELECT * FROM b", "CREATE VIEW b AS SELECT * FROM a")
    yield (
        "endless manifest",
        run(
            "DROP TABLE backup",
            f"CREATE VIEW backup AS {ENDLESS} i AS made_at, 1 AS lintbox, 1 AS counts, 1 AS key FROM n",
        ),
    )
    yield "a table", run("CREATE TABLE extra (x)")
    yield "a table with a hostile name", run('CREATE TABLE "\x1b[2J\n" (x)')
    yield "a virtual table", run("CREATE VIRTUAL TABLE extra USING fts5(x)")
    yield "2,000 tables", run("BEGIN", *(f"CREATE TABLE extra{n} (x)" for n in range(2000)), "COMMIT")
    yield "a table without rowid", run("CREATE TABLE extra (x PRIMARY KEY) WITHOUT ROWID")


def _manifests() -> Iterator[tuple[str, Change]]:
    counts = dict.fromkeys(("users", "files", "contents", "checks", "reports", "outbox"), 1)
    wrong: dict[str, list[object]] = {
        "made_at": [
            None, 7, b"\xff", "", "yesterday", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
            "2026-11-23T14:05:09", "2" * 100, "2026-11-23\0", "-1", "0000-00-00",
        ],
        "lintbox": [None, b"\xff", "", "\x1b[2J", "1\n2", "x" * 100_000, "\u202e1.0", "0.1 "],
        "counts": [
            None, 7, b"\xff", "", "[]", "1", "null", "[" * 5000, "{}", "{", "9" * 9000,
            json.dumps(counts | {"sqlite_schema": 1}), json.dumps(counts | {"users": -1}),
            json.dumps(counts | {"users": "1"}), json.dumps(counts | {"users": 1e300}),
            json.dumps(counts | {"users": None}), json.dumps(counts | {"users; DROP TABLE users": 1}),
            json.dumps(dict.fromkeys(counts, 2)),
        ],
        "key": [None, 7, "k" * 32, b"", b"k" * 7, b"k" * 31, b"k" * 33, b"k" * 1_000_000, 1.5],
    }  # fmt: skip
    for column, values in wrong.items():
        for value in values:
            name = f"manifest {column} {str(value)[:30]!a}"
            yield name, run(f"UPDATE backup SET {column} = ?", values=(value,))  # noqa: S608
    yield "no manifest", run("DELETE FROM backup")
    yield "two manifests", run("INSERT INTO backup SELECT * FROM backup")
    yield "manifest without a table", run("DROP TABLE backup")
    yield "manifest with a column more", run("ALTER TABLE backup ADD COLUMN extra")


def _versions() -> Iterator[tuple[str, Change]]:
    # the last step changes rows alone, so the version before it has today's schema too
    for version in (*range(1, len(MIGRATIONS) - 1), 0, -1, -(2**31), 2**31 - 1, len(MIGRATIONS) + 1):
        yield f"version {version}", run(f"PRAGMA user_version = {version}")
    for mark in (1, -1, 0x4C494E54):
        yield f"application {mark}", run(f"PRAGMA application_id = {mark}")
    yield "in UTF-16", _to_utf16


def _values() -> Iterator[tuple[str, Change]]:
    for table, columns in SCHEMA.tables.items():
        for column in columns:
            where = f"{table}.{column.name}"
            update = f"UPDATE {table} SET {column.name} = ?"  # noqa: S608
            if column.kind != "blob" and (table, column.name) not in _ROWIDS:
                yield f"bytes in {where}", run(update, values=(b"\xff\x00",))
            if column.kind == "text":
                # a cast makes text of any bytes
                yield f"no UTF-8 in {where}", run(f"UPDATE {table} SET {column.name} = CAST(x'c3' AS TEXT)")  # noqa: S608
            if column.kind == "blob":
                yield f"text in {where}", run(update, values=("words",))
            if column.name.endswith(("_at", "_until")) or column.name == "at":
                for moment in (-62_135_596_800_000, 2**62, 253_402_300_800_000):
                    yield f"{moment} in {where}", run(update, values=(moment,))
            if column.name in JSON_COLUMNS:
                for words in ("no JSON", "[" * 3000):
                    yield f"{words[:7]} in {where}", run(update, values=(words,))
            if (table, column.name) in ENUM_COLUMNS:
                yield f"another word in {where}", run(update, values=("superuser",))
    for table in ("users", "files", "contents", "checks", "reports", "outbox"):
        yield f"no rows in {table}", run("PRAGMA foreign_keys = OFF", f"DELETE FROM {table}")  # noqa: S608
    for seq in ("'x'", "-1", str(2**60), "NULL", "x'00'"):
        yield f"sequence {seq}", run(f"UPDATE sqlite_sequence SET seq = {seq}")  # noqa: S608
    yield "a sequence of nothing", run("INSERT INTO sqlite_sequence VALUES ('nothing', 1)")


_ROWIDS = {
    (table, column.name)
    for table, columns in SCHEMA.tables.items()
    for column in columns
    if column.kind == "integer" and column.name in {"number", "id", "check_number"}
}


def _bytes() -> Iterator[tuple[str, Change]]:
    for whole in (
        b"",
        b"x = 1\n",
        b"SQLite format 3\0",
        b"SQLite format 3\0" + b"\xff" * 5000,
        b"\x1f\x8b" + bytes(90),
    ):
        yield f"{whole[:20]!r}", partial(Path.write_bytes, data=whole)
    for share in range(1, 20):
        yield f"cut at {share}/20", partial(_cut, share=share / 20)
    for page in range(12):
        yield f"page {page} of 0xff", partial(_spoil, page=page, byte=0xFF)
        yield f"page {page} of zeros", partial(_spoil, page=page, byte=0)
    yield "as large as a disk", partial(_extend, size=2**40)


def _side_files() -> Iterator[tuple[str, Change]]:
    for suffix in ("-wal", "-journal"):
        for data in (b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(600), b"7\x7f\x06\x82" + bytes(600), b"x"):
            yield f"{suffix} {data[:4]!r}", partial(_put_beside, suffix=suffix, data=data)
    yield "a folder", _make_folder
    yield "a pipe", _make_pipe
    yield "a device", _make_device
    yield "a link to itself", _make_loop
    yield "nothing", Path.unlink


def flip(file: Path, seed: int) -> None:
    """Change a few bytes anywhere."""
    random = Random(seed)
    data = bytearray(file.read_bytes())
    for _ in range(random.randrange(1, 40)):
        data[random.randrange(len(data))] = random.randrange(256)
    file.write_bytes(data)


def _to_utf16(file: Path) -> None:
    with closing(sqlite3.connect(file)) as old:
        script = "\n".join(line for line in old.iterdump() if "sqlite_sequence" not in line)
    file.unlink()
    with closing(sqlite3.connect(file)) as new:
        new.execute("PRAGMA encoding = 'UTF-16'")
        new.executescript(script)
        new.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _cut(file: Path, share: float) -> None:
    with file.open("r+b") as opened:
        opened.truncate(int(file.stat().st_size * share))


def _spoil(file: Path, page: int, byte: int) -> None:
    with file.open("r+b") as opened:
        opened.seek(4096 * page)
        opened.write(bytes([byte]) * 4096)


def _extend(file: Path, size: int) -> None:
    with file.open("r+b") as opened:
        opened.truncate(size)
        opened.seek(28)
        opened.write((2**28).to_bytes(4, "big"))


def _put_beside(file: Path, suffix: str, data: bytes) -> None:
    file.with_name(file.name + suffix).write_bytes(data)


def _make_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _make_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def _make_device(file: Path) -> None:
    file.unlink()
    file.symlink_to("/dev/zero")


def _make_loop(file: Path) -> None:
    file.unlink()
    file.symlink_to(file)
