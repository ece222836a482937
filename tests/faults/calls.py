"""Read a trace of system calls: was everything on the disk when it was said?

The service runs under ``strace``; each line is one call. Between an update and the
first message about it there must be a commit: changes written to a database file,
synced, and the journals gone. That a kill loses nothing cannot show this, since a
killed process leaves what it wrote to the kernel.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

STRACE = (
    "strace", "-f", "-y", "-s", "4000", "-e",
    "trace=pwrite64,write,fsync,fdatasync,unlink,unlinkat,sendto,sendmsg,recvfrom,read",
)  # fmt: skip
_CALL = re.compile(r"^\d+\s+(\w+)\((.*)$")
_UNFINISHED = re.compile(r"^(\d+)\s+(\w+)\((.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"^(\d+)\s+<\.\.\. (\w+) resumed>(.*)$")
_DATABASE = re.compile(r"<[^>]*/(identity|answers)\.db>")
_SAID = re.compile(r"/(sendMessage|editMessageText) HTTP")
_UPDATE = re.compile(r'\\"update_id\\": ?(\d+)')


@dataclass
class Finding:
    """What the trace shows.

    Attributes:
        said: Messages that went out as the first answer to an update.
        early: How many of them before any commit of it.
        unsynced: How many while a database file was written and not synced.
    """

    said: int = 0
    early: int = 0
    unsynced: int = 0
    syncs: int = 0
    details: list[str] = field(default_factory=list)


def read(trace: Path) -> Finding:
    """Go through a trace, call by call, in the order of their ends."""
    found = Finding()
    dirty: set[str] = set()
    committed, waiting, newest = False, False, 0
    for name, rest in _calls(trace):
        file = _DATABASE.search(rest)
        numbers = [int(number) for number in _UPDATE.findall(rest)]
        if name in ("recvfrom", "recvmsg", "read") and numbers:
            # Until it is acknowledged it comes with every poll: only the first counts.
            if max(numbers) > newest:
                waiting, committed, newest = True, False, max(numbers)
        elif name == "pwrite64" and file:
            dirty.add(file[1])
        elif name in ("fsync", "fdatasync") and file:
            dirty.discard(file[1])
            found.syncs += 1
        elif name in ("unlink", "unlinkat") and "identity.db-journal" in rest:
            committed = True
        elif name in ("sendto", "sendmsg", "write") and waiting and _SAID.search(rest):
            waiting = False
            found.said += 1
            found.early += not committed
            found.unsynced += bool(dirty)
            if dirty or not committed:
                found.details.append(f"{sorted(dirty)} {committed} {rest[:80]}")
    return found


def _calls(trace: Path) -> "list[tuple[str, str]]":
    begun: dict[tuple[str, str], str] = {}
    found = []
    for line in trace.read_text(errors="replace").splitlines():
        if unfinished := _UNFINISHED.match(line):
            thread, name, rest = unfinished.groups()
            # A message counts from its beginning, a write to disk until its end.
            if name in ("sendto", "sendmsg", "write"):
                found.append((name, rest))
            else:
                begun[thread, name] = rest
        elif resumed := _RESUMED.match(line):
            thread, name, rest = resumed.groups()
            if (thread, name) in begun:
                found.append((name, begun.pop((thread, name)) + rest))
        elif call := _CALL.match(line):
            found.append((call[1], call[2]))
    return found
