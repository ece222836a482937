"""No sentence that is trained on shares a saying with a held-out one."""

from tools.train.texts import HELD_OUT, OWN, own
from tools.train.tone_apart import too_near

FEWEST = 1500


def test_our_sentences_stand_apart_from_the_held_out_idioms() -> None:
    ours = [row.text for row in own()]
    held = [row.text for row in own(HELD_OUT)]
    assert len(ours) >= FEWEST
    assert not any(too_near(ours, held))


def test_a_shared_saying_is_found() -> None:
    held = ["They were as useful as a marzipan ladder."]
    assert too_near(["She was a marzipan ladder of a woman."], held) == [True]
    assert too_near(["She rang every week."], held) == [False]


def test_every_label_is_taught_and_tested() -> None:
    for path in (OWN, HELD_OUT):
        assert {row.label for row in own(path)} == {0, 1, 2}
