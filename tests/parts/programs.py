"""Programs that call a commune's office: their tokens, and the documents they find there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

import requests
from PIL import Image, ImageDraw

from appliance.demonstration import commune
from appliance.paths import database_address
from core.accounts import tokens
from core.clock import Clock
from core.store.database import Store
from core.web.api.operations import ROOT
from tests.parts.clamd import running_clamd
from tests.parts.commune import Commune, provisioned

T = TypeVar("T")
PATIENCE = 60.0
"""Seconds an inspection may take before a test says that it does not happen."""


@dataclass(frozen=True)
class Program:
    """A program with one person's token."""

    address: str
    token: str

    def ask(self, method: str, path: str, **sent: Any) -> requests.Response:
        """Call the office; `sent` as `requests` takes it."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return requests.request(method, f"{self.address}{ROOT}{path}", headers=headers, timeout=30, **sent)

    def told(self, method: str, path: str, **sent: Any) -> Any:
        """Return what the office answers to a call that must succeed."""
        answer = self.ask(method, path, **sent)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def until(self, path: str, true: Callable[[Any], bool]) -> Any:
        """Ask again and again until the answer is as it should be, and return it."""
        deadline = time.monotonic() + PATIENCE
        while not true(told := self.told("GET", path)):
            assert time.monotonic() < deadline, told
            time.sleep(0.1)
        return told


@dataclass
class Served:
    """A commune's office that programs can call."""

    commune: Commune

    def program(self, login: str, scopes: Iterable[str] = ("write",)) -> Program:
        """Return a program that speaks for a person of the commune."""
        at = Clock().now()

        def issue() -> str:
            return tokens.issue(commune.actor(login), "Kiểm thử", scopes, at, timedelta(days=1))

        return Program(self.commune.address, self.write(issue))

    def write(self, function: Callable[[], T]) -> T:
        """Write into the office's database from outside, as the command line does."""
        store = Store(database_address(self.commune.home, ""), readers=1)
        store.open()
        try:
            return store.write_now(function)
        finally:
            store.close()


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Open the office of a commune within the block, clamd beside it."""
    with running_clamd(folder / "clamd") as daemon, provisioned(folder, daemon.address) as place:
        place.open(clerks=0)
        yield Served(place)
        place.close()


def scan(words: str) -> bytes:
    """Return a one-page scan, another one for other words."""
    page = Image.new("1", (827, 1169), 1)
    ImageDraw.Draw(page).text((80, 80), words, fill=0)
    kept = BytesIO()
    page.save(kept, "TIFF", compression="group4", dpi=(300, 300))
    return kept.getvalue()
