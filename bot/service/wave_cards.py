"""The link of a wave's group as a poster or card to put up or hand out, in English.

Rule: who gets a card is for nobody to write down; it is the same for the whole group.
"""

from bot.area import Area
from bot.service.evidence import Document
from bot.service.setup import ENGLISH, text
from bot.service.wave_days import said
from bot.service.wave_plans import GroupLink, Outlook
from exports.card import Card, render

MEDIA = {"pdf": "application/pdf", "png": "image/png"}


def cards(
    area: Area, wave: Outlook, links: tuple[GroupLink, ...], size: str, kind: str
) -> tuple[Document, ...]:
    """Return a card for each group of a wave.

    Args:
        area: Who asks.
        wave: The wave.
        links: Those with an address; a command of Telegram makes no code to scan.
        size: ``poster`` or ``card``.
        kind: ``pdf`` or ``png``.
    """
    return tuple(
        Document(
            f"strandline-{wave.id}-{one.partner or 'everybody'}-{size}.{kind}",
            render(_card(area, wave, one), size, kind),
            MEDIA[kind],
        )
        for one in links
        if one.link.startswith("https://")
    )


def _card(area: Area, wave: Outlook, link: GroupLink) -> Card:
    until = said(wave.until)
    if wave.opens is None:
        words = text("staff_card_until", ENGLISH, until=until)
    else:
        words = text("staff_card_days", ENGLISH, opens=said(wave.opens), until=until)
    whom = text("staff_card_group", ENGLISH, group=link.label) if link.partner else ""
    return Card(
        title=text("staff_card_title", ENGLISH),
        lines=tuple(line for line in (whom, words) if line),
        scan=text("card_scan", ENGLISH),
        alt=text("card_alt", ENGLISH),
        link=link.link,
        foot=area.council,
    )
