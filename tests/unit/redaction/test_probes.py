"""Our own probes, written before any rule was tuned: figures that must not fall."""

import pytest

from bot.models.redaction import UnionRedactor, load_redactor
from tools.measure_redaction import Tally, measure, read_probes

PROBES = tuple(read_probes())
DETAILS = ("ADDRESS", "DOB", "EMAIL", "ID", "NHS", "NINO", "PHONE", "POSTCODE")


@pytest.fixture(scope="module", params=["rules", "standard"])
def tally(request: pytest.FixtureRequest) -> Tally:
    redactor: UnionRedactor = load_redactor(stage=request.param)
    assert redactor.describe().name == request.param
    return measure(redactor, PROBES)


def test_there_are_enough_of_them(tally: Tally) -> None:
    assert tally.texts >= 220
    assert tally.labelled["NAME"] >= 115
    assert tally.without >= 80


def test_names_are_found(tally: Tally) -> None:
    assert tally.recall("NAME") >= 0.96


@pytest.mark.parametrize("label", [*DETAILS, "URL", "USERNAME", "SCHOOL"])
def test_other_details_are_found(tally: Tally, label: str) -> None:
    assert tally.recall(label) == 1


def test_clean_texts_stay_whole(tally: Tally) -> None:
    assert tally.touched / tally.without <= 0.04
    assert tally.share_masked <= 0.015
