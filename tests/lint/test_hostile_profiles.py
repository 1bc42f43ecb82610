"""A worker with limits refuses a profile that costs too much; the fork server is not affected."""

from __future__ import annotations

import asyncio

from lintbox.domain import Profile
from lintbox.lint.engine.plugins import SHIPPED
from tests.processes import fork_servers, is_gone, running

_NAMES = [",".join(f"n{option}_{number}" for number in range(1_300)) for option in range(7)]
# flake8 copies all options for each pair
COSTLY = Profile(
    (
        f"--builtins={_NAMES[0]}",
        f"--ignore-names={_NAMES[1]}",
        f"--classmethod-decorators={_NAMES[2]}",
        f"--staticmethod-decorators={_NAMES[3]}",
        f"--extend-immutable-calls={_NAMES[4]}",
        f"--builtins-ignorelist={_NAMES[5]}",
        f"--application-import-names={_NAMES[6]}",
        "--per-file-ignores=" + " ".join(f"f{number}.py:E501" for number in range(3_000)),
    ),
    SHIPPED,
)


def test_a_costly_profile_is_refused_while_others_are_served() -> None:
    async def scenario() -> None:
        # one second of CPU time, and a wall clock that no busy machine comes near
        async with running(timeout_seconds=60, trial_cpu_share=0.02) as started:
            servers = fork_servers()  # those of other tests in this process, too
            trying = asyncio.create_task(started.linter.find_refusal(COSTLY, "alice"))
            for _ in range(5):
                assert (await started.check(b"import os\n")).total == 1
            refusal = await trying
            assert refusal
            assert "too much time or memory" in refusal
            assert fork_servers() == servers
            assert not is_gone(started.fork_server)

    asyncio.run(scenario())


def test_rows_do_not_depend_on_the_process_that_prepared_the_profile() -> None:
    async def scenario() -> None:
        async with running() as started:
            wide, strict = Profile(("--max-line-length=120",)), Profile(("--max-complexity=1",))
            line = b"x = '" + b"x" * 90 + b"'\n"
            for profile in (wide, Profile(), wide, wide, strict, wide, Profile(), Profile()):
                report = await started.linter.check("file.py", line, profile)
                assert report.total == (profile != wide)

    asyncio.run(scenario())
