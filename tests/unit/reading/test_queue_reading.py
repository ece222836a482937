"""What goes into the queue of clauses: what has a place, and what a person must read."""

from collections.abc import Sequence

import pytest

from analysis.reading.themes import Suggestion
from analysis.reading.tone import Tone
from bot.models.language import Languages
from bot.models.queue_reading import QueueReader
from bot.models.themes_reading import VerbatimReader

FOUND = Suggestion("FE-M1", "supports", 0.9, "one worker")


class Toned:
    """A tone reader that is as sure as it is told to be."""

    name = version = "tone-1"

    def __init__(self, *, speaks: bool, opposed: bool) -> None:
        self._tone = Tone("positive", 0.9, speaks, person=opposed or not speaks)

    def read(self, texts: Sequence[str]) -> list[Tone]:
        return [self._tone for _ in texts]


class Themed:
    """A theme reader that places clauses about a worker."""

    name = version = "themes-1"

    def read(self, clauses: Sequence[str], *_: object) -> list[tuple[Suggestion, ...]]:
        return [(FOUND,) if "worker" in clause else () for clause in clauses]


def reader(*, speaks: bool, opposed: bool = False) -> QueueReader:
    toned = Toned(speaks=speaks, opposed=opposed)
    return QueueReader(VerbatimReader(toned, Themed(), Languages()))


@pytest.mark.parametrize("speaks", [True, False])
def test_clauses_that_have_a_place_are_offered(*, speaks: bool) -> None:
    found = reader(speaks=speaks).words("We had one worker. The weather was nice.")
    assert [found for _, found in found.clauses] == [(FOUND,)]
    assert found.language == "en"


def test_what_has_no_place_is_left_out_where_the_machine_may_speak() -> None:
    assert reader(speaks=True).words("The weather was nice all week.").clauses == ()


def test_what_the_machine_cannot_tell_goes_to_a_person_whole() -> None:
    words = "The weather was nice. It rained later on."
    assert reader(speaks=False).words(words).clauses == ((words, ()),)
    opposed = reader(speaks=True, opposed=True)  # VADER's words say the opposite
    assert opposed.words(words).clauses == ((words, ()),)
    assert opposed.words(words).tone[2] is True


def test_what_is_not_english_goes_to_a_person_whole_with_its_language() -> None:
    words = "Pani worker była bardzo miła i pomogła nam wszystkim"
    found = reader(speaks=True).words(words)
    assert found.clauses == ((words, ()),)
    assert found.language in {"pl", "und"}
    assert found.tone[2] is False


def test_the_version_is_that_of_the_readers() -> None:
    assert reader(speaks=True).version == "tone-1 themes-1"
