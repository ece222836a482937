"""What every check of a definition looks at: the draft, its lines, what is known."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from surveys.definition import Source
from surveys.lines import Path
from surveys.loading import Definition
from surveys.model import Question, Questionnaire, Text

_ENOUGH = 12  # names to recognise the right one by


@dataclass(frozen=True, slots=True)
class Known:
    """What the rest of the project knows, and a definition is checked against."""

    features: Collection[str]
    themes: Collection[str]
    languages: Sequence[str]


@dataclass(frozen=True, slots=True)
class Look:
    """One definition, its questions in order, and where to note what is wrong."""

    definition: Definition
    draft: Questionnaire
    known: Known

    @property
    def source(self) -> Source:
        """Where mistakes are noted."""
        return self.definition.source

    @property
    def order(self) -> Mapping[str, int]:
        """The place of each question; of two with one id, the first one's."""
        found: dict[str, int] = {}
        for i, question in enumerate(self.draft.questions):
            found.setdefault(question.id, i)
        return found

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that the texts are needed in."""
        return tuple(dict.fromkeys((*self.draft.languages, *self.known.languages)))

    def at(self, question: Question, *rest: str | int) -> Path:
        """Return the path of something in a question."""
        for place, other in enumerate(self.draft.questions):
            if other is question:
                return (*self.definition.paths[place], *rest)
        return rest

    def option_at(self, question: Question, i: int) -> Path:
        """Return the path of an option; of one from a set, where the set is named."""
        path = self.at(question, "options", i)
        return path if path in self.source.lines else self.at(question, "options")

    def texts(self) -> Iterator[tuple[Text, Path]]:
        """Yield every text that people see, with its path."""
        draft = self.draft
        yield draft.title, ("title",)
        yield draft.intro, ("intro",)
        yield draft.confidence, ("confidence",)
        yield draft.thanks, ("thanks",)
        for i, section in enumerate(draft.sections):
            yield section.title, ("section", i, "title")
        for question in draft.questions:
            yield question.text, self.at(question, "text")
            if question.help is not None:
                yield question.help, self.at(question, "help")
            for i, option in enumerate(question.options):
                yield option.label, (*self.option_at(question, i), "label")


def some(names: Collection[str]) -> str:
    """Return the first of some names, to recognise the right one by."""
    first = ", ".join(sorted(names)[:_ENOUGH])
    return f"{first} …" if len(names) > _ENOUGH else first
