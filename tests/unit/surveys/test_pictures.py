"""The pictures of easy read: small, plain shapes, and one for every id that is used."""

import re
from xml.etree import ElementTree as ET

import pytest

from surveys.check import check_files
from surveys.loading import shipped
from surveys.pictures import LARGEST, picture, pictures

SHAPES = {"svg", "path", "circle"}


@pytest.mark.parametrize("name", pictures())
def test_a_picture_is_small_and_nothing_but_shapes(name: str) -> None:
    drawing = picture(name)
    assert len(drawing) < LARGEST
    root = ET.fromstring(drawing)  # noqa: S314  our own files
    assert {e.tag.rpartition("}")[2] for e in root.iter()} <= SHAPES
    assert root.attrib["viewBox"] == "0 0 48 48"
    assert not re.search(rb"href|style|on\w+=|#[0-9a-fA-F]{3}", drawing)


def test_two_pictures_are_never_the_same() -> None:
    assert len(set(pictures().values())) == len(pictures())


def test_every_picture_that_is_named_is_there() -> None:
    named = {
        name
        for questionnaire in shipped().values()
        for question in questionnaire.questions
        for name in (question.picture, *(o.picture for o in question.options))
        if name is not None
    }
    assert len(named) > 40
    assert named <= set(pictures())


def test_a_picture_that_is_not_there_is_a_mistake_of_the_definition() -> None:
    text = b"""
id = "ours"
version = 1
audience = "young"
asks_again = false
title = "T"
intro = "I"
confidence = "C"
thanks = "T"
[[section]]
id = "one"
title = "One"
[[section.question]]
id = "Q1"
kind = "one"
picture = "unicorn"
text = "Is it so?"
easy.label = "no text has this name"
options = [{ id = "a", label = "Yes", easy = "Yes" }, { id = "b", label = "No" }]
"""
    said = [str(e) for e in check_files({"q.toml": text}, features=(), themes=())]
    assert any("q.toml:16: There is no picture 'unicorn'." in s for s in said)
    assert any("q.toml:18: Unknown key 'label'." in s for s in said)
    assert not any("may ask again" in s for s in said)


def test_easy_labels_that_are_alike_or_too_long_are_named() -> None:
    wide = "a" * 31
    text = f"""
id = "ours"
version = 1
audience = "staff"
title = "T"
intro = "I"
confidence = "C"
thanks = "T"
[[section]]
id = "one"
title = "One"
[[section.question]]
id = "Q1"
kind = "one"
text = "Is it so?"
options = [
  {{ id = "a", label = "Yes", easy = "OK" }},
  {{ id = "b", label = "No", easy = "ok" }},
  {{ id = "c", label = "Maybe", easy = "{wide}" }},
]
"""
    found = check_files({"q.toml": text.encode()}, features=(), themes=())
    said = [(e.line, e.what) for e in found]
    assert (17, "Two options read “OK” in easy read (en).") in said
    assert (18, "Two options read “ok” in easy read (en).") in said
    assert any(line == 19 and "takes 31 places" in what for line, what in said)
