"""TextBlob's view as it may be printed."""

import pytest

from analysis.method import Baseline
from analysis.release import Policy, Share
from bot.models.sentiment import Polarity
from bot.service.baseline import baseline_from_json, baseline_to_json, coded


@pytest.mark.parametrize(
    ("found", "printed"),
    [
        (Polarity(103, 61, 22), Baseline(105, Share(55), Share(20))),
        (Polarity(19, 10, 9), None),
        (Polarity(40, 31, 9), None),
        (Polarity(40, 9, 31), None),
        (Polarity(40, 20, 15), None),
    ],
)
def test_nothing_is_printed_about_too_few(
    found: Polarity, printed: Baseline | None
) -> None:
    assert coded(found, Policy()) == printed


def test_a_baseline_survives_being_kept() -> None:
    baseline = Baseline(105, Share(95, "or more"), Share(5))
    assert baseline_from_json(baseline_to_json(baseline)) == baseline
    with pytest.raises(ValueError, match="no baseline"):
        baseline_from_json({"comments": "many"})
