"""How many letters leave signed twice, what a signature costs beside pyHanko's own, in how much memory."""

from __future__ import annotations

import asyncio
import io
import re
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.documents import proofs
from core.keyring.keyring import Keyring
from core.sandbox.limits import Limits
from core.sandbox.pool import Sandbox
from core.values import Actor, Role
from signing.apply import apply
from signing.inspect import inspect
from signing.values import Level, Verdict
from tests.bench.figures import Figure, p95, tell, timed
from tests.bench.pens import Bare, CommandLine, Pens, pens, written
from tests.parts import hsm, letters

LETTERS = 60
AT_ONCE = 4
"""Letters on their way at the same time: two tokens and two children judge them."""
TERMINAL = 4
ROUNDS = 15
LARGE = Limits(seconds=300, cpu_seconds=300)
LEADER = Actor("chutich", "Trần Văn Bình", frozenset({Role.LEADER}), 1)
CLERK = Actor("vanthu", "Nguyễn Thị Mai", frozenset({Role.CLERK}), 2)


def run() -> None:
    """Measure everything about signing with one authority and its tokens."""
    with pens() as using:
        letter = letters.letter(size=60_000)
        _cost(using, letter)
        asyncio.run(_throughput(using, letter))
        asyncio.run(_large(using))
        _judging(using, letter)


async def _throughput(using: Pens, letter: bytes) -> None:
    """Sign letters with the office's own parts: a child for each token, a pool of children that prove."""
    papers = written(using.folder, LETTERS + AT_ONCE, letter)
    orders, trust, directory = using.orders(letter), using.trust, using.directory
    async with Sandbox(2) as sandbox:
        keyring = Keyring(online=lambda: False)
        leader, seal = (hsm.reached(using.tokens, label) for label in (hsm.LEADER, hsm.ORGANISATION))
        await keyring.unlock(leader, hsm.PIN, LEADER)
        await keyring.unlock(seal, hsm.PIN, CLERK)
        free = asyncio.Semaphore(AT_ONCE)

        async def leave(paper: Path) -> None:
            async with free:
                for recipe, by, order in ((leader, LEADER, orders[0]), (seal, CLERK, orders[1])):
                    after = paper.with_suffix(f".{order.field}")
                    await keyring.sign(recipe, by, paper, after, order, trust, at=trust.at)
                    proven = await sandbox.call(proofs.prove, after, trust, directory, reads=(after,))
                    if proven.inspection.verdict is not Verdict.VALID:
                        raise RuntimeError(str(proven.inspection.reason))
                    paper = after

        await asyncio.gather(*map(leave, papers[:AT_ONCE]))
        started = time.perf_counter()
        await asyncio.gather(*map(leave, papers[AT_ONCE:]))
        ours = LETTERS / (time.perf_counter() - started)
        await keyring.close()
    terminal = CommandLine(using)
    theirs = (
        1
        / statistics.median(
            timed(lambda paper=paper: terminal.sign(paper))  # type: ignore[misc]
            for paper in papers[:TERMINAL]
        )
    )
    tell(
        Figure(
            "letters signed twice, B-B", ours, "letters/s", goal=6, peer=theirs, ratio=ours / theirs,
            conditions=f"{len(letter) // 1024} KB, SoftHSM RSA-2048, every signature validated after each; "
            "peer: pyhanko at the command line, signing only, goal 5 times",
        )
    )  # fmt: skip


def _cost(using: Pens, letter: bytes) -> None:
    """Sign and judge in this process, in turn with pyHanko doing the same without our rules."""
    orders, trust, directory = using.orders(letter), using.trust, using.directory
    bare = Bare(using, letter)
    recipes = [hsm.reached(using.tokens, label) for label in (hsm.LEADER, hsm.ORGANISATION)]
    with recipes[0].open(hsm.PIN) as leader, recipes[1].open(hsm.PIN) as seal:
        keys = (leader, seal)

        def ours() -> None:
            source: Any = io.BytesIO(letter)
            for order, key in zip(orders, keys, strict=True):
                target = io.BytesIO()
                apply(source, target, key, order, trust, trust.at)
                if inspect(target, trust, directory).verdict is not Verdict.VALID:
                    raise RuntimeError("a signature of ours is not valid")
                source = target

        def theirs() -> None:
            source: Any = io.BytesIO(letter)
            for which, key in enumerate(keys):
                target = io.BytesIO()
                bare.sign(source, target, key, which)
                bare.validate(target)
                source = target

        own, other = _in_turn(ours, theirs)
    tell(
        Figure(
            "a signature, put on and proven", 500 * own, "ms", limit=500 * other, ratio=own / other,
            conditions="half of a letter signed twice, one warm process, in turn; limit: pyHanko's library "
            "signing and validating, ratio at most 1.4",
        )
    )  # fmt: skip


async def _large(using: Pens) -> None:
    """Sign a scan of 60 MB twice; then see that memory does not grow from 1 to 200 MB."""
    peaks: dict[int, float] = {}
    for megabytes in (1, 60, 200):
        letter = letters.letter(size=megabytes << 20)
        paper = written(using.folder, 1, letter)[0]
        orders, trust = using.orders(letter), using.trust
        keyring = Keyring(online=lambda: False)
        seconds = 0.0
        for recipe, by, order in (
            (hsm.reached(using.tokens, hsm.LEADER), LEADER, orders[0]),
            (hsm.reached(using.tokens, hsm.ORGANISATION), CLERK, orders[1]),
        ):
            await keyring.unlock(recipe, hsm.PIN, by)
            after = paper.with_suffix(f".{order.field}")
            started = time.perf_counter()
            await keyring.sign(recipe, by, paper, after, order, trust, at=trust.at, limits=LARGE)
            seconds += time.perf_counter() - started
            paper = after
            peaks[megabytes] = max(peaks.get(megabytes, 0.0), _peak(keyring, recipe))
        await keyring.close()
        if megabytes == 60:
            tell(Figure("60 MB scan, two signatures", seconds, "s", goal=4))
            tell(Figure("60 MB scan: memory of a token's child", peaks[60], "MB", goal=200))
    ratio = peaks[200] / peaks[1]
    conditions = "highest resident memory at 200 MB, beside that at 1 MB"
    tell(
        Figure(
            "memory from 1 to 200 MB", peaks[200], "MB", limit=peaks[1], ratio=ratio, conditions=conditions
        )
    )


def _judging(using: Pens, letter: bytes) -> None:
    """Judge a letter with two signatures of level B-LTA, in turn with pyHanko doing so without our rules."""
    signed = _lasting(using, letter)
    trust, directory, bare = using.trust, using.directory, Bare(using, letter)
    seconds: list[float] = []

    def judge() -> None:
        if inspect(signed, trust, directory).verdict is not Verdict.VALID:
            raise RuntimeError("two signatures of level B-LTA are not valid")

    def ours() -> None:
        seconds.append(timed(judge))

    own, other = _in_turn(ours, lambda: bare.validate_lasting(signed))
    tell(
        Figure(
            "judging two B-LTA signatures, p95", 1000 * p95(seconds), "ms", goal=500, limit=1000 * other,
            ratio=own / other, conditions="caches warm; limit: ades_lta_validation of both by pyHanko, ratio "
            "of medians at most 1.3",
        )
    )  # fmt: skip


def _lasting(using: Pens, letter: bytes) -> io.BytesIO:
    terms = {"level": Level.B_LTA, "timestamps": (using.authority.timestamps,)}
    source = io.BytesIO(letter)
    for label, order in zip((hsm.LEADER, hsm.ORGANISATION), using.orders(letter, **terms), strict=True):
        with hsm.reached(using.tokens, label).open(hsm.PIN) as key:
            target = io.BytesIO()
            apply(source, target, key, order, replace(using.trust, online=True))
            source = target
    return source


def _in_turn(ours: Callable[[], None], theirs: Callable[[], None]) -> tuple[float, float]:
    """Return the median seconds of both, measured in turn after one round that does not count."""
    ours()
    theirs()
    pairs = [(timed(ours), timed(theirs)) for _ in range(ROUNDS)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def _peak(keyring: Keyring, recipe: Any) -> float:
    worker = keyring._sessions[recipe.identity].worker
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{worker.pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024
