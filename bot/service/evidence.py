"""The one way out: stored answers become evidence, a release, a document.

Rule 1: nothing leaves but a `Release`, made by disclosure control against the
register of everything released before, and recorded before it is returned.
Rule 2: reading and recording are jobs of the writer; the sums between them are not,
and are done again where another release was recorded meanwhile.
Rule 3: a year's figures come from closed quarters and waves alone.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from analysis.assess import assess
from analysis.disclosure import disclose, release_from_json, release_to_json
from analysis.method import Baseline
from analysis.model import (
    Attached,
    Attestation,
    Feature,
    MaturityModel,
    Polarity,
    Ticked,
)
from analysis.model import Evidence as Gathered
from analysis.panel import COLOURS, LETTERS, PanelRating
from analysis.quoting import other_way
from analysis.release import Entry, Release
from analysis.report import Overview, Report, Words, compose, compose_all
from analysis.report import Quote as Printed
from analysis.status import objected
from analysis.ticks import against
from analysis.who import Who, told
from bot.area import Area
from bot.keys import new_id
from bot.service import periods
from bot.service.about_you import groups_of
from bot.service.baseline import (
    baseline_from_json,
    baseline_of,
    baseline_to_json,
    comments_of,
)
from bot.service.errors import ServiceError, UnknownNameError
from bot.service.readers import Readers
from bot.store import Period, Quote, QuoteGround, Rating, Store, Writer
from exports import FORMATS, render
from surveys.model import Audience, Questionnaire, Response

ROWS: Final = (
    "family",
    "leadership",
    "strategy",
    "culture",
    "workforce",
    "structures",
    "processes",
)
ALL: Final = "all"
_TRIES: Final = 5
_FAMILIES: Final = (Audience.FAMILY, Audience.YOUNG)
_EARLIER_WAVES: Final = 2
_COMMENTED: Final = {
    "family": "family-closure",
    "culture": "staff-check",
    "workforce": "keyworker-view",
}
_QUOTED: Final = {
    "family": "family",
    "young-closure": "family",
    "staff-check": "culture",
    "keyworker-view": "workforce",
}


def _earlier(
    known: Sequence[Period], used: Sequence[Period], responses: Sequence[Response]
) -> tuple[str, ...]:
    """Return the closed waves before the period's own, two at most, oldest first.

    They serve for change between waves and for what has to hold in several; a
    questionnaire that nobody answered in the period brings none, so that an old wave
    never stands in for a new one.
    """
    answered = {r.period for r in responses}
    mine = {p.questionnaire for p in used if p.kind == "wave" and p.id in answered}
    within = {p.id for p in used}
    first = min((p.quarter for p in used), default="")
    found: list[str] = []
    for questionnaire in sorted(q for q in mine if q is not None):
        past = [
            p.id
            for p in known
            if (p.kind, p.questionnaire) == ("wave", questionnaire)
            and p.closed
            and p.quarter < first
            and p.id not in within
        ]
        found += past[-_EARLIER_WAVES:]
    return tuple(p.id for p in known if p.id in found)


def _with_who(report: Report, who: tuple[Who, ...]) -> Report:
    """Return a report with who answered, where it is about families."""
    return replace(report, who=who) if report.strand == "family" else report


def _weight(pair: tuple[int, int]) -> tuple[bool, int]:
    return objected(pair), pair[0]


class EvidenceError(ServiceError):
    """There is nothing to assess under this name."""


class UnknownFeatureError(EvidenceError, UnknownNameError):
    """There is no such feature, or no such cap."""


@dataclass(frozen=True, slots=True)
class Document:
    """A rendered summary."""

    name: str
    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class _Read:
    """What one reading of the store gives."""

    gathered: Gathered
    register: tuple[Entry, ...]
    publications: int
    closed: bool
    before: str | None


class Evidence:
    """Gathers, assesses, releases and renders."""

    def __init__(
        self,
        writer: Writer,
        model: MaturityModel,
        area: Area,
        definitions: Mapping[str, Questionnaire],
        readers: Readers,
    ) -> None:
        self._writer = writer
        self._readers = readers
        self._model = model
        self._area = area
        self._definitions = definitions

    async def assess(self, row: str, period: str, now: datetime) -> tuple[Release, ...]:
        """Return the releases of one row, or of all seven, and record them.

        Raises:
            EvidenceError: There is no such period.
        """
        rows = ROWS if row == ALL else (row,)
        return tuple([await self._release(each, period, now) for each in rows])

    async def documents(
        self, row: str, period: str, kinds: Sequence[str], now: datetime
    ) -> tuple[Document, ...]:
        """Return a row's summary, or the overview of all rows, in each format.

        Raises:
            EvidenceError: There is no such period.
        """
        releases = await self.assess(row, period, now)
        quotes = await self._quotes(releases, period)
        before = await self._before(releases, period)
        panels = await self._panels(period)
        words = self._words()
        readers = await self._readers.sentences()
        who = await self._who(period, now)
        report: Report | Overview
        if row == ALL:
            report = compose_all(releases, words, quotes, before, panels, readers)
            report = replace(
                report, reports=tuple(_with_who(r, who) for r in report.reports)
            )
        else:
            baseline = await self._baseline(releases[0])
            report = compose(
                releases[0],
                words,
                quotes,
                before.get(row),
                baseline,
                panels.get(row),
                readers,
            )
            report = _with_who(report, who)
        return tuple(
            [
                Document(
                    f"strandline-{row}-{period}.{FORMATS[kind].suffix}",
                    await asyncio.to_thread(render, report, kind),
                    FORMATS[kind].media_type,
                )
                for kind in kinds
            ]
        )

    async def _who(self, period: str, now: datetime) -> tuple[Who, ...]:
        """Return who answered in a year that is over; nothing for any other period."""
        days = periods.span(period)
        if days is None or "-Q" in period or not days.over(now.date()):
            return ()
        counts = await self._writer.run(lambda store: store.equality.of(period))
        return told(groups_of(self._area, counts)) if counts else ()

    # --- what people of the partnership add ----------------------------------------

    async def attest(self, feature: str, by: str, reason: str, now: datetime) -> None:
        """Store a named person's word for a feature, or for a cap.

        Raises:
            EvidenceError: There is no such feature, or answers can reach it.
        """
        if not feature.startswith("cap:"):
            found = self._feature(feature)
            if not found.attestable:
                raise EvidenceError(
                    f"{feature} can be evidenced by answers or by a sample; a"
                    " person's word is not enough. Use: strandline attach"
                )
        elif feature not in self._caps():
            raise UnknownFeatureError(
                f"{feature!r} is no cap that a panel can accept. Write one of"
                f" {', '.join(self._caps())}."
            )
        stored = Attestation(feature, by, reason, now.date().isoformat())
        await self._writer.run(lambda store: store.panel.attest(stored))

    async def attach(  # what an audit says, in full
        self,
        feature: str,
        source: str,
        sample: int,
        supporting: int,
        by: str,
        now: datetime,
    ) -> None:
        """Store evidence from elsewhere.

        Raises:
            EvidenceError: There is no such feature.
        """
        self._feature(feature)
        stored = Attached(
            feature, source, sample, supporting, by, now.date().isoformat()
        )
        await self._writer.run(lambda store: store.panel.attach(stored, new_id()))

    async def rate(self, row: str, period: str, rating: PanelRating) -> None:
        """Store the panel's own rating of a row, in place of an older one.

        Raises:
            EvidenceError: The rating is none of the toolkit's, or there is no such
                period.
        """
        if rating.letters not in LETTERS or rating.rag not in COLOURS:
            raise EvidenceError(
                f"Write the letters as one of {', '.join(LETTERS)}, and the colour as"
                f" one of {', '.join(COLOURS)}."
            )
        if not rating.reason.strip() or not rating.by.strip():
            raise EvidenceError("A rating needs a reason, and who agreed it.")
        stored = Rating(
            row=row,
            period=period,
            letters=rating.letters,
            rag=rating.rag,
            reason=rating.reason,
            next_steps="\n".join(rating.steps),
            by=rating.by,
            on=rating.on,
        )

        def work(store: Store) -> None:
            if periods.span(period) is None and not store.periods.within(period):
                raise EvidenceError(f"There is no period or wave {period!r}.")
            store.panel.rate(stored)

        await self._writer.run(work)

    async def _panels(self, period: str) -> Mapping[str, PanelRating]:
        """Return the panel's ratings of a period, by row."""
        found = await self._writer.run(lambda store: store.panel.ratings(period))
        return {
            one.row: PanelRating(
                one.letters,
                one.rag,
                one.reason,
                tuple(one.next_steps.splitlines()),
                one.by,
                one.on,
            )
            for one in found
        }

    def _feature(self, feature_id: str) -> Feature:
        try:
            return self._model.feature(feature_id)
        except KeyError:
            raise UnknownFeatureError(
                f"The model has no feature {feature_id!r}. `strandline assess` lists"
                " their ids."
            ) from None

    def _caps(self) -> tuple[str, ...]:
        return tuple(
            f"cap:{cap}:{questionnaire}"
            for questionnaire in sorted(self._definitions)
            for cap in ("unknown_rate", "event")
        )

    # --- from the store to a release -------------------------------------------------

    async def _release(self, row: str, period: str, now: datetime) -> Release:
        for _ in range(_TRIES):
            read = await self._writer.run(
                lambda store: self._read(store, row, period, now)
            )
            release = await asyncio.to_thread(self._decide, row, read)
            shown = release_to_json(release)
            before = json.loads(read.before or "{}")
            if release.closed and "baseline" in before:
                shown["baseline"] = before["baseline"]
            body = json.dumps(shown, sort_keys=True)

            def record(
                store: Store,
                read: _Read = read,
                release: Release = release,
                body: str = body,
            ) -> bool:
                if store.releases.count() != read.publications:
                    return False
                if body != read.before or release.entries:
                    store.releases.record(
                        row, period, release.entries, body, closed=release.closed
                    )
                return True

            if await self._writer.run(record):
                return release
        raise EvidenceError("Another release is being made at the moment; try again.")

    def _decide(self, row: str, read: _Read) -> Release:
        assessment = assess(
            read.gathered,
            self._model,
            row,
            bars=self._area.bars,
            required_groups={
                "tier": tuple(tier.id for tier in self._area.tiers),
                "grade": self._area.core("grades"),
                "partner": self._area.core("partners"),
            },
        )
        return disclose(
            assessment,
            read.register,
            self._area.policy,
            closed=read.closed,
            model=self._model,
            groups={
                kind: tuple(place.id for place in places)
                for kind, places in (
                    ("tier", self._area.tiers),
                    ("district", self._area.districts),
                    ("grade", self._area.grades),
                    ("partner", self._area.partners),
                )
            },
        )

    def _read(self, store: Store, row: str, period: str, now: datetime) -> _Read:
        within = store.periods.within(period)
        days = periods.span(period)
        if days is None and not within:
            raise EvidenceError(
                f"There is no period or wave {period!r}. Write a year, a quarter or a"
                f" wave, as in {now.year} or {periods.quarter_of(now.date())}."
            )
        if days is not None and not days.begun(now.date()):
            raise EvidenceError(f"{period} has not begun yet.")
        over = days is None or days.over(now.date())
        year = days is not None and period not in periods.quarters_of(period)
        closed = over and all(p.closed for p in within)
        used = tuple(p for p in within if p.closed or not year)
        ids = tuple(p.id for p in used)
        counted = (*ids, period) if year and closed else ids
        responses = store.responses.of(ids)
        earlier = _earlier(store.periods.all(), used, responses)
        return _Read(
            gathered=Gathered(
                period=period,
                responses=(*responses, *store.responses.of(earlier)),
                waves=(*earlier, *(p.id for p in used if p.kind == "wave")),
                tallies=store.tallies.of((*earlier, *counted)),
                reach=store.reach.of(counted),
                attestations=store.panel.attestations(),
                attached=store.panel.attached(),
                objections=self._objections(store, ids),
                ticks=self._ticks(store, ids),
                words=store.clauses.standing(ids),
            ),
            register=store.releases.register(),
            publications=store.releases.count(),
            closed=closed,
            before=store.releases.published(row, period),
        )

    def _objections(
        self, store: Store, ids: Sequence[str]
    ) -> Mapping[str, tuple[int, int]]:
        """Return who objects among families, or among staff: whichever weighs more.

        A family's objection is not outweighed by staff who wrote about other things.
        """
        families = {q.id for q in self._definitions.values() if q.audience in _FAMILIES}
        staff = {*self._definitions} - families
        found: dict[str, tuple[int, int]] = {}
        for asked in (families, staff):
            for feature, pair in store.objections.of(ids, sorted(asked)).items():
                found[feature] = max(found.get(feature, pair), pair, key=_weight)
        return found

    def _ticks(self, store: Store, ids: Sequence[str]) -> tuple[Ticked, ...]:
        """Return what was ticked clause by clause, and in the queue of quotes."""
        deficits = {
            f.id for f in self._model.features if f.polarity is Polarity.DEFICIT
        }
        return (
            *store.clauses.ticks(ids),
            *(
                Ticked(response, feature, against(deficit=feature in deficits))
                for response, feature in store.objections.people(ids)
            ),
        )

    # --- from releases to documents ------------------------------------------------

    async def _before(
        self, releases: Sequence[Release], period: str
    ) -> Mapping[str, Release]:
        """Return what was last released about the period before this one."""
        earlier = periods.before(period)
        if earlier is None:
            return {}

        def read(store: Store) -> dict[str, str | None]:
            return {
                r.strand: store.releases.published(r.strand, earlier) for r in releases
            }

        found = await self._writer.run(read)
        return {
            row: release_from_json(json.loads(body))
            for row, body in found.items()
            if body
        }

    async def _baseline(self, release: Release) -> Baseline | None:
        """Return TextBlob's view of a closed period's comments, worked out once."""
        asked = _COMMENTED.get(release.strand)
        if asked is None or not release.closed:
            return None
        row, period = release.strand, release.period

        def read(store: Store) -> tuple[str | None, tuple[str, ...]]:
            within = [p.id for p in store.periods.within(period)]
            comments = comments_of(store.responses.of(within), asked)
            return store.releases.published(row, period), comments

        body, comments = await self._writer.run(read)
        kept = json.loads(body or "{}")
        if "baseline" in kept:
            found = kept["baseline"]
            return None if found is None else baseline_from_json(found)
        baseline = await asyncio.to_thread(baseline_of, comments, self._area.policy)
        kept["baseline"] = None if baseline is None else baseline_to_json(baseline)
        text = json.dumps(kept, sort_keys=True)
        await self._writer.run(
            lambda store: store.releases.record(row, period, (), text, closed=True)
        )
        return baseline

    async def _quotes(
        self, releases: Sequence[Release], period: str
    ) -> tuple[Printed, ...]:
        """Return the approved quotes of rows that enough people answered for."""
        enough = {
            r.strand
            for r in releases
            if any(people is not None for people in r.respondents.values())
        }

        def read(store: Store) -> tuple[tuple[Quote, ...], tuple[QuoteGround, ...]]:
            within = store.periods.within(period)
            approved = store.quotes.approved(p.id for p in within)
            return approved, store.quotes.ground(quote.id for quote in approved)

        quotes, ground = await self._writer.run(read)
        statuses = {f.id: f.status for r in releases for f in r.features}
        turned = {g.quote: other_way(dict(g.said), statuses) for g in ground}
        placed = ((self._place(quote), quote) for quote in quotes)
        return tuple(
            Printed(place[0], place[1], quote.words, turned.get(quote.id))
            for place, quote in placed
            if place is not None and place[0] in enough
        )

    def _place(self, quote: Quote) -> tuple[str, str] | None:
        """Return the row and theme that a quote belongs to."""
        row = _QUOTED.get(self._questionnaire_of(quote.question))
        if row is None:
            return None
        known = {feature.theme for feature in self._model.of_row(row)}
        theme = next((theme for theme in quote.themes if theme in known), None)
        return None if theme is None else (row, theme)

    def _questionnaire_of(self, question_id: str) -> str:
        for questionnaire in self._definitions.values():
            if any(q.id == question_id for q in questionnaire.questions):
                family = questionnaire.audience is Audience.FAMILY
                return "family" if family else questionnaire.id
        return ""

    def _words(self) -> Words:
        area = self._area
        places = (*area.tiers, *area.districts, *area.partners, *area.grades)
        return Words.of(
            self._model,
            area.council,
            groups={place.id: place.label for place in places},
            questions={a.question: a.asks for a in reversed(self._model.questions)},
        )
