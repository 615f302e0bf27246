"""A signed file is shown to nobody before it was proven: old bytes first, two readers, nothing unasked."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from core.blobs import Blobs
from core.documents import proofs
from core.errors import Refused, Trouble
from signing.values import Inspection, Judged, Reason, Role, Verdict
from tests.parts.letters import letter

GOOD = Reason("VT-4040", "Hợp lệ.")


def judged(field: str, verdict: Verdict = Verdict.VALID, **changes: str) -> Judged:
    told = Judged(
        field=field,
        kind="signature",
        integrity="intact",
        coverage="whole",
        changes="none",
        chain="trusted",
        revocation="good",
        claimed=None,
        stamped=None,
        level="B-B",
        role=Role.LEADER,
        certificate=None,
        verdict=verdict,
        reason=GOOD,
    )
    return replace(told, **changes)  # type: ignore[arg-type]


def proven(*signatures: Judged, counted: int | None = None) -> proofs.Proven:
    inspection = Inspection(Verdict.VALID, GOOD, signatures)
    return proofs.Proven(inspection, 1, len(signatures) if counted is None else counted)


def test_a_file_that_begins_with_the_old_one_gives_its_own_hash(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    before.write_bytes(b"old" * 900_000)
    after.write_bytes(before.read_bytes() + b"new")
    assert proofs.extends(before, after) == hashlib.sha256(after.read_bytes()).hexdigest()


@pytest.mark.parametrize("made", [b"old, new", b"Old and more", b"old", b"ol", b""])
def test_a_file_that_does_not_go_on_where_the_old_one_ended_is_dropped(tmp_path: Path, made: bytes) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    before.write_bytes(b"old, new" if made == b"old, new" else b"old")
    after.write_bytes(made)
    with pytest.raises(Trouble, match="VT-2928"):
        proofs.extends(before, after)


def test_the_second_reader_counts_pages_and_signatures() -> None:
    assert proofs.reread(io.BytesIO(letter(pages=3))) == (3, 0)
    assert proofs.count(io.BytesIO(b"no PDF")) == 0


def test_what_the_second_reader_has_to_guess_at_is_refused() -> None:
    sound = letter()
    place = sound.rindex(b"startxref") + 10
    for made in (sound[:place] + b"1" + sound[place:], sound[:-500], b""):
        with pytest.raises(Refused, match="VT-2929"):
            proofs.reread(io.BytesIO(made))


def test_the_new_signature_must_be_valid_and_of_our_own_root() -> None:
    assert (
        proofs.demand(proven(judged("vanthu_leader")), "vanthu_leader", frozenset()).field == "vanthu_leader"
    )
    for bad, code in (
        (judged("vanthu_leader", Verdict.INVALID), "VT-2926"),
        (judged("vanthu_leader", Verdict.INDETERMINATE), "VT-2926"),
        (judged("vanthu_leader", chain="foreign"), "VT-2927"),
    ):
        with pytest.raises(Refused, match=code):
            proofs.demand(proven(bad), "vanthu_leader", frozenset())


def test_an_earlier_signature_may_be_in_doubt_but_not_broken() -> None:
    """Somebody else's may end at a root we do not know; none may be broken by ours."""
    earlier, fresh = frozenset({"Signature1"}), judged("vanthu_leader")
    proofs.demand(proven(judged("Signature1", Verdict.INDETERMINATE), fresh), "vanthu_leader", earlier)
    with pytest.raises(Refused, match="VT-2926"):
        proofs.demand(proven(judged("Signature1", Verdict.INVALID), fresh), "vanthu_leader", earlier)


@pytest.mark.parametrize(
    "found",
    [
        proven(),
        proven(judged("somebody")),
        proven(judged("vanthu_leader"), judged("somebody")),
        proven(judged("vanthu_leader"), counted=2),
    ],
)
def test_exactly_the_signature_that_was_asked_for_has_come(found: proofs.Proven) -> None:
    with pytest.raises(Trouble, match="VT-2925"):
        proofs.demand(found, "vanthu_leader", frozenset())


def test_a_renewed_file_gained_timestamps_and_lost_nothing() -> None:
    earlier = Inspection(Verdict.VALID, GOOD, (judged("vanthu_leader"),))
    stamp = judged("stamp", kind="timestamp")
    proofs.demand_renewed(proven(judged("vanthu_leader"), stamp), earlier)
    for found in (
        proven(judged("vanthu_leader")),
        proven(stamp, judged("stamp2", kind="timestamp")),
        proven(judged("vanthu_leader", Verdict.INDETERMINATE), stamp),
        proven(judged("vanthu_leader"), judged("somebody")),
    ):
        with pytest.raises(Trouble, match="VT-2972"):
            proofs.demand_renewed(found, earlier)


def test_what_a_power_cut_left_of_a_signature_is_cleared_away_at_the_next_opening(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "blobs", tmp_path / "scratch")
    blobs.open()
    for name in ("sign-0a.pdf", ".sign-0a.pdf.part", "keep-0b"):
        (blobs.scratch / name).write_bytes(b"half")
    blobs.open()
    assert list(blobs.scratch.iterdir()) == []


def test_a_signature_below_another_field_is_counted_too() -> None:
    with pikepdf.open(io.BytesIO(letter())) as pdf:
        value = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Sig))
        child = pdf.make_indirect(pikepdf.Dictionary(FT=pikepdf.Name.Sig, V=value))
        parent = pdf.make_indirect(pikepdf.Dictionary(T=pikepdf.String("a"), Kids=[child]))
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[parent])
        made = io.BytesIO()
        pdf.save(made)
    assert proofs.count(io.BytesIO(made.getvalue())) == 1
