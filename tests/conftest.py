"""Options and fixtures that every kind of test may use."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "quick",
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("deep", max_examples=3_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden-update",
        action="store_true",
        help="rewrite the golden files; read the difference before committing it",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--golden-update") and os.environ.get("CI"):
        pytest.exit("golden files are never rewritten in CI", returncode=2)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with the file that holds what it should be."""
    update = bool(request.config.getoption("--golden-update"))

    def check(path: Path, actual: str) -> None:
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(actual, encoding="utf-8")
        assert path.exists(), f"{path} is missing: run `make golden`, read what it says"
        assert actual == path.read_text(encoding="utf-8")

    return check
