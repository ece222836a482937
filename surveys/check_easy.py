"""What is wrong with the easy read words of a definition, and with its pictures."""

from collections import Counter
from collections.abc import Iterator

from surveys.check_look import Look, some
from surveys.check_questions import LONGEST_LABEL
from surveys.entries import width
from surveys.lines import Path
from surveys.model import Option, Question, Variant
from surveys.pictures import pictures

_TICK = 2


def check_easy(look: Look) -> None:
    """Note pictures that are not there, and easy labels that cannot be used."""
    for question in look.draft.questions:
        for name, path in _pictures(look, question):
            if name not in pictures():
                look.source.add(
                    path,
                    f"There is no picture {name!r}.",
                    f"Use one of surveys/data/pictures: {some(pictures())}.",
                )
        for i, option in enumerate(question.options):
            _label(look, question, option, (*look.option_at(question, i), "easy"))


def _pictures(look: Look, question: Question) -> Iterator[tuple[str, Path]]:
    if question.picture is not None:
        yield question.picture, look.at(question, "picture")
    for i, option in enumerate(question.options):
        if option.picture is not None:
            yield option.picture, (*look.option_at(question, i), "picture")


def _label(look: Look, question: Question, option: Option, path: Path) -> None:
    for language, label in option.label.easy.items():
        labels = Counter(
            o.label.in_language(language, Variant.EASY).casefold()
            for o in question.options
        )
        if labels[label.casefold()] > 1:
            look.source.add(
                path,
                f"Two options read “{label}” in easy read ({language}).",
                "Nobody can tell them apart: say how they differ.",
            )
        if width(label) > LONGEST_LABEL - _TICK:
            look.source.add(
                path,
                f"The easy label “{label}” takes {width(label)} places; "
                f"{LONGEST_LABEL - _TICK} fit on a button.",
                "Say it shorter; the question or its help can say the rest.",
            )
