"""The attacking process; it reads its order as JSON and prints the tally as JSON."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from tests import preloaded
from tests.siege.attack import Account, Attack, Attacker, Size, Tally

# a hostile server must not keep the suite: the kernel ends an attacker that hangs
_GRACE_SECONDS = 150
_ROOT = Path(__file__).parents[2]


class Process:
    """An attack under way in its own process, so that its CPU time is not the measuring one's."""

    def __init__(self, attack: Attack, size: Size, url: str, accounts: Sequence[Account]) -> None:
        arguments = [json.dumps([attack.name, size, url, accounts])]
        order = preloaded.Order(__name__, arguments, dict(os.environ), str(_ROOT))
        reading, writing = os.pipe()
        self._output = os.fdopen(reading, encoding="utf-8")
        with Path(os.devnull).open("r+b", buffering=0) as nothing, os.fdopen(writing, "wb") as output:
            self._process = preloaded.for_attacks().start(order, nothing, output, sys.__stderr__ or nothing)

    def wait(self) -> Tally:
        """Return the tally at the end of the attack."""
        output = self._output.read()
        assert self._process.wait() == 0, f"the attacker ended with {self._process.returncode}"
        answers, wrong, notes = json.loads(output)
        return Tally(Counter(answers), wrong, notes)

    def __enter__(self) -> Self:
        assert self._output.readline() == "begun\n", "the attacker did not begin"
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._output.close()


def main() -> None:
    from tests.siege.attacks import ATTACKS

    name, size, url, accounts = json.loads(sys.argv[1])
    attacker = Attacker(url, Size(*size), [Account(*account) for account in accounts])
    signal.alarm(int(attacker.size.seconds + _GRACE_SECONDS))
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    ATTACKS[name].run(attacker)
    tally = attacker.tally
    print(json.dumps([tally.answers, tally.wrong, tally.notes]), flush=True)


if __name__ == "__main__":
    main()
