"""A letter that conforms to PDF/A-2b still does when it is signed, filled in, sealed and stamped."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from signing.apply import apply
from signing.lasting import upgrade
from signing.order import Order
from signing.values import Level, Look, Purpose
from tests.parts import letters, rubble
from tests.parts.pki import Authority
from tests.parts.signed import found, led, look, sealed
from tests.parts.vera import breaches


@pytest.fixture(scope="module")
def conformance(pki: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What veraPDF finds in each of the files; its machine starts once for all of them."""
    folder = tmp_path_factory.mktemp("pdfa")
    made = _made(pki)
    files = {name: folder / f"{number}.pdf" for number, name in enumerate(made)}
    for name, file in files.items():
        file.write_bytes(made[name])
    told = breaches([*files.values()])
    yield {name: told[file] for name, file in files.items()}


def _made(pki: Authority) -> dict[str, bytes]:
    plain, trust = letters.letter(), pki.trust()
    files = {"a plain letter": plain, "an encrypted letter": rubble.encrypted(plain)}
    files["the leader alone"] = led(pki, plain)
    for level in Level:
        files[f"two signatures {level}"] = sealed(pki, led(pki, plain, level=level), level=level)
    files["a seal with words"] = sealed(pki, led(pki, plain), profile="tt01")
    files["a turned page"] = sealed(pki, led(pki, letters.turned(plain, 90)), profile="tt01")
    files["nothing shown"] = sealed(pki, led(pki, plain, look=Look()), look=Look())
    for purpose in (Purpose.ANNEX, Purpose.COPY):
        for profile in ("nd30", "tt01"):
            target = io.BytesIO()
            order = Order("Org", purpose, look(trust, found(plain), purpose, profile=profile), lock=True)
            apply(io.BytesIO(plain), target, pki.signer("org"), order, trust)
            files[f"{purpose} {profile}"] = target.getvalue()
    renewed = io.BytesIO()
    upgrade(io.BytesIO(files["two signatures B-T"]), renewed, (pki.timestamps,), trust)
    files["renewed"] = renewed.getvalue()
    return files


CONFORMING = [
    "a plain letter",
    "the leader alone",
    *(f"two signatures {level}" for level in Level),
    "a seal with words",
    "a turned page",
    "nothing shown",
    *(f"{purpose} {profile}" for purpose in ("annex", "copy") for profile in ("nd30", "tt01")),
    "renewed",
]


@pytest.mark.parametrize("name", CONFORMING)
def test_it_conforms(name: str, conformance: dict[str, str]) -> None:
    assert conformance[name] == ""


def test_the_validator_finds_what_is_forbidden(conformance: dict[str, str]) -> None:
    assert conformance["an encrypted letter"]


def test_the_letter_says_that_it_conforms(tmp_path: Path, pki: Authority) -> None:
    """What the letter said of itself is not lost."""
    with pikepdf.open(io.BytesIO(sealed(pki, led(pki, letters.letter())))) as pdf:
        assert pdf.open_metadata().pdfa_status == "2B"
