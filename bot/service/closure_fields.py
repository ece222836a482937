"""What a closure may say: one list of fields for the API, its document and the CSV.

Rule 1: every field is a choice from a list, or has a narrow shape; whatever else is
given is refused. There is no field for a name, and none that would hold one.
Rule 2: all mistakes are found at once; none of them repeats what was given.
Rule 3: a phone number or an email comes with `safe_to_contact`, or not at all.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.area import Area
from bot.service.notify import EMAIL, SMS
from bot.service.references import PATTERN, looks_like
from bot.service.setup import ENGLISH, FOLLOW_UP, month_after
from surveys.model import Audience, Questionnaire

CLOSURE: Final = "family-closure"
MONTHS_BACK: Final = 2
PHONE: Final = r"^(\+44|0)7[0-9]{9}$"
MAIL: Final = (
    r"^[A-Za-z0-9_%+-]+(\.[A-Za-z0-9_%+-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*"
    r"\.[A-Za-z]{2,20}$"
)
_MAIL: Final = 120  # characters of an email address
_PLAIN: Final = re.compile(r"[a-z_]{1,30}")
_STRANGE: Final = (
    "this is no field of a closure. Names, addresses, dates of birth, notes and the"
    " like are not taken: leave it out"
)
_UNSENT: Final = (
    "nothing can be sent that way from here (docs/delivery.md): leave it out"
)
_SHAPES: Final = {"reference": ": letters, figures, . _ / and -, no spaces, no name"}
_CONTACTS: Final = ("phone", "email", "safe_to_contact")


@dataclass(frozen=True, slots=True)
class Closure:
    """A case that has ended, as far as it concerns us."""

    questionnaire: str
    tier: str | None
    district: str | None
    month: str
    language: str = ENGLISH
    phone: str | None = field(default=None, repr=False)
    email: str | None = field(default=None, repr=False)
    reference: str | None = field(default=None, repr=False)

    @property
    def channel(self) -> str | None:
        """How the family is written to; None: the link is handed over."""
        return SMS if self.phone else EMAIL if self.email else None

    @property
    def address(self) -> str:
        """Where to: one spelling for one phone and one mailbox."""
        if self.phone:
            return "+44" + self.phone[-10:]
        return (self.email or "").lower()


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why a field cannot be taken."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name, what it is for, and its JSON schema."""

    name: str
    meaning: str
    schema: Mapping[str, object]
    required: bool = False


class Fields:
    """The fields as this installation takes them at this moment."""

    def __init__(
        self,
        area: Area,
        definitions: Mapping[str, Questionnaire],
        channels: tuple[str, ...],
        now: datetime,
    ) -> None:
        self.channels = channels
        self.all = _fields(area, definitions, channels, now)
        self._by_name = {one.name: one for one in self.all}

    def read(
        self, given: Mapping[str, object]
    ) -> tuple[Closure | None, tuple[Mistake, ...]]:
        """Return the closure that was given, or everything that is wrong with it."""
        mistakes = [
            Mistake(
                name if _PLAIN.fullmatch(name) else "?",
                _UNSENT if name in _CONTACTS else _STRANGE,
            )
            for name in given
            if name not in self._by_name
        ]
        for known in self.all:
            if known.name in given:
                reason = _wrong(known, given[known.name])
            else:
                reason = "it is missing" if known.required else None
            if reason is not None:
                mistakes.append(Mistake(known.name, reason))
        if not mistakes:
            mistakes = _together(given)
        if mistakes:
            return None, tuple(mistakes)

        def text(name: str) -> str | None:
            value = given.get(name)
            return value if isinstance(value, str) else None

        return (
            Closure(
                questionnaire=text("questionnaire") or CLOSURE,
                tier=text("tier"),
                district=text("district"),
                month=text("month") or "",
                language=text("language") or ENGLISH,
                phone=text("phone"),
                email=text("email"),
                reference=text("reference"),
            ),
            (),
        )


def written_to(typed: str, channels: Iterable[str]) -> tuple[str, str] | None:
    """Return the channel and address that somebody typed, in their one spelling.

    None where it is no mobile number and no email address, or nothing can be sent so.
    """
    bare = "".join(typed.split())
    phone = re.sub(r"[().-]", "", bare)
    if SMS in channels and re.fullmatch(PHONE.strip("^$"), phone):
        return SMS, "+44" + phone[-10:]
    if (
        EMAIL in channels
        and len(bare) <= _MAIL
        and re.fullmatch(MAIL.strip("^$"), bare)
    ):
        return EMAIL, bare.lower()
    return None


def months(now: datetime) -> tuple[str, ...]:
    """Return the months whose closures are taken: this one and two before it."""
    return tuple(month_after(now, -back) for back in range(MONTHS_BACK + 1))


def _wrong(known: Field, value: object) -> str | None:
    """Return why a value cannot be taken, or None."""
    schema = known.schema
    if schema.get("const") is True:
        return None if value is True else "write true, or leave the contact out"
    if not isinstance(value, str):
        return "write it as text"
    choices = schema.get("enum")
    if isinstance(choices, list):
        return None if value in choices else f"write one of: {', '.join(choices)}"
    longest = schema.get("maxLength", 0)
    if (isinstance(longest, int) and len(value) > longest) or not re.fullmatch(
        str(schema["pattern"]).strip("^$"), value
    ):
        return f"it has not the shape of {known.meaning}{_SHAPES.get(known.name, '')}"
    if known.name == "reference" and (what := looks_like(value)) is not None:
        return f"it looks like {what}; give the case system's own number"
    return None


def _together(given: Mapping[str, object]) -> list[Mistake]:
    """Return what is wrong with fields that are right one by one."""
    contacts = [name for name in ("phone", "email") if name in given]
    if len(contacts) > 1:
        return [Mistake("email", "give a phone number or an email, not both")]
    if contacts and "safe_to_contact" not in given:
        return [
            Mistake("safe_to_contact", "it must be true where there is a contact: ask")
        ]
    if "safe_to_contact" in given and not contacts:
        return [Mistake("safe_to_contact", "there is no contact that it is about")]
    return []


def _fields(
    area: Area,
    definitions: Mapping[str, Questionnaire],
    channels: tuple[str, ...],
    now: datetime,
) -> tuple[Field, ...]:
    asked = sorted(
        q.id
        for q in definitions.values()
        if q.audience is not Audience.STAFF and q.id != FOLLOW_UP
    )
    tiers, districts = (_one_of(p.id for p in k) for k in (area.tiers, area.districts))
    found = [
        Field("tier", "the kind of help", tiers, required=True),
        Field("district", "where they live", districts, required=True),
        Field("month", "the month of closing", _one_of(months(now)), required=True),
        Field("questionnaire", f"what to ask; {CLOSURE} if left out", _one_of(asked)),
        Field("language", "to begin in; en if left out", _one_of(area.languages)),
        Field("reference", "a case system's number", _shaped(PATTERN, 64)),
    ]
    if SMS in channels:
        found.append(Field("phone", "a UK mobile number", _shaped(PHONE, 13)))
    if EMAIL in channels:
        found.append(Field("email", "an email address", _shaped(MAIL, _MAIL)))
    if channels:
        found.append(
            Field(
                "safe_to_contact",
                "that somebody has asked whether it is safe to write there",
                {"const": True},
            )
        )
    return tuple(found)


def _one_of(ids: Iterable[str]) -> Mapping[str, object]:
    return {"type": "string", "enum": list(ids)}


def _shaped(pattern: str, longest: int) -> Mapping[str, object]:
    return {"type": "string", "pattern": pattern, "maxLength": longest}
