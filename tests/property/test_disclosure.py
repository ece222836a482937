"""Properties of disclosure control that hold for any bars, counts, tables and stories."""

from collections import defaultdict

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from analysis.disclosure.cells import Cell, Field, whole_of
from analysis.disclosure.coding import block, blocks, reading, show, statuses
from analysis.disclosure.linked import leaves_few
from analysis.disclosure.register import Ledger, open_ledger
from analysis.disclosure.sums import linked_run
from analysis.model import Bars, Polarity, Status
from analysis.release import Entry, Policy
from analysis.wilson import figure
from tests.attack.disclosure import attacks
from tests.attack.disclosure.world import (
    QUARTERS,
    TIERS,
    YEAR,
    History,
    Publication,
    World,
)

POLICY = Policy()
FIVES = st.integers(6, 18).map(lambda n: n * 5 / 100)


@st.composite
def _bars(draw: st.DrawFn) -> Bars:
    low, middle, high = sorted(draw(st.tuples(FIVES, FIVES, FIVES)))
    gone = draw(st.integers(2, 8)) * 5 / 100
    return Bars(developing=low, maturing=middle, mature=high, gone=gone)


@given(bars=_bars(), n=st.integers(10, 120), data=st.data())
def test_whatever_the_bars_two_counts_print_alike_and_print_carries_the_status(
    bars: Bars, n: int, data: st.DataObject
) -> None:
    k = data.draw(st.integers(0, n))
    found = block(n, k, bars, POLICY)
    assert found.first <= k <= found.last
    assert n >= POLICY.small or found.first < found.last
    assert show(figure(n, n), bars, POLICY) == show(figure(n - 1, n), bars, POLICY)
    assert show(figure(0, n), bars, POLICY) == show(figure(1, n), bars, POLICY)
    mirror = block(n, n - k, bars, POLICY)
    assert (mirror.first, mirror.last) == (n - found.last, n - found.first)
    for polarity, bar in (
        (Polarity.STRENGTH, bars.maturing),
        (Polarity.DEFICIT, bars.gone),
    ):
        said = statuses(found, polarity, bar, bars)
        read = reading(found, polarity, bar)
        assert said == {read} or (len(said) > 1 and read is Status.MIXED)


@given(bars=_bars(), printed=st.integers(10, 24).map(lambda n: n * 5))
def test_whatever_the_bars_no_print_of_fifty_or_more_tells_a_count(
    bars: Bars, printed: int
) -> None:
    alike = defaultdict(set)
    for n in range(max(POLICY.small, printed - 2), printed + 3):
        assert blocks(n, bars, POLICY)
        for k in range(n + 1):
            both = (
                show(figure(k, n), bars, POLICY),
                show(figure(n - k, n), bars, POLICY),
            )
            alike[both].add(k)
    assert all(len(counts) > 1 for counts in alike.values())


# --- the register, at random ------------------------------------------------------------


def _field(period: str, cut: str = "all") -> Field:
    return Field("closing", period, cut, "Q1/a.b")


FIELDS = [
    *(_field(q) for q in QUARTERS[:2]),
    *(_field(q, f"tier:{t}") for q in QUARTERS[:2] for t in TIERS[:3]),
    *(_field(YEAR, f"district:{d}") for d in "xyz"),
    _field(YEAR),
]


class Register(RuleBasedStateMachine):
    """Anything is offered in any order; what is let through must leave nobody over."""

    def __init__(self) -> None:
        super().__init__()
        self.ledger: Ledger = open_ledger((), POLICY)

    @rule(found=st.sampled_from(FIELDS), n=st.integers(10, 90), data=st.data())
    def offer(self, found: Field, n: int, data: st.DataObject) -> None:
        cell = Cell(found, "a")
        k = data.draw(st.integers(0, n))
        if not self.ledger.moves(cell, n, k) or leaves_few(self.ledger, found, n):
            return
        runs = blocks(n, Bars(), POLICY)
        run = linked_run(self.ledger, cell, n, k, runs)
        assert run[0] <= k <= run[1]
        self.ledger.add(cell, n, k, {"share": None, "counts": list(run)})

    @invariant()
    def nobody_is_left_over(self) -> None:
        published = Publication(
            "family", YEAR, closed=True, printed={}, entries=tuple(self.ledger.added)
        )
        history = History([published])
        assert attacks.successive_differences(history) == []
        assert attacks.linked_remainders(history) == []


TestRegister = Register.TestCase


# --- true stories, at random --------------------------------------------------------------


class County(RuleBasedStateMachine):
    """People answer and withdraw, periods close, anybody exports anything at any time."""

    @initialize(
        seed=st.integers(0, 10_000), favourable=st.sampled_from((0.7, 0.9, 1.0))
    )
    def begin(self, seed: int, favourable: float) -> None:
        self.world = World(seed, favourable=favourable)
        self.at = 0

    @property
    def quarter(self) -> str:
        return QUARTERS[self.at]

    @rule(tier=st.sampled_from(TIERS), number=st.integers(1, 14))
    def answer(self, tier: str, number: int) -> None:
        self.world.answer(self.quarter, tier, number)

    @rule(at=st.integers(0, 3), number=st.integers(1, 3))
    def withdraw(self, at: int, number: int) -> None:
        self.world.withdraw(QUARTERS[at], number)

    @rule()
    def export_quarter(self) -> None:
        self.world.export("family", self.quarter)

    @rule()
    def export_year(self) -> None:
        self.world.export("family", YEAR)

    @precondition(lambda self: self.at < 3)
    @rule()
    def close(self) -> None:
        self.world.close(self.quarter)
        self.world.export("family", self.quarter)
        self.at += 1

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        history = self.world.history
        for attack in (
            attacks.small_cells,
            attacks.unregistered,
            attacks.successive_differences,
            attacks.linked_remainders,
            attacks.moved_after_closing,
            attacks.tables_of_open_periods,
            attacks.summed,
        ):
            assert attack(history) == [], attack.__name__


TestCounty = County.TestCase
TestCounty.settings = settings(
    max_examples=max(8, settings().max_examples // 8), stateful_step_count=16
)


@given(
    numbers=st.lists(st.integers(10, 40), min_size=2, max_size=4),
    shares=st.lists(st.floats(0.0, 1.0), min_size=4, max_size=4),
)
def test_how_coarse_a_whole_prints_does_not_depend_on_its_count(
    numbers: list[int], shares: list[float]
) -> None:
    """Any whole that the published parts allow would have been joined the same way."""
    entries = []
    for quarter, n, share in zip(QUARTERS, numbers, shares, strict=False):
        k = round(share * n)
        run = next(r for r in blocks(n, Bars(), POLICY) if r[0] <= k <= r[1])
        shown = {"share": None, "counts": list(run)}
        entries.append((run, Entry(f"{_field(quarter)}=a", n, k, shown)))
    ledger = open_ledger((e for _, e in entries), POLICY)
    total = sum(numbers)
    assume(whole_of(_field(QUARTERS[0])) == _field(YEAR))
    least, most = (sum(run[i] for run, _ in entries) for i in (0, 1))
    runs = [
        linked_run(
            ledger, Cell(_field(YEAR), "a"), total, k, blocks(total, Bars(), POLICY)
        )
        for k in range(least, most + 1)
    ]
    for run in runs:
        inside = [k for k in range(least, most + 1) if run[0] <= k <= run[1]]
        assert len(inside) > 1
        assert {runs[k - least] for k in inside} == {run}
