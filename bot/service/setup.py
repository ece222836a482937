"""What every service is given once, by the composition root."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.area import Area
from bot.service.errors import UnknownNameError
from surveys.care import CareTexts, Concern, care_texts
from surveys.model import Audience, Option, Questionnaire
from surveys.parts import at_event, with_contact, without_follow_up
from surveys.redaction import Redactor
from surveys.texts import texts

FOLLOW_UP: Final = "family-followup"
ENGLISH: Final = "en"
# What a token begins with, so that the first page of a link can greet the right
# people without looking the link up.
STAFF_MARK: Final = "staff-"
YOUNG_MARK: Final = "young-"
EVENT_MARK: Final = "event-"
# Of a link from a chat to a page, behind that of the questionnaire, if there is one.
PAGE_MARK: Final = "page-"
# How a questionnaire is asked, behind its id in a session (`Setup.asked`).
AT_EVENT: Final = "@event"
WITH_CONTACT: Final = "@contact"


@dataclass(frozen=True, slots=True)
class Links:
    """Where links lead: the name of the Telegram account, the address of the pages."""

    telegram: str | None = None
    web: str | None = None

    def telegram_link(self, token: str) -> str | None:
        """Return the deep link that opens the conversation in Telegram."""
        return f"https://t.me/{self.telegram}?start={token}" if self.telegram else None

    def web_link(self, token: str, language: str = ENGLISH) -> str | None:
        """Return the address of the page, which begins in that language."""
        if not self.web:
            return None
        wish = "" if language == ENGLISH else f"?lang={language}"
        return f"{self.web.rstrip('/')}/s/{token}{wish}"

    def stop_link(self, code: str) -> str | None:
        """Return the address at which somebody says stop."""
        return f"{self.web.rstrip('/')}/stop/{code}" if self.web else None


@dataclass(frozen=True, slots=True)
class Setup:
    """The definitions, the area, and what reads words in memory.

    Attributes:
        writes_to: Channels (``sms``, ``email``) by which families can be written to.
        finds_again: Whoever answers can be asked again by where they answered. False
            for pages: nobody is asked there whether we may, save where a contact is
            known (`WITH_CONTACT`).
    """

    definitions: Mapping[str, Questionnaire]
    area: Area
    redactor: Redactor
    links: Links = field(default_factory=Links)
    writes_to: tuple[str, ...] = ()
    finds_again: bool = True

    def questionnaire(self, questionnaire_id: str) -> Questionnaire:
        """Return a questionnaire.

        Raises:
            ServiceError: There is none of that id.
        """
        found = self.definitions.get(questionnaire_id)
        if found is None:
            known = ", ".join(sorted(self.definitions))
            raise UnknownNameError(
                f"There is no questionnaire {questionnaire_id!r}; there is {known}."
            )
        return found

    def asked(self, name: str) -> Questionnaire | None:
        """Return a questionnaire as a session puts it; None where it is not known.

        ``name`` is its id, and behind it, where there is one, the way of asking.
        """
        of, sign, way = name.partition("@")
        found = self.definitions.get(of)
        if found is None:
            return None
        if sign + way == AT_EVENT:
            return at_event(found)
        if sign + way == WITH_CONTACT:
            return with_contact(found)
        return found if self.finds_again else without_follow_up(found)

    def token_mark(self, questionnaire_id: str) -> str:
        """Return what the tokens of a questionnaire's links begin with."""
        marks = {Audience.STAFF: STAFF_MARK, Audience.YOUNG: YOUNG_MARK}
        return marks.get(self.questionnaire(questionnaire_id).audience, "")

    @property
    def places(self) -> Mapping[str, tuple[Option, ...]]:
        """The options that come from the area file."""
        kinds = ("partners", "grades", "tiers")
        return {kind: self.area.options(kind) for kind in kinds}

    def care(
        self,
        questionnaire: Questionnaire,
        language: str,
        concern: Concern | None = None,
    ) -> CareTexts:
        """Return the help lines of one turn, the area's own first."""
        return care_texts(
            self.area.help_lines,
            questionnaire.audience,
            language,
            concern,
            contact=self.area.ask_contact.in_language(language),
        )


def text(key: str, language: str, **values: str) -> str:
    """Return one of the service's own texts, in English where it is missing."""
    return texts("bot.service").say(key, language, **values)


def day(now: datetime) -> int:
    """Return the day of ``now`` as a plain number that grows."""
    return now.date().toordinal()


def last_day(now: datetime, days: int) -> int:
    """Return the day that is so many days after ``now``."""
    return day(now + timedelta(days=days))


def month_after(now: datetime, months: int) -> str:
    """Return the month so many months after (or before) ``now``: ``2027-02``."""
    count = now.year * 12 + now.month - 1 + months
    return f"{count // 12:04d}-{count % 12 + 1:02d}"
