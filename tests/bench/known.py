"""Known content (same bytes, options and versions): looking up the report, against checking it."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from lintbox.domain import Profile, Tool
from lintbox.lint import Linter
from lintbox.storage import reports
from lintbox.storage.database import Database
from tests.measuring import find_sources, show_row, show_title
from tests.processes import cpu_seconds_with_children, fork_servers

LENGTHS = (50, 500, 4_500)
ROUNDS = 60


async def main() -> None:
    show_title("The same content again, CPU time: looking it up / checking it in a process of its own")
    linter = Linter(timeout_seconds=10, memory_bytes=1024**3)
    await linter.start()
    (fork_server,) = fork_servers()
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder) / "lintbox.db")
        for lines in LENGTHS:
            await compare(linter, fork_server, database, lines)
        database.close()
    await linter.stop()


async def compare(linter: Linter, fork_server: int, database: Database, lines: int) -> None:
    source, key = find_sources(lines)[0], f"{lines} lines"
    database.call(reports.add, await linter.check("file.py", source, Profile()), key)
    lookup, before = 0.0, cpu_seconds_with_children(fork_server)
    for _ in range(ROUNDS):
        lookup += database.call(look_up, key, linter.tool)
        await linter.check("file.py", source, Profile())
    checking = cpu_seconds_with_children(fork_server) - before
    figure = f"{lookup / ROUNDS * 1000:.3g} / {checking / ROUNDS * 1000:.3g} ms = {lookup / checking:.2g}"
    show_row(f"{lines} lines, a mean of {ROUNDS}", figure, "aim <= 0.01")


def look_up(key: str, tool: Tool) -> float:
    started = time.thread_time()
    assert reports.find(key, tool)
    return time.thread_time() - started


if __name__ == "__main__":
    asyncio.run(main())
