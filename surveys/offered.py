"""In which languages people can be asked, and what each language still lacks.

Rule 1: an ordinary text that is missing in a language is said in English. A text
that consent or somebody's safety hangs on never is: where one is missing, the
language is not offered for that questionnaire at all.
Rule 2: a language is offered only where its typed words are known too (`yes`,
`stop`, `help`), so that somebody who types is understood.
Rule 3: what is checked here is that texts are there and whole. Whether they say the
right thing only a person who speaks the language can tell: `Catalogue.checked_by`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from surveys.care import help_line_entries
from surveys.catalogues import translated
from surveys.entries import Entry, faults
from surveys.equality import equality_entries
from surveys.languages import ENGLISH, LANGUAGES
from surveys.loading import shipped
from surveys.model import Audience, Option, Questionnaire, Variant
from surveys.parts import part_entries
from surveys.replies import plain
from surveys.translating import EASY, questionnaire_entries, questionnaire_texts
from surveys.wording import catalogue as wording
from surveys.wording import languages as typed_languages
from surveys.wording import wording_entries


@cache
def entries() -> Mapping[str, Entry]:
    """Return every text of this package that is translated, by key."""
    found = [
        *(e for q in shipped().values() for e in questionnaire_entries(q)),
        *part_entries(),
        *wording_entries(),
        *help_line_entries(),
        *equality_entries(),
    ]
    return {entry.key: entry for entry in found}


def lacking(wanted: Iterable[Entry], language: str) -> tuple[Entry, ...]:
    """Return the texts that a language has no sound translation of."""
    return tuple(entry for entry in wanted if not sound(entry, language))


def sound(entry: Entry, language: str) -> bool:
    """Say whether a text is translated, and whole (`entries.faults`)."""
    found = translated(entry.key, entry.english, language)
    return found is not None and not faults(entry, found)


@cache
def contact_told(language: str) -> bool:
    """Say whether a language has the words that ask whether we may write once more."""
    wanted = (e for e in part_entries() if e.safety and not e.key.endswith(EASY))
    return language == ENGLISH or not lacking(wanted, language)


@cache
def safe(language: str) -> bool:
    """Say whether a language has the conversation's safety texts and help lines."""
    if language == ENGLISH:
        return True
    wanted = (e for e in (*wording_entries(), *help_line_entries()) if e.safety)
    return (
        language in LANGUAGES
        and language in typed_languages()
        and not lacking(wanted, language)
    )


def offered(questionnaire: Questionnaire, languages: Sequence[str]) -> tuple[str, ...]:
    """Return those of the languages that a questionnaire can be asked in.

    English always comes first. Staff are asked in English, and in what a council's
    own questionnaire for them says for itself.
    """
    found = [ENGLISH]
    for language in languages:
        if language not in found and safe(language) and _told(questionnaire, language):
            found.append(language)
    return tuple(found)


def _told(questionnaire: Questionnaire, language: str) -> bool:
    """Say whether consent and safety are spoken of in that language."""
    if questionnaire.audience is Audience.STAFF:
        return language in questionnaire.languages
    for entry, said in questionnaire_texts(questionnaire):
        if entry.safety and not entry.key.endswith(EASY):  # the usual words stand in
            text = said.get(language)
            if text is None or faults(entry, text):
                return False
    return True


def own_words(
    questionnaires: Iterable[Questionnaire], places: Iterable[Option] = ()
) -> frozenset[str]:
    """Return what people may type that is ours, not theirs, as `replies.plain` has it.

    The labels of answers and buttons, and the words for moves, yes and no. A message
    that is one of these and nothing more holds no personal detail, and a redactor
    that took "ji haan" for a name would only keep somebody from being understood.
    """
    asked = tuple(questionnaires)
    spoken = dict.fromkeys((ENGLISH, *(c for q in asked for c in q.languages)))
    options = (*(o for q in asked for x in q.questions for o in x.options), *places)
    labels = (
        option.label.in_language(language, variant)
        for language in spoken
        for option in options
        for variant in Variant
    )
    buttons = (
        text
        for language in spoken
        for key, text in wording(language).phrases.items()
        if key.startswith("button.")
    )
    typed = (word for code in typed_languages() for word in wording(code).own)
    return frozenset(" ".join(plain(text)) for text in (*labels, *buttons, *typed))


def speaking(questionnaire: Questionnaire, languages: Sequence[str]) -> Questionnaire:
    """Return the questionnaire as it is offered where those languages are on."""
    return replace(questionnaire, languages=offered(questionnaire, languages))
