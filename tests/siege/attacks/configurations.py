"""Text that a parser reads: pasted configurations and profiles."""

from __future__ import annotations

import itertools
import string
from collections.abc import Iterator
from contextlib import closing

from tests.siege.attack import Attack, Attacker, Size

_LARGEST_ANSWER = 1024**2
_NAMES = ["".join(pair) for pair in itertools.product(string.ascii_letters, repeat=2)]
_LISTS = (
    "builtins",
    "extend-immutable-calls",
    "builtins-ignorelist",
    "builtins-allowed-modules",
    "application-import-names",
    "application-package-names",
    "ignore-names",
    "classmethod-decorators",
    "staticmethod-decorators",
)
_PLUGINS = (
    "flake8-bugbear",
    "flake8-builtins",
    "flake8-comprehensions",
    "flake8-import-order",
    "flake8-pytest-style",
    "flake8-simplify",
    "flake8-tidy-imports",
    "pep8-naming",
)


def write_texts(length: int) -> Iterator[str]:
    """Texts of about so many characters on which a pattern may go back and forth, or a parser may dig."""
    blanks = " " * (length - 40)
    yield f"[flake8]\na{blanks}b"
    yield f"[flake8]\na{blanks}= b"
    yield f"{blanks}[flake8"
    yield f"[flake8]\nignore = E1{blanks};"
    yield f"[flake8]\n{blanks}ignore = E1"
    yield "[flake8]\n" + "\t \x0b" * ((length - 40) // 3) + "b"
    yield "[" * (length - 10)
    yield "[flake8]\n" + "[a" * ((length - 40) // 2)
    yield "[flake8]\n" + "a\n" * ((length - 40) // 2)
    yield "[flake8]\nignore =\n" + " E1\n" * ((length - 40) // 4)
    yield "[flake8]\n" + "".join(f"{number}=1\n" for number in range((length - 40) // 8))
    yield "[flake8]\nignore = " + "%(ignore)s" * ((length - 40) // 10)
    yield "[flake8]\nper-file-ignores = " + "a:" * ((length - 40) // 2)
    yield "[flake8]\nper-file-ignores = " + ", " * ((length - 40) // 2)
    yield "\r" * (length - 10)
    yield "[tool.flake8]\n" + "a." * ((length - 40) // 2) + "b = 1"
    yield "[tool.flake8]\nignore = " + "[" * (length - 40)
    yield "[tool.flake8]\nignore = " + "{a=" * ((length - 40) // 3)
    yield "[tool.flake8]\n" + "".join(f"[[a.b{number}]]\n" for number in range((length - 40) // 12))
    yield "[tool.flake8]\n" + "[[a]]\n" * ((length - 40) // 6)
    yield "[tool.flake8]\n" + "".join(f"a.b{number}.c = 1\n" for number in range((length - 40) // 16))
    yield "[tool.flake8]\nignore = " + '"' * (length - 40)
    yield "[tool.flake8]\nignore = '''" + "'" * (length - 40)
    yield "[tool.flake8]\nmax-line-length = " + "1_" * ((length - 40) // 2)
    yield "[tool.flake8]\nmax-line-length = " + "9" * (length - 40)
    yield f"[tool.flake8]\n{blanks}x"


def paste_texts(attacker: Attacker) -> None:
    """H2a: texts at the bound that the form had, at its new one, and beyond."""
    texts = [text for length in (20_000, 60_000) for text in write_texts(length)]
    _paste(attacker, texts)


def multiply(attacker: Attacker) -> None:
    """H2b: few characters that stand for many rows."""
    texts = []
    for half in (4_900, 14_000):
        names, codes = "a," * (half // 2), "E," * (half // 2)
        texts += [
            f"[flake8]\nper-file-ignores={'a' * half}:{'E' * half}",
            f"[flake8]\nper-file-ignores={names}:{codes}",
            f"[flake8]\nper-file-ignores={'a ' * (half // 2)}:{'E1 ' * (half // 3)}",
            "[flake8]\n" + "".join(f"x{number}=y\n" for number in range(half // 3)),
            "[tool.flake8]\nper-file-ignores=[" + "'a:E'," * (half // 6) + "]",
        ]
    _paste(attacker, texts)


def _paste(attacker: Attacker, texts: list[str]) -> None:
    with closing(attacker.sign_in()) as client:
        attacker.begin()

        def paste(number: int) -> None:
            text = texts[number % len(texts)]
            answer = attacker.ask(client, "POST", "/profiles/read", json={"text": text})
            if answer is not None and len(answer.content) > _LARGEST_ANSWER:
                attacker.record_broken(f"{text[:40]!r}: an answer of {len(answer.content):,} bytes")

        attacker.repeat(paste)


def write_profile(number: int) -> dict[str, object]:
    """The heaviest profile that the form takes; each number makes another one."""
    names = ",".join(_NAMES[number % 50 :][:1_300])
    pairs = [f"{name}:E" for name in _NAMES[number % 50 :][:760]]
    options = dict.fromkeys(_LISTS, names) | {"per-file-ignores": pairs}
    return {"name": f"Heavy {number}", "options": options, "plugins": _PLUGINS}


def make_profiles(attacker: Attacker) -> None:
    """H3: profiles made, and files checked with them."""
    with closing(attacker.sign_in()) as client:
        attacker.begin()

        def make(number: int) -> None:
            answer = attacker.ask(client, "POST", "/profiles", json=write_profile(number))
            if answer is None or answer.status_code != 201:
                return
            profile = answer.json()["id"]
            source = {"file": (f"{number}.py", f"import os  # {number}\n".encode())}
            attacker.ask(client, "POST", f"/files?profile={profile}", files=source)
            for again in range(5):
                changed = write_profile(number * 7 + again + 1) | {"name": f"Heavy {number}"}
                attacker.ask(client, "PATCH", f"/profiles/{profile}", json=changed)
            attacker.ask(client, "DELETE", f"/profiles/{profile}")

        attacker.repeat(make)


ATTACKS = (
    Attack(
        "H2a", "pasted configurations that a pattern chews", paste_texts, Size(52, 4, 6), Size(500, 4, 20)
    ),
    Attack("H2b", "pasted configurations with large answers", multiply, Size(10, 4, 4), Size(200, 6, 20)),
    Attack("H3", "heavy profiles", make_profiles, Size(2, 2, 4), Size(300, 2, 40)),
)
