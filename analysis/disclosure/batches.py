"""Batches: whether an asking has moved enough since it was last released.

Rule 1: an asking of an open period stands still until at least ten more people have
        answered it than at its last release, or ten fewer. What rests on it is then
        repeated, whatever else in the row moves: figures, chances, caps, rates.
Rule 2: what was compared stays the same until the asking moves, so that a batch
        cannot be reached in small steps that each show something.
Rule 3: closing a period ends the waiting, and freezes it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.assess import asking_of
from analysis.model import Assessment, Figure, Instrument, MaturityModel, Reach
from analysis.release import Entry, Policy


@dataclass(frozen=True, slots=True)
class Batch:
    """How the askings of a row stand against its last release.

    Attributes:
        people: How many have answered, to be compared with next time.
        data: A digest of all their answers, by asking.
        still: The askings that have not moved enough.
        same: Nothing that people answered has changed at all.
    """

    people: Mapping[str, int]
    data: Mapping[str, str]
    still: frozenset[Instrument]
    same: bool

    def fresh(self, entry: Entry | None, *, closed: bool) -> bool:
        """Say whether a release may be made anew beside the last one."""
        if entry is None or self.same:
            return True
        if entry.closed:
            return False
        return closed or any(
            Instrument(i) not in self.still for i in self._changed(entry)
        )

    def _changed(self, entry: Entry) -> list[str]:
        before: Any = entry.shown["data"]
        return [i for i, digest in self.data.items() if before.get(i) != digest]

    def kept(self, entry: Entry | None, *, fresh: bool) -> dict[str, object]:
        """Return what the register keeps, to compare the next release with."""
        if entry is None or (fresh and not self.still):
            return {"people": dict(self.people), "data": dict(self.data)}
        last: Any = entry.shown
        people, data = dict(last["people"]), dict(last["data"])
        for instrument in self.data if fresh else ():
            if Instrument(instrument) not in self.still:
                people[instrument] = self.people[instrument]
                data[instrument] = self.data[instrument]
        return {"people": people, "data": data}


def batch_of(
    assessment: Assessment,
    model: MaturityModel,
    entry: Entry | None,
    policy: Policy,
    *,
    closed: bool,
) -> Batch:
    """Compare an assessment with the last release of its row and period."""
    people = {i.value: n for i, n in assessment.respondents.items()}
    data = {i.value: _digest(assessment, i, model) for i in assessment.respondents}
    if entry is None:
        return Batch(people, data, frozenset(), same=False)
    before: Any = entry.shown["data"]
    then: Any = entry.shown["people"]
    still = frozenset(
        i
        for i, n in assessment.respondents.items()
        if data[i.value] != before.get(i.value)
        and abs(n - then.get(i.value, 0)) < policy.batch
        and not closed
    )
    return Batch(people, data, still, same=data == before)


def _digest(
    assessment: Assessment, instrument: Instrument, model: MaturityModel
) -> str:
    """Return a digest of everything that one asking's people answered."""
    answers: list[object] = [
        [f.feature.id, s.question, s.group, _figure(s.figure)]
        for f in assessment.findings
        for s in f.sources
        if s.instrument is instrument
    ]
    data: list[object] = [
        assessment.period,
        assessment.leads.get(instrument),
        assessment.respondents[instrument],
        repr(assessment.bars),
        answers,
    ]
    if instrument is asking_of(model.of_row(assessment.strand)):
        data += [_reach(assessment.reach), _tables(assessment)]
    return hashlib.sha256(json.dumps(data).encode()).hexdigest()


def _tables(assessment: Assessment) -> list[object]:
    return [
        [
            [c.kind, c.group, c.period, c.respondents, _reach(c.reach)],
            [[q, _figure(f)] for q, f in sorted(c.figures.items())],
        ]
        for c in assessment.cuts
    ]


def _figure(figure: Figure | None) -> list[int] | None:
    return None if figure is None else [figure.n, figure.supporting, figure.left_out]


def _reach(reach: Reach | None) -> list[int | None] | None:
    return None if reach is None else [reach.sent, reach.answered, reach.closed]
