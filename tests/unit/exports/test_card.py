"""A link becomes a poster or a card: the same bytes, the link in it, and words."""

import zlib
from dataclasses import replace

import pytest

from exports.card import FORMATS, SIZES, Card, code, render

CARD = Card(
    title="What was it like?",
    lines=("It takes about four minutes.",),
    scan="Point your phone's camera here",
    alt="A square code",
    link="https://survey.example.gov.uk/s/zYm9QrbXj2PbV-64xQIRmw",
    foot="A council",
)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_card_gives_the_same_bytes(size: str, kind: str) -> None:
    made = render(CARD, size, kind)
    assert made == render(CARD, size, kind)
    assert made.startswith({"pdf": b"%PDF-", "png": b"\x89PNG"}[kind])
    assert made != render(replace(CARD, link=CARD.link + "x"), size, kind)


def test_the_pdf_is_tagged_titled_and_says_what_the_picture_is() -> None:
    made = render(CARD, "poster", "pdf")
    plain = made + b"".join(streams(made))
    for said in (b"StructTreeRoot", b"pdfuaid:part", b"What was it like?", b"/Alt"):
        assert said in plain
    assert CARD.link.encode() in plain  # to be tapped
    assert b"2000" in plain  # no time of making


def streams(pdf: bytes) -> list[bytes]:
    """Return what is packed in a PDF, as far as it is packed."""
    found = []
    for part in pdf.split(b"stream\n")[1:]:
        try:
            found.append(zlib.decompressobj().decompress(part))
        except zlib.error:
            continue
    return found


def test_the_code_is_a_drawing_with_a_quiet_border() -> None:
    drawing = code(CARD.link)
    assert drawing.startswith("<svg")
    assert drawing != code(CARD.link + "x")


def test_what_does_not_fit_on_one_page_is_no_card() -> None:
    long = replace(CARD, lines=("Many words. " * 400,))
    with pytest.raises(TypeError, match="one page"):
        render(long, "card", "png")


def test_unknown_kinds_are_refused() -> None:
    with pytest.raises(KeyError):
        render(CARD, "poster", "gif")
    with pytest.raises(KeyError):
        render(CARD, "stamp", "pdf")
