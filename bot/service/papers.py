"""Questionnaires to print, scripts for the phone, and the file to bring them back in.

Rule: all of them are made of the definition that the chat uses.
"""

from collections.abc import Iterator, Sequence

from bot.area import Area, Place
from bot.service.evidence import Document
from bot.service.sheets import render_template
from exports.paper import FORMATS, Setting, Sheet, paper, render, script, versions
from surveys.care import care_texts
from surveys.model import Audience, Questionnaire

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}


def papers(
    questionnaire: Questionnaire,
    area: Area,
    kinds: Sequence[str] = tuple(FORMATS),
    *,
    language: str = "en",
    large: bool = False,
) -> Iterator[Document]:
    """Yield every version of the paper, the phone script, and the import template.

    Each version asks other probe packs: handed out in turn, every pack is asked
    equally often. Staff are not rung up, so there is no script for them.
    """
    setting = _setting(questionnaire, area, language)
    for packs in versions(questionnaire, area.packs):
        name = "-".join((questionnaire.id, "paper", *(p.lower() for p in packs)))
        sheet = paper(
            questionnaire, setting, packs=packs, language=language, large=large
        )
        yield from _rendered(name + ("-large" if large else ""), sheet, kinds)
        if questionnaire.audience is Audience.FAMILY:
            name = name.replace("-paper", "-phone")
            sheet = script(questionnaire, setting, packs=packs, language=language)
            yield from _rendered(name, sheet, kinds)
    template = render_template(questionnaire).encode()
    yield Document(f"{questionnaire.id}-import.csv", template, MEDIA_TYPES["csv"])


def _rendered(name: str, sheet: Sheet, kinds: Sequence[str]) -> Iterator[Document]:
    for kind in kinds:
        yield Document(f"{name}.{kind}", render(sheet, kind), MEDIA_TYPES[kind])


def _setting(questionnaire: Questionnaire, area: Area, language: str) -> Setting:
    lines = care_texts(area.help_lines, questionnaire.audience, language)
    return Setting(
        council=area.council,
        help_lines=lines.to_ring,
        contact=area.ask_contact.in_language(language),
        tiers=_pairs(area.tiers),
        districts=_pairs(area.districts),
        lists={kind: area.options(kind) for kind in ("grades", "partners")},
    )


def _pairs(places: Sequence[Place]) -> tuple[tuple[str, str], ...]:
    return tuple((place.id, place.label) for place in places)
