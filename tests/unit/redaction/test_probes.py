"""Our own probes, written before any rule was tuned: figures that must not fall."""

import pytest

from bot.models.redaction import UnionRedactor, load_redactor
from tools.measure_redaction import Tally, measure, read_probes

PROBES = tuple(read_probes())
SHAPED = ("DOB", "EMAIL", "ID", "NHS", "NINO", "PHONE", "POSTCODE", "URL", "USERNAME")


@pytest.fixture(scope="module", params=["rules", "standard"])
def tally(request: pytest.FixtureRequest) -> Tally:
    redactor: UnionRedactor = load_redactor(stage=request.param)
    assert redactor.describe().name == request.param
    return measure(redactor, PROBES)


def test_there_are_enough_of_them(tally: Tally) -> None:
    assert tally.texts >= 570
    assert tally.labelled["NAME"] >= 290
    assert tally.without >= 200


def test_names_are_found(tally: Tally) -> None:
    assert tally.recall("NAME") >= 0.95


@pytest.mark.parametrize("label", SHAPED)
def test_what_has_a_shape_is_always_found(tally: Tally, label: str) -> None:
    assert tally.recall(label) == 1


@pytest.mark.parametrize("label", ["ADDRESS", "SCHOOL"])
def test_places_are_found(tally: Tally, label: str) -> None:
    assert tally.recall(label) >= 0.92


def test_clean_texts_stay_whole(tally: Tally) -> None:
    assert tally.touched / tally.without <= 0.03
    assert tally.share_masked <= 0.01
