"""What a council says in its own name: its looks, its routes, its notice, its checks.

Nothing of this has a value that could be guessed: where a council has not said how to
complain, nothing is said, and `strandline status` names what is not set.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from surveys.model import Text

COLOUR = "#1d4f6e"
LEAVE = "https://www.bbc.co.uk/weather"


@dataclass(frozen=True, slots=True)
class Look:
    """How the pages look.

    Attributes:
        colour: ``#rrggbb``, at least 4.5:1 against white: heads, buttons, links.
        logo: A file in the data folder (PNG or SVG), or None.
        logo_words: What the logo says, for those who do not see it.
    """

    colour: str = COLOUR
    logo: str | None = None
    logo_words: str = ""


@dataclass(frozen=True, slots=True)
class Route:
    """Where to go with something: the council's words, and a page of its own.

    Attributes:
        text: What to do and whom to ring, in the council's words.
        link: An https address, or None.
    """

    text: Text
    link: str | None = None


@dataclass(frozen=True, slots=True)
class PrivacyNotice:
    """What the privacy page says in the council's name.

    Attributes:
        controller: Who is answerable for the data.
        contact: How to reach the data protection officer.
        lawful_basis: Under which law the questions are asked.
        retention: How long things are kept, where the council says more than the
            usual sentence made from ``[retention]``.
        link: The council's full notice (https), or None.
    """

    controller: Text | None = None
    contact: Text | None = None
    lawful_basis: Text | None = None
    retention: Text | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class LanguageCheck:
    """Somebody who speaks a language has checked its texts.

    Attributes:
        by: A role, never a name: ``interpreter of the council``.
        on: The day.
    """

    by: str
    on: date


@dataclass(frozen=True, slots=True)
class CouncilWords:
    """All that a council says in its own name.

    Attributes:
        look: How the pages look.
        complaints: How families complain about the help, or None.
        whistleblowing: How staff raise a concern about how things are done, or None.
        lado: How staff report a worry about a colleague (the local authority's
            designated officer), or None.
        privacy: For the privacy page.
        checks: Language to its recorded check.
        bsl: ``family-closure/Q1`` (or ``family-closure/intro``) to the https address
            of the same in British Sign Language.
        leave: Where "leave this page quickly" goes: a page that tells nothing.
    """

    look: Look = field(default_factory=Look)
    complaints: Route | None = None
    whistleblowing: Route | None = None
    lado: Route | None = None
    privacy: PrivacyNotice = field(default_factory=PrivacyNotice)
    checks: Mapping[str, LanguageCheck] = field(default_factory=dict)
    bsl: Mapping[str, str] = field(default_factory=dict)
    leave: str = LEAVE
