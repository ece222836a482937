"""What one release is made from, and what it may take from it.

The desk holds the assessment, the rules and the register; every figure goes over it:
`may` asks the register, `publish` notes what is shown and returns the print.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.assess import main_instrument
from analysis.disclosure.batches import Batch
from analysis.disclosure.cells import Cell, release_cell
from analysis.disclosure.coding import (
    Block,
    Run,
    block,
    block_of,
    blocks,
    nearest,
    rate,
    show_block,
)
from analysis.disclosure.form import (
    release_from_json,
    shown_from_json,
    shown_to_json,
)
from analysis.disclosure.linked import leaves_few
from analysis.disclosure.register import Ledger
from analysis.disclosure.sums import linked_run
from analysis.model import (
    Assessment,
    Bars,
    Figure,
    Finding,
    Instrument,
    MaturityModel,
    Source,
)
from analysis.release import Entry, Policy, Release, Share, Shown

Groups = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Print:
    """A figure as it prints, and the block that it stands for."""

    shown: Shown
    block: Block


@dataclass(frozen=True, slots=True)
class Desk:
    """What one release is made from."""

    assessment: Assessment
    model: MaturityModel
    policy: Policy
    ledger: Ledger
    closed: bool
    groups: Groups
    batch: Batch

    @property
    def bars(self) -> Bars:
        """The thresholds of the assessment."""
        return self.assessment.bars

    @property
    def main(self) -> Instrument | None:
        """The asking that the row's tables are about."""
        return main_instrument(self.model.of_row(self.assessment.strand))

    @property
    def cell(self) -> str:
        """The name under which this release stands in the register."""
        return release_cell(self.assessment.strand, self.assessment.period)

    @property
    def entry(self) -> Entry | None:
        """The register's last entry of this row and period."""
        return self.ledger.releases.get(self.cell)

    @property
    def before(self) -> Release | None:
        """The last release of the row and period."""
        if self.entry is None:
            return None
        body: Any = self.entry.shown["release"]
        return release_from_json(body)

    def stands(self, finding: Finding) -> bool:
        """Say whether a finding rests on an asking that has not moved enough."""
        return any(
            s.instrument in self.batch.still and s.figure is not None
            for s in finding.sources
        )

    def may(self, cell: Cell, figure: Figure) -> bool:
        """Say whether a figure may be published, given the register."""
        if figure.n < self.policy.fewest:
            return False
        if self.ledger.same(cell, figure.n, figure.supporting) is not None:
            return True
        return self.ledger.moves(cell, figure.n, figure.supporting) and not leaves_few(
            self.ledger, cell.field, figure.n
        )

    def publish(
        self, cell: Cell, figure: Figure, runs: Sequence[Run] | None = None
    ) -> Print:
        """Note a figure in the register and return what prints of it.

        Args:
            cell: What it is about.
            figure: The true one.
            runs: The runs of counts that print alike; the usual ones where None.
        """
        known = self.ledger.same(cell, figure.n, figure.supporting)
        run = known.counts if known is not None else None
        if known is not None and run is not None:
            found = block_of(figure.n, *run, self.bars, self.policy)
            return Print(shown_from_json(known.shown), found)
        runs = runs or blocks(figure.n, self.bars, self.policy)
        run = linked_run(self.ledger, cell, figure.n, figure.supporting, runs)
        found = block_of(figure.n, *run, self.bars, self.policy)
        shown = show_block(found, self.policy, figure.left_out)
        self.ledger.add(
            cell,
            figure.n,
            figure.supporting,
            {**shown_to_json(shown), "counts": list(run)},
        )
        return Print(shown, found)

    def alone(self, source: Source) -> Block | None:
        """Return the block of a group's figure, which decides but does not print."""
        figure = source.figure
        if figure is None or figure.n < self.policy.fewest:
            return None
        return block(figure.n, figure.supporting, self.bars, self.policy)

    def may_people(self, cell: Cell, n: int) -> bool:
        """Say whether a number of people may be published."""
        return self.may(cell, Figure(n, n, 0.0, 1.0))

    def publish_people(self, cell: Cell, n: int) -> int:
        """Note a number of people in the register and return it in fives."""
        rounded = nearest(n, self.policy.base)
        self.ledger.add(cell, n, n, {"n": rounded})
        return rounded

    def last_people(self, cell: Cell) -> int | None:
        """Return what was last said of a number of people."""
        last = self.ledger.last(cell)
        shown: Any = None if last is None else last.shown["n"]
        return None if shown is None else int(shown)

    def share(self, part: int | None, whole: int | None) -> Share | None:
        """Return a coarse share of two numbers of people."""
        if part is None or whole is None:
            return None
        return rate(part, whole, self.policy)
