"""The office is killed while letters are signed, numbered, sealed and issued; nothing may show it."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from core import audit, trust
from core.documents import states
from core.store.outgoing import Version
from core.store.papers import Document, Entry, File, Register
from tests.laws.tree import ROOT
from tests.parts.clamd import running_clamd
from tests.parts.commune import Commune, provisioned
from tests.power.test_kill import shortly_after

KILLS = 200 if os.environ.get("VANTHU_NIGHTLY") else 40
LETTERS = 4 * KILLS
"""More than can leave between the kills."""
REST = 6
"""Letters that leave undisturbed at the end."""
STAGES = {
    states.TO_SIGN: "draft", states.TO_NUMBER: "signed", states.TO_SEAL: "signed",
    states.SCANNING: "sealed", states.TO_ISSUE: "sealed", states.ISSUED: "sealed",
}  # fmt: skip
"""Which file a letter shows where it stands: never one that is half signed."""
MOMENTS = ("opening", "anything", "numbering", "sealing", "issuing")
AWAITED = {
    "numbering": (states.TO_SEAL,),
    "sealing": (states.SCANNING, states.TO_ISSUE),
    "issuing": (states.ISSUED,),
}
"""What a letter has just come to when the power goes."""


def test_kill_9_between_signature_and_outbox(tmp_path: Path) -> None:
    """No number is lost, doubled or skipped, no half-signed file is shown, the leader's signature holds."""
    seed = int(os.environ.get("VANTHU_SEED", random.randrange(1 << 32)))
    print(f"VANTHU_SEED={seed}")
    chance = random.Random(seed)
    with (
        running_clamd(tmp_path / "clamd") as clamd,
        provisioned(tmp_path, clamd.address, signing=True) as commune,
    ):
        commune.program = "tests.parts.signatories"
        prepare(commune)
        moments = [kill_sometime(commune, chance) for _ in range(KILLS)]
        commune.open(clerks=0)
        issued = commune.see(left)
        assert commune.until(lambda: left() >= issued + REST, seconds=120)
        assert commune.close() == 0
        print(f"{Counter(moments)}, {len(commune.told())} numbers told, {commune.see(left)} letters issued")
        assert commune.see(lambda: wrong(commune)) == []
        assert "Traceback" not in commune.words


def prepare(commune: Commune) -> None:
    """Bring letters to the leader's desk before anything is killed."""
    command = [sys.executable, "-m", commune.program, str(commune.folder), str(LETTERS)]
    subprocess.run(command, cwd=ROOT, check=True, timeout=120)


def left() -> int:
    """Return how many letters were issued, within a reading."""
    return Document.select().where(Document.state == states.ISSUED).count()


def kill_sometime(commune: Commune, chance: random.Random) -> str:
    """Open the office and kill it at a random moment; return what had just happened."""
    moment = chance.choice(MOMENTS)
    if moment == "opening":
        commune.begin(clerks=0)
        time.sleep(chance.uniform(0.5, 2.5))
        commune.kill()
        return moment
    commune.open(clerks=0)
    if moment == "anything":
        time.sleep(chance.uniform(0.5, 3.0))
    else:
        wanted = Document.state.in_(AWAITED[moment])
        before = commune.see(lambda: Document.select().where(wanted).count())
        shortly_after(
            lambda: commune.see(lambda: Document.select().where(wanted).count()) > before, chance, 4
        )
    commune.kill()
    return moment


def wrong(commune: Commune) -> list[str]:
    """Return every rule that does not hold for a closed office, within a reading."""
    return [*_numbers(commune), *_files(commune), *_memory()]


def _numbers(commune: Commune) -> list[str]:
    found = []
    for book in Register.select().where(Register.life == "outgoing"):
        rows = Entry.select().where(Entry.register == book).order_by(Entry.number)
        numbers = [row.number for row in rows]
        if numbers != list(range(book.first + 1, book.last + 1)):
            found.append(f"{book.code} has a gap or a double: {numbers}, last {book.last}")
    given = {(row.number, row.document_id) for row in Entry.select()}
    told = commune.told()
    found += [f"{number} was told for {document} and is lost" for number, document in set(told) - given]
    if len({number for number, _ in told}) != len(told):
        found.append("a number was told twice")
    numbered = {row.id for row in Document.select().where(Document.state.in_(states.NUMBERED))}
    if numbered != {document for _, document in given}:
        found.append("letters and lines of the register differ")
    return found


def _files(commune: Commune) -> list[str]:
    found, blobs = [], commune.blobs()
    for row in Document.select():
        version = Version.select().where(Version.document == row).order_by(Version.number.desc()).first()
        if version.stage != STAGES[row.state] or version.file.sha256 != row.sha256:
            found.append(f"{row.id} is {row.state} and shows a file that is {version.stage}")
        if version.stage == "draft":
            continue
        judged = trust.verdict_of(row.sha256 or "")
        roles = [str(one.role) for one in judged.signatures] if judged else []
        wanted = ["leader"] if version.stage == "signed" else ["leader", "organisation"]
        if judged is None or judged.verdict != "valid" or roles != wanted:
            found.append(f"{row.id} is {row.state} and its signatures are {roles}")
    for digest in {row.sha256 for row in File.select(File.sha256)}:
        if not blobs.intact(digest):
            found.append(f"the bytes of {digest} are others")
    if list(commune.home.scratch.glob("sign-*")) or list(commune.home.scratch.glob(".sign-*")):
        found.append("half-signed files lie about")
    return found


def _memory() -> list[str]:
    _, gap = audit.verify()
    return [] if gap is None else [f"the audit chain is broken: {gap}"]
