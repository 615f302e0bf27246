"""One child as the office sees it: started, asked, and put an end to when it hangs."""

from __future__ import annotations

import os
import pickle
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from core.errors import Trouble
from core.sandbox import answers, failures, wire
from core.sandbox.orders import Order, Setup, open_files

START_SECONDS: Final = 60.0
_LEAST_ANSWER: Final = 64 * 1024
_LAST_BREATH_SECONDS: Final = 5.0
_PROJECT: Final = Path(__file__).resolve().parents[2]
_BOOT: Final = (
    "import sys; sys.path[:] = sys.argv[3:]; "
    "from core.sandbox.child import serve; serve(int(sys.argv[1]), int(sys.argv[2]))"
)


class Child:
    """A process that works for the office behind a fence; used by one thread at a time, but killed by any."""

    def __init__(self, setup: Setup) -> None:
        """Start it and wait until it is ready; raise Trouble when it cannot start."""
        self.calls = 0
        self._killed = False
        ours, theirs = socket.socketpair()
        with theirs:
            self._connection = ours
            self._process = subprocess.Popen(
                _command(theirs.fileno()),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_environment(setup),
                cwd="/",
                pass_fds=(theirs.fileno(),),
                start_new_session=True,
            )
        try:
            self._greet(setup)
        except BaseException:
            self.close()
            raise

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can take another order."""
        return not self._killed and self._process.poll() is None

    def ask(self, order: Order) -> object:
        """Let it do `order` and return its answer; raise what it raised, or Trouble when it is ended."""
        message = pickle.dumps(order, protocol=pickle.HIGHEST_PROTOCOL)
        descriptors = open_files(order)
        self.calls += 1
        try:
            return self._exchange(message, descriptors, order)
        except TimeoutError:
            self.kill()
            raise failures.hung(order.name, order.limits.seconds) from None
        except (EOFError, ConnectionError):
            raise self._why_dead(order) from None
        except (answers.Unreadable, wire.TooLong):
            self.kill()
            raise failures.unreadable(order.name) from None
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

    def kill(self) -> None:
        """End it and whatever it started, at once; its answer never comes."""
        self._killed = True
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def close(self, patience: float = 0.0) -> None:
        """Hang up, give it `patience` seconds to put its things away, and end it."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)
        if patience:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(patience)
        self.kill()
        self._process.wait()
        self._connection.close()

    def _greet(self, setup: Setup) -> None:
        until = time.monotonic() + START_SECONDS
        try:
            wire.send(self._connection, pickle.dumps(setup), until=until)
            message = wire.receive(self._connection, _LEAST_ANSWER, until)
            _, wrong = answers.unpack(message, "core.sandbox")
        except (EOFError, OSError, wire.TooLong, answers.Unreadable) as silence:
            raise failures.unstarted(type(silence).__name__) from silence
        if wrong is not None:
            raise failures.unstarted(str(wrong)) from wrong

    def _exchange(self, message: bytes, descriptors: list[int], order: Order) -> object:
        until = time.monotonic() + order.limits.seconds
        wire.send(self._connection, message, descriptors, until)
        reply = wire.receive(self._connection, max(order.limits.answer_bytes, _LEAST_ANSWER), until)
        answer, wrong = answers.unpack(reply, order.package)
        if wrong is None:
            return answer
        if isinstance(wrong, MemoryError):
            self.kill()
            raise failures.out_of_memory(order.name)
        if isinstance(wrong, answers.Foreign):
            raise failures.foreign(order.name, *wrong.args)
        raise wrong

    def _why_dead(self, order: Order) -> Trouble:
        until = time.monotonic() + _LAST_BREATH_SECONDS
        while not (died := _has_died(self.pid)) and time.monotonic() < until:
            time.sleep(0.005)
        by_itself = died and not self._killed
        self.kill()
        code = self._process.wait()
        if by_itself and code == -signal.SIGXCPU:
            return failures.hung(order.name, order.limits.cpu_seconds)
        if by_itself and code == -signal.SIGKILL:  # nobody but the kernel, when memory has run out
            return failures.out_of_memory(order.name)
        return failures.crashed(order.name, code)


def _has_died(pid: int) -> bool:
    # Without reaping it: as long as its number is taken, its group can be killed without hitting strangers.
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _command(descriptor: int) -> list[str]:
    # `-I` keeps the caller's environment and working folder out; the office's own path goes in.
    path = [str(Path(entry).absolute()) for entry in sys.path if entry]
    places = list(dict.fromkeys((str(_PROJECT), *path)))
    return [sys.executable, "-I", "-c", _BOOT, str(descriptor), str(os.getpid()), *places]


def _environment(setup: Setup) -> dict[str, str]:
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}
    if setup.fence.writable:
        environment["TMPDIR"] = str(setup.fence.writable[0].absolute())
    return environment
