"""Contents that are costly to interpret: codecs that the file names, countless line ends, many bytes."""

from __future__ import annotations

import time
from contextlib import closing, suppress
from urllib.parse import urlsplit

import httpx

from tests.siege.attack import Attack, Attacker, Size

MIB = 1024**2
# each is slow, grows, or answers something else than text in some Python
_CODECS = (
    "punycode",
    "idna",
    "unicode_escape",
    "raw_unicode_escape",
    "utf-7",
    "hz",
    "iso2022_jp",
    "rot13",
    "zlib",
    "bz2",
    "base64",
    "quopri",
    "uu",
    "hex",
    "undefined",
    "utf-16",
    "utf-32",
    "utf-8-sig",
    "big5hkscs",
    "x" * 200,
)


def _write(codec: str, number: int) -> bytes:
    body = {
        "punycode": b"a" * 500_000 + b"-" + b"A" * 540_000,
        "idna": b"xn--" + b"a" * 1_000_000,
        "unicode_escape": b"\\N{LATIN SMALL EMAIL A}" * 40_000,
        "utf-7": b"+AAAAAAAA-" * 100_000,
    }.get(codec, b"\x1b$B!!~{" * 140_000)
    return f"# coding: {codec}\n# {number} ".encode() + body + b"\n"


def name_codecs(attacker: Attacker) -> None:
    """H1: new files and replacements whose first line names a codec."""
    with closing(attacker.sign_in()) as client:
        mine = client.post("/files", files={"file": ("first.py", b"x = 1\n")}).json()["files"][0]["id"]
        attacker.begin()

        def upload(number: int) -> None:
            content = _write(_CODECS[number // 2 % len(_CODECS)], number)
            if number % 2:
                attacker.ask(client, "PATCH", f"/files/{mine}", files={"file": ("a.py", content)})
            else:
                attacker.ask(client, "POST", "/files", files={"file": (f"{number}.py", content)})

        attacker.repeat(upload)


def count_lines(attacker: Attacker) -> None:
    """H1b: 50 parts of line ends, all of them refused; with the other line ends that Python knows, too."""
    ends = (b"\n", b"\r", b"\r\n", b"\f", "\u2028".encode(), b"\0")
    size = MIB if attacker.size.steps > 4 else MIB // 4
    with closing(attacker.sign_in()) as client:
        bodies = [_join(end * (size // len(end))) for end in ends]
        attacker.begin()
        headers = {"Content-Type": "multipart/form-data; boundary=b"}

        def upload(number: int) -> None:
            attacker.ask(client, "POST", "/files", content=bodies[number % len(bodies)], headers=headers)

        attacker.repeat(upload)


def _join(content: bytes) -> bytes:
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="%d.py"\r\n\r\n%s\r\n'
    return b"".join(head % (number, content) for number in range(50)) + b"--b--\r\n"


def fill_memory(attacker: Attacker) -> None:
    """M1: many bodies at once, each as large as may be, whose end comes byte by byte or never."""
    each = 50 * MIB if attacker.size.seconds > 10 else 2 * MIB
    with closing(attacker.sign_in()) as client:
        cookie = client.cookies["lintbox"]
    attacker.begin()
    attacker.repeat(lambda _: _hold(attacker, cookie, each))


def _hold(attacker: Attacker, cookie: str, each: int, slow: bool = False) -> None:
    connection = attacker.connect()
    if connection is None:
        return
    host = urlsplit(attacker.url).netloc
    part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.py"\r\n\r\n' + b"#" * (MIB - 99)
    head = f"POST /api/v1/files HTTP/1.1\r\nHost: {host}\r\nCookie: lintbox={cookie}\r\n"
    head += f"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {each + 1000}\r\n\r\n"
    connection.settimeout(1)
    with suppress(OSError):  # ended by the server
        connection.sendall(head.encode())
        for _ in range(0 if slow else each // MIB):
            connection.sendall(part + b"\r\n")
        while attacker.seconds_left:
            connection.sendall(b"-" * (1000 if slow else 1))
            time.sleep(0.5)
    attacker.leave(connection)


def fill_memory_slowly(attacker: Attacker) -> None:
    """M1 by several users: bodies that are small each, large together, and as slow as may be."""
    cookies = [account.cookie for account in attacker.accounts]
    attacker.begin()

    def hold(number: int) -> None:
        large = number < 4
        _hold(attacker, cookies[number % len(cookies)], 50 * MIB if large else 2 * MIB - 1000, slow=True)

    attacker.repeat(hold)


def read_content(attacker: Attacker) -> None:
    """Files that cost much to check or to show, each downloaded again and again."""
    families = (
        b"x = not" + b"\f" * 1200 + b"a\n",
        b"(" * 90 + b")" * 90,
        b"x" * 900_000,
        b"a = 1;" * 100_000,
    )
    with closing(attacker.sign_in()) as client:
        attacker.begin()

        def upload(number: int) -> None:
            content = families[number % len(families)] + f"# {number}\n".encode()
            answer = attacker.ask(client, "POST", "/files", files={"file": (f"{number}.py", content)})
            if answer is not None and answer.status_code == httpx.codes.CREATED:
                file_id = answer.json()["files"][0]["id"]
                for path in (f"/files/{file_id}", f"/files/{file_id}/content"):
                    attacker.ask(client, "GET", path)

        attacker.repeat(upload)


ATTACKS = (
    Attack(
        "H1",
        "files that name their own codec",
        name_codecs,
        Size(6, 3, 4),
        Size(80, 2, 40),
    ),
    Attack("H1b", "50 parts of line ends, all refused", count_lines, Size(3, 2, 3), Size(60, 4, 20)),
    Attack("M1", "bodies that fill memory and do not end", fill_memory, Size(8, 8, 2), Size(12, 12, 40)),
    Attack("M1-slow", "slow bodies of many users", fill_memory_slowly, Size(16, 16, 3), Size(32, 32, 60)),
    Attack("uploads", "files that are slow to check", read_content, Size(4, 2, 3), Size(200, 4, 20)),
)
