"""What holds a finding down to mixed, however good the answers look.

The interval covers chance, not who stayed silent or who was watched. So:
Rule 1: a low response, or a tier or district with a fifth of the closings and no
    answer, caps everything that the questionnaire evidences.
Rule 2: so do an unknown response rate and answers gathered at an event, until the
    panel accepts them with a reason.
Rule 3: the worker's presence in over a quarter of the answers caps the features
    that judge the worker.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analysis.model import Bars, Evidence, Feature, Instrument, Reach
from analysis.tally import FAMILY, QUESTIONNAIRES, STAFF, Book
from analysis.wilson import reaches
from surveys.model import Mode, Response

_NAMES: Mapping[Instrument, str] = {
    Instrument.CLOSING: "families at closing",
    Instrument.FOLLOW_UP: "families three months on",
    Instrument.STAFF_CHECK: "staff",
    Instrument.KEYWORKER_VIEW: "keyworkers",
    Instrument.YOUNG: "young people",
}


@dataclass(frozen=True, slots=True)
class Cap:
    """A reason why an instrument's findings reach at most mixed.

    Attributes:
        id: ``low_response``, ``silent_group``, ``unknown_rate``, ``event`` or
            ``worker_present``, then the questionnaire's id.
        says: One plain sentence.
        judging_only: It holds down only features that judge the worker.
    """

    id: str
    instrument: Instrument
    says: str
    judging_only: bool = False

    def holds(self, feature: Feature) -> bool:
        """Say whether the cap holds this feature down."""
        return feature.judges_worker or not self.judging_only


def find_caps(evidence: Evidence, book: Book, bars: Bars) -> tuple[Cap, ...]:
    """Return the caps of every instrument that has responses."""
    accepted = {a.feature for a in evidence.attestations}
    return tuple(
        cap
        for instrument in Instrument
        if book.of(instrument)
        for cap in (
            *_response(evidence, book, instrument, bars),
            *_setting(book.of(instrument), instrument, bars),
        )
        if f"cap:{cap.id}" not in accepted
        or not cap.id.startswith(("unknown_rate:", "event:"))
    )


def overall(evidence: Evidence, book: Book, instrument: Instrument) -> Reach | None:
    """Add up an instrument's reach over the period; of staff, of the last wave."""
    rows = _rows(evidence, book, instrument)
    if not rows:
        return None
    sent, closed = [r.sent for r in rows], [r.closed for r in rows]
    return Reach(
        questionnaire=QUESTIONNAIRES[instrument],
        period=evidence.period,
        group="all",
        kind=rows[0].kind,
        sent=None if None in sent else sum(s or 0 for s in sent),
        answered=sum(r.answered for r in rows),
        closed=None if None in closed else sum(c or 0 for c in closed),
    )


def _rows(evidence: Evidence, book: Book, instrument: Instrument) -> list[Reach]:
    mine = [r for r in evidence.reach if r.questionnaire == QUESTIONNAIRES[instrument]]
    if instrument not in STAFF:
        return [r for r in mine if r.kind == "tier"]
    waves = book.waves[instrument]
    mine = [r for r in mine if waves and r.period == waves[-1]]
    return [r for r in mine if r.kind == "wave"] or [
        r for r in mine if r.kind == "partner"
    ]


def _response(
    evidence: Evidence, book: Book, instrument: Instrument, bars: Bars
) -> Iterable[Cap]:
    reach = overall(evidence, book, instrument)
    name, questionnaire = _NAMES[instrument], QUESTIONNAIRES[instrument]
    if reach is None or not reach.sent:
        yield Cap(
            f"unknown_rate:{questionnaire}",
            instrument,
            f"How many of the {name} asked have answered is not known, so those who"
            " answered may not speak for the rest; the panel has not accepted this.",
        )
    elif _fives(reach.answered) > _fives(reach.sent):
        yield Cap(
            f"unknown_rate:{questionnaire}",
            instrument,
            f"More of the {name} have answered than were said to have been asked, so"
            " how many were asked is not known; the panel has not accepted this.",
        )
    elif not reaches(reach.answered / reach.sent, bars.lowest_response_rate):
        yield Cap(
            f"low_response:{questionnaire}",
            instrument,
            f"Too few of the {name} asked have answered to speak for the rest.",
        )
    if instrument in FAMILY and _silent(evidence, questionnaire, bars):
        yield Cap(
            f"silent_group:{questionnaire}",
            instrument,
            f"A tier or district with a large part of the closings has no answer at"
            f" all from its {name}.",
        )


def _fives(people: int) -> int:
    """Return a number of people in fives, as it prints: a cap must tell no more."""
    return math.floor(people / 5 + 0.5)


def _silent(evidence: Evidence, questionnaire: str, bars: Bars) -> bool:
    """Say whether a tier or district of weight has nobody's answer."""
    for kind in ("tier", "district"):
        weight: dict[str, int] = defaultdict(int)
        answered: dict[str, int] = defaultdict(int)
        rows = [
            r
            for r in evidence.reach
            if (r.questionnaire, r.kind) == (questionnaire, kind)
        ]
        by_closings = all(r.closed is not None for r in rows)
        for row in rows:
            weight[row.group] += (row.closed if by_closings else row.sent) or 0
            answered[row.group] += row.answered
        total = sum(weight.values())
        if any(
            reaches(w, bars.silent_group * total) and total and not answered[group]
            for group, w in weight.items()
        ):
            return True
    return False


def _setting(
    responses: Iterable[Response], instrument: Instrument, bars: Bars
) -> Iterable[Cap]:
    if instrument not in FAMILY:
        return
    given = list(responses)
    name, questionnaire = _NAMES[instrument], QUESTIONNAIRES[instrument]
    known = [r for r in given if with_worker(r) is not None]
    watched = sum(with_worker(r) is True for r in known)
    if watched > bars.worker_present * len(known):
        yield Cap(
            f"worker_present:{questionnaire}",
            instrument,
            f"Many of the {name} answered with their worker beside them, and this"
            " judges the worker.",
            judging_only=True,
        )
    if sum(r.mode is Mode.EVENT for r in given) > bars.worker_present * len(given):
        yield Cap(
            f"event:{questionnaire}",
            instrument,
            f"Many of the {name} answered at an event, where those who come choose"
            " themselves; the panel has not accepted this.",
        )


def with_worker(response: Response) -> bool | None:
    """Say whether the worker was there; None where nobody knows."""
    if response.mode is Mode.WITH_WORKER:
        return True
    return response.worker_present
