"""Every configuration the office has had, numbered; a change is a new one, going back is one too."""

from __future__ import annotations

import difflib
import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from core.config import problems
from core.config.editing import edited
from core.durable import add_line, locked, write_file
from core.errors import Missing, Refused
from core.language import mark

log = logging.getLogger("vanthu.config")
BY_HAND = mark("Sửa tay tệp site.toml")


@dataclass(frozen=True)
class Generation:
    """One configuration: when it was made, by whom, why."""

    number: int
    sha256: str
    by: str
    """Login; empty when the file was edited by hand."""
    at: datetime
    why: str
    good: bool = False
    """An office has run with it in good health."""


class Generations:
    """What lies beside site.toml in `generations/`: `0007.toml` and the like, and a line about each."""

    def __init__(self, folder: Path) -> None:
        self.site_file = folder / "site.toml"
        self._folder = folder / "generations"
        self._history = self._folder / "history.jsonl"
        self._starts = self._folder / "starts.json"
        self._lock = self._folder / ".lock"

    def history(self) -> list[Generation]:
        """Return all generations, oldest first."""
        made: dict[int, Generation] = {}
        good: set[int] = set()
        for fact in self._facts():
            if "good" in fact:
                good.add(fact["good"])
            else:
                at = datetime.fromisoformat(fact["at"])
                made[fact["number"]] = Generation(fact["number"], fact["sha256"], fact["by"], at, fact["why"])
        # What was good once is good again when somebody goes back to it.
        proven = {one.sha256 for one in made.values() if one.number in good}
        return [replace(made[number], good=made[number].sha256 in proven) for number in sorted(made)]

    def generation(self, number: int) -> Generation:
        """Return one generation; raise Missing when there is none of that number."""
        for one in self.history():
            if one.number == number:
                return one
        raise Missing(
            "VT-1141",
            "Không có thế hệ cấu hình số {number}.",
            hint="Chạy vanthu config history để xem các thế hệ.",
            number=number,
        )

    def path(self, number: int) -> Path:
        """Return where the text of a generation lies."""
        return self._folder / f"{number:04}.toml"

    def text(self, number: int | None = None) -> str:
        """Return the text of a generation, or of site.toml as it stands now."""
        file = self.site_file if number is None else self.path(number)
        try:
            return file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise problems.unreadable(file, str(error)) from error

    def current(self) -> Generation | None:
        """Return the generation site.toml is; None when it was edited by hand since, or never written."""
        if not self.site_file.exists():
            return None
        digest = digest_of(self.site_file.read_bytes())
        return next((one for one in reversed(self.history()) if one.sha256 == digest), None)

    def write(self, text: str, by: str, why: str, at: datetime) -> int:
        """Make `text` the configuration and return its number, which is durable before site.toml changes."""
        with locked(self._lock):
            number = self._record(text, by, why, at)
            write_file(self.site_file, text)
        return number

    def set(self, key: str, value: Any, by: str, at: datetime) -> int:
        """Change one setting by its written key; None takes it out. The caller has checked the result."""
        return self.write(edited(self.text(), {key: value}), by, key, at)

    def adopt(self, at: datetime) -> Generation:
        """Return the generation site.toml is; a hand-edited file, found valid, becomes one of its own."""
        known = self.current()
        if known:
            return known
        text = self.text()
        with locked(self._lock):
            number = self._record(text, "", BY_HAND, at, digest_of(self.site_file.read_bytes()))
        return self.generation(number)

    def diff(self, before: int, after: int) -> str:
        """Return what changed between two generations, as a unified diff."""
        old, new = (self.text(number).splitlines(keepends=True) for number in (before, after))
        return "".join(difflib.unified_diff(old, new, self.path(before).name, self.path(after).name))

    def rollback(self, to: int | None, by: str, at: datetime) -> int:
        """Go back to a generation, by default the last good one not in force; return the new number."""
        target = self.generation(to) if to is not None else self._before()
        return self.write(self.text(target.number), by, f"↶ {target.number}", at)

    def mark_good(self, number: int) -> None:
        """Remember that an office ran with this generation in good health."""
        if not self.generation(number).good:
            with locked(self._lock):
                add_line(self._history, json.dumps({"good": number}))

    def last_good(self) -> Generation | None:
        """Return the newest generation known to be good."""
        return next((one for one in reversed(self.history()) if one.good), None)

    def starting(self) -> int:
        """Count one more start with site.toml as it stands, and return how many in a row never got open."""
        digest = self._digest()
        count = self._tally().get(digest, 0) + 1
        self._count({digest: count})
        return count

    def started(self) -> None:
        """The office is open with site.toml as it stands: no start was in vain."""
        self._count({})

    def _count(self, starts: Mapping[str, int]) -> None:
        try:
            write_file(self._starts, json.dumps(starts))
        except OSError:  # a full disk must not keep the office closed
            log.exception("the start could not be counted")

    def dead_starts(self) -> int:
        """Return how many starts in a row with site.toml as it stands never got open."""
        return self._tally().get(self._digest(), 0)

    def _tally(self) -> Mapping[str, int]:
        try:
            kept = json.loads(self._starts.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def _digest(self) -> str:
        return digest_of(self.site_file.read_bytes()) if self.site_file.exists() else ""

    def _before(self) -> Generation:
        now = self.current()
        others = [one for one in self.history() if not now or one.sha256 != now.sha256]
        good = [one for one in others if one.good]
        if not others:
            raise Refused("VT-1142", "Chưa có thế hệ cấu hình nào trước đó để quay lại.")
        return (good or others)[-1]

    def _record(self, text: str, by: str, why: str, at: datetime, digest: str = "") -> int:
        taken = [one.number for one in self.history()]
        taken += [int(file.stem) for file in self._folder.glob("*.toml") if file.stem.isdigit()]
        number = max(taken, default=0) + 1
        write_file(self.path(number), text)
        fact = {"number": number, "sha256": digest or digest_of(text.encode()), "by": by}
        add_line(self._history, json.dumps(fact | {"at": at.isoformat(), "why": why}, ensure_ascii=False))
        return number

    def _facts(self) -> list[dict[str, Any]]:
        if not self._history.exists():
            return []
        found = []
        for line in self._history.read_text(encoding="utf-8").splitlines():
            try:
                found.append(json.loads(line))
            except ValueError:  # cut off by a power cut: that change was never told to anybody
                continue
        return found


def digest_of(content: bytes) -> str:
    """Return the hash a generation is known by."""
    return hashlib.sha256(content).hexdigest()
