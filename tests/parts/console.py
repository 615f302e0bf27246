"""The command line as a test types it: words in, exit code and what was said out."""

from __future__ import annotations

import io
import json
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.cli.main import main
from appliance.paths import home_at
from core.office import Home

FOUNDING = ("init", "--code", "H51.10.05", "--name", "UBND xã Long Phú", "--last", "152")


@dataclass(frozen=True)
class Said:
    """What came of one command."""

    code: int
    out: str
    err: str

    @property
    def envelope(self) -> dict[str, Any]:
        """The one line of JSON on standard output; fails when there is anything else."""
        (line,) = self.out.splitlines()
        found: dict[str, Any] = json.loads(line)
        assert set(found) == {"ok", "schema", "data", "errors"}
        assert found["ok"] == (self.code == 0)
        assert all(set(each) == {"code", "message", "hint"} for each in found["errors"])
        return found

    @property
    def data(self) -> Any:
        """What the envelope holds."""
        return self.envelope["data"]

    @property
    def items(self) -> list[dict[str, Any]]:
        """The lines of a list."""
        assert set(self.data) >= {"items", "next"}
        found: list[dict[str, Any]] = self.data["items"]
        return found

    @property
    def errors(self) -> list[str]:
        """The codes of what went wrong."""
        return [each["code"] for each in self.envelope["errors"]]


@dataclass(frozen=True)
class Console:
    """A person at the console of one home, who speaks Vietnamese."""

    folder: Path

    @property
    def home(self) -> Home:
        """The home's places."""
        return home_at(self.folder)

    def type(self, *words: str) -> Said:
        """Type a command as people do."""
        return typed("--lang", "vi", "--home", str(self.folder), *words)

    def ask(self, *words: str) -> Said:
        """Type a command as scripts do."""
        return self.type(*words, "--json")


def typed(*words: str) -> Said:
    """Type bare words."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main.main(list(words), standalone_mode=False)
    assert isinstance(code, int)
    return Said(code, out.getvalue(), err.getvalue())


def moved_in(template: Path, folder: Path) -> Console:
    """Give a console its own copy of a home that was initialised once: nothing in a home names its place."""
    shutil.copytree(template, folder)
    return Console(folder)
