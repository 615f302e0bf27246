"""The antivirus plugin quarantines what clamd names, clears what it examined, and lets the rest wait."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pluggy
import pytest

from appliance.signatures import EICAR, MARKER
from core import hookspecs
from core.clock import Clock, wall
from core.errors import Trouble
from core.values import Blob, Finding, Severity
from plugins.antivirus import plugin
from plugins.antivirus.plugin import OVERSIZE, Settings, check_health, inspect_file, self_test
from tests.parts.clamd import Clamd, running_clamd
from tests.parts.desk import desk


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clamd]:
    with running_clamd(tmp_path_factory.mktemp("clamd")) as running:
        yield running


@pytest.fixture
def office(tmp_path: Path, daemon: Clamd) -> Iterator[Any]:
    with desk(tmp_path, settings_for(daemon)) as given:
        yield given


def settings_for(daemon: Clamd, **other: Any) -> Settings:
    assert daemon.address.socket is not None
    return replace(Settings(daemon.address.socket, database=daemon.database, timeout=20), **other)


def blob(folder: Path, content: bytes) -> Blob:
    digest = hashlib.sha256(content).hexdigest()
    (folder / digest).write_bytes(content)
    return Blob(digest, len(content), folder / digest, "công văn.pdf")


def test_every_hook_fits_its_specification() -> None:
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    manager.register(plugin)
    manager.check_pending()
    assert {caller.name for caller in manager.get_hookcallers(plugin) or ()} == {
        "settings",
        "self_test",
        "inspect_file",
        "check_health",
    }


async def test_a_file_is_named_cleared_or_too_large(office: Any, tmp_path: Path) -> None:
    assert await inspect_file(office, blob(tmp_path, EICAR)) == Finding("clamd", "Eicar-Test-Body.UNOFFICIAL")
    assert await inspect_file(office, blob(tmp_path, b"%PDF-1.7")) == Finding("clamd")
    small = replace(office, chosen=replace(office.chosen, max_bytes=10))
    assert await inspect_file(small, blob(tmp_path, b"eleven byte")) == Finding("clamd", OVERSIZE)


async def test_a_hundred_files_at_once_get_their_own_answers(office: Any, tmp_path: Path) -> None:
    files = [blob(tmp_path, b"%d " % n + (MARKER if n % 3 == 0 else b"")) for n in range(100)]
    findings = await asyncio.gather(*(inspect_file(office, file) for file in files))
    assert [bool(finding and finding.threat) for finding in findings] == [n % 3 == 0 for n in range(100)]


async def test_a_file_that_cannot_be_read_whole_waits(office: Any, tmp_path: Path) -> None:
    file = blob(tmp_path, b"whole")
    file.path.write_bytes(b"who")
    with pytest.raises(Trouble, match="VT-3305"):
        await inspect_file(office, file)
    file.path.unlink()
    with pytest.raises(Trouble, match="VT-3331"):
        await inspect_file(office, file)


async def test_files_wait_while_clamd_is_dead_and_pass_when_it_is_back(tmp_path: Path) -> None:
    file = blob(tmp_path, b"%PDF-1.7")
    with running_clamd(tmp_path / "c") as daemon, desk(tmp_path, settings_for(daemon)) as office:
        assert await inspect_file(office, file) == Finding("clamd")
        assert await check_health(office) == []
        daemon.kill()
        with pytest.raises(Trouble, match="VT-3301"):
            await inspect_file(office, file)
        assert [(issue.code, issue.severity) for issue in await check_health(office)] == [
            ("VT-3301", Severity.ERROR)
        ]
        with pytest.raises(Trouble, match="VT-3301"):
            self_test(office.chosen)
        daemon.start()
        assert await inspect_file(office, file) == Finding("clamd")


async def test_old_signatures_make_files_wait_unless_the_office_decides_otherwise(tmp_path: Path) -> None:
    file = blob(tmp_path, b"%PDF-1.7")
    with running_clamd(tmp_path / "c", built=wall() - timedelta(days=30)) as daemon:
        strict, lax = settings_for(daemon), settings_for(daemon, refuse_stale=False)
        with desk(tmp_path, strict) as office:
            with pytest.raises(Trouble, match="VT-3322"):
                await inspect_file(office, file)
            with pytest.raises(Trouble, match="VT-3322"):
                self_test(strict)
            assert [(issue.code, issue.severity) for issue in await check_health(office)] == [
                ("VT-3322", Severity.ERROR)
            ]
        with desk(tmp_path, lax) as office:
            assert await inspect_file(office, file) == Finding("clamd")
            self_test(lax)
            assert [issue.severity for issue in await check_health(office)] == [Severity.WARNING]


async def test_a_clock_that_is_not_believed_makes_no_signature_old(tmp_path: Path) -> None:
    with (
        running_clamd(tmp_path / "c", built=wall() - timedelta(days=30)) as daemon,
        desk(tmp_path, settings_for(daemon), Clock(checked=True)) as office,
    ):
        assert await inspect_file(office, blob(tmp_path, b"%PDF-1.7")) == Finding("clamd")


async def test_a_clamd_that_hides_its_limits_is_not_believed(tmp_path: Path) -> None:
    with (
        running_clamd(tmp_path / "c", AlertExceedsMax="no") as daemon,
        desk(tmp_path, settings_for(daemon)) as office,
    ):
        with pytest.raises(Trouble, match="VT-3321"):
            await inspect_file(office, blob(tmp_path, b"%PDF-1.7"))
        assert [issue.code for issue in await check_health(office)] == ["VT-3321"]


async def test_signatures_of_unknown_age_are_told_of(tmp_path: Path) -> None:
    with running_clamd(tmp_path / "c") as daemon:
        (daemon.database / "daily.cud").unlink()
        (daemon.database / "own.ndb").write_text(f"Own:0:*:{MARKER.hex()}\n")
        daemon.restart()
        with desk(tmp_path, settings_for(daemon)) as office:
            assert await check_health(office) == []
        with desk(tmp_path, settings_for(daemon, database=tmp_path / "elsewhere")) as office:
            assert await inspect_file(office, blob(tmp_path, MARKER)) == Finding("clamd", "Own.UNOFFICIAL")
            assert [(issue.code, issue.severity) for issue in await check_health(office)] == [
                ("VT-3323", Severity.WARNING)
            ]
