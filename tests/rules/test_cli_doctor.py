"""The doctor finds each ailment, says what to do, and mends only what can do no harm."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from appliance.cli import exits
from appliance.health.examination import CHECKS
from core import integrity, jobs
from core.blobs import Blobs
from core.integrity import Verdict
from core.store.database import Store
from core.store.memory import JobRow
from core.store.papers import Entry, Register
from core.values import Moment
from tests.parts.console import Console
from tests.parts.guests import install

AT = Moment(datetime(2026, 11, 20, 5, tzinfo=UTC))
UNFURNISHED = {"VT-1881", "VT-1891", "VT-1922"}
"""What a fresh home still lacks: an inspector, time servers, a clerk."""


@contextmanager
def opened(console: Console) -> Iterator[Store]:
    store = Store(console.home.data / "office.db")
    store.open()
    try:
        yield store
    finally:
        store.close()


def sql(console: Console, *statements: str) -> None:
    with opened(console) as store:
        for statement in statements:
            store.write_now(store.database.execute_sql, statement)


def received(console: Console) -> str:
    """Have a file received and return its hash."""
    file = console.folder.parent / "thu.pdf"
    file.write_bytes(b"%PDF-1.4 a letter")
    sha256: str = console.ask("document", "receive", str(file), "--source", "cua").items[0]["sha256"]
    return sha256


def blob(console: Console, sha256: str) -> Path:
    return Blobs(console.home.blobs, console.home.scratch).path(sha256)


def test_a_fresh_home_has_warnings_only(console: Console) -> None:
    said = console.ask("doctor")
    assert said.code == exits.WARNINGS_FOUND
    assert set(said.errors) == UNFURNISHED
    assert [check["slug"] for check in said.data["checks"]] == [check.SLUG for check in CHECKS]
    assert all(item["hint"] for item in said.items)


def test_checks_have_names_of_their_own() -> None:
    assert len({check.SLUG for check in CHECKS}) == len(CHECKS)
    assert all(check.TITLE for check in CHECKS)


def gone(console: Console) -> None:
    blob(console, received(console)).unlink()


def changed(console: Console) -> None:
    place = blob(console, received(console))
    place.chmod(0o640)
    place.write_bytes(b"something else")


def forged(console: Console) -> None:
    sql(console, "UPDATE audit SET actor = 'ai' WHERE seq = 2")


def astray(console: Console) -> None:
    received(console)
    sql(console, "UPDATE document SET " + "state = 'finished'")


def gap(console: Console) -> None:
    sql(console, "UPDATE register SET last = last + 2")


def unconfigured(console: Console) -> None:
    with console.home.site_file.open("a", encoding="utf-8") as file:
        file.write("\n[wbe]\nport = 1\n")


def damaged(console: Console) -> None:
    place = console.home.data / "office.db"
    content = bytearray(place.read_bytes())
    content[4096 : 4096 + 2000] = b"\xff" * 2000
    place.write_bytes(content)


def headless(console: Console) -> None:
    sql(console, "DELETE FROM role_grant")


def uninstalled(console: Console) -> None:
    with console.home.site_file.open("a", encoding="utf-8") as file:
        file.write("\n[plugins.gone]\n")


def unscanned(console: Console) -> None:
    with console.home.site_file.open("a", encoding="utf-8") as file:
        file.write(
            f"\n[plugins.scanner.sources.may-1]\nfolder = {json.dumps(str(console.folder / 'none'))}\n"
        )
    text = console.home.site_file.read_text(encoding="utf-8")
    console.home.site_file.write_text(
        text.replace("[plugins.scanner]\nenabled = false", "[plugins.scanner]\nenabled = true"),
        encoding="utf-8",
    )


@pytest.mark.parametrize(
    ("hurt", "code"),
    [
        (gone, "VT-1851"),
        (changed, "VT-1852"),
        (forged, "VT-1831"),
        (astray, "VT-1832"),
        (gap, "VT-1841"),
        (unconfigured, "VT-1103"),
        (damaged, "VT-1821"),
        (headless, "VT-1921"),
        (uninstalled, "VT-1911"),
        (unscanned, "VT-3641"),
    ],
)
def test_each_ailment_is_found(console: Console, hurt: Callable[[Console], None], code: str) -> None:
    hurt(console)
    said = console.ask("doctor")
    assert said.code == exits.ERRORS_FOUND
    assert code in said.errors
    assert "VT-1800" not in said.errors or hurt is damaged


def test_a_plugin_that_was_refused_since_is_an_error(console: Console) -> None:
    folder = console.home.data / "plugins" / "1"
    install(folder, "fickle", "@hookimpl\ndef document_moved(move):\n    return None\n")
    assert console.ask("plugin", "enable", "fickle").code == exits.OK
    install(folder, "fickle", "raise ImportError('thiếu')\n")
    assert "VT-1912" in console.ask("doctor").errors
    assert console.ask("plugin", "check", "fickle").code == exits.PLUGIN_REJECTED
    assert "VT-1421" in console.ask("doctor").errors


def test_bytes_that_belong_to_nobody_are_a_warning(console: Console) -> None:
    kept = Blobs(console.home.blobs, console.home.scratch).keep(b"nobody's")
    assert "VT-1853" not in console.ask("doctor").errors
    os.utime(kept.path, (0, 0))
    assert "VT-1853" in console.ask("doctor").errors


def test_what_may_be_mended_is(console: Console) -> None:
    console.home.data.chmod(0o755)
    with opened(console) as store:
        store.write_now(jobs.enqueue, "tell", "1:1", AT)
        store.write_now(JobRow.update(state="resting", trouble="hỏng").execute)
    assert {"VT-1811", "VT-1861"} <= set(console.ask("doctor").errors)
    said = console.ask("doctor", "--fix")
    assert len(said.data["fixed"]) == 2
    assert set(said.errors) == UNFURNISHED
    assert stat.S_IMODE(console.home.data.stat().st_mode) == 0o700
    with opened(console) as store:
        assert store.read_now(lambda: [row.state for row in JobRow.select()]) == ["waiting"]


def test_a_file_brought_back_is_found_mended(console: Console) -> None:
    """What a night found harmed stays an issue of the office until somebody looks again."""
    sha256 = received(console)
    with opened(console) as store:
        store.write_now(integrity.note, {sha256: Verdict.MISSING}, AT)
        assert store.read_now(integrity.issues)
        said = console.ask("doctor", "--fix")
        assert len(said.data["fixed"]) == 1 and not store.read_now(integrity.issues)


def test_a_web_site_on_the_network_without_tls_is_a_warning(console: Console) -> None:
    console.ask("config", "set", "web.host", "0.0.0.0")
    assert "VT-1812" in console.ask("doctor").errors
    console.ask("config", "set", "web.origin", "https://vanban.longphu.vn")
    assert "VT-1812" not in console.ask("doctor").errors


def test_an_office_with_a_late_line_in_its_book_is_healthy(console: Console) -> None:
    received(console)
    with opened(console) as store:

        def enter() -> None:
            book = Register.get()
            entry = {"number": 150, "suffix": "a", "arrival_date": AT.utc.date(), "entered_at": AT.utc}
            Entry.create(register=book, document=1, entered_by="vanthu", **entry)

        store.write_now(enter)
    assert "VT-1841" not in console.ask("doctor").errors


def test_a_check_that_fails_itself_is_told_and_the_others_go_on(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.health.books.run", lambda patient: int("nothing"))
    said = console.ask("doctor")
    assert said.code == exits.ERRORS_FOUND
    assert set(said.errors) == UNFURNISHED | {"VT-1800"}
    assert "ValueError" in said.err
