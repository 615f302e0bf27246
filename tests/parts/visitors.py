"""People at browsers without a face: each keeps cookies, sends forms of the office's own, follows nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pyotp
import requests

from appliance.demonstration.commune import Login
from tests.parts.pages import token_of


class Visitor:
    """Somebody before a browser; without `sign_in` a stranger."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.browser = requests.Session()
        self.browser.headers["Accept-Language"] = "vi"
        self.token = ""

    def get(self, place: str, **asked: Any) -> requests.Response:
        """Ask for an address; a redirect is an answer."""
        return self.browser.get(f"{self.address}{place}", allow_redirects=False, timeout=30, **asked)

    def post(self, place: str, **fields: Any) -> requests.Response:
        """Send a form as a browser sends one of our own."""
        return self._send(place, fields, None)

    def upload(self, place: str, given: Mapping[str, Any], **fields: Any) -> requests.Response:
        """Send a form with files, `given` as `requests` takes them."""
        return self._send(place, fields, given)

    def sign_in(self, login: Login) -> Visitor:
        """Type login and password, and the code where one is asked for."""
        self.token = token_of(self.get("/login").text)
        return self.sign_in_again(login)

    def sign_in_again(self, login: Login) -> Visitor:
        """Sign in from where one is, signed in or not."""
        answer = self.post("/login", login=login.login, password=login.password)
        if login.totp:
            answer = self.post("/login/code", code=pyotp.TOTP(login.totp).now())
        assert answer.status_code == 303, answer.text
        self.token = token_of(self.get("/").text)
        return self

    def kept(self, name: str) -> str:
        """Return a cookie this browser keeps."""
        return str(self.browser.cookies[name])

    def _send(
        self, place: str, fields: Mapping[str, Any], files: Mapping[str, Any] | None
    ) -> requests.Response:
        own = {"Origin": self.address, "Sec-Fetch-Site": "same-origin"}
        return self.browser.post(
            f"{self.address}{place}", data={"token": self.token, **fields}, files=files, headers=own,
            allow_redirects=False, timeout=30,
        )  # fmt: skip


@contextmanager
def visiting(address: str, *logins: Login) -> Iterator[list[Visitor]]:
    """Sit everybody down within the block."""
    people = [Visitor(address).sign_in(login) for login in logins]
    try:
        yield people
    finally:
        for person in people:
            person.browser.close()
