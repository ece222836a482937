"""Takes what a council says in its own name out of the area file.

Each text is one text (English), or a table of languages: ``text.en``, ``text.pl``.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import PurePath
from urllib.parse import urlsplit

from bot.area.council import (
    COLOUR,
    LEAVE,
    CouncilWords,
    LanguageCheck,
    Look,
    PrivacyNotice,
    Route,
)
from bot.area.model import Place
from bot.area.reading import Reader
from surveys.languages import ENGLISH, LANGUAGES
from surveys.model import Text

LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3, for text of the usual size
_LONGEST = 600  # characters of one text
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_LOGOS = (".png", ".svg")
_PLACE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,40}")


def council_words(reader: Reader) -> CouncilWords:
    """Take it all; mistakes are noted in the reader."""
    reader.known.add("complaints")
    concerns = reader.table("staff_concerns", "whistleblowing", "lado")
    page = reader.table("look", "colour", "logo", "logo_words", "leave")
    return CouncilWords(
        look=_look(reader, page),
        complaints=_route(reader, "complaints", reader.file.get("complaints")),
        whistleblowing=_route(
            reader, "staff_concerns.whistleblowing", concerns.get("whistleblowing")
        ),
        lado=_route(reader, "staff_concerns.lado", concerns.get("lado")),
        privacy=_privacy(reader),
        checks=_checks(reader),
        bsl=_bsl(reader),
        leave=_link(reader, page, "look.leave") or LEAVE,
    )


def in_plain_words(reader: Reader, tiers: tuple[Place, ...]) -> tuple[Place, ...]:
    """Return the tiers with what families call them, where the file says it."""
    rows = reader.file.get("tiers")
    said = {
        str(row.get("id")): text_in(reader, row, f"tiers[{number}].plain", longest=120)
        for number, row in enumerate(rows if isinstance(rows, list) else (), 1)
        if isinstance(row, Mapping)
    }
    return tuple(replace(tier, plain=said.get(tier.id)) for tier in tiers)


def contrast(colour: str) -> float:
    """Return the contrast of ``#rrggbb`` against white, from 1 to 21 (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    lit = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004  the definition of relative luminance
        for part in parts
    ]
    luminance = 0.2126 * lit[0] + 0.7152 * lit[1] + 0.0722 * lit[2]
    return 1.05 / (luminance + 0.05)


def text_in(
    reader: Reader, table: Mapping[str, object], where: str, *, longest: int = _LONGEST
) -> Text | None:
    """Take a text, or None where there is none."""
    value = table.get(where.rpartition(".")[2])
    if value is None:
        return None
    texts = {ENGLISH: value} if isinstance(value, str) else value
    if not isinstance(texts, Mapping):
        reader.wrong(where, 'write words in quotes, or a table: text.en = "…"')
        return None
    for language in texts:
        if language not in LANGUAGES:
            reader.wrong(
                f"{where}.{language}",
                f"unknown language; there is {', '.join(LANGUAGES)}",
            )
    said = {
        language: reader.words(texts, f"{where}.{language}", longest=longest)
        for language in texts
    }
    if ENGLISH not in said:
        reader.wrong(where, "English must be among its languages: add en")
        return None
    return Text(said)


def _look(reader: Reader, table: Mapping[str, object]) -> Look:
    colour = table.get("colour", COLOUR)
    if not isinstance(colour, str) or not _COLOUR.fullmatch(colour):
        reader.wrong("look.colour", 'write it as in "#1d4f6e"')
        colour = COLOUR
    elif (found := contrast(colour)) < LEAST_CONTRAST:
        reader.wrong(
            "look.colour",
            f"its contrast with white is {found:.2f}:1; choose a darker one, with"
            f" {LEAST_CONTRAST}:1 or more, so that everybody can read it",
        )
    logo = table.get("logo")
    if logo is None:
        return Look(colour)
    plain = isinstance(logo, str) and PurePath(logo).name == logo
    if not plain or not str(logo).lower().endswith(_LOGOS):
        reader.wrong(
            "look.logo", "write the name of a PNG or SVG file in the data folder"
        )
        return Look(colour)
    words = reader.words(table, "look.logo_words")
    return Look(colour, str(logo), words)


def _route(reader: Reader, where: str, table: object) -> Route | None:
    if table is None:
        return None
    if not isinstance(table, dict):
        reader.wrong(where, f"write it as a table: [{where}]")
        return None
    for key in table:
        if key not in ("text", "link"):
            reader.wrong(f"{where}.{key}", "unknown; this table has text, link")
    if "text" not in table:
        reader.wrong(f"{where}.text", "missing; say what to do and whom to ring")
    text = text_in(reader, table, f"{where}.text")
    link = _link(reader, table, f"{where}.link")
    return None if text is None else Route(text, link)


def _link(reader: Reader, table: Mapping[str, object], where: str) -> str | None:
    return _address(reader, table.get(where.rpartition(".")[2]), where)


def _address(reader: Reader, value: object, where: str) -> str | None:
    if value is None:
        return None
    try:
        found = urlsplit(value) if isinstance(value, str) else None
        sound = found is not None and found.scheme == "https" and bool(found.hostname)
    except ValueError:
        sound = False
    if not sound or re.search(r"[\s<>\"'\\]", str(value)):
        reader.wrong(where, 'write a whole address, as in "https://www.example.gov.uk"')
        return None
    return str(value)


def _privacy(reader: Reader) -> PrivacyNotice:
    name = "privacy_notice"
    table = reader.table(
        name, "controller", "contact", "lawful_basis", "retention", "link"
    )
    return PrivacyNotice(
        controller=text_in(reader, table, f"{name}.controller"),
        contact=text_in(reader, table, f"{name}.contact"),
        lawful_basis=text_in(reader, table, f"{name}.lawful_basis"),
        retention=text_in(reader, table, f"{name}.retention"),
        link=_link(reader, table, f"{name}.link"),
    )


def _checks(reader: Reader) -> Mapping[str, LanguageCheck]:
    others = [code for code in LANGUAGES if code != ENGLISH]
    table = reader.table("language_checks", *others)
    found = {}
    for language, entry in table.items():
        where = f"language_checks.{language}"
        if not isinstance(entry, dict) or entry.keys() != {"by", "on"}:
            reader.wrong(
                where, 'write { by = "interpreter of the council", on = 2027-01-31 }'
            )
            continue
        by, on = reader.words(entry, f"{where}.by", longest=80), entry["on"]
        if not isinstance(on, date) or isinstance(on, datetime):
            reader.wrong(f"{where}.on", "write the day, as in 2027-01-31")
            continue
        found[language] = LanguageCheck(by, on)
    return found


def _bsl(reader: Reader) -> Mapping[str, str]:
    """Take the addresses of signed questions, by questionnaire and question."""
    reader.known.add("bsl")
    table = reader.file.get("bsl", {})
    if not isinstance(table, dict):
        reader.wrong("bsl", "write it as tables: [bsl.family-closure]")
        return {}
    found = {}
    for questionnaire, questions in table.items():
        where = f"bsl.{questionnaire}"
        if not isinstance(questions, dict):
            reader.wrong(where, f'write a table: [{where}] Q1 = "https://…"')
            continue
        for question, value in questions.items():
            if not _PLACE.fullmatch(question):
                reader.wrong(f"{where}.{question}", "write the id of a question, as Q1")
            address = _address(reader, value, f"{where}.{question}")
            if address is not None:
                found[f"{questionnaire}/{question}"] = address
    return found
