"""Deterministic malformed and malicious environments and ``.env`` files."""

from __future__ import annotations

from random import Random

from lintbox.settings import Settings

NAMES = [f"LINTBOX_{name.upper()}" for name in Settings.model_fields]
VALUES = [
    "",
    " ",
    "0",
    "-1",
    "1",
    "9" * 400,
    "1e999",
    "nan",
    "inf",
    "closed",
    "open",
    "domains",
    "\u202e",
    "\udcff",
    "a\nb",
    "\x1b[2J",
    "[" * 5000,
    "{}",
    '["a"]',
    "null",
    "true",
    "${HOME}",
    "$(id)",
    "../..",
    "/",
    "/dev/zero",
    "/dev/null",
    "/proc/self/mem",
    "/nowhere/at/all",
    "x" * 5000,
    "tcp://10.0.0.1:5468",
    "http://u:hunter2@h",
    "smtp://u:hunter2@h",
    "https://h:99999",
    "https://xn--a.example",
    "b\u00fccher.example",
    "::1",
    "[::1",
    "0.0.0.0",  # noqa: S104
    "256.1.1.1",
    "a..b",
    "1 day",
    "5 GiB",
    "-5MB",
    "1e400 GB",
    "@",
    "a@b",
    "10.0.0.0/99",
    "*",
    ",",
    "'closed'",
    '"closed',
    "closed#x",
    "\ufeffclosed",
]
LINES = [
    "{name}={value}",
    "{name}: {value}",
    "{name} {value}",
    "export {name}={value}",
    "{name} = {value}",
    '{name}="{value}',
    "{name}='{value}'",
    '"{name}"={value}',
    "{name}",
    "{value}",
    "={value}",
    "{name}=={value}",
    "#{name}={value}",
    "{name}_FILE={value}",
    "set {name}={value}",
    '{name}="{value}" x',
    "{name}=${{NOWHERE}}",
]
# misspelled settings that are meant to close registration
CLOSED = [
    "LINTBOX_REGISTRATION: closed",
    "LINTBOX_REGISTRATION closed",
    'LINTBOX_REGISTRATION="closed',
    "LINTBOX_REGISTRATON=closed",
    "LINTBOX_REGISTRATION=close",
    "LINTBOX_REGISTRATION=closed # x\nLINTBOX_REGISTRATION=",
    "LINTBOX_REGISTRATIONS=closed",
    "REGISTRATION=closed",
    "LINTBOX_REGISTRATION=${NOWHERE}",
    "LINTBOX_REGISTRATION_DOMAINS=school.example",
    "LINTBOX_SIGNUP=closed",
    "LINTBOX_REGISTRATION_FILE=/nowhere",
    "lintbox-registration=closed",
    "LINTBOX_REGISTRATION",
    "\u200bLINTBOX_REGISTRATION=closed",
    "A='\nLINTBOX_REGISTRATION=closed\nB='",
    "LINTBOX_REGISTRATION=\u201cclosed\u201d",
]


def hostile(seed: int) -> tuple[dict[str, str], bytes]:
    """Return the environment and the bytes of ``.env`` for a seed."""
    random = Random(seed)
    environment = {random.choice(NAMES) + random.choice(["", "", "", "_FILE", "S"]): random.choice(VALUES)}
    fills = (
        {"name": random.choice(NAMES), "value": random.choice(VALUES)} for _ in range(random.randrange(4))
    )
    text = "\n".join(random.choice(LINES).format(**fill) for fill in fills)
    encoding = random.choice(["utf-8"] * 6 + ["utf-16", "utf-8-sig", "latin-1"])
    return environment, text.encode(encoding, "replace") + bytes([random.randrange(256)] * (seed % 7 == 0))
