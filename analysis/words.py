"""The words that stand around the figures: titles, labels, and people's own words.

They come from the model, the area's file and the questionnaires; no figure is here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis import phrases
from analysis.model import MaturityModel


@dataclass(frozen=True, slots=True)
class Words:
    """The words that stand around the figures.

    Attributes:
        council: Whose summary it is, as printed under the title.
        rows: Titles of the rated rows, by id.
        themes: Titles of the themes, by id.
        groups: Labels of tiers, districts, grades, partners and modes, by id.
        questions: Each question in a few words, by id, for the tables of cuts.
        beside: By young people's question, the features that it is shown beside.
    """

    council: str
    rows: Mapping[str, str] = field(default_factory=dict)
    themes: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        model: MaturityModel,
        council: str,
        groups: Mapping[str, str],
        questions: Mapping[str, str],
    ) -> "Words":
        """Take the titles of rows and themes from the model."""
        beside = {a.question: a.beside for a in model.questions if a.beside}
        return cls(council, model.rows, model.themes, groups, questions, beside)

    def row(self, row: str) -> str:
        """Return the title of a rated row."""
        return self.rows.get(row, _plain(row))

    def theme(self, theme: str) -> str:
        """Return the title of a theme."""
        return self.themes.get(theme, _plain(theme))

    def group(self, group: str) -> str:
        """Return the label of a group."""
        return self.groups.get(group) or phrases.MODES.get(group) or _plain(group)

    def question(self, question: str) -> str:
        """Return a question in a few words, or nothing where there are none."""
        return self.questions.get(question, "")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that their author let us use and that a person approved for print.

    Attributes:
        other_way: They speak against what the figures of their theme say; None:
            nobody has judged that.
    """

    row: str
    theme: str
    words: str
    other_way: bool | None = None


def _plain(identifier: str) -> str:
    return identifier.replace("_", " ").capitalize()
