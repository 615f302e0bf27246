"""Plugins of every bad kind, installed for real: the office opens without them and says why."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from core import hookspecs
from core.config.generations import Generations
from core.host import manifests, trial
from core.host.admission import admit
from core.host.failures import Rejected
from core.host.host import Host
from core.host.manifests import Manifest, discover
from core.host.trial import Trials
from tests.laws.tree import ROOT
from tests.parts.guests import SITE, install

AT = datetime(2026, 11, 22, tzinfo=UTC)

GOOD = """
    from dataclasses import dataclass
    from datetime import time
    @dataclass(frozen=True)
    class Settings:
        opens: time = time(7, 30)
    @hookimpl
    def settings(): return Settings
    @hookimpl
    def self_test(settings):
        print('{"proven": false}')
        if settings.opens == time(13): raise ValueError("giờ xấu")
    @hookimpl
    def read_text(office, file): return "chữ"
"""
SEGFAULT = "import ctypes; ctypes.string_at(0)"
WAIT = "import threading; threading.Event().wait()"

BAD = {
    "raises": ("raise RuntimeError('không nạp')", "VT-1421", "không nạp"),
    "imports-nothing": ("import no_such_library", "VT-1421", "no_such_library"),
    "quits": ("raise SystemExit(0)", "VT-1421", "SystemExit"),
    "leaves": ("import os; os._exit(0)", "VT-1422", "exit 0"),
    "segfaults": (SEGFAULT, "VT-1422", "SIGSEGV"),
    "blocks": (WAIT, "VT-1423", "import"),
    "holds": ("import ctypes; ctypes.PyDLL(None).sleep(600)", "VT-1423", "import"),
    "hungry": ("eaten = bytearray(3 << 30)", "VT-1424", "2048"),
    "unknown-hook": ("@hookimpl\n    def read_texts(office, file): ...", "VT-1411", "read_text"),
    "wrong-signature": ("@hookimpl\n    def read_text(office, page): ...", "VT-1412", "page"),
    "hookless": ("value = 1", "VT-1415", "hookless"),
    "no-settings": ("@hookimpl\n    def settings(): return 5", "VT-1425", "TypeError"),
    "unreadable": (GOOD.replace("opens: time", "opens: complex"), "VT-1425", "complex"),
    "not-fit": ("@hookimpl\n    def self_test(settings): raise OSError('vắng')", "VT-1425", "vắng"),
    "never-fit": (
        "import time\n    @hookimpl\n    def self_test(settings): time.sleep(600)",
        "VT-1423",
        "self_test",
    ),
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder of plugins, as `/var/lib/vanthu/plugins/3`."""
    return tmp_path / "plugins" / "3"


@pytest.fixture(autouse=True)
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "IMPORTING", 1.0)
    monkeypatch.setattr(trial, "STARTING", 4.0)
    monkeypatch.setitem(hookspecs.LIMITS, "self_test", 1.0)


@pytest.fixture(autouse=True)
def imported(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test makes importable is gone after it."""
    monkeypatch.setattr(sys, "path", [*sys.path])


def let_in(host: Host, folder: Path, tables: Mapping[str, Any]) -> None:
    admit(host, tables, discover(folder / "plugins"), Trials(folder), AT)


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_plugin_stays_outside_and_its_reason_is_kept(kind: str, place: Path, tmp_path: Path) -> None:
    code, wanted, told = BAD[kind]
    install(place, kind, f"\n    {code.strip()}\n")
    host = Host()
    let_in(host, tmp_path, {kind: {"enabled": True}})
    assert host.names == ()
    (issue,) = host.issues()
    assert (issue.code, issue.about) == (wanted, kind)
    kept = Trials(tmp_path).all()[kind].rejection
    assert kept is not None and told in kept.message
    assert kind.replace("-", "_") not in sys.modules, "it was never imported here"


def test_a_good_plugin_is_tried_once_and_again_when_it_changes(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    conduct = trial.conduct

    def watched(manifest: Manifest, table: Mapping[str, Any]) -> Rejected | None:
        tried.append(manifest.version)
        return conduct(manifest, table)

    monkeypatch.setattr(trial, "conduct", watched)
    table = {"twice": {"opens": datetime(2026, 1, 1, 8).time()}}
    install(place, "twice", GOOD)
    for _ in range(2):
        host = Host()
        let_in(host, tmp_path, table)
        assert (host.names, host.issues()) == (("twice",), [])
    assert tried == ["1.0"]
    assert set(host.kinds()) == {"twice"}
    install(place, "twice", GOOD + "    # khác\n")
    let_in(Host(), tmp_path, table)
    assert tried == ["1.0", "1.0"]


def test_a_plugin_is_found_without_importing_it(place: Path, tmp_path: Path) -> None:
    install(place, "axis.sea", "raise RuntimeError")
    found = discover(tmp_path / "plugins")["axis.sea"]
    assert (found.entry, found.distribution, found.version) == ("axis_sea", "vanthu-axis.sea", "1.0")
    assert found.place == place and len(found.fingerprint) == 64
    assert "axis_sea" not in sys.modules


def test_a_wheel_is_used_as_it_is(place: Path, tmp_path: Path) -> None:
    loose = install(tmp_path / "loose", "packed", GOOD)
    place.mkdir(parents=True)
    with zipfile.ZipFile(place / "packed-1.0-py3-none-any.whl", "w") as wheel:
        for file in loose.rglob("*"):
            wheel.write(file, file.relative_to(loose))
    host = Host()
    let_in(host, tmp_path, {"packed": {}})
    assert (host.names, host.issues()) == (("packed",), [])


def test_plugins_of_the_environment_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(install(tmp_path / "environment", "around", GOOD)))
    host = Host()
    let_in(host, tmp_path, {"around": {}, "elsewhere": {}, "asleep": {"enabled": False}})
    assert host.names == ("around",)
    assert [(issue.about, issue.code) for issue in host.issues()] == [("elsewhere", "VT-1431")]


def test_only_the_newest_folder_counts(tmp_path: Path) -> None:
    install(tmp_path / "plugins" / "9", "older", GOOD)
    install(tmp_path / "plugins" / "10", "newer", GOOD)
    assert set(discover(tmp_path / "plugins")) & {"older", "newer"} == {"newer"}


def test_a_damaged_distribution_hides_no_other(place: Path, tmp_path: Path) -> None:
    install(place, "whole", GOOD)
    broken = install(place, "broken", GOOD) / "broken-1.0.dist-info"
    (broken / "entry_points.txt").write_text("[vanthu\nbroken", encoding="utf-8")
    (broken / "METADATA").write_bytes(b"\xff\xff")
    assert "whole" in discover(tmp_path / "plugins")


def test_a_damaged_memory_of_trials_only_means_another_trial(place: Path, tmp_path: Path) -> None:
    install(place, "again", GOOD)
    let_in(Host(), tmp_path, {"again": {}})
    (tmp_path / "trials.json").write_text('{"again": {"sta', encoding="utf-8")
    host = Host()
    let_in(host, tmp_path, {"again": {}})
    assert host.names == ("again",)
    assert json.loads((tmp_path / "trials.json").read_text())["again"]["state"] == "proven"


def test_an_import_that_hangs_only_in_the_office_is_left_behind(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was well in the child may still hang at home."""
    monkeypatch.setattr(manifests, "IMPORTING", 0.5)
    install(place, "shy", f"{GOOD}    import sys\n    if 'pytest' in sys.modules:\n        {WAIT}\n")
    host = Host()
    let_in(host, tmp_path, {"shy": {}})
    assert [issue.code for issue in host.issues()] == ["VT-1423"]


def start(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.parts.doorway", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_plugin_that_kills_the_office_is_left_out_after_three_dead_starts(
    place: Path, tmp_path: Path
) -> None:
    """It passes its trial and takes the office down only once it runs."""
    generations = Generations(tmp_path / "etc")
    generations.mark_good(generations.write(SITE, "lan", "init", AT))
    code = f"@hookimpl\n    async def running(office):\n        {SEGFAULT}"
    install(place, "killer", f"\n    {code}\n")
    generations.set("plugins.killer.enabled", True, "lan", AT)
    assert [start(tmp_path).returncode for _ in range(3)] == [-11] * 3
    fourth = start(tmp_path)
    assert fourth.stdout.split() == ["1", "VT-1151"], fourth.stderr
    assert "killer" in generations.text(), "what the officer wanted is left for him to see"


def test_an_office_opens_beside_plugins_of_every_bad_kind(place: Path, tmp_path: Path) -> None:
    generations = Generations(tmp_path / "etc")
    text = SITE + "[plugins.fine]\n[plugins.loud]\n[plugins.crashing]\n[plugins.absent]\n"
    generations.write(text, "lan", "init", AT)
    install(place, "fine", GOOD)
    install(place, "loud", "\n    raise RuntimeError\n")
    install(place, "crashing", f"\n    {SEGFAULT}\n")
    opened = start(tmp_path)
    assert opened.stdout.split() == ["1", "fine", "-", "VT-1421", "VT-1422", "VT-1431"], opened.stderr
    shutil.rmtree(place)
    assert start(tmp_path).stdout.split()[1] == "-", "not even a vanished plugin keeps the office closed"
