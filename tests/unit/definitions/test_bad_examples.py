"""Every file in ``bad/`` is refused with exactly what its ``.expected`` file says."""

from collections.abc import Callable
from pathlib import Path

import pytest

from surveys.check import LARGEST, check_files
from surveys.loading import demo_files, parse_questionnaire

BAD = Path(__file__).parent / "bad"
FILES = [pytest.param(path, id=path.stem) for path in sorted(BAD.glob("*.toml"))]
FEATURES = {"CU-M1", "CU-X1"}
THEMES = {"trust", "one_plan", "confidence"}


def messages(name: str, data: bytes) -> list[str]:
    errors = check_files({name: data}, features=FEATURES, themes=THEMES)
    return [str(error) for error in errors]


@pytest.mark.parametrize("path", FILES)
def test_a_bad_example_is_refused_with_its_messages(
    path: Path, golden: Callable[[Path, str], None]
) -> None:
    found = messages(path.name, path.read_bytes())
    assert found
    golden(path.with_suffix(".expected"), "\n".join(found) + "\n")


def test_there_are_enough_bad_examples() -> None:
    assert len(FILES) >= 30
    expected = {path.stem for path in BAD.glob("*.expected")}
    assert expected == {path.stem for path in BAD.glob("*.toml")}


@pytest.mark.parametrize("path", FILES)
def test_a_mistake_points_into_the_file_and_ends_in_full_stops(path: Path) -> None:
    data = path.read_bytes()
    for error in check_files({"q": data}, features=FEATURES, themes=THEMES):
        assert 1 <= error.line <= data.count(b"\n") + 1
        assert error.what.endswith(".")
        assert error.remedy.endswith(".")


def test_all_mistakes_are_found_at_once() -> None:
    found = messages("many", (BAD / "many-mistakes.toml").read_bytes())
    assert len(found) >= 8


@pytest.mark.parametrize("name", demo_files())
def test_no_demonstration_has_a_mistake(name: str) -> None:
    assert messages(name, demo_files()[name]) == []


def test_a_broken_file_gives_no_questionnaire() -> None:
    questionnaire, errors = parse_questionnaire(b'id = "x', "q.toml")
    assert questionnaire is None
    assert errors[0].line == 1


def test_two_files_cannot_hold_the_same_questionnaire() -> None:
    data = demo_files()["one.toml"]
    errors = check_files({"a": data, "b": data}, features=FEATURES, themes=THEMES)
    assert [(e.file, e.line) for e in errors] == [("b", 4)]


HOSTILE = {
    "ten megabytes": b"x = 1\n" * 1_800_000,
    "a megabyte of brackets": b"a = " + b"[" * 1_000_000,
    "deep lists over many lines": b"a = " + b"[\n" * 5_000,
    "deep dotted key": b".".join([b"a"] * 60_000) + b" = 1\n",
    "deep header": b"[" + b".".join([b"a"] * 1_900) + b"]\n",
    "many deep headers": b"".join(
        b"[" + b".".join([b"a%d" % i] * 900) + b"]\n" for i in range(60)
    ),
    "endless number": b"version = " + b"9" * 3_900 + b"\n",
    "nothing but zero bytes": bytes(5_000),
    "every byte": bytes(range(256)) * 20,
    "utf-16": "id = 'x'".encode("utf-16"),
    "a lone surrogate": b"title = '\xed\xa0\x80'\n",
    "dates and floats": b"id = 2020-01-01\nversion = nan\ntitle = inf\n",
    "tables where lists belong": b"[section]\n[packs]\n[languages]\n[sets]\nx = 1\n",
    "lists where texts belong": b"id = []\ntitle = [[]]\naudience = [1]\nsection = [1]\n",
    "questions that are no tables": (
        b"[[section]]\nid = []\nquestion = [1, 'x', {}, {options = [1], routes = [1]}]\n"
    ),
    "rules of the wrong shape": (
        b"[[section]]\n[[section.question]]\nid = 'A'\nask_when = {all = 1}\n"
        b"routes = [{to = 'A', when = {not = 3}}, {to = 3}]\n"
        b"[[section.question]]\nid = 'B'\nask_when = {question = 3, is = 4}\n"
    ),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_in_words(data: bytes) -> None:
    found = messages("hostile", data)
    assert found
    assert all(len(message) < 600 for message in found)


def test_the_bound_is_named() -> None:
    (found,) = messages("big", b"#" * (LARGEST + 1))
    assert found == (
        "big:1: The file is larger than 256 KB. Nothing here needs that much: "
        "check that it is the right file."
    )
