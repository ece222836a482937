"""The manual says what the specification says."""

from tools.build_scoring_docs import CHAPTERS, MANUAL, build


def test_the_manual_is_up_to_date() -> None:
    written = MANUAL.read_text(encoding="utf-8")
    assert written == build(), "run: .venv/bin/python tools/build_scoring_docs.py"


def test_every_chapter_of_the_specification_is_in_the_manual() -> None:
    folder = MANUAL.parents[1] / "tests" / "spec"
    tests = {p.stem for p in folder.glob("test_*.py")}
    others = {"test_manual", "test_profiles"}
    assert tests - others == set(CHAPTERS)
