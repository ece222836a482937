"""The documents as text, so that a change of a word or a figure is seen in review."""

from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.report import compose, compose_all
from exports import paper as printing
from exports import render
from exports.paper import Setting
from surveys.loading import shipped
from tests.unit.exports import reading
from tests.unit.exports.samples import (
    BASELINE,
    BEFORE,
    GAPS,
    MIXED,
    QUOTES,
    RELEASES,
    WORDS,
)

FOLDER = Path(__file__).parent / "exports"

READERS = ("Words are read by these versions: tone encoder-1; themes light-2.",)

Golden = Callable[[Path, str], None]


@pytest.mark.parametrize("name", RELEASES)
def test_the_word_summary(name: str, golden: Golden) -> None:
    report = compose(RELEASES[name], WORDS, QUOTES, BEFORE, BASELINE, readers=READERS)
    golden(FOLDER / f"{name}.docx.txt", reading.docx_text(render(report, "docx")))


def test_the_overview(golden: Golden) -> None:
    overview = compose_all([MIXED, GAPS], WORDS, QUOTES, readers=READERS)
    golden(FOLDER / "all.docx.txt", reading.docx_text(render(overview, "docx")))


@pytest.mark.parametrize("kind", ["html", "csv", "json"])
def test_the_other_formats(kind: str, golden: Golden) -> None:
    report = compose(MIXED, WORDS, QUOTES, BEFORE, BASELINE, readers=READERS)
    text = render(report, kind).decode("utf-8-sig").replace("\r\n", "\n")
    golden(FOLDER / f"mixed.{kind}", text)


SETTING = Setting(
    "Ambershire County Council",
    help_lines=("In danger now? Ring 999.",),
    tiers=(("keyworker", "Keyworker support"),),
    districts=(("blaby", "Blaby"),),
)


def test_the_paper(golden: Golden) -> None:
    sheet = printing.paper(shipped()["family-closure"], SETTING, packs=("A",))
    text = reading.docx_text(printing.render(sheet, "docx"))
    golden(FOLDER / "paper-family-closure-A.docx.txt", text)


def test_the_phone_script(golden: Golden) -> None:
    sheet = printing.script(shipped()["family-closure"], SETTING, packs=("A",))
    text = reading.docx_text(printing.render(sheet, "docx"))
    golden(FOLDER / "script-family-closure-A.docx.txt", text)
