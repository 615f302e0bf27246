"""Signs many letters with one PIN, one after the other; a page that was left finds its batch again."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

import structlog

from core.errors import OfficeError, Refused, Trouble
from core.values import Actor

if TYPE_CHECKING:
    from core.bell import Bell

TOPIC: Final = "signing"
"""What the bell rings at every letter."""
LONGEST: Final = 500
"""Letters in one batch."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """One document of a batch, and the hash of the file the person was shown."""

    document: int
    seen: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A letter that could not be signed, and why; it stays as it was."""

    document: int
    error: OfficeError


@dataclass(frozen=True, slots=True)
class Batch:
    """How far a person's batch has come."""

    id: str
    total: int
    done: tuple[int, ...] = ()
    """Documents that are signed."""
    failed: tuple[Failure, ...] = ()
    current: int | None = None
    """The document at which it is."""
    running: bool = True
    cancelled: bool = False
    """Whether the person stopped it; the letter under way is still finished."""
    stopped: OfficeError | None = None
    """Why the rest was not tried: it would have failed alike."""

    @property
    def left(self) -> int:
        """How many letters were not tried (yet)."""
        return self.total - len(self.done) - len(self.failed)


Act = Callable[[Letter], Awaitable[object]]
"""Signs one letter, or raises a sentence; nothing has changed then."""
Ready = Callable[[], OfficeError | None]
"""Returns why no letter could be signed now; None when one could."""


class Batches:
    """The batches of one office, the last one of each person.

    They live in memory only: a letter is signed or not, so when the process ends nothing is half done.
    """

    def __init__(self, bell: Bell) -> None:
        self._bell = bell
        self._batches: dict[str, Batch] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    def begin(self, by: Actor, letters: Sequence[Letter], act: Act, ready: Ready) -> Batch:
        """Start signing `letters` in their order and return at once; `of` tells how it goes.

        Raises Refused while another batch of the same person runs, or when there is nothing to sign.
        """
        running = self._batches.get(by.login)
        if running is not None and running.running:
            raise Refused(
                "VT-2911",
                "Đang ký dở một loạt {total} văn bản.",
                hint="Chờ loạt này xong, hoặc bấm dừng rồi ký tiếp.",
                total=running.total,
            )
        wanted = tuple({letter.document: letter for letter in letters}.values())
        if not 0 < len(wanted) <= LONGEST:
            raise Refused(
                "VT-2912",
                "Chọn từ 1 đến {most} văn bản để ký.",
                hint="Chọn lại văn bản rồi ký; có thể ký nhiều loạt.",
                most=LONGEST,
            )
        batch = Batch(secrets.token_hex(8), len(wanted))
        self._batches[by.login] = batch
        task = asyncio.create_task(self._run(by.login, wanted, act, ready), name=f"batch {batch.id}")
        self._tasks[by.login] = task
        return batch

    def of(self, by: Actor) -> Batch | None:
        """Return the last batch of a person since the office opened; None when there was none."""
        return self._batches.get(by.login)

    def cancel(self, by: Actor) -> Batch | None:
        """Stop a person's batch after the letter it is at; return how far it has come."""
        batch = self._batches.get(by.login)
        if batch is not None and batch.running:
            self._note(by.login, cancelled=True)
        return self.of(by)

    async def finished(self, by: Actor) -> Batch | None:
        """Wait until a person's batch has ended and return it."""
        if by.login in self._tasks:
            await asyncio.wait({self._tasks[by.login]})
        return self.of(by)

    async def _run(self, owner: str, letters: tuple[Letter, ...], act: Act, ready: Ready) -> None:
        before: Failure | None = None
        try:
            for letter in letters:
                if self._batches[owner].cancelled or self._batches[owner].stopped:
                    break
                self._note(owner, current=letter.document)
                failed = await _failure(letter, act)
                batch = self._batches[owner]
                if failed is None:
                    self._note(owner, done=(*batch.done, letter.document))
                else:
                    stopped = ready() or _same_again(before, failed)
                    self._note(owner, failed=(*batch.failed, failed), stopped=stopped)
                before = failed
        finally:
            self._note(owner, current=None, running=False)

    def _note(self, owner: str, **changes: object) -> None:
        self._batches[owner] = replace(self._batches[owner], **changes)  # type: ignore[arg-type]
        self._bell.ring(TOPIC)


async def _failure(letter: Letter, act: Act) -> Failure | None:
    """Sign a letter; return why it could not be signed, None when it was."""
    try:
        await act(letter)
    except OfficeError as error:
        return Failure(letter.document, error)
    except Exception:  # a mistake of ours on one letter: the others are none the worse for it
        log.exception("letter not signed", document=letter.document)
        return Failure(letter.document, _unforeseen())
    return None


def _same_again(before: Failure | None, failed: Failure) -> OfficeError | None:
    """Return what would befall the rest as well: the same trouble with two letters in a row."""
    again = (
        isinstance(failed.error, Trouble) and before is not None and before.error.code == failed.error.code
    )
    return failed.error if again else None


def _unforeseen() -> OfficeError:
    return Trouble(
        "VT-2913",
        "Văn bản chưa được ký vì lỗi của phần mềm; văn bản không thay đổi.",
        hint="Ký lại riêng văn bản này; nếu vẫn lỗi, báo quản trị.",
    )
