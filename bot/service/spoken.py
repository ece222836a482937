"""Which languages are switched on, and what has to be said about them at every start.

Rule: a language whose texts about consent, help and safety nobody who speaks it has
checked can be tried out; it cannot be used for real answers without the service saying
so at every start and in `strandline status`. Nothing is noted when a conversation
begins: a line with a time and a rare language would point at a family.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.area import Area
from surveys.care import national_lines
from surveys.catalogues import catalogue
from surveys.languages import ENGLISH, english_name
from surveys.model import Audience, Questionnaire, Text

DOCS: Final = "docs/languages.md"


def checked(area: Area, language: str) -> bool:
    """Say whether a check of the language by a person is on record."""
    if language == ENGLISH or language in area.words.checks:
        return True
    return bool(catalogue(language).checked_by)


def language_warnings(
    area: Area, definitions: Mapping[str, Questionnaire]
) -> tuple[str, ...]:
    """Return what has to be said about the languages that are switched on."""
    on = [language for language in area.languages if language != ENGLISH]
    offered = offered_languages(definitions)
    waiting = [english_name(c) for c in on if c in offered and not checked(area, c)]
    lacking = [english_name(c) for c in on if c not in offered]
    warnings = []
    if waiting:
        warnings.append(
            f"NOT CHECKED: nobody who speaks {_listed(waiting)} has checked what we say"
            " there about consent, help and safety. It is a first draft made with a"
            " machine's help. Have it checked before real families are asked, and"
            f" write who did into the area file, under [language_checks] ({DOCS})."
        )
    if lacking:
        warnings.append(
            f"NOT OFFERED: {_listed(lacking)} is switched on, but texts about consent,"
            " help or safety are missing. `strandline check` names them."
        )
    return tuple(warnings)


def offered_languages(definitions: Mapping[str, Questionnaire]) -> tuple[str, ...]:
    """Return the languages that families can be asked in, English first."""
    return tuple(
        dict.fromkeys(
            language
            for questionnaire in definitions.values()
            if questionnaire.audience is not Audience.STAFF
            for language in questionnaire.languages
        )
    )


def unsaid(area: Area) -> tuple[str, ...]:
    """Return what the council has not said in its own name, as `strandline status`."""
    words = area.words
    missing = [
        name
        for name, said in (
            ("how families complain ([complaints])", words.complaints),
            ("how staff raise a concern ([staff_concerns])", words.whistleblowing),
            ("how staff reach the LADO ([staff_concerns])", words.lado),
            ("who controls the data ([privacy_notice])", words.privacy.controller),
        )
        if said is None
    ]
    if not missing:
        return ()
    return (f"Not said in the area file yet: {'; '.join(missing)}.",)


def untranslated(area: Area) -> tuple[str, ...]:
    """Return which of the council's own texts for families lack a language.

    They are said in English meanwhile: a number to ring is better than none.
    """
    words, privacy = area.words, area.words.privacy
    national = {line.id for line in national_lines()}
    local = (line for line in area.help_lines if line.id not in national)
    said: dict[str, Text | None] = {
        **{f"tiers {tier.id}.plain": tier.plain for tier in area.tiers},
        "council.ask_contact": area.ask_contact,
        **{f"help line {line.id}": line.text for line in local},
        "complaints.text": words.complaints.text if words.complaints else None,
        "privacy_notice.controller": privacy.controller,
        "privacy_notice.contact": privacy.contact,
        "privacy_notice.lawful_basis": privacy.lawful_basis,
        "privacy_notice.retention": privacy.retention,
    }
    return tuple(
        f"{where}: it is missing in {english_name(language)} and said in English"
        for where, text in said.items()
        for language in area.languages
        if text is not None and not text.by_language.get(language)
    )


def _listed(names: Sequence[str]) -> str:
    return " or ".join((", ".join(names[:-1]), names[-1]) if names[1:] else names)
