"""Definitions that a council adds: read from its folder, and checked.

Rule: what is in use has been checked as strictly as what is shipped.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from analysis.model import MaturityModel
from bot.area import AreaError, load_area
from bot.service.errors import ServiceError
from surveys.check import LARGEST, check_files, check_shipped
from surveys.languages import ENGLISH
from surveys.loading import parse_questionnaire
from surveys.model import Kind, Question, Questionnaire
from surveys.offered import lacking, speaking
from surveys.texts import all_texts

OWN: Final = "questionnaires"
AREA_FILE: Final = "area.toml"


class DefinitionsError(ServiceError):
    """Questionnaires cannot be used; the message lists every mistake."""


def own_questionnaires(
    folder: Path, model: MaturityModel
) -> Mapping[str, Questionnaire]:
    """Return the questionnaires of the data folder; one may replace a shipped one.

    A language that one of them lacks is no mistake here: it is not offered in it.

    Raises:
        DefinitionsError: Some of them have mistakes; it names them all.
    """
    files = read_files(sorted((folder / OWN).glob("*.toml")))
    mistakes = check(files, model, (ENGLISH,))
    if mistakes:
        raise DefinitionsError("\n".join(mistakes))
    read = (parse_questionnaire(data, name)[0] for name, data in files.items())
    return {q.id: q for q in read if q is not None}


def read_files(paths: Sequence[Path]) -> Mapping[str, bytes]:
    """Return the contents of definition files, cut off where they are too large.

    Raises:
        DefinitionsError: One cannot be read.
    """
    found = {}
    for path in paths:
        try:
            with path.open("rb") as file:
                found[str(path)] = file.read(LARGEST + 1)
        except OSError as wrong:
            raise DefinitionsError(f"{path}: {wrong.strerror}") from wrong
    return found


def check(
    files: Mapping[str, bytes], model: MaturityModel, languages: Sequence[str]
) -> tuple[str, ...]:
    """Return every mistake of these questionnaires."""
    found = check_files(
        files,
        features={feature.id for feature in model.features},
        themes=set(model.themes),
        languages=languages,
    )
    return tuple(str(mistake) for mistake in found)


def check_all(
    folder: Path, model: MaturityModel, languages: Sequence[str]
) -> tuple[str, ...]:
    """Return every mistake of what is shipped and of what the data folder adds."""
    shipped = check_shipped(
        features={feature.id for feature in model.features},
        themes=set(model.themes),
        languages=languages,
        more=[entry for texts in all_texts("bot") for entry in texts.entries()],
    )
    own = read_files(sorted((folder / OWN).glob("*.toml")))
    return (*(str(mistake) for mistake in shipped), *check(own, model, languages))


def spoken(languages: Sequence[str]) -> tuple[str, ...]:
    """Return those of the languages that every channel has its safety texts in."""
    wanted = [
        entry for texts in all_texts("bot") for entry in texts.entries() if entry.safety
    ]
    return tuple(
        language
        for language in languages
        if language == ENGLISH or not lacking(wanted, language)
    )


def offering(
    questionnaires: Mapping[str, Questionnaire], languages: Sequence[str]
) -> Mapping[str, Questionnaire]:
    """Return the questionnaires, each in the languages that it can be asked in."""
    known = spoken(languages)
    return {name: speaking(q, known) for name, q in questionnaires.items()}


def without_words(
    questionnaires: Mapping[str, Questionnaire],
) -> Mapping[str, Questionnaire]:
    """Return the questionnaires with every question left out that asks for words.

    For where nobody is named who would look at words of harm. The questions stay
    known, so that what was answered before can be read; they are on nobody's path.
    """
    return {name: _without_words(found) for name, found in questionnaires.items()}


def _without_words(questionnaire: Questionnaire) -> Questionnaire:
    def never(question: Question) -> Question:
        if question.kind is not Kind.TEXT:
            return question
        # Nothing has answered a question before it is reached.
        return replace(question, ask_when={"question": question.id, "answered": True})

    return replace(
        questionnaire,
        sections=tuple(
            replace(section, questions=tuple(map(never, section.questions)))
            for section in questionnaire.sections
        ),
    )


def check_area(file: Path) -> tuple[str, ...]:
    """Return every mistake of an area file."""
    try:
        load_area(file)
    except AreaError as wrong:
        return tuple(f"{wrong.path}: {mistake}" for mistake in wrong.mistakes)
    return ()
