"""Stop a child process at every system call that changes a file, and kill it there.

Linux on x86-64 only, with nothing but ctypes: `ptrace` lets the parent see each call
before the kernel does it. So a kill can fall on every boundary inside a commit:
before each write, sync, truncation and deletion of each journal and file.
"""

import ctypes
import os
import platform
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import sleep

_TRACEME, _PEEKUSER, _SYSCALL, _SETOPTIONS = 0, 3, 24, 0x4200
_SYSGOOD, _CLONE, _EXITKILL = 0x1, 0x8, 0x100000
_ORIG_RAX, _RDI = 15 * 8, 14 * 8
_WRITE = 1
_WALL = 0x40000000
# pwrite64, fsync, fdatasync, ftruncate, unlink, rename, unlinkat
CHANGES = {18: "write", 74: "sync", 75: "sync", 77: "truncate", 87: "delete",
           82: "rename", 263: "delete"}  # fmt: skip

_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.restype = ctypes.c_long
_libc.ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)


@dataclass(frozen=True, slots=True)
class Run:
    """What became of one child: the calls it made, and what it had said by then.

    ``calls`` holds ``say`` where an acknowledgement left the process.
    """

    calls: tuple[str, ...]
    killed: bool
    said: bytes


def fork() -> int:
    """Fork once every thread that has ended is really gone.

    A thread that was joined may still be in its last lines of C, holding one of
    OpenSSL's locks; a child forked at that moment would wait for it for ever.
    """
    for _ in range(10_000):
        if len(list(Path("/proc/self/task").iterdir())) == 1:
            return os.fork()
        sleep(0.001)
    raise AssertionError(
        "a thread that does not end stands in the way of forking; numpy, which "
        "sqlite-utils loads, keeps none with OPENBLAS_NUM_THREADS=1"
    )


def possible() -> bool:
    """Say whether this machine lets a process trace its child."""
    if platform.machine() != "x86_64" or platform.system() != "Linux":
        return False
    try:
        run(lambda _: None, None)
    except OSError:
        return False
    return True


def run(work: Callable[[Callable[[bytes], None]], None], kill_at: int | None) -> Run:
    """Fork, do ``work`` in the child, and kill it before its ``kill_at``-th change.

    ``work`` gets a function that says something to the parent at once, as an
    acknowledgement that has left the process.
    """
    reader, writer = os.pipe()
    child = fork()
    if child == 0:
        os.close(reader)
        status = 1
        try:
            if _libc.ptrace(_TRACEME, 0, None, None) == 0:
                os.kill(os.getpid(), signal.SIGSTOP)
                work(lambda words: (os.write(writer, words), None)[1])
                status = 0
        finally:
            os._exit(status)
    os.close(writer)
    watch = _Watch(child, writer, kill_at)
    watch.to_the_end()
    with os.fdopen(reader, "rb") as pipe:
        return Run(tuple(watch.calls), watch.killed, pipe.read())


class _Watch:
    """Follows one child, thread by thread, from call to call."""

    def __init__(self, child: int, pipe: int, kill_at: int | None) -> None:
        self.child = child
        self.pipe = pipe
        self.kill_at = kill_at
        self.calls: list[str] = []
        self.changes = 0
        self.killed = False
        self.entering: dict[int, bool] = {}

    def to_the_end(self) -> None:
        _, status = os.waitpid(self.child, _WALL)
        if not os.WIFSTOPPED(status):
            raise OSError("tracing is not allowed here")
        _libc.ptrace(_SETOPTIONS, self.child, None, _SYSGOOD | _CLONE | _EXITKILL)
        _libc.ptrace(_SYSCALL, self.child, None, None)
        while True:
            thread, status = os.waitpid(-1, _WALL)
            if os.WIFSTOPPED(status):
                self._stopped(thread, os.WSTOPSIG(status))
            elif thread == self.child:
                if not self.killed and os.WEXITSTATUS(status) != 0:
                    raise AssertionError("the child failed")
                return

    def _stopped(self, thread: int, by: int) -> None:
        if by == signal.SIGTRAP | 0x80:
            self.entering[thread] = not self.entering.get(thread, False)
            if self.entering[thread]:
                self._called(thread, _register(thread, _ORIG_RAX))
        ours = by & 0x7F in (signal.SIGTRAP, signal.SIGSTOP)
        _libc.ptrace(_SYSCALL, thread, None, 0 if ours else by)

    def _called(self, thread: int, number: int) -> None:
        if number == _WRITE and _register(thread, _RDI) == self.pipe:
            self.calls.append("say")
        if number not in CHANGES:
            return
        self.calls.append(CHANGES[number])
        self.changes += 1
        if self.changes == self.kill_at:
            self.killed = True
            os.kill(self.child, signal.SIGKILL)


def _register(thread: int, offset: int) -> int:
    return int(_libc.ptrace(_PEEKUSER, thread, offset, None))
