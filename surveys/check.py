"""What is wrong with a definition, beyond its shape: `strandline check`.

Rule 1: every mistake of every file at once, each with file, line, what and remedy.
Rule 2: what the maturity model and the area know comes in as arguments (ids of
themes and features, languages that are switched on): this package imports neither.

What concerns the questionnaire as a whole is here; single questions are looked at
in `surveys.check_questions`, rules and the ways through in `surveys.check_rules`.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from surveys import wording
from surveys.bounds import LARGEST
from surveys.check_easy import check_easy
from surveys.check_languages import check_languages
from surveys.check_look import Known, Look
from surveys.check_questions import ENDINGS, LONGEST_LABEL, QUESTION_CHECKS
from surveys.check_rules import RULE_CHECKS
from surveys.definition import DefinitionError, Source
from surveys.entries import Entry
from surveys.loading import demo_files, read_definition, shipped_files
from surveys.model import Audience, Kind, Questionnaire, Role, Text

__all__ = [
    "LARGEST",
    "LONGEST_LABEL",
    "DefinitionError",
    "check_files",
    "check_shipped",
]

_LONGEST_QUESTION = 400  # characters: one screen of a small phone
_LONGEST_SCREEN = 3_000  # title, intro and confidence together; Telegram ends at 4,096
_SHORT = 40  # characters of a text, to recognise it by


def check_files(
    files: Mapping[str, bytes],
    *,
    features: Collection[str],
    themes: Collection[str],
    languages: Sequence[str] = ("en",),
) -> tuple[DefinitionError, ...]:
    """Return every mistake of these questionnaires, in the order of the files.

    Args:
        files: File name to its bytes; more than `LARGEST` + 1 need not be read.
        features: The ids of the maturity model's features.
        themes: The ids of its themes.
        languages: The languages that are switched on in the area.
    """
    known = Known(features, themes, languages)
    errors: list[DefinitionError] = []
    seen: dict[str, str] = {}
    for name, data in files.items():
        definition = read_definition(data, name)
        draft = definition.draft
        if draft is not None:
            _same_id(draft, seen, name, definition.source)
            look = Look(definition, draft, known)
            for check in _CHECKS:
                check(look)
        errors += sorted(set(definition.source.errors))
    return tuple(errors)


def check_shipped(
    *,
    features: Collection[str],
    themes: Collection[str],
    languages: Sequence[str] = ("en",),
    more: Iterable[Entry] = (),
) -> tuple[DefinitionError, ...]:
    """Return every mistake of what comes with the package, languages included.

    Args:
        features: The ids of the maturity model's features.
        themes: The ids of its themes.
        languages: The languages that are switched on in the area.
        more: Texts to translate beyond this package's own: what the channels say.
    """
    return (
        *check_files(shipped_files(), features=features, themes=themes),
        *check_files(demo_files(), features=features, themes=themes),
        *check_languages(languages, more),
    )


def _same_id(
    draft: Questionnaire, seen: dict[str, str], name: str, source: Source
) -> None:
    if draft.id in seen:
        source.add(
            ("id",),
            f"The questionnaire {draft.id!r} stands in {seen[draft.id]} too.",
            "Give one of them another id.",
        )
    seen.setdefault(draft.id, name)


# --- the questionnaire as a whole ----------------------------------------------------


def _languages(look: Look) -> None:
    draft, source = look.draft, look.source
    if "en" not in draft.languages:
        source.add(
            ("languages",),
            "English is not among the languages.",
            'Add "en": it stands in where another language is missing.',
        )
    for language in draft.languages:
        if language not in wording.languages():
            source.add(
                ("languages",),
                f"The conversation itself has no words in {language!r}.",
                f"Add surveys/data/wording/{language}.toml, or leave the language out.",
            )
    staff = draft.audience is Audience.STAFF  # asked in what the file itself offers
    for text, path in look.texts():
        for language in draft.languages if staff else look.languages:
            if language != "en" and not text.by_language.get(language):
                source.add(
                    path,
                    f"“{_short(text)}” is missing in {language!r}.",
                    f'Add {path[-1]}.{language} = "…".',
                )


def _length(look: Look) -> None:
    draft, source = look.draft, look.source
    for language in look.languages:
        parts = (draft.title, draft.intro, draft.confidence)
        total = sum(len(p.in_language(language)) for p in parts)
        if total > _LONGEST_SCREEN:
            source.add(
                ("confidence",),
                f"The first screen has {total} characters in {language!r}; "
                f"{_LONGEST_SCREEN} fit.",
                "Shorten the intro or the limits of confidence.",
            )
    for question in draft.questions:
        for language, text in question.text.by_language.items():
            if len(text) > _LONGEST_QUESTION:
                source.add(
                    look.at(question, "text"),
                    f"The question has {len(text)} characters in {language!r}; "
                    f"{_LONGEST_QUESTION} fit on a small phone.",
                    "Ask one thing, in fewer words; details go into 'help'.",
                )


def _sections(look: Look) -> None:
    if not look.draft.sections:
        look.source.add(
            (),
            "There are no questions.",
            "Add a [[section]] and below it a [[section.question]].",
        )
    ids = Counter(s.id for s in look.draft.sections)
    for i, section in enumerate(look.draft.sections):
        if ids[section.id] > 1 and section.id:
            look.source.add(
                ("section", i, "id"),
                f"There are {ids[section.id]} sections {section.id!r}.",
                "Give each its own id.",
            )


def _packs(look: Look) -> None:
    draft, source = look.draft, look.source
    used = {q.pack for q in draft.questions}
    for i, pack in enumerate(draft.packs):
        if pack not in used:
            source.add(
                ("packs", i),
                f"The pack {pack!r} has no questions.",
                f'Give a question pack = "{pack}", or take the pack out.',
            )
        if pack in draft.packs[:i]:
            source.add(
                ("packs", i),
                f"The pack {pack!r} is listed twice.",
                "List each pack once.",
            )
    for question in draft.questions:
        if question.pack is not None and question.pack not in draft.packs:
            source.add(
                look.at(question, "pack"),
                f"The pack {question.pack!r} is not listed.",
                f'Add "{question.pack}" to packs at the top, or correct the name.',
            )


def _endings(look: Look) -> None:
    draft, source = look.draft, look.source
    roles = Counter(q.role for q in draft.questions if q.role is not None)
    for question in draft.questions:
        if question.role is not None and roles[question.role] > 1:
            source.add(
                look.at(question, "role"),
                f"{roles[question.role]} questions have the role "
                f"{question.role.value!r}.",
                "Keep one question for it.",
            )
    needed = [] if draft.audience is Audience.STAFF else list(ENDINGS)
    if not look.definition.asks_again:
        needed = [role for role in needed if role is not Role.FOLLOW_UP]
    words = any(q.kind is Kind.TEXT for q in draft.questions)
    if draft.audience is Audience.STAFF and words:
        needed = [Role.QUOTE_CONSENT]
    for role in needed:
        if role not in roles:
            source.add(
                (),
                f"Nothing asks {ENDINGS[role]}.",
                f'Add a question with role = "{role.value}" and the options y and n'
                + (
                    ", or asks_again = false at the top."
                    if role is Role.FOLLOW_UP
                    else "."
                ),
            )


def _short(text: Text) -> str:
    """Return the beginning of a text, to recognise it by."""
    words = text.in_language("en").split("\n")[0]
    return words if len(words) <= _SHORT else f"{words[:_SHORT].rstrip()} …"


_CHECKS: tuple[Callable[[Look], None], ...] = (
    _sections,
    _languages,
    _length,
    _packs,
    _endings,
    *QUESTION_CHECKS,
    *RULE_CHECKS,
    check_easy,
)
