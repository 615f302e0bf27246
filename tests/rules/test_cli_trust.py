"""`vanthu trust`: roots, authorities and lists come in by file, and verifying then rests on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.cli import exits
from tests.parts import letters
from tests.parts.console import Console
from tests.parts.pki import Authority
from tests.parts.signed import led


@pytest.fixture
def files(pki: Authority, tmp_path: Path) -> Path:
    """The authority's files as an IT officer downloads them, and a signed letter."""
    (tmp_path / "interm.crl").write_bytes(pki.crl("interm"))
    (tmp_path / "root.crl").write_bytes(pki.crl("root"))
    (tmp_path / "letter.pdf").write_bytes(led(pki, letters.letter()))
    return tmp_path


def test_what_is_imported_is_what_verifying_rests_on(console: Console, pki: Authority, files: Path) -> None:
    """Nothing is believed at first; with root, authority and lists the same letter is valid."""
    letter = str(files / "letter.pdf")
    assert console.ask("signature", "verify", letter).code == exits.WARNINGS_FOUND
    said = console.ask("trust", "import", str(pki.certificate("root")), "--as", "root")
    assert (said.code, [one["outcome"] for one in said.items]) == (exits.OK, ["kept"])
    more = [str(pki.certificate("interm")), str(files / "root.crl"), str(files / "interm.crl")]
    said = console.ask("trust", "import", *more)
    assert [(one["kind"], one["outcome"]) for one in said.items] == [
        ("intermediate", "kept"), ("crl", "kept"), ("crl", "kept")
    ]  # fmt: skip
    assert console.ask("signature", "verify", letter).code == exits.OK
    shown = console.ask("trust", "show")
    assert [one["kind"] for one in shown.items] == ["root", "intermediate", "crl", "crl"]
    assert not any(one["stale"] or one["demonstration"] for one in shown.items)
    assert shown.data["certificates"] == []


def test_what_was_not_taken_is_said(console: Console, pki: Authority, files: Path) -> None:
    """A list nobody we hold signed, a signer's certificate, a root nobody confirmed: exit 3, each named."""
    paths = [str(files / "root.crl"), str(pki.certificate("leader")), str(pki.certificate("other"))]
    said = console.ask("trust", "import", *paths)
    assert [one["outcome"] for one in said.items] == ["stranger", "person", "confirm"]
    assert said.code == exits.PARTLY_DONE


def test_what_is_no_certificate_is_refused(console: Console, pki: Authority, files: Path) -> None:
    assert console.ask("trust", "import", str(files / "letter.pdf")).errors == ["VT-4102"]
    assert console.ask("trust", "import", str(pki.key("leader"))).errors == ["VT-4103"]
    assert console.ask("trust", "import", str(files / "missing")).code == exits.USAGE


def test_a_root_of_a_demonstration_is_listed_as_one(console: Console, pki: Authority) -> None:
    root = str(pki.certificate("root"))
    assert console.ask("trust", "import", root, "--as", "root", "--demonstration").code == exits.OK
    (line,) = console.ask("trust", "show").items
    assert line["demonstration"] is True


def test_doctor_tells_of_trust_without_lists(console: Console, pki: Authority) -> None:
    def told() -> list[str]:
        return [issue["code"] for issue in console.ask("doctor").items if issue["check"] == "trust"]

    assert told() == []
    console.ask("trust", "import", str(pki.certificate("root")), "--as", "root")
    assert told() == ["VT-4111"]
