"""The chain of audit shows every tampering, jobs happen once per key, time is believed only when it may."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import audit, jobs
from core.clock import Clock
from core.documents import registers
from core.errors import Refused
from core.store.memory import Audit, JobRow, Words
from core.values import ClockReading, Moment, Retry
from tests.parts.office import NOON, Desk


def test_a_whole_chain_holds(desk: Desk) -> None:
    """What the office wrote verifies to the last line."""
    desk.registered()
    count, broken = desk.see(audit.verify)
    assert broken is None and count == desk.see(lambda: Audit.select().count())


def test_words_beside_a_line_cannot_be_changed_unseen(desk: Desk) -> None:
    """A reason lies beside its line, under a salted hash: emptied it may be, altered it may not."""
    document = desk.registered()
    desk.do(registers.cancel, document, "đăng ký nhầm sổ", desk.clerk, desk.at)
    assert "đăng ký nhầm sổ" in desk.see(audit.words_of, document).values()
    desk.do(lambda: Words.update(text="lý do khác").where(Words.document == document).execute())
    assert desk.see(audit.verify)[1] is not None
    desk.do(audit.forget_words, document)
    assert desk.see(audit.verify)[1] is None


@pytest.mark.parametrize("harm", ["edit", "delete", "cut", "reorder"])
def test_every_tampering_is_found(desk: Desk, harm: str) -> None:
    """Edited, deleted, cut off at the end or exchanged: the first wrong line is named."""
    desk.registered()

    def tamper() -> int:
        if harm == "edit":
            Audit.update(actor="ai-do").where(Audit.seq == 2).execute()
            return 2
        if harm == "delete":
            Audit.delete().where(Audit.seq == 3).execute()
            return 3
        if harm == "cut":
            last = Audit.select().count()
            Audit.delete().where(Audit.seq == last).execute()
            return last
        Audit.update(seq=-2).where(Audit.seq == 2).execute()
        Audit.update(seq=2).where(Audit.seq == 3).execute()
        Audit.update(seq=3).where(Audit.seq == -2).execute()
        return 2

    place = desk.do(tamper)
    broken = desk.see(audit.verify)[1]
    assert broken is not None and broken.seq == place


def test_the_same_key_is_asked_for_once(desk: Desk) -> None:
    """A change that is repeated asks for its work once, even after it was done."""
    at = desk.at
    desk.do(jobs.enqueue, "tell", "k", at)
    (job,) = desk.do(jobs.lease, "tell", "boot", at.utc, 5)
    desk.do(jobs.done, job)
    desk.do(jobs.enqueue, "tell", "k", at)
    assert desk.do(jobs.lease, "tell", "boot", at.utc, 5) == []


def test_a_leased_job_is_nobody_elses_until_its_lease_ends(desk: Desk) -> None:
    """Two workers never hold one job; what a dead one held comes back after its lease."""
    at = desk.at
    desk.do(jobs.enqueue, "tell", "k", at)
    assert len(desk.do(jobs.lease, "tell", "dead", at.utc, 5)) == 1
    assert desk.do(jobs.lease, "tell", "alive", at.utc, 5) == []
    later = at.utc + jobs.LEASE + timedelta(seconds=1)
    assert desk.do(jobs.reclaim, "alive", later, alone=False) == 1
    (job,) = desk.do(jobs.lease, "tell", "alive", later, 5)
    assert job.attempt == 2


def test_a_failing_job_waits_longer_and_at_last_rests(desk: Desk) -> None:
    """1 s, 2 s, 4 s …, then it rests until somebody wakes it."""
    at, retry = desk.at, Retry(first=1, longest=3, tries=4)
    desk.do(jobs.enqueue, "tell", "k", at)
    now, waits = at.utc, []
    while taken := desk.do(jobs.lease, "tell", "boot", now, 1):
        if not desk.do(jobs.postpone, taken[0], now, retry, "hỏng"):
            break
        ready = desk.see(lambda: JobRow.get(JobRow.key == "k").ready_at)
        waits.append((ready - now).total_seconds())
        now = ready
    assert waits == [1, 2, 3]
    row = desk.see(lambda: JobRow.get(JobRow.key == "k"))
    assert (row.state, row.trouble) == ("resting", "hỏng")
    assert desk.do(jobs.revive, [row.id], now) == 1


def reading(trusted: bool) -> ClockReading:
    """What the time servers might say."""
    return ClockReading(NOON, 0.0, 0.0, 3, trusted)


def test_an_unchecked_clock_is_believed() -> None:
    """An office without a time plugin works."""
    assert Clock(lambda: NOON).now() == Moment(NOON, True)


def test_a_checked_clock_is_believed_only_on_the_word_of_the_servers() -> None:
    """Before the first answer, and after a bad one, signing stops with a sentence."""
    clock = Clock(lambda: NOON, checked=True)
    with pytest.raises(Refused, match="VT-1501"):
        clock.demand()
    clock.judge(reading(True))
    clock.demand()
    clock.judge(reading(False))
    assert (clock.trusted, clock.doubt) == (False, "wrong")


@given(st.floats(min_value=6, max_value=1e8), st.booleans())
def test_a_clock_that_jumps_is_doubted_until_the_next_reading(seconds: float, forward: bool) -> None:
    """Somebody who sets the clock, forwards or back, is noticed by the running time."""
    now = [NOON]
    clock = Clock(lambda: now[0], checked=True)
    clock.judge(reading(True))
    now[0] += timedelta(seconds=seconds if forward else -seconds)
    assert not clock.now().verified
    clock.judge(reading(True))
    assert clock.trusted
