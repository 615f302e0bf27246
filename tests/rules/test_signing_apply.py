"""A signature is put on a file so that every reader can verify it, or refused with the reason."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

from signing.apply import apply
from signing.inspect import inspect
from signing.order import Order
from signing.repair import repair
from signing.values import Applied, Box, Fault, Level, Look, Prepared, Purpose, Verdict
from tests.parts import letters, rubble
from tests.parts.pki import Authority
from tests.parts.signed import found, led, sealed

BOX = Box(0, 330.0, 200.0, 500.0, 268.0)
SHOWN = Look(BOX, letters.signature_png())
NUMBER = Prepared("vanthu_number", Box(0, 155.0, 729.0, 188.0, 744.0))


def sign(made: bytes, pki: Authority, name: str = "leader", **order: Any) -> tuple[bytes, Applied]:
    target = io.BytesIO()
    wish = replace(Order("Leader", Purpose.LEADER, SHOWN), **order)
    applied = apply(io.BytesIO(made), target, pki.signer(name), wish, pki.trust())
    return target.getvalue(), applied


def refusal(made: bytes, pki: Authority, name: str = "leader", **order: Any) -> str:
    with pytest.raises(Fault) as refused:
        sign(made, pki, name, **order)
    assert str(refused.value) and refused.value.hint
    return refused.value.code


def verdicts(made: bytes, pki: Authority) -> list[tuple[str, Verdict]]:
    return [(each.field, each.verdict) for each in inspect(io.BytesIO(made), pki.trust()).signatures]


def foreign(made: bytes, pki: Authority, name: str = "outsider", **more: Any) -> bytes:
    """Return `made` signed by somebody who does not work with us."""
    target = io.BytesIO()
    meta = PdfSignatureMetadata(field_name="Theirs", md_algorithm="sha256", **more)
    PdfSigner(meta, pki.signer(name), new_field_spec=SigFieldSpec("Theirs")).sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(made)), output=target
    )
    return target.getvalue()


LAID: dict[str, Callable[[bytes], bytes]] = {
    "turned by 90": lambda made: letters.turned(made, 90),
    "turned by 180": lambda made: letters.turned(made, 180),
    "turned by 270": lambda made: letters.turned(made, 270),
    "MediaBox not at zero": letters.moved,
    "leftover transformation": letters.leftover,
    "500 pages": lambda made: rubble.endless(made, 500),
    "compressed objects": rubble.packed,
    "linearised": rubble.lined,
    "a form of somebody else": lambda made: rubble.asking(made, "Theirs"),
}


@pytest.mark.parametrize("laid", LAID)
def test_odd_pages_are_signed_twice_and_valid(laid: str, pki: Authority) -> None:
    made = LAID[laid](letters.letter())
    once = led(pki, made)
    twice = sealed(pki, once)
    assert once.startswith(made)
    assert twice.startswith(once)
    assert verdicts(twice, pki) == [("Leader", Verdict.VALID), ("Organisation", Verdict.VALID)]


REFUSED: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "empty": ("VT-4008", lambda _made: b""),
    "not a PDF": ("VT-4008", lambda _made: b"PK\x03\x04 a spreadsheet"),
    "with a password": ("VT-4009", lambda made: rubble.encrypted(made, user="secret")),
    "that forbids changes": ("VT-4009", rubble.encrypted),
    "of two minds": ("VT-4010", rubble.hybrid),
    "a dynamic form": ("VT-4011", rubble.form),
    "cut off": ("VT-4013", rubble.cut),
    "with a wrong table": ("VT-4013", rubble.misplaced),
    "with an unreadable description": ("VT-4013", rubble.garbled),
    "with a pack that cannot be opened": ("VT-4013", rubble.bitten),
    "behind lines of a gateway": ("VT-4013", rubble.prefaced),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_some_reader_could_not_verify_is_refused(kind: str, pki: Authority) -> None:
    code, spoil = REFUSED[kind]
    assert refusal(spoil(letters.letter()), pki) == code


@pytest.mark.parametrize("kind", REFUSED)
def test_what_cannot_be_signed_can_still_be_looked_at(kind: str, pki: Authority) -> None:
    """There is no signature in it to be valid or not, and that is said, not thrown."""
    _code, spoil = REFUSED[kind]
    found = inspect(io.BytesIO(spoil(letters.letter())), pki.trust())
    assert (found.verdict, found.signatures) == (Verdict.INDETERMINATE, ())


@pytest.mark.parametrize("spoil", [rubble.cut, rubble.misplaced, rubble.hybrid, rubble.prefaced])
def test_a_damaged_file_without_signatures_can_be_repaired(
    spoil: Callable[[bytes], bytes], pki: Authority
) -> None:
    mended = io.BytesIO()
    repair(io.BytesIO(spoil(letters.letter())), mended)
    assert verdicts(sign(mended.getvalue(), pki)[0], pki) == [("Leader", Verdict.VALID)]


def test_a_damaged_file_with_a_signature_is_never_repaired(pki: Authority) -> None:
    spoiled = rubble.misplaced(led(pki, letters.letter()))
    assert refusal(spoiled, pki) == "VT-4012"
    with pytest.raises(Fault, match="VT-4033"):
        repair(io.BytesIO(spoiled), io.BytesIO())


@pytest.mark.parametrize(
    "rubbish", [b"", b"no PDF at all", rubble.encrypted(letters.letter(), user="secret")]
)
def test_what_cannot_be_repaired_says_so(rubbish: bytes) -> None:
    with pytest.raises(Fault, match="VT-4034"):
        repair(io.BytesIO(rubbish), io.BytesIO())


def test_a_signature_of_somebody_else_stays_untouched(pki: Authority) -> None:
    theirs = foreign(letters.letter(), pki)
    both = sign(theirs, pki)[0]
    assert both.startswith(theirs)
    judged = inspect(io.BytesIO(both), pki.trust(foreign=(pki.der("other"),))).signatures
    assert [(each.field, each.integrity, each.coverage) for each in judged] == [
        ("Theirs", "intact", "revision"),
        ("Leader", "intact", "whole"),
    ]


@pytest.mark.parametrize(
    ("permission", "look", "code"),
    [
        (MDPPerm.NO_CHANGES, SHOWN, "VT-4014"),
        (MDPPerm.NO_CHANGES, Look(), "VT-4014"),
        (MDPPerm.FILL_FORMS, SHOWN, "VT-4035"),
    ],
)
def test_a_certified_file_is_refused_where_a_signature_would_break_it(
    permission: MDPPerm, look: Look, code: str, pki: Authority
) -> None:
    theirs = foreign(letters.letter(), pki, certify=True, docmdp_permissions=permission)
    assert refusal(theirs, pki, look=look) == code


def test_a_certified_file_that_allows_it_takes_a_signature_that_shows_nothing(pki: Authority) -> None:
    theirs = foreign(letters.letter(), pki, "officer", certify=True, docmdp_permissions=MDPPerm.FILL_FORMS)
    assert dict(verdicts(sign(theirs, pki, look=Look())[0], pki))["Leader"] is Verdict.VALID


def test_nothing_is_signed_after_the_organisations_lock(pki: Authority) -> None:
    made = sealed(pki, led(pki, letters.letter()))
    assert refusal(made, pki, field="Third") == "VT-4015"
    assert refusal(made, pki, field="Third", look=Look()) == "VT-4015"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("expired", "VT-4018"),
        ("wrong", "VT-4020"),
        ("revoked", "VT-4021"),
        ("outsider", "VT-4023"),
    ],
)
def test_a_certificate_that_may_not_sign_is_refused_before_the_token_is_asked(
    name: str, code: str, pki: Authority
) -> None:
    assert refusal(letters.letter(), pki, name) == code


def test_a_root_that_only_verifies_is_none_to_sign_under(pki: Authority) -> None:
    trust = pki.trust(foreign=(pki.der("other"),))
    with pytest.raises(Fault, match="VT-4023"):
        apply(
            io.BytesIO(letters.letter()),
            io.BytesIO(),
            pki.signer("outsider"),
            Order("Leader", Purpose.LEADER),
            trust,
        )


def test_a_certificate_is_refused_before_its_time(pki: Authority) -> None:
    with pytest.raises(Fault, match="VT-4019"):
        apply(
            io.BytesIO(letters.letter()),
            io.BytesIO(),
            pki.signer("leader"),
            Order("Leader", Purpose.LEADER),
            pki.trust(datetime(2020, 1, 1, tzinfo=UTC)),
        )


@pytest.mark.parametrize("level", [Level.B_LT, Level.B_LTA])
def test_a_lasting_signature_needs_evidence(level: Level, pki: Authority) -> None:
    """Without lists of revocations, and without a network to ask, it is refused and may be tried again."""
    order = Order("Leader", Purpose.LEADER, level=level, timestamps=(pki.timestamps,))
    with pytest.raises(Fault, match="VT-4022") as refused:
        apply(io.BytesIO(letters.letter()), io.BytesIO(), pki.signer("leader"), order, pki.trust(crls=()))
    assert refused.value.again


def test_lists_that_are_too_old_are_no_reason_to_sign(pki: Authority) -> None:
    """The certificate may have been revoked since; nobody would call a signature valid, at B-B either."""
    trust = pki.trust()
    later = replace(trust, at=trust.at + timedelta(days=400))
    order = Order("Leader", Purpose.LEADER)
    with pytest.raises(Fault, match="VT-4022"):
        apply(io.BytesIO(letters.letter()), io.BytesIO(), pki.signer("leader"), order, later)


def test_evidence_is_fetched_where_the_network_may_be_used(pki: Authority) -> None:
    order = Order("Leader", Purpose.LEADER, level=Level.B_LT, timestamps=(pki.timestamps,))
    target, trust = io.BytesIO(), pki.trust(crls=(), online=True)
    apply(io.BytesIO(letters.letter()), target, pki.signer("leader"), order, trust)
    (judged,) = inspect(io.BytesIO(target.getvalue()), pki.trust(crls=())).signatures
    assert (judged.level, judged.verdict) == (Level.B_LT, Verdict.VALID)


WRONG: dict[str, tuple[str, dict[str, Any]]] = {
    "a page that is not there": ("VT-4007", {"look": replace(SHOWN, box=replace(BOX, page=7))}),
    "a blank on a page that is not there": (
        "VT-4007",
        {"prepare": (replace(NUMBER, box=replace(NUMBER.box, page=7)),)},
    ),
    "one blank twice": ("VT-4004", {"prepare": (NUMBER, NUMBER)}),
    "a blank that was never prepared": ("VT-4005", {"fill": (replace(NUMBER, text="07"),)}),
    "a picture that is none": ("VT-4003", {"look": Look(BOX, b"GIF89a")}),
    "a letter no font has": ("VT-4001", {"look": Look(BOX, lines=("Số: 木",))}),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_an_order_that_cannot_be_carried_out_says_why(wrong: str, pki: Authority) -> None:
    code, order = WRONG[wrong]
    assert refusal(letters.letter(), pki, **order) == code


def test_a_step_is_not_signed_twice(pki: Authority) -> None:
    assert refusal(led(pki, letters.letter()), pki) == "VT-4027"


@pytest.mark.parametrize("name", ["Leader", "vanthu_number"])
def test_a_field_of_somebody_else_is_not_taken_for_ours(name: str, pki: Authority) -> None:
    asking = rubble.asking(letters.letter(), name)
    assert refusal(asking, pki, prepare=(NUMBER,)) == "VT-4004"


def test_blanks_are_prepared_only_before_the_first_signature(pki: Authority) -> None:
    once = sign(letters.letter(), pki)[0]
    assert refusal(once, pki, field="Second", prepare=(NUMBER,)) == "VT-4028"


def test_a_number_that_stands_is_not_written_over(pki: Authority) -> None:
    """The same number again is no change; another is refused."""
    once = sign(letters.letter(), pki, prepare=(NUMBER,))[0]
    twice = sign(once, pki, "officer", field="Second", look=Look(), fill=(replace(NUMBER, text="07"),))[0]
    again = {"field": "Third", "look": Look()}
    assert refusal(twice, pki, "org", fill=(replace(NUMBER, text="08"),), **again) == "VT-4006"
    thrice = sign(twice, pki, "org", fill=(replace(NUMBER, text="07"),), **again)[0]
    assert thrice.startswith(twice)


def test_an_initial_comes_before_the_leader_and_hurts_nobody(pki: Authority) -> None:
    where = found(letters.letter())
    shown = Look(where.body_end, letters.signature_png())
    initialled = sign(
        letters.letter(),
        pki,
        "initials",
        field="Initial",
        purpose=Purpose.INITIAL,
        look=shown,
        prepare=where.blanks,
    )[0]
    made = sealed(pki, led(pki, initialled, prepare=()))
    assert verdicts(made, pki) == [
        ("Initial", Verdict.VALID),
        ("Leader", Verdict.VALID),
        ("Organisation", Verdict.VALID),
    ]


def test_the_time_that_is_claimed_can_be_told_apart_from_the_judgement(pki: Authority) -> None:
    trust = pki.trust()
    claimed = trust.at - timedelta(minutes=3)
    target = io.BytesIO()
    applied = apply(
        io.BytesIO(letters.letter()),
        target,
        pki.signer("org"),
        Order("Org", Purpose.COPY, reason="Sao y", location="Long Phú"),
        trust,
        claimed,
    )
    (judged,) = inspect(io.BytesIO(target.getvalue()), trust).signatures
    assert applied.at == claimed
    assert judged.claimed == claimed.replace(microsecond=0)


def test_memory_does_not_grow_with_the_file(pki: Authority, tmp_path: Path) -> None:
    def peak(size: int) -> int:
        source, target = tmp_path / "source.pdf", tmp_path / "target.pdf"
        source.write_bytes(letters.letter(size=size))
        with source.open("rb") as read, target.open("w+b") as written:
            tracemalloc.start()
            apply(read, written, signer, Order("Leader", Purpose.LEADER, SHOWN), trust)
            most = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        assert target.stat().st_size > size
        return most

    signer, trust = pki.signer("leader"), pki.trust()
    peak(1_000_000)
    assert peak(30_000_000) < peak(1_000_000) + 4_000_000
