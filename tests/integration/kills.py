"""Start a program that kills itself at every write, and read what it found.

STRANDLINE_KILL_EVERY=1 kills at every single change of a file; by default each test
has a step of its own, the quick form.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, TypeVar

import pytest

_Test = TypeVar("_Test", bound=Callable[..., Any])

ROOT = Path(__file__).parents[2]
EVERY = os.environ.get("STRANDLINE_KILL_EVERY")

traced = pytest.mark.skipif(
    sys.platform != "linux", reason="needs Linux to trace a child process"
)


def of_each(
    *kinds: tuple[str, str, Collection[str]],
) -> Callable[[_Test], _Test]:
    """Run a test for each kind of kill.

    Args:
        kinds: What is killed, at how many changes from each other in the quick form,
            and what the program may say of what it finds.
    """

    each = pytest.mark.parametrize(("kind", "every", "outcomes"), kinds)

    def marked(test: _Test) -> _Test:
        for mark in (each, pytest.mark.slow, traced):
            test = mark(test)
        return test

    return marked


def need_tracing() -> None:
    """Skip the test where a process may not trace its child."""
    probe = "from tests.integration.store import tracing; print(tracing.possible())"
    done = subprocess.run(
        [sys.executable, "-c", probe],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.stdout.strip() != "True":
        pytest.skip("this machine does not let a process trace its child")


def kill(
    module: str, folder: Path, *arguments: str, seconds: int = 200
) -> subprocess.CompletedProcess[str]:
    """Run a program of ``tests.integration`` in a folder; it may have failed.

    Args:
        module: Its name below ``tests.integration``.
        folder: Where it works.
        arguments: What comes after the folder.
        seconds: How long the quick form may take.
    """
    return subprocess.run(
        [
            sys.executable,
            "-m",
            f"tests.integration.{module}",
            str(folder),
            *arguments,
        ],
        cwd=ROOT,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds + (1200 if EVERY else 0),
    )


def found(
    module: str, folder: Path, kind: str, every: str, seconds: int = 200
) -> dict[str, int]:
    """Return what a program found that must not fail, and print it."""
    need_tracing()
    done = kill(module, folder, kind, EVERY or every, seconds=seconds)
    assert done.returncode == 0, done.stderr
    seen: dict[str, int] = json.loads(done.stdout)
    print(f"\n{kind}: {seen}")  # noqa: T201  # the figures are the point
    return seen
