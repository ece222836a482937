"""Hostile words and names in an export: no formula, no markup, no broken document."""

import csv
import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings

from analysis.report import compose
from analysis.words import Quote
from exports import FORMATS, render
from surveys.hidden import hidden
from tests.hostile.texts import TEXTS
from tests.unit.exports.samples import MIXED, WORDS

FORMULA = tuple("=+-@\t\r")


@pytest.mark.parametrize("kind", sorted(FORMATS))
@settings(max_examples=8)
@given(TEXTS, TEXTS)
def test_any_words_and_names_can_be_exported(kind: str, said: str, name: str) -> None:
    words = replace(
        WORDS,
        council=name,
        groups=dict.fromkeys(WORDS.groups, name),
        rows=dict.fromkeys(WORDS.rows, name),
    )
    feature = replace(MIXED.features[0], text=said, reason=said, sources=(said,))
    release = replace(MIXED, features=(feature, *MIXED.features[1:]))
    quotes = (Quote("family", "one_worker", f"{said}<script>x", other_way=False),)
    body = render(compose(release, words, quotes), kind)
    if kind == "docx":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            for part in packed.namelist():
                if part.endswith((".xml", ".rels")):
                    ET.fromstring(packed.read(part))  # noqa: S314  our own file
        return
    text = body.decode("utf-8-sig")
    if kind == "csv":
        for row in csv.reader(io.StringIO(text, newline="")):
            for cell in row:
                assert not cell.lstrip().startswith(FORMULA) or is_number(cell)
                assert hidden(cell) is None
    if kind == "html":
        assert "<script" not in text
    assert not any(sign in text for sign in "\x1b\u202e\u2066\u200b\ufeff")


def is_number(cell: str) -> bool:
    return cell.removeprefix("-").isdigit()
