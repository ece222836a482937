"""A service with everything switched on that a page can show.

Rule: every language is offered here, complete or not, because what is tested is how
pages look and work; whether a language is complete enough to be offered to families is
another question (`bot.service.definitions.offering`, tests/unit).
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

import bot.app
from bot.area import example_area
from surveys.languages import LANGUAGES
from surveys.model import Questionnaire
from tests.integration.web.visitor import World, world

EVERY = tuple(LANGUAGES)
OWN = """
[complaints]
text = "To complain about the help, ring 0116 305 7422 or write to complaints@example.gov.uk."
link = "https://www.example.gov.uk/complaints"

[staff_concerns.whistleblowing]
text = "Ring the whistleblowing line: 0116 305 0000."

[staff_concerns.lado]
text = "Ring the LADO: 0116 305 7597."

[privacy_notice]
controller = "Leicestershire County Council decides what happens with your answers."
contact = "The data protection officer: dpo@example.gov.uk"
lawful_basis = "We ask because we have to know whether help helps (UK GDPR, Article 6(1)(e))."
link = "https://www.example.gov.uk/privacy/a-long-address-that-must-not-run-off-a-phone"

[bsl.family-closure]
Q1 = "https://www.example.gov.uk/bsl/q1"
"""
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40">'
    '<rect width="90" height="40" fill="#1d4f6e"/></svg>'
)


def _all_of_them(
    questionnaires: Mapping[str, Questionnaire], languages: Sequence[str]
) -> Mapping[str, Questionnaire]:
    """Return the questionnaires as if every translation were complete."""
    return {
        name: questionnaire
        if str(questionnaire.audience) == "staff"
        else replace(questionnaire, languages=tuple(languages))
        for name, questionnaire in questionnaires.items()
    }


def _move_in(folder: Path, languages: Sequence[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    listed = ", ".join(f'"{code}"' for code in languages)
    area = (
        example_area()
        .replace('languages = ["en"]', f"languages = [{listed}]")
        .replace('# logo = "logo.png"', 'logo = "logo.svg"')
        .replace("# logo_words", "logo_words")
    )
    (folder / "area.toml").write_text(area + OWN, encoding="utf-8")
    (folder / "logo.svg").write_text(LOGO, encoding="utf-8")


@asynccontextmanager
async def council(
    folder: Path, languages: Sequence[str] = EVERY, **settings: object
) -> AsyncIterator[World]:
    """Run the service of a council that has set everything that can be set."""
    _move_in(folder, languages)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bot.app, "offering", _all_of_them)
        async with world(folder, **settings) as found:
            yield found
