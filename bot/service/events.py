"""Events: one link for many families, as at a families' fun day.

Rule 1: a link opens on its days only, and not without end: openings are counted, and
nothing else is. No answer leads to its event, nor an event to its answers.
Rule 2: its answers stay out of response rates, since nobody knows how many were asked
(`bot.service.submission` counts as invited only what came by an invitation).
Rule 3: the link's own part is sealed, to print it again; everything about an event goes
when its last day is over (docs/adr/0070-an-event-is-a-link-and-nothing-more.md).
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.keys import Keys, SealError, new_id, new_token
from bot.service.errors import ServiceError
from bot.service.hours import local_day
from bot.service.setup import ENGLISH, EVENT_MARK, FOLLOW_UP, Setup, text
from bot.store import EventRow, Store, Writer
from exports.card import Card
from surveys.languages import LANGUAGES
from surveys.model import Audience

FAMILIES: Final = 200  # that are expected where nobody says how many
MOST_FAMILIES: Final = 5_000
OPENINGS: Final = 3  # for each family expected: some stop and begin again
LONGEST: Final = timedelta(days=30)
EARLIEST: Final = timedelta(days=366)
POSTER: Final = "poster"  # of `exports.card.SIZES`, the one with room for all
_PRINTED: Final = frozenset({"Latn", "Cyrl"})
_ID: Final = 8
_LABEL: Final = "event"


@dataclass(frozen=True, slots=True)
class Opening:
    """What somebody wants to open.

    Attributes:
        district: Counted with the answers; None: for the whole area.
        first: The first day on which the link opens.
        until: The last.
        questionnaire: One for families or young people.
        language: To begin in; families can change it.
        families: How many are expected, roughly.
    """

    district: str | None
    first: date
    until: date
    questionnaire: str = "family-closure"
    language: str = ENGLISH
    families: int = FAMILIES


@dataclass(frozen=True, slots=True)
class Event:
    """An event as people see it who have opened it.

    Attributes:
        id: By which it is ended and printed again.
        link: To show: of the page where there is one, else of Telegram.
        opened: How often the link was opened; it tells nothing of answers.
        most: After how many openings it opens no more.
    """

    id: str
    questionnaire: str
    district: str | None
    language: str
    first: date
    until: date
    opened: int
    most: int
    token: str
    web_link: str | None
    telegram_link: str | None

    @property
    def link(self) -> str:
        """The link to print: the page's, since not everybody has Telegram."""
        return self.web_link or self.telegram_link or f"/start {self.token}"


class Events:
    """Opens, lists and ends events."""

    def __init__(self, writer: Writer, keys: Keys, setup: Setup) -> None:
        self._writer = writer
        self._keys = keys
        self._setup = setup

    async def open(
        self, opening: Opening, *, request: str | None = None, now: datetime
    ) -> Event:
        """Open an event and return its link.

        Args:
            opening: See there.
            request: Names what asked for it: asked twice, the event is the same.
            now: The present moment.

        Raises:
            ServiceError: Something of it cannot be used; the message says what.
        """
        self._check(opening, now)
        event_id = new_id()[:_ID]
        if request is not None:
            event_id = self._keys.mark("event request", request).hex()[:_ID]
        token = EVENT_MARK + self._setup.token_mark(opening.questionnaire) + new_token()
        row = EventRow(
            token=self._keys.token(token),
            id=event_id,
            questionnaire=opening.questionnaire,
            district=opening.district,
            language=opening.language,
            first=opening.first.toordinal(),
            until=opening.until.toordinal(),
            opened=0,
            most=OPENINGS * opening.families,
            sealed=self._keys.seal(_LABEL, token.encode()),
        )

        def work(store: Store) -> EventRow:
            store.events.add(row)
            return store.events.named(row.id) or row

        return self._event(await self._writer.run(work))

    async def current(self) -> tuple[Event, ...]:
        """Return every event that is not over."""
        rows = await self._writer.run(lambda store: store.events.all())
        return tuple(self._event(row) for row in rows)

    async def get(self, event_id: str) -> Event | None:
        """Return the event of that id; None where it is over, or never was."""
        row = await self._writer.run(lambda store: store.events.named(event_id))
        return None if row is None else self._event(row)

    async def end(self, event_id: str) -> bool:
        """End an event before its time; False where there is none.

        Conversations that have begun can be finished for a day.
        """
        return await self._writer.run(lambda store: store.events.end(event_id))

    def printed(self, event: Event, size: str) -> Card:
        """Return what stands on an event's poster, or on the smaller card.

        In the event's language, where our printing fonts have its letters; else in
        English, with a link that begins in the language all the same.
        """
        script = LANGUAGES[event.language].script
        language = event.language if script in _PRINTED else ENGLISH
        area, day = self._setup.area, event.until.strftime("%d/%m/%Y")
        about = text("event_text", language)
        lines = [text("event_own", language), text("event_until", language, day=day)]
        return Card(
            title=text("event_title", language),
            lines=(about, *lines) if size == POSTER else tuple(lines),
            scan=text("card_scan", language),
            alt=text("card_alt", language),
            link=event.link,
            foot=area.council,
            language=language,
        )

    def _event(self, row: EventRow) -> Event:
        try:
            token = self._keys.unseal(_LABEL, row.sealed).decode()
        except SealError as wrong:
            raise ServiceError("An event was sealed by another key.") from wrong
        links = self._setup.links
        return Event(
            id=row.id,
            questionnaire=row.questionnaire,
            district=row.district,
            language=row.language,
            first=date.fromordinal(row.first),
            until=date.fromordinal(row.until),
            opened=row.opened,
            most=row.most,
            token=token,
            web_link=links.web_link(token, row.language),
            telegram_link=links.telegram_link(token),
        )

    def _check(self, opening: Opening, now: datetime) -> None:
        today = local_day(now)
        asked = self._setup.questionnaire(opening.questionnaire)
        districts = [place.id for place in self._setup.area.districts]
        wrong = None
        if asked.audience is Audience.STAFF or asked.id == FOLLOW_UP:
            wrong = (
                f"{asked.id} cannot be asked at an event: staff have waves, and the"
                " three-month questions go to those who said yes to them."
            )
        elif opening.district is not None and opening.district not in districts:
            wrong = (
                f"There is no district {opening.district!r}; the area file has"
                f" {', '.join(districts)}."
            )
        elif opening.language not in asked.languages:
            wrong = (
                f"{asked.id} is not offered in {opening.language!r}; it is in"
                f" {', '.join(asked.languages)}."
            )
        elif opening.until < opening.first:
            wrong = "The last day comes before the first."
        elif opening.until < today:
            wrong = f"{opening.until} is over already; name a later day."
        elif opening.until - opening.first > LONGEST:
            wrong = (
                f"An event lasts {LONGEST.days} days at most: a link that is open for"
                " longer says nothing about who answered."
            )
        elif opening.first - today > EARLIEST:
            wrong = "It begins in more than a year; open it nearer the time."
        elif not 1 <= opening.families <= MOST_FAMILIES:
            wrong = f"Say how many families are expected: from 1 to {MOST_FAMILIES}."
        if wrong is not None:
            raise ServiceError(wrong)
