"""A questionnaire becomes a paper to fill in, or a script to ask it by phone.

Rule 1: both are made of the definition that the chat uses; no question is written
        twice, and each carries the codes that the import file expects.
Rule 2: the limits of confidence come before the first question, the help lines
        are on the paper, and nothing on it says which family it is.
Rule 3: what cannot work on paper is left out (being asked again) or said in words
        (which question to go on to).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from exports.paper import printed, typed
from exports.paper.phrases import ENGLISH, Phrases, parted, without_taps
from exports.paper.questions import Writer
from exports.paper.sheet import Box, Heading, Lines, Setting, Sheet
from surveys.model import Audience, Questionnaire

__all__ = ["FORMATS", "Setting", "Sheet", "paper", "render", "script", "versions"]

FORMATS: Mapping[str, Callable[[Sheet], bytes]] = {
    "docx": typed.render,
    "html": printed.render,
}


def render(sheet: Sheet, kind: str) -> bytes:
    """Return a paper or script as a file of that kind.

    Raises:
        KeyError: There is no such kind; `FORMATS` names them.
    """
    return FORMATS[kind](sheet)


def versions(questionnaire: Questionnaire, each: int) -> tuple[tuple[str, ...], ...]:
    """Return the packs of each version to print, in the order to hand them out.

    Handing them out in turn is the lot: every pack comes equally often.
    """
    packs = questionnaire.packs
    if not packs:
        return ((),)
    return tuple(
        tuple(sorted(packs[(start + step) % len(packs)] for step in range(each)))
        for start in range(len(packs))
    )


def paper(
    questionnaire: Questionnaire,
    setting: Setting,
    *,
    packs: Sequence[str] = (),
    language: str = ENGLISH,
    large: bool = False,
) -> Sheet:
    """Lay a questionnaire out to be printed and filled in by hand."""
    say = Phrases(language, "paper")
    writer = Writer(
        questionnaire, setting, tuple(packs), language, say, across=not large
    )
    parts = (
        Lines(parted(questionnaire.intro.in_language(language))[0]),
        Lines(*parted(without_taps(questionnaire.confidence.in_language(language)))),
        *writer.questions(tuple(_help(setting, say))),
        Box(say("end_title"), (say("end"),)),
        _office(questionnaire, setting, tuple(packs), say, say("row")),
    )
    under = [setting.council, *([say("large")] if large else [])]
    return Sheet(
        title=questionnaire.title.in_language(language),
        under=" · ".join(under),
        parts=parts,
        language=language,
        foot=_foot(questionnaire, packs, say),
        size=18 if large else 12.5,
    )


def script(
    questionnaire: Questionnaire,
    setting: Setting,
    *,
    packs: Sequence[str] = (),
    language: str = ENGLISH,
) -> Sheet:
    """Lay a questionnaire for families out to be asked by phone.

    Raises:
        ValueError: The questionnaire is for staff, who are not rung up.
    """
    if questionnaire.audience is not Audience.FAMILY:
        raise ValueError("a phone script is for families")
    say, on_paper = Phrases(language, "script"), Phrases(language, "paper")
    writer = Writer(questionnaire, setting, tuple(packs), language, say, spoken=True)
    intro, _ = parted(questionnaire.intro.in_language(language))
    limits, points = parted(
        without_taps(questionnaire.confidence.in_language(language))
    )
    parts = (
        Heading(say("before_title")),
        Lines((), say.all("before")),
        Heading(say("start_title")),
        Lines((), tuple(s.format(council=setting.council) for s in say.all("start"))),
        Box(say("say_title"), (*intro, *limits), points),
        Lines((say("ask"), say("skip"))),
        *writer.questions(()),
        Box(say("end_title"), (say("end"),)),
        Box(say("danger_title"), (), say.all("danger")),
        Box(say("help_title"), (), setting.help_lines),
        _office(questionnaire, setting, tuple(packs), on_paper, say("row")),
    )
    return Sheet(
        title=say("title").format(title=questionnaire.title.in_language(language)),
        under=setting.council,
        parts=parts,
        language=language,
        foot=_foot(questionnaire, packs, on_paper),
        size=11,
        spoken=True,
    )


def _foot(questionnaire: Questionnaire, packs: Sequence[str], say: Phrases) -> str:
    version = f"{questionnaire.id} {questionnaire.version}"
    if packs:
        version += f", {say('packs').format(packs=' + '.join(packs))}"
    return f"{version}."


def _help(setting: Setting, say: Phrases) -> Iterator[Box]:
    if setting.help_lines:
        yield Box(say("help_title"), (say("help_note"),), setting.help_lines)
    if setting.contact:
        yield Box(say("contact_title"), (setting.contact,))


def _office(
    questionnaire: Questionnaire,
    setting: Setting,
    packs: tuple[str, ...],
    say: Phrases,
    row: str,
) -> Box:
    family = questionnaire.audience is not Audience.STAFF
    texts = [say("office"), f"{say('questionnaire')}: {questionnaire.id}"]
    if packs:
        texts.append(say("packs").format(packs=" + ".join(packs)))
    places = ((say("tier"), setting.tiers), (say("district"), setting.districts))
    return Box(
        say("office_title"),
        tuple(texts),
        blanks=(row, *(() if family else (say("wave"),))),
        choices=tuple(place for place in places if place[1]) if family else (),
    )
