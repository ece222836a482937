"""What phrases and models make of a clause becomes suggestions, or an empty list."""

import pytest

from analysis.maturity import shipped_model
from analysis.model import Polarity
from analysis.reading.phrasebook import Way, phrase, phrasebook
from analysis.reading.themes import (
    MOST,
    NOWHERE,
    Opinion,
    Suggestion,
    in_context,
    suggest,
)

POLARITIES = {f.id: f.polarity for f in shipped_model().features}


def by_phrases(clause: str) -> dict[str, Suggestion]:
    book = phrasebook()
    found = suggest(clause, None, book.find(clause), book.aspects, POLARITIES)
    return {s.feature: s for s in found}


@pytest.mark.parametrize(
    ("clause", "feature", "stance"),
    [
        ("I had to tell my story again to everyone", "FE-M11", "contradicts"),
        ("I had to tell my story again to everyone", "FE-E6", "supports"),
        ("we only told our story once", "FE-M11", "supports"),
        ("we only told our story once", "FE-E6", "contradicts"),
        ("She NEVER listened", "FE-E10", "supports"),
        ("she listened", "FE-E10", "contradicts"),
        ("passed from pillar to post", "FE-E1", "supports"),
        ("as much use as a chocolate teapot", "FE-M5", "contradicts"),
        ("firm but fair", "FE-M4", "supports"),
        ("all singing from the same hymn sheet", "FE-E3", "contradicts"),
        ("still on the waiting list for CAMHS", "FE-D9", "supports"),
        ("conflicting priorities between us and health", "WF-KX5", "contradicts"),
        ("too much red tape", "CU-M3", "contradicts"),
        ("we train together with the police", "WF-KM2", "supports"),
    ],
)
def test_a_phrase_places_a_clause_for_and_against(
    clause: str, feature: str, stance: str
) -> None:
    suggestion = by_phrases(clause)[feature]
    assert suggestion.stance == stance
    assert suggestion.because in clause
    assert 0 < suggestion.probability < 1


def test_a_phrase_that_only_names_the_matter_takes_no_side() -> None:
    assert {s.stance for s in by_phrases("the key worker").values()} == {"unclear"}


@pytest.mark.parametrize("clause", ["the weather was nice", "xyz", "", "!!!"])
def test_what_has_no_phrase_has_no_place(clause: str) -> None:
    assert by_phrases(clause) == {}


def test_every_aspect_names_features_of_the_model_and_every_phrase_can_match() -> None:
    book = phrasebook()
    for aspect in book.aspects.values():
        assert aspect.features
        assert {feature for feature, _ in aspect.features} <= POLARITIES.keys()
        assert max(weight for _, weight in aspect.features) == 1.0
    for _, _, pattern in book.phrases:
        assert pattern.search("") is None


def test_every_feature_of_families_culture_and_keyworkers_can_be_suggested() -> None:
    reached = {f for a in phrasebook().aspects.values() for f, _ in a.features}
    asked = {f for f in POLARITIES if f.startswith(("FE-", "CU-", "WF-K"))}
    assert asked - reached == set()


def test_a_gap_takes_three_words_and_no_more() -> None:
    assert phrase("never .. listen*") == "never (?:[^ ]+ ){0,3}?listen[^ ]*"
    found = phrasebook().find("never once did they ever really listen")
    assert all(hit.way is not Way.BADLY for hit in found if hit.aspect == "listened")


def opinion(**aspects: float) -> Opinion:
    return Opinion(aspects, (0.1, 0.8, 0.1), {"story": (0, 3)})


def test_no_more_than_three_features_are_suggested_the_likeliest_first() -> None:
    found = suggest(
        "all of it again",
        opinion(story=0.6, assessment=0.3, none=0.1),
        [],
        phrasebook().aspects,
        POLARITIES,
    )
    assert len(found) == MOST
    assert [s.probability for s in found] == sorted(
        (s.probability for s in found), reverse=True
    )
    assert found[0].feature == "FE-M11"
    assert found[0].because == "all"


def test_where_nothing_is_likelier_than_no_place_there_is_no_suggestion() -> None:
    likely = opinion(story=0.3, **{NOWHERE: 0.6})
    assert suggest("hm", likely, [], phrasebook().aspects, POLARITIES) == ()


def test_stance_follows_polarity() -> None:
    found = suggest("again", opinion(story=0.9), [], phrasebook().aspects, POLARITIES)
    for suggestion in found:
        strength = POLARITIES[suggestion.feature] is Polarity.STRENGTH
        assert suggestion.stance == ("contradicts" if strength else "supports")


def test_a_likelier_aspect_never_has_a_smaller_probability() -> None:
    others = [aspect for aspect in phrasebook().aspects if aspect != "story"]
    shown = []
    for percent in range(10, 100):
        spread = dict.fromkeys(others, (1 - percent / 100) / len(others))
        likely = opinion(story=percent / 100, **spread)
        found = suggest("again", likely, [], phrasebook().aspects, POLARITIES)
        shown.append(found[0].probability)
    assert shown == sorted(shown)
    assert shown[0] < 0.2
    assert shown[-1] > 0.95


def test_an_unsure_clause_leans_on_its_thought_and_a_sure_one_hardly() -> None:
    whole = Opinion({"ambitions": 0.9, "goals": 0.1}, (0.0, 1.0, 0.0), {})
    unsure = in_context(
        Opinion({"ambitions": 0.2, "goals": 0.3}, (0.5, 0.4, 0.1), {}), whole
    )
    sure = in_context(
        Opinion({"ambitions": 0.02, "goals": 0.98}, (0.5, 0.4, 0.1), {}), whole
    )
    assert unsure.aspects["ambitions"] > unsure.aspects["goals"]
    assert sure.aspects["goals"] > 0.9
    assert unsure.ways[1] > unsure.ways[0]
    assert sum(unsure.ways) == pytest.approx(1)


def test_a_clause_that_says_neither_well_nor_badly_takes_no_side() -> None:
    likely = Opinion({"story": 0.9}, (0.35, 0.35, 0.3), {})
    found = suggest("again", likely, [], phrasebook().aspects, POLARITIES)
    assert {s.stance for s in found} == {"unclear"}
