"""What the languages that an area switches on still lack: `strandline check`.

Texts that consent or safety hangs on are named one by one; ordinary ones, which are
said in English meanwhile, together.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from surveys.catalogues import catalogue, translated
from surveys.definition import DefinitionError
from surveys.entries import Entry, faults
from surveys.languages import ENGLISH, LANGUAGES, english_name
from surveys.loading import shipped
from surveys.model import Audience, Questionnaire
from surveys.offered import entries
from surveys.translating import EASY
from surveys.wording import catalogue as typed
from surveys.wording import languages as typed_languages
from surveys.wording import missing as typed_missing

_NAMED = 5  # keys of ordinary texts that are named
_LONGEST_SCREEN = 3_000  # as in `surveys.check`
_REMEDY = "Have it translated in the catalogue: docs/languages.md says how."


def check_languages(
    languages: Sequence[str], more: Iterable[Entry] = ()
) -> tuple[DefinitionError, ...]:
    """Return what these languages lack.

    Args:
        languages: Those that are switched on.
        more: Texts beyond this package's own: what the channels say.
    """
    wanted = (*entries().values(), *more)
    return tuple(
        mistake
        for language in dict.fromkeys(languages)
        if language != ENGLISH
        for mistake in _language(language, wanted)
    )


def _language(language: str, wanted: Sequence[Entry]) -> Iterator[DefinitionError]:
    if language not in LANGUAGES:
        yield DefinitionError(
            f"languages/{language}.po",
            1,
            f"There is no catalogue for {language!r}.",
            f"Switch on one of: {', '.join(LANGUAGES)}.",
        )
        return
    yield from _typed(language)
    yield from _texts(language, wanted)
    for questionnaire in shipped().values():
        if questionnaire.audience is not Audience.STAFF:
            yield from _screens(language, questionnaire)


def _typed(language: str) -> Iterator[DefinitionError]:
    file = f"wording/{language}.toml"
    if language not in typed_languages():
        yield DefinitionError(
            file,
            1,
            f"There is no list of what people type in {english_name(language)}.",
            "Add it, as wording/pl.toml; the language is not offered before.",
        )
        return
    for what in typed_missing(typed(language)):
        yield DefinitionError(file, 1, f"In {language}, {what}.", "Add it.")


def _texts(language: str, wanted: Sequence[Entry]) -> Iterator[DefinitionError]:
    of = catalogue(language)
    file, name = f"languages/{language}.po", english_name(language)
    ordinary = []
    for entry in wanted:
        found = translated(entry.key, entry.english, language)
        if found is None:
            if entry.safety and not entry.key.endswith(EASY):
                yield DefinitionError(
                    file,
                    of.lines.get(entry.key, 1),
                    f"{entry.key} is missing in {name}; it concerns consent or safety.",
                    _REMEDY,
                )
            else:
                ordinary.append(entry.key)
            continue
        for what in faults(entry, found):
            line = of.lines.get(entry.key, 1)
            yield DefinitionError(file, line, f"{entry.key}: {what}.", "Correct it.")
    if ordinary:
        named = ", ".join(ordinary[:_NAMED]) + (" …" if ordinary[_NAMED:] else "")
        yield DefinitionError(
            file,
            1,
            f"{len(ordinary)} texts are missing in {name}: {named}. They are said in"
            " English meanwhile, easy read in the usual words.",
            _REMEDY,
        )


def _screens(language: str, of: Questionnaire) -> Iterator[DefinitionError]:
    """Look at what only shows where texts stand together on one screen."""
    file = f"languages/{language}.po"
    parts = (of.title, of.intro, of.confidence)
    total = sum(len(part.in_language(language)) for part in parts)
    if total > _LONGEST_SCREEN:
        yield DefinitionError(
            file,
            1,
            f"The first screen of {of.id} has {total} characters; "
            f"{_LONGEST_SCREEN} fit.",
            "Shorten the intro or the limits of confidence.",
        )
    for question in of.questions:
        labels = Counter(
            option.label.in_language(language).casefold() for option in question.options
        )
        for label, times in labels.items():
            if times > 1:
                yield DefinitionError(
                    file,
                    catalogue(language).lines.get(f"{of.id}/{question.id}/text", 1),
                    f"{times} options of {of.id}/{question.id} read “{label}”.",
                    "Nobody can tell them apart: say how they differ.",
                )
