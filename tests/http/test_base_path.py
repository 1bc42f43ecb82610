"""With a path in the base URL, everything is below it: pages, assets, API, cookie, events, emails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.http.base_url import serve_with_base_url
from tests.http.emails import read_emails, sign_up_by_email, text_of
from tests.http.event_streams import EventStream
from tests.http.waiting import until
from tests.people import PLAIN, Person

PATH = "/tools/lintbox"
BASE = f"http://lint.school.example{PATH}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("behind") / "data"


@pytest.fixture(scope="module")
def below(folder: Path) -> Iterator[str]:
    """Serve below a path; return the URL of the listening socket."""
    with serve_with_base_url(BASE, folder) as url:
        yield url


@pytest.fixture
def ada(below: str, folder: Path) -> Iterator[Person]:
    person = sign_up_by_email(Person(f"{below}{PATH}", "ada"), folder)
    yield person
    person.api.close()


def get(url: str) -> httpx.Response:
    return httpx.get(url, trust_env=False, verify=PLAIN, headers={"Host": "lint.school.example"})


@pytest.mark.parametrize("path", [f"{PATH}/", PATH, f"{PATH}/sign-in", f"{PATH}/files/0123456789abcdef"])
def test_pages_and_their_assets_are_below_the_path(below: str, path: str) -> None:
    page = get(below + path)
    assert page.status_code == 200
    named = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(named) > 2
    assert [name for name in named if not name.startswith(f"{PATH}/")] == []
    assert [name for name in named if get(below + name).status_code != 200] == []
    assert "__lintbox__" not in page.text


@pytest.mark.parametrize("path", ["/", "/sign-in", "/api/v1/about", "/assets/", f"{PATH}x/"])
def test_nothing_is_served_outside_the_path(below: str, path: str) -> None:
    assert get(below + path).status_code == 404


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_the_probes_stay_at_the_root(below: str, path: str) -> None:
    assert get(below + path).status_code == 200


def test_the_api_description_names_the_path(below: str) -> None:
    assert get(f"{below}{PATH}/api/v1/openapi.json").json()["servers"] == [{"url": f"{PATH}/api/v1"}]


def test_the_cookie_is_limited_to_the_path(ada: Person) -> None:
    (cookie,) = ada.api.cookies.jar
    assert (cookie.name, cookie.path) == ("lintbox", f"{PATH}/")
    assert ada.api.get("/session").status_code == 200
    assert ada.api.delete("/session").status_code == 204
    assert list(ada.api.cookies.jar) == []


def test_a_cookie_with_a_path_over_https_has_the_secure_prefix(tmp_path: Path) -> None:
    # RFC 6265bis 4.1.3.2: __Host- needs the path /, and which servers on one host would share
    with serve_with_base_url(f"https://lint.school.example{PATH}", tmp_path / "data") as url:
        person = Person(f"{url}{PATH}", "ada")
        sign_up_by_email(person, tmp_path / "data")
        cookie_header = person.sign_in().headers["set-cookie"]
        person.api.close()
    assert cookie_header.startswith("__Secure-lintbox=")
    assert f"Path={PATH}/;" in cookie_header
    assert "Secure" in cookie_header


def test_events_are_served_below_the_path(ada: Person) -> None:
    stream = EventStream(ada)
    file_id = ada.upload_one("a.py", b"x = 1\n")
    stream.wait(file_id, "created")
    ada.api.delete("/session")


def test_links_in_emails_include_the_path(ada: Person, folder: Path) -> None:
    file_id = ada.upload_one("a.py", b"import os\n")
    ada.wait(file_id)
    emails = until(lambda: found if len(found := read_emails(folder, ada.email)) == 2 else [])
    verification, result = emails if "Confirm" in emails[0]["Subject"] else reversed(emails)
    assert f"{BASE}/verify#token=" in text_of(verification)
    for kind in ("plain", "html"):
        links = re.findall(r"http://lint\.school\.example[^\s\"<>)]*", text_of(result, kind))
        assert f"{BASE}/files/{file_id}#L1" in links
        assert [link for link in links if not link.startswith(f"{BASE}/")] == []
