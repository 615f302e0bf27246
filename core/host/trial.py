"""Tries a plugin in a child process before the office lets it in, and remembers how that ended."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import tomlkit

from core import hookspecs
from core.durable import locked, write_file
from core.host import failures
from core.host.failures import Rejected
from core.host.manifests import IMPORTING, Manifest

STARTING = 15.0
"""Seconds the child may need to import the office's own modules on a busy box."""
MEMORY = 2 << 30
"""Bytes of address space the trial may use."""
log = logging.getLogger("vanthu.host")
_PROJECT = Path(__file__).resolve().parents[2]
_BOOT = "import sys; sys.path[:] = sys.argv[1:]; from core.host.witness import testify; testify()"


@dataclass(frozen=True)
class Trial:
    """How the last trial of one plugin ended."""

    name: str
    version: str
    fingerprint: str
    at: datetime
    rejection: Rejected | None
    """Why it is not let in; None when it was proven."""

    def proves(self, manifest: Manifest) -> bool:
        """Whether the plugin as it lies there now is the one that was proven."""
        return self.rejection is None and self.fingerprint == manifest.fingerprint


class Trials:
    """What is remembered of each plugin's last trial, in `trials.json` of the data folder."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "trials.json"
        self._lock = folder / ".trials.lock"

    def all(self) -> dict[str, Trial]:
        """Return the last trial of every plugin, by name; imports nothing."""
        return {name: _recall(name, fact) for name, fact in self._facts().items()}

    def remember(self, trial: Trial) -> None:
        """Keep the outcome of a trial in the place of the one before."""
        fact: dict[str, Any] = {
            "version": trial.version,
            "fingerprint": trial.fingerprint,
            "at": trial.at.isoformat(),
            "state": "rejected" if trial.rejection else "proven",
        }
        if no := trial.rejection:
            fact["reason"] = {
                "code": no.code,
                "sentence": no.sentence,
                "hint": no.hint_template,
                "facts": {name: str(value) for name, value in no.facts.items()},
            }
        with locked(self._lock):
            write_file(
                self._file, json.dumps(self._facts() | {trial.name: fact}, ensure_ascii=False, indent=1)
            )

    def _facts(self) -> dict[str, Any]:
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):  # a damaged memory only means that they are tried again
            return {}
        return kept if isinstance(kept, dict) else {}


def prove(manifest: Manifest, table: Mapping[str, Any], trials: Trials, at: datetime) -> None:
    """Try a plugin with its table of site.toml and remember the outcome; raise Rejected when it fails."""
    rejection = conduct(manifest, table)
    try:
        trials.remember(Trial(manifest.name, manifest.version, manifest.fingerprint, at, rejection))
    except OSError:  # a full disk: it is tried again next time
        log.exception("the trial of plugin %s could not be remembered", manifest.name)
    if rejection:
        raise rejection


def conduct(manifest: Manifest, table: Mapping[str, Any]) -> Rejected | None:
    """Import a plugin in a child, look at its hooks, read its settings, run its self-test. Return why not."""
    limits = {
        "import": IMPORTING,
        "settings": hookspecs.LIMITS["settings"],
        "self_test": hookspecs.LIMITS["self_test"],
    }
    patience = STARTING + sum(limits.values())
    order = {
        "name": manifest.name,
        "entry": manifest.entry,
        "place": str(manifest.place) if manifest.place else "",
        "table": tomlkit.dumps(table),
        "memory": MEMORY,
        "limits": limits,
    }
    with subprocess.Popen(
        _command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8"},
        start_new_session=True,
    ) as child:
        hung = False
        try:
            told, _ = child.communicate(json.dumps(order).encode(), patience)
        except subprocess.TimeoutExpired:
            hung = True
            _kill(child)
            told, _ = child.communicate()
        finally:
            _kill(child)
    return _verdict(manifest.name, told, child.returncode, patience if hung else 0)


def _verdict(name: str, told: bytes, code: int, hung_after: float) -> Rejected | None:
    lines = [line for line in told.decode("utf-8", "replace").splitlines() if line.endswith("}")]
    facts = [json.loads(line) for line in lines]
    stage = next((fact["stage"] for fact in reversed(facts) if "stage" in fact), "start")
    last = facts[-1] if facts else {}
    if last.get("proven"):
        return None
    if last.get("memory"):
        return failures.greedy(name, stage, MEMORY >> 20)
    if "code" in last:
        return Rejected(last["code"], last["sentence"], hint=last["hint"], **last["facts"])
    if hung_after:
        return failures.endless(name, stage, hung_after)
    reason = signal.Signals(-code).name if code < 0 else f"exit {code}"
    return failures.deadly(name, stage, reason)


def _command() -> list[str]:
    # `-I` keeps the caller's environment and working folder out; what the office itself is found on goes in.
    path = [str(Path(entry).absolute()) for entry in sys.path if entry]
    return [sys.executable, "-I", "-c", _BOOT, *dict.fromkeys((str(_PROJECT), *path))]


def _kill(child: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started; its number is not reused while it is not waited for."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def _recall(name: str, fact: Mapping[str, Any]) -> Trial:
    why = fact.get("reason")
    no = Rejected(why["code"], why["sentence"], hint=why["hint"], **why["facts"]) if why else None
    return Trial(name, fact["version"], fact["fingerprint"], datetime.fromisoformat(fact["at"]), no)
