"""A link on paper: a card to hand over, or a poster, with the area's own name."""

import asyncio
from typing import Final

import segno

from bot.area import Area
from bot.service.evidence import Document
from bot.service.setup import ENGLISH, text
from exports.card import FORMATS, SIZES, Card, render

__all__ = ["CARD", "FORMATS", "POSTER", "SIZES", "card", "drawing"]

CARD: Final = "card"
POSTER: Final = "poster"
_MEDIA: Final = {"pdf": "application/pdf", "png": "image/png"}


async def card(link: str, size: str, kind: str, area: Area) -> Document:
    """Return a link as a card or poster, in English.

    Args:
        link: Where its code leads.
        size: ``card`` (A6) or ``poster`` (A4).
        kind: ``pdf`` or ``png``.
        area: Whose name stands on it.

    Raises:
        KeyError: There is no such size or kind.
    """
    made = Card(
        title=text("card_title", ENGLISH),
        lines=(text("card_text", ENGLISH),),
        scan=text("card_scan", ENGLISH),
        alt=text("card_alt", ENGLISH),
        link=link,
        foot=area.council,
    )
    body = await asyncio.to_thread(render, made, size, kind)
    return Document(f"strandline-{size}.{kind}", body, _MEDIA[kind])


def drawing(link: str) -> str:
    """Return a link's code as SVG that fills whatever width it is given."""
    made = segno.make_qr(link, error="m")
    return str(made.svg_inline(border=4, light="#fff", omitsize=True))
