"""`vanthu signature verify`: a verdict for every signature of every file, with no office at all."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from appliance.cli import exits
from appliance.cli.console import at_console
from core import trust
from tests.parts import letters, misused, strangers
from tests.parts.attacks import comment_added
from tests.parts.console import Console
from tests.parts.pki import Authority
from tests.parts.signed import led, sealed

PARTS = {
    "field", "integrity", "coverage", "changes", "chain", "revocation", "time", "role", "verdict", "reason",
}  # fmt: skip


@pytest.fixture(scope="module")
def files(pki: Authority, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of letters: good, forged, by somebody unknown, unsigned; and what to believe."""
    folder = tmp_path_factory.mktemp("letters")
    good = sealed(pki, led(pki, letters.letter()))
    for name, made in {
        "good": good,
        "forged": comment_added(good),
        "broken": misused.byte_flipped(good),
        "stranger": strangers.signed(letters.letter(), pki.signer("outsider")),
        "unsigned": letters.letter(),
        "other": b"PK\x03\x04",
    }.items():
        (folder / f"{name}.pdf").write_bytes(made)
    lists = b"".join(_pem(der) for der in pki.crls())
    certificates = b"".join(pki.certificate(name).read_bytes() for name in ("root", "interm"))
    (folder / "roots.pem").write_bytes(certificates + lists)
    return folder


def _pem(der: bytes) -> bytes:
    from asn1crypto import pem

    return bytes(pem.armor("X509 CRL", der))


@pytest.fixture
def nowhere(tmp_path: Path) -> Console:
    """A console where no office was ever made."""
    return Console(tmp_path / "none")


@pytest.mark.parametrize(
    ("names", "code", "found"),
    [
        (("good",), exits.OK, ["valid"]),
        (("stranger",), exits.WARNINGS_FOUND, ["indeterminate"]),
        (("unsigned",), exits.WARNINGS_FOUND, ["indeterminate"]),
        (("other",), exits.WARNINGS_FOUND, ["indeterminate"]),
        (("forged",), exits.ERRORS_FOUND, ["invalid"]),
        (("broken",), exits.ERRORS_FOUND, ["invalid"]),
        (("good", "stranger"), exits.WARNINGS_FOUND, ["valid", "indeterminate"]),
        (("stranger", "forged", "good"), exits.ERRORS_FOUND, ["indeterminate", "invalid", "valid"]),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, tuple) else None,
)
def test_the_worst_verdict_is_the_exit_code(
    names: tuple[str, ...], code: int, found: list[str], files: Path, nowhere: Console
) -> None:
    """0 all valid, 4 something indeterminate, 5 something invalid; no home is made."""
    paths = [str(files / f"{name}.pdf") for name in names]
    said = nowhere.ask("signature", "verify", *paths, "--roots", str(files / "roots.pem"))
    assert said.code == code, said.out
    assert [each["file"] for each in said.data["files"]] == paths
    assert [each["verdict"] for each in said.data["files"]] == found
    assert bool(said.errors) == (code != exits.OK)
    assert not nowhere.folder.exists()


def test_a_signature_is_told_by_all_its_parts(files: Path, nowhere: Console) -> None:
    said = nowhere.ask("signature", "verify", str(files / "good.pdf"), "--roots", str(files / "roots.pem"))
    assert said.envelope["schema"] == "vanthu.signature.verify/1"
    (only,) = said.data["files"]
    leader, seal = only["signatures"]
    assert set(only) == {"file", "verdict", "signatures"}
    assert set(leader) == set(seal) == PARTS
    assert (leader["field"], seal["field"]) == ("Leader", "Organisation")
    assert (leader["changes"], seal["changes"], seal["coverage"]) == ("permitted", "none", "whole")
    assert leader["time"].endswith("+07:00")
    assert leader["reason"].startswith("Hợp lệ")


def test_without_roots_and_without_an_office_nobody_is_trusted(files: Path, nowhere: Console) -> None:
    said = nowhere.ask("signature", "verify", str(files / "good.pdf"))
    assert said.code == exits.WARNINGS_FOUND
    assert {each["chain"] for each in said.data["files"][0]["signatures"]} == {"untrusted"}
    assert set(said.errors) == {"VT-4057"}


def test_what_is_broken_is_invalid_whomever_one_believes(files: Path, nowhere: Console) -> None:
    said = nowhere.ask("signature", "verify", str(files / "broken.pdf"), str(files / "forged.pdf"))
    assert said.code == exits.ERRORS_FOUND
    assert {each["verdict"] for each in said.data["files"]} == {"invalid"}


def test_a_root_alone_leaves_revocation_open(files: Path, nowhere: Console, pki: Authority) -> None:
    root = str(pki.certificate("root"))
    said = nowhere.ask("signature", "verify", str(files / "good.pdf"), "--roots", root)
    assert said.code == exits.WARNINGS_FOUND
    assert {(each["chain"], each["revocation"]) for each in said.data["files"][0]["signatures"]} == {
        ("trusted", "unknown")
    }


def test_one_may_judge_for_another_day(files: Path, nowhere: Console, pki: Authority) -> None:
    """A month later the lists given here are too old."""
    later = (pki.trust().at + timedelta(days=60)).date().isoformat()
    said = nowhere.ask(
        "signature", "verify", str(files / "good.pdf"), "--roots", str(files / "roots.pem"), "--at", later
    )
    assert said.code == exits.WARNINGS_FOUND
    assert set(said.errors) == {"VT-4060"}


@pytest.mark.parametrize(
    "words", [("khong-co.pdf",), ("{good}", "--at", "hôm qua"), ("{good}", "--roots", "khong-co.pem"), ()]
)
def test_what_was_typed_wrongly_is_a_mistake_of_use(
    words: tuple[str, ...], files: Path, nowhere: Console
) -> None:
    typed = [word.replace("{good}", str(files / "good.pdf")) for word in words]
    assert nowhere.ask("signature", "verify", *typed).code == exits.USAGE


def test_a_file_without_certificates_is_no_trust(files: Path, nowhere: Console) -> None:
    unsigned = str(files / "unsigned.pdf")
    said = nowhere.ask("signature", "verify", unsigned, "--roots", unsigned)
    assert said.code == exits.FAILED
    assert said.errors == ["VT-4102"]


def test_people_read_who_signed_and_why_it_is_worth_what(files: Path, nowhere: Console) -> None:
    said = nowhere.type("signature", "verify", str(files / "good.pdf"), str(files / "forged.pdf"))
    assert "Nguyễn Văn Thử" in said.out
    assert "không hợp lệ" in said.out


def test_an_office_judges_by_what_it_believes(files: Path, console: Console, pki: Authority) -> None:
    """Before it believes anybody, nobody is trusted; what it imported then decides."""
    before = console.ask("signature", "verify", str(files / "good.pdf"))
    assert before.code == exits.WARNINGS_FOUND
    with at_console(console.home) as office:
        office.do(trust.import_, pki.certificate("root").read_bytes(), "root", office.actor, office.at)
        for more in (pki.der("interm"), *pki.crls()):
            office.do(trust.import_, more, None, office.actor, office.at)
    after = console.ask("signature", "verify", str(files / "good.pdf"))
    assert after.code == exits.OK, after.out
