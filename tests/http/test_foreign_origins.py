"""Unsafe requests from other origins are refused, even if the origin looks alike."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from tests.people import Person
from tests.running import Running

HOSTS = (
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "evil.example#{host}",
    "evil.example/{host}",
    "evil.example?{host}",
    "{host}.evil.example",
    "{host}@evil.example",
    "evil.example:80@{host}",
    "user:word@{host}",
    "{host}/",
    "{host}#",
    "{host}\\.evil.example",
    "127.1:{port}",
    "127.0.0.2:{port}",
    "2130706433:{port}",
    "0x7f000001:{port}",
    "0177.0.0.1:{port}",
    "0.0.0.0:{port}",
    "[::ffff:127.0.0.1]:{port}",
    "[::1]:{port}",
    "[::]:{port}",
    "127.0.0.1",
    "127.0.0.1:0{port}",
    "127.0.0.1:{port}0",
    "127.0.0.1:1",
    "127.0.0.1:",
    ":{port}",
    "localhost",
    "xn--lcalhost-54a:{port}",
    "printer:{port}",
)
SCHEMES = ("http", "https", "ws", "file", "ftp", "chrome-extension", "moz-extension")
ODD = (
    "null",
    "NULL",
    "",
    "*",
    "about:blank",
    "data:text/html,x",
    "javascript:0",
    "http:",
    "http://",
    "//{host}",
    "{host}",
    "http:{host}",
    "http:/{host}",
    "http:///{host}",
    "http:\\\\{host}",
    "http://{host} http://evil.example",
    "http://evil.example http://{host}",
    "http://{host},http://evil.example",
    "http://{host};",
    "blob:http://{host}/x",
    "view-source:http://{host}",
    "undefined",
    "true",
    "0",
)


def write_origins(host: str) -> Iterator[str]:
    port = host.rpartition(":")[2]
    pairs = itertools.product(SCHEMES, HOSTS)
    written = [f"{scheme}://{pattern}" for scheme, pattern in pairs] + list(ODD)
    yield from (origin.format(host=host, port=port) for origin in written)
    yield from (f"{scheme}://{host}" for scheme in SCHEMES if scheme != "http")


def test_foreign_origins_are_refused_even_if_they_look_alike(server: Running, alice: Person) -> None:
    host = server.url.removeprefix("http://")
    origins = list(dict.fromkeys(write_origins(host)))
    assert len(origins) >= 228
    # signing out needs no body, so a foreign page could request it
    responses = {origin: alice.api.delete("/session", headers={"Origin": origin}) for origin in origins}
    taken = [origin for origin, response in responses.items() if response.status_code != 403]
    assert taken == []
    assert alice.api.get("/session").status_code == 200


def test_two_origins_are_refused(server: Running, alice: Person) -> None:
    headers = [("Origin", server.url), ("Origin", "https://evil.example")]
    for both in (headers, headers[::-1]):
        assert alice.api.delete("/session", headers=both).status_code in (400, 403)
    assert alice.api.get("/session").status_code == 200
