"""Clients of a server: Alice owns files, Bob has others, Charlie has no account, Dora is administrator."""

from __future__ import annotations

import secrets
import ssl
import time
from collections.abc import Mapping
from typing import Any

import httpx

PASSWORD = "orange giraffe tin whistle"
READY = {"passed", "failed", "error"}
# all is plain HTTP, and reading the trusted certificates takes longer than a request
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Person:
    """A user with an HTTP client; ``api`` has the base URL of the API and the session cookie."""

    def __init__(self, url: str, name: str) -> None:
        self.email = f"{name}-{secrets.token_hex(4)}@school.example"
        self.api = httpx.Client(base_url=f"{url}/api/v1", timeout=60, trust_env=False, verify=PLAIN)

    def resume(self, token: str) -> Person:
        """Continue a session of this person."""
        self.api.cookies.set("lintbox", token, self.api.base_url.host, "/")
        return self

    def register(self, password: str = PASSWORD) -> httpx.Response:
        return self.api.post("/users", json={"email": self.email, "password": password})

    def verify(self, token: str, password: str = PASSWORD) -> httpx.Response:
        """Verify the address, which signs in."""
        return self.api.post("/users/verify", json={"token": token, "password": password})

    def sign_in(self, password: str = PASSWORD) -> httpx.Response:
        return self.api.post("/session", json={"email": self.email, "password": password})

    def sign_up(self) -> Person:
        """Register and verify with the link in the response (local mail only)."""
        token = self.register().json()["verify_url"].partition("token=")[2]
        assert self.verify(token).status_code == 200
        return self

    def set_up(self, token: str, password: str = PASSWORD) -> httpx.Response:
        body = {"token": token, "email": self.email, "password": password}
        return self.api.post("/setup", json=body)

    def upload(self, files: Mapping[str, bytes]) -> httpx.Response:
        parts = [("file", (name, data, "text/x-python")) for name, data in files.items()]
        return self.api.post("/files", files=parts)

    def upload_one(self, name: str, data: bytes) -> str:
        """Upload a file and return its id."""
        answer = self.upload({name: data})
        assert answer.status_code == 201, answer.text
        file_id: str = answer.json()["files"][0]["id"]
        return file_id

    def replace(self, file_id: str, name: str, data: bytes) -> httpx.Response:
        return self.api.patch(f"/files/{file_id}", files={"file": (name, data)})

    def read(self, file_id: str) -> Any:
        return self.api.get(f"/files/{file_id}").json()

    def wait(self, file_id: str, seconds: float = 60) -> Any:
        """Wait until the file's check has ended, and return the file."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            file = self.read(file_id)
            if file["state"] in READY:
                return file
            time.sleep(0.05)
        raise AssertionError(f"{file['name']} is still {file['state']}")
