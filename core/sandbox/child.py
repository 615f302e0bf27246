"""The child: it shuts itself in, waits for orders, and answers each before the next."""

from __future__ import annotations

import importlib
import os
import pickle
import resource
import socket
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from core.sandbox import answers, failures, kernel, wire
from core.sandbox.fence import close_fence
from core.sandbox.limits import imposed
from core.sandbox.orders import Order, Setup, Work

_SHORTEST_SECRET = 4


def serve(descriptor: int, office: int) -> None:
    """Serve the office, whose process is `office`, over the socket `descriptor` until it hangs up."""
    kernel.die_with_parent()
    if os.getppid() != office:
        return  # the office died before it could be asked to take this child with it
    os.set_inheritable(descriptor, False)
    with socket.socket(fileno=descriptor) as connection, ExitStack() as kept:
        try:
            setup: Setup = pickle.loads(wire.receive_files(connection)[0])
            held = _settle(setup)
        except Exception as wrong:
            wire.send(connection, answers.pack_exception(wrong, __name__))
            return
        wire.send(connection, answers.pack(None, __name__))
        _Desk(connection, setup.secretive, held, kept).work()


class _Desk:
    """Where a child sits: the socket it is asked through and the object it may keep."""

    def __init__(self, connection: socket.socket, secretive: bool, held: int, kept: ExitStack) -> None:
        self._connection = connection
        self._secretive = secretive
        self._held = held
        self._closing = kept
        self._kept: object = None

    def work(self) -> None:
        """Do one order after the other; return when the office hangs up."""
        while True:
            try:
                message, descriptors = wire.receive_files(self._connection)
            except (EOFError, ConnectionError):
                return
            wire.send(self._connection, self._answer(message, descriptors))

    def _answer(self, letter: bytearray, descriptors: list[int]) -> bytes:
        try:
            order: Order = pickle.loads(letter)
        except Exception as wrong:  # an argument of a kind that is not to be found from here
            for descriptor in descriptors:
                os.close(descriptor)
            return answers.pack_foreign(type(wrong).__qualname__, str(wrong))
        try:
            with ExitStack() as opened:
                arguments = _with_files(order, descriptors, opened)
                with imposed(order.limits, self._held):
                    message = answers.pack(self._do(order, arguments), order.package)
        except BaseException as wrong:
            message = self._complaint(wrong, order)
        if len(message) > order.limits.answer_bytes:
            return answers.pack_exception(failures.unreadable(order.name), order.package)
        return message

    def _complaint(self, wrong: BaseException, order: Order) -> bytes:
        # The office's own exceptions are written not to hold a secret; any other may tell what it was given.
        own = answers.trusted(type(wrong).__module__, order.package)
        told = " ".join(map(str, (wrong, *wrong.args)))
        if own or not self._secretive or _blotted(told, order.arguments) == told:
            return answers.pack_exception(wrong, order.package)
        return answers.pack_foreign(type(wrong).__qualname__, _blotted(str(wrong), order.arguments))

    def _do(self, order: Order, arguments: Iterable[object]) -> object:
        if order.work is Work.ASK:
            return getattr(self._kept, order.name)(*arguments)
        result = _find(order.name)(*arguments)
        if order.work is Work.CALL:
            return result
        keeps_open = hasattr(result, "__enter__") and hasattr(result, "__exit__")
        self._kept = self._closing.enter_context(result) if keeps_open else result
        return None


def _settle(setup: Setup) -> int:
    """Become a child as `setup` says; return a descriptor that tells how much memory is held."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # When memory runs out, the kernel takes a child before the office.
    Path("/proc/self/oom_score_adj").write_text("500", encoding="ascii")
    held = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
    close_fence(setup.fence)
    for module in setup.preload:
        importlib.import_module(module)
    return held


def _find(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found


def _with_files(order: Order, descriptors: list[int], opened: ExitStack) -> list[object]:
    modes = ["rb"] * len(order.reads) + ["w+b"] * len(order.writes)
    files: dict[object, object] = {
        path: opened.enter_context(os.fdopen(descriptor, mode))
        for path, descriptor, mode in zip((*order.reads, *order.writes), descriptors, modes, strict=True)
    }
    return [
        files.get(argument, argument) if isinstance(argument, Path) else argument
        for argument in order.arguments
    ]


def _blotted(text: str, arguments: tuple[object, ...]) -> str:
    for argument in arguments:
        secret = argument.decode("utf-8", "replace") if isinstance(argument, bytes) else argument
        if isinstance(secret, str) and len(secret) >= _SHORTEST_SECRET:
            text = text.replace(secret, "•••")
    return text
