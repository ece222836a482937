"""TextBlob's baseline: it counts, and it is wrong in the way that the docs say."""

from bot.models.sentiment import Polarity, polarity


def test_comments_are_counted_by_the_sign_of_their_polarity() -> None:
    words = ("She was brilliant", "It was a terrible year", "We met on Tuesday")
    assert polarity(words) == Polarity(comments=3, positive=1, negative=1)


def test_no_comments_are_no_error() -> None:
    assert polarity(()) == Polarity(0, 0, 0)


def test_british_understatement_is_beyond_it_which_is_why_it_decides_nothing() -> None:
    assert polarity(("It was a right good waste of time",)).positive == 1
