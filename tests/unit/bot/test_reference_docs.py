"""The reference pages say what the program does."""

import importlib.util
from pathlib import Path
from types import ModuleType


def tool() -> ModuleType:
    file = Path("tools/build_reference_docs.py")
    spec = importlib.util.spec_from_file_location("build_reference_docs", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_settings_page_is_up_to_date() -> None:
    written = Path("docs/settings.md").read_text(encoding="utf-8")
    assert written == tool().settings(), "run: make docs"


def test_the_commands_page_is_up_to_date() -> None:
    written = Path("docs/commands.md").read_text(encoding="utf-8")
    assert written == tool().commands(), "run: make docs"
