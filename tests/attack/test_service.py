"""The attacks of docs/attacks.md on the filled service, and on the naive copy of it.

Nothing may be recovered from ours, and something by every attack from the naive one,
or it is no attack. `STRANDLINE_ATTACK=deep` fills a larger council and asks for every
row of every period.
"""

import asyncio
import os

import pytest

from tests.attack import council, naive
from tests.attack.attacks import ATTACKS, attack, say
from tests.attack.counters import JOINS, puzzle_of, ranked, sure
from tests.attack.loot import Loot
from tests.attack.storage import MORE, correlations, homogeneous, small_groups

SIZE = 4 if os.environ.get("STRANDLINE_ATTACK") == "deep" else 1
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("attack")]


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Loot:
    folder = tmp_path_factory.mktemp("ours") / "data"
    return asyncio.run(council.filled(folder, size=SIZE))


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Loot:
    return naive.filled(tmp_path_factory.mktemp("naive"))


@pytest.mark.parametrize("number", ATTACKS)
def test_the_attack_recovers_nothing(number: int, ours: Loot) -> None:
    assert attack(number, ours) == []


@pytest.mark.parametrize("number", ATTACKS)
def test_the_attack_succeeds_on_the_naive_copy(number: int, theirs: Loot) -> None:
    assert attack(number, theirs)


def test_there_was_something_to_attack(ours: Loot) -> None:
    """A council without answers, documents or quotes would withstand everything."""
    known = ours.known
    assert len(known.answered) > 60
    assert {name.rpartition(".")[2] for name in ours.exports} == {
        "docx",
        "html",
        "csv",
        "json",
    }
    assert sum(p.words.encode() in ours.files["answers.db decrypted"]
               for p in known.answered) > 30  # fmt: skip
    quoted = ours.exports[f"strandline-all-{council.PAST}.html"].decode()
    assert sum(p.words in quoted for p in known.answered) >= 10
    assert len(ours.history.register) > 20
    assert len(ours.tables["session"].rows) == 2
    assert known.erased


def test_figures_of_what_is_left_to_whoever_has_the_key(ours: Loot) -> None:
    """No attack: what an insider still sees, said openly in docs/attacks.md."""
    strongest = max(correlations(ours).items(), key=lambda pair: abs(pair[1]))
    narrow = small_groups(ours, MORE)
    say(f"strongest correlation with arrival: {strongest[1]:.2f} by {strongest[0]}")
    say(f"groups under five with mode and worker's presence as well: {len(narrow)}")
    say(f"attack 13 homogeneity: groups that said the same: {len(homogeneous(ours))}")
    assert abs(strongest[1]) < 0.6


@pytest.mark.parametrize(
    ("questionnaire", "kind"),
    [(council.FAMILIES, "district"), (council.STAFF, "grade")],
)
def test_counters_do_not_give_a_response_its_group(
    questionnaire: str, kind: str, ours: Loot
) -> None:
    true = {
        p.response: p.district if kind == "district" else p.grade
        for p in ours.known.answered
    }
    it = puzzle_of(ours, questionnaire, kind, true)
    usual, hardly = sure(it)
    say(f"beyond the list: {kind} of {len(it.true)} responses of {questionnaire}:")
    say(f"  by chance {usual:.1f}, hardly ever more than {hardly}")
    assert len(it.true) > 20
    assert len(it.sizes) > 2
    assert not it.shared
    say(f"  ranked, which infers and is measured in test_counters.py: {ranked(it)}")
    for name, deal in JOINS.items():
        right = deal(it)
        say(f"  {name}: {right} right")
        assert right <= hardly, name
