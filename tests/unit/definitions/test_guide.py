"""The guide to questionnaires is true: its examples load, and it names every key."""

import re
from pathlib import Path

import pytest

from surveys import loading
from surveys.check import LONGEST_LABEL, check_files
from surveys.model import Kind, Mark, Role
from surveys.routing import ANSWERED, FEW_ANSWERS, JOINERS, NOT, OPERATORS

GUIDE = (Path(__file__).parents[3] / "docs" / "questionnaires.md").read_text("utf-8")
EXAMPLES = re.findall(r"(?ms)^```toml\n(.*?)^```", GUIDE)
AROUND = """
id = "around"
version = 1
audience = "staff"
title = "Around"
intro = "Around an example."
confidence = "Nothing is kept."
thanks = "Thank you."

[[section]]
id = "around"
title = "Around"

"""


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_has_no_mistake(example: str) -> None:
    whole = example if example.startswith("id") else AROUND + example
    found = check_files({"guide": whole.encode()}, features=(), themes=())
    assert [str(mistake) for mistake in found] == []


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 3


def test_the_mistakes_shown_are_real_ones() -> None:
    shown = " ".join(re.findall(r"(?ms)^```console\n(.*?)^```", GUIDE)[0].split())
    broken = AROUND + (
        '[[section.question]]\nid = "A1"\nkind = "one"\ntext = "Was it?"\n'
        'options = [{ id = "y", label = "Yes" }, '
        '{ id = "n", label = "No, and I do not think that it ever will be" }]\n'
        '[[section.question]]\nid = "A2"\nkind = "one"\ntext = "And?"\n'
        'ask_when = { question = "A9", is = "y" }\n'
        'options = [{ id = "y", label = "Yes" }, { id = "n", label = "No" }]\n'
    )
    for mistake in check_files({"x": broken.encode()}, features=(), themes=()):
        assert f"{mistake.what} {mistake.remedy}" in shown


@pytest.mark.parametrize(
    "name",
    sorted(
        {
            *loading._TOP,
            *loading._SECTION,
            *loading._QUESTION,
            *loading._OPTION,
            *loading._ROUTE,
            *Kind,
            *Mark,
            *Role,
            *OPERATORS,
            *JOINERS,
            ANSWERED,
            NOT,
        }
    ),
)
def test_the_guide_names(name: str) -> None:
    assert re.search(rf'[`"{{ ]{name}[`" \]]', GUIDE), name


def test_the_guides_numbers_are_the_programs() -> None:
    assert f"{LONGEST_LABEL} characters at most" in GUIDE
    assert f"under {FEW_ANSWERS} a" in GUIDE
