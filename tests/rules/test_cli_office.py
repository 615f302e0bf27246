"""People, documents, registers and the memory of the office, worked from the console while it is closed."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from appliance.cli import exits
from core.documents import incoming, registers
from core.store.database import Store
from core.store.memory import JobRow
from core.store.papers import Document
from core.values import Actor, Finding, Moment, Role
from tests.parts.console import Console
from tests.parts.office import letter


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A file with some bytes; nobody at the door looks inside."""
    file = tmp_path / "Công văn 215.pdf"
    file.write_bytes(b"%PDF-1.4 bytes of a letter")
    return file


def test_a_person_is_let_in_with_a_role_and_a_password_told_once(console: Console) -> None:
    assert console.ask("user", "unit", "add", "VP", "--name", "Văn phòng").code == exits.OK
    said = console.ask("user", "add", "Hoa", "--name", "Lý Thị Hoa", "--role", "officer", "--unit", "VP")
    assert said.code == exits.OK
    assert said.data["login"] == "hoa"
    assert said.data["password"]
    assert console.ask("user", "grant", "hoa", "clerk").data["roles"] == ["officer:VP", "clerk"]
    assert console.ask("user", "withdraw", "hoa", "officer", "--unit", "VP").data["roles"] == ["clerk"]
    assert console.ask("user", "reset-password", "hoa").data["password"] != said.data["password"]
    assert console.ask("user", "close", "hoa", "--reason", "nghỉ việc").data["open"] is False
    assert "hoa" not in [item["login"] for item in console.ask("user", "list").items]
    assert "hoa" in [item["login"] for item in console.ask("user", "list", "--all").items]
    assert console.ask("user", "reopen", "hoa").data["open"] is True
    assert console.ask("user", "unlock", "hoa").code == exits.OK
    assert console.ask("user", "sessions", "hoa").items == []


def test_a_person_whose_role_cannot_be_given_is_not_let_in_at_all(console: Console) -> None:
    said = console.ask("user", "add", "hoa", "--name", "Lý Thị Hoa", "--role", "officer")
    assert (said.code, said.errors) == (exits.FAILED, ["VT-3112"])
    assert [item["login"] for item in console.ask("user", "list").items] == ["quantri"]


def test_the_last_administrator_stays(console: Console) -> None:
    assert console.ask("user", "withdraw", "quantri", "admin").errors == ["VT-3114"]
    assert console.ask("user", "close", "quantri", "--reason", "nghỉ việc").errors == ["VT-3114"]


def test_units_are_opened_renamed_and_closed(console: Console) -> None:
    console.ask("user", "unit", "add", "VP", "--name", "Văn phòng")
    console.ask("user", "unit", "add", "VP1", "--name", "Tổ văn thư", "--parent", "VP")
    assert console.ask("user", "unit", "close", "VP").errors == ["VT-3223"]
    assert console.ask("user", "unit", "rename", "VP1", "--name", "Tổ lưu trữ").code == exits.OK
    assert console.ask("user", "unit", "close", "VP1").code == exits.OK
    assert [item["name"] for item in console.ask("user", "unit", "list").items] == ["Văn phòng"]
    assert console.ask("user", "unit", "close", "XX").errors == ["VT-1062"]


def test_a_token_is_shown_once_and_can_be_taken_back(console: Console) -> None:
    token = console.ask("user", "token", "add", "quantri", "--label", "máy in").data["token"]
    (kept,) = console.ask("user", "token", "list", "quantri").items
    assert token not in str(kept)
    assert console.ask("user", "token", "revoke", "quantri", str(kept["id"])).code == exits.OK
    assert console.ask("user", "token", "list", "quantri").items == []


def test_a_file_received_is_a_document_that_waits_for_inspection(console: Console, scan: Path) -> None:
    said = console.ask("document", "receive", str(scan), "--source", "may-quet-1")
    assert said.code == exits.OK
    (item,) = said.items
    assert item["state"] == "arrived"
    shown = console.ask("document", "show", str(item["id"])).data
    assert (shown["source"], shown["name"], shown["sha256"]) == ("may-quet-1", scan.name, item["sha256"])
    assert [line["event"] for line in shown["history"]] == ["arrive"]
    assert (console.home.blobs / item["sha256"][:2] / item["sha256"][2:4] / item["sha256"]).read_bytes()
    store = Store(console.home.data / "office.db")
    store.open()
    assert store.read_now(lambda: [row.kind for row in JobRow.select()]) == ["inspect"]
    store.close()


def test_the_same_file_twice_is_one_document(console: Console, scan: Path) -> None:
    first, second = (
        console.ask("document", "receive", str(scan), "--source", "may-quet-1") for _ in range(2)
    )
    assert first.items[0]["id"] == second.items[0]["id"]
    assert len(console.ask("document", "list").items) == 1


def test_the_same_identity_with_other_bytes_is_refused(console: Console, scan: Path) -> None:
    words = ("document", "receive", str(scan), "--source", "may-quet-1", "--id", "phiếu 7")
    assert console.ask(*words).code == exits.OK
    scan.write_bytes(b"something else")
    assert console.ask(*words).errors == ["VT-2101"]


def test_what_can_be_received_is_and_the_rest_is_told(console: Console, scan: Path, tmp_path: Path) -> None:
    empty = tmp_path / "trong.pdf"
    empty.touch()
    said = console.ask(
        "document", "receive", str(scan), str(empty), str(tmp_path / "none"), "--source", "cua"
    )
    assert said.code == exits.PARTLY_DONE
    assert [item["file"] for item in said.items] == [str(scan)]
    assert said.errors == ["VT-2310", "VT-1029"]
    assert console.ask("document", "receive", str(empty), "--source", "cua").code == exits.FAILED


def test_a_file_is_not_taken_into_a_disk_that_must_not_be_filled(
    console: Console, scan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.cli.receiving.SHARE_OF_DISK", 1)
    console.ask("config", "set", "intake.reserve_bytes", str(1 << 50))
    said = console.ask("document", "receive", str(scan), "--source", "cua")
    assert (said.code, said.errors) == (exits.NO_SPACE, ["VT-1084"])
    assert console.ask("document", "list").items == []


@pytest.mark.parametrize("name", ["Máy quét", "../etc", "a" * 41])
def test_a_door_has_a_plain_name(console: Console, scan: Path, name: str) -> None:
    said = console.ask("document", "receive", str(scan), "--source", name)
    assert (said.code, said.errors) == (exits.USAGE, ["VT-1082"])


def test_documents_are_listed_page_after_page(console: Console, tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.pdf").write_bytes(f"%PDF-1.4 {number}".encode())
    files = [str(tmp_path / f"{number}.pdf") for number in range(3)]
    console.ask("document", "receive", *files, "--source", "cua")
    first = console.ask("document", "list", "--limit", "2")
    second = console.ask("document", "list", "--limit", "2", "--after", first.data["next"])
    assert [item["id"] for item in (*first.items, *second.items)] == [3, 2, 1]
    assert second.data["next"] is None
    assert console.ask("document", "list", "--state", "cleared").items == []


def test_a_register_is_opened_once_and_printed(console: Console, scan: Path, tmp_path: Path) -> None:
    assert console.ask("register", "open", "DEN", "--name", "Sổ", "--year", "2031").data["default"] is True
    again = console.ask("register", "open", "DEN", "--name", "Sổ", "--year", "2031")
    assert (again.code, again.errors) == (exits.FAILED, ["VT-2403"])
    number = register(console, scan)
    (line,) = console.ask("register", "show", "DEN", "--year", str(year(console))).items
    assert (line["number"], line["code"]) == (number, "215/SNV-VP")
    pdf, sheet = tmp_path / "so.pdf", tmp_path / "so.xlsx"
    words = (
        "register",
        "export",
        "DEN",
        "--year",
        str(year(console)),
        "--pdf",
        str(pdf),
        "--xlsx",
        str(sheet),
    )
    said = console.ask(*words)
    assert (said.code, said.data["lines"]) == (exits.OK, 1)
    assert pdf.read_bytes().startswith(b"%PDF")
    (printed,) = load_workbook(sheet).worksheets
    assert "215/SNV-VP" in [cell.value for row in printed.iter_rows() for cell in row]
    assert console.ask("register", "export", "DEN").errors == ["VT-1091"]
    assert console.ask("register", "show", "KHONG").errors == ["VT-1092"]


def test_the_memory_is_whole_until_somebody_touches_it(console: Console) -> None:
    whole = console.ask("audit", "verify")
    assert whole.code == exits.OK
    assert whole.data["head"] == console.ask("audit", "head").data
    store = Store(console.home.data / "office.db")
    store.open()
    store.write_now(lambda: store.database.execute_sql("UPDATE audit SET actor = 'ai' WHERE seq = 2"))
    store.close()
    touched = console.ask("audit", "verify")
    assert (touched.code, touched.errors, touched.data["broken_at"]) == (exits.ERRORS_FOUND, ["VT-1071"], 2)


def test_the_memory_is_read_newest_first(console: Console) -> None:
    console.ask("user", "unit", "add", "VP", "--name", "Văn phòng")
    first = console.ask("audit", "list", "--limit", "1")
    assert (first.items[0]["action"], first.items[0]["facts"]["unit"]) == ("open_unit", "VP")
    second = console.ask("audit", "list", "--limit", "1", "--after", str(first.data["next"]))
    assert second.items[0]["seq"] == first.items[0]["seq"] - 1


def test_the_status_of_a_closed_office_comes_from_its_database(console: Console, scan: Path) -> None:
    console.ask("document", "receive", str(scan), "--source", "cua")
    facts = console.ask("status").data
    assert (facts["running"], facts["documents"], facts["jobs"]["waiting"]) == (False, {"arrived": 1}, 1)
    assert facts["generation"] == 1


def test_a_source_is_tried_out_and_one_nobody_knows_is_missing(console: Console, tmp_path: Path) -> None:
    scans = tmp_path / "may-quet"
    scans.mkdir()
    console.ask("plugin", "enable", "scanner", "--set", f"sources.may-1.folder={scans}")
    assert [item["state"] for item in console.ask("source", "list").items] == ["stopped"]
    said = console.ask("source", "test", "may-1")
    assert said.code == exits.OK
    assert {item["check"] for item in said.data["items"]} >= {"folder", "see", "claim", "space"}
    assert list(scans.iterdir()) == []
    assert console.ask("source", "test", "may-2").errors == ["VT-1053"]
    assert console.ask("source", "rescan").code == exits.TRY_LATER
    scans.rmdir()
    assert console.ask("source", "test", "may-1").code == exits.FAILED


def year(console: Console) -> int:
    found: int = next(item["year"] for item in console.ask("register", "list").items if item["last"] >= 152)
    return found


def register(console: Console, scan: Path) -> str:
    """Have a scan received, found clean and registered; return its number."""
    number = console.ask("document", "receive", str(scan), "--source", "cua").items[0]["id"]
    store = Store(console.home.data / "office.db")
    store.open()
    received = store.read_now(lambda: Document.get_by_id(number).received_at)
    clerk = Actor("vanthu", "Nguyễn Thị Mai", frozenset({Role.CLERK}))
    try:
        store.write_now(incoming.settle, number, [Finding("clamd")], None, Moment(received))
        return store.write_now(registers.register, number, letter(), clerk, Moment(received)).text
    finally:
        store.close()
