"""The port of VADER: figures of the original, and what it is known to miss."""

import pytest

from bot.models.tone_lexicon import balance

# From vaderSentiment 3.3.2, rounded as it rounds.
ORIGINAL = [
    ("VADER is smart, handsome, and funny.", 0.8316),
    ("VADER is smart, handsome, and funny!", 0.8439),
    ("VADER is not smart, handsome, nor funny.", -0.7424),
    ("At least it isn't a horrible book.", 0.431),
    ("The plot was good, but the characters are uncompelling.", -0.1027),
    ("Today SUX!", -0.5461),
    ("Today only kinda sux! But I'll get by, lol", 0.5249),
    ("Not bad at all", 0.431),
    ("", 0.0),
    ("The worker came on Monday", 0.0),
]


@pytest.mark.parametrize(("text", "figure"), ORIGINAL)
def test_the_port_gives_the_figures_of_the_original(text: str, figure: float) -> None:
    assert balance(text) == pytest.approx(figure, abs=0.0002)


def test_it_takes_no_notice_of_an_idiom() -> None:
    assert balance("We went round the houses") == 0.0
