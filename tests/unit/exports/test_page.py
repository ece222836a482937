"""The HTML page stands alone, escapes everything and can be read by anyone."""

import base64
import hashlib
import itertools
import re
from dataclasses import replace

import pytest

from analysis.report import Quote, compose
from exports import render
from tests.unit.exports import reading
from tests.unit.exports.samples import MIXED, QUOTES, WORDS

HOSTILE = '<script>alert("1")</script> & "quotes"'


@pytest.fixture(scope="module")
def body() -> bytes:
    return render(compose(MIXED, WORDS, QUOTES), "html")


def test_nothing_runs_and_nothing_is_fetched(body: bytes) -> None:
    page = reading.page(body)
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "link", "img", "iframe", "object", "form"}
    for _, attributes in page.tags:
        assert not {"style", "onclick", "src", "href"} & set(attributes)
    assert b"url(" not in body
    assert b"@import" not in body


def test_the_policy_allows_its_own_style_alone(body: bytes) -> None:
    text = body.decode()
    found = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert found is not None
    digest = base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode()
    (policy,) = (
        attributes["content"]
        for tag, attributes in reading.page(body).tags
        if tag == "meta" and "http-equiv" in attributes
    )
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'"


def test_language_title_and_headings(body: bytes) -> None:
    page = reading.page(body)
    assert ("html", {"lang": "en-GB"}) in page.tags
    levels = [int(t[1]) for t, _ in page.tags if re.fullmatch(r"h[1-6]", t)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_the_chart_has_a_title_and_a_description(body: bytes) -> None:
    page = reading.page(body)
    (svg,) = (attributes for tag, attributes in page.tags if tag == "svg")
    assert svg["role"] == "img"
    assert svg["aria-labelledby"] == "t-family d-family"
    ids = [attributes.get("id") for _, attributes in page.tags if "id" in attributes]
    assert {"t-family", "d-family"} <= set(ids)
    assert len(ids) == len(set(ids))


def test_every_table_has_column_and_row_headers(body: bytes) -> None:
    scopes = [a.get("scope") for tag, a in reading.page(body).tags if tag == "th"]
    assert set(scopes) == {"col", "row"}


@pytest.mark.parametrize("kind", ["html", "docx"])
def test_hostile_texts_stay_text(kind: str) -> None:
    words = replace(
        WORDS,
        council=HOSTILE,
        themes={"one_worker": HOSTILE},
        groups={"keyworker": HOSTILE},
    )
    features = tuple(replace(f, text=HOSTILE, reason=HOSTILE) for f in MIXED.features)
    report = compose(
        replace(MIXED, features=features, statement=(HOSTILE,)),
        words,
        [Quote("family", "one_worker", HOSTILE)],
    )
    body = render(report, kind)
    if kind == "html":
        page = reading.page(body)
        assert "script" not in {tag for tag, _ in page.tags}
        assert HOSTILE in "".join(page.text)
    else:
        assert HOSTILE in reading.docx_text(body)
