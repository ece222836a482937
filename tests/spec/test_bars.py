"""When a feature is evidenced

A share of answers is never taken at its face. Around it stands Wilson's 90% interval:
what the true share could be, given how many answered. A strength is *evidenced* when
even the interval's lower end is at its stage's bar, *contradicted* when even the
upper end is below it, and *mixed* when the bar lies inside. Bars: Developing 50%,
Maturing 60%, Mature 75%.
"""

from tests.spec.tables import Spec


def test_developing_bar_at_24_answers(spec: Spec) -> None:
    """At 24 answers, 17 evidence a strength of Developing and 16 do not. The question
    here is who the main worker was; knowing it at all (a, b) is a feature of
    Developing, from the start (a) one of Maturing.
    """
    spec(
        "family",
        "      a    b    c    d\nQ1   10    7    4    3",
        {"FE-D6": "evidenced"},
    )
    spec("family", "      a    b    c    d\nQ1   10    6    5    3", {"FE-D6": "mixed"})


def test_maturing_bar_at_24_answers(spec: Spec) -> None:
    """The same question at Maturing's bar needs 19 of 24."""
    spec(
        "family",
        "      a    b    c\nQ1   19    3    2",
        {"FE-M1": "evidenced", "FE-D6": "evidenced"},
    )
    spec("family", "      a    b    c\nQ1   18    4    2", {"FE-M1": "mixed"})


def test_mature_bar_at_24_answers(spec: Spec) -> None:
    """Mature's bar needs 22 of 24: hope for the future."""
    spec(
        "family",
        "      a    b    c    d\nQ8   12   10    1    1",
        {"FE-X11": "evidenced"},
    )
    spec(
        "family", "      a    b    c    d\nQ8   12    9    2    1", {"FE-X11": "mixed"}
    )


def test_ten_answers_are_the_fewest(spec: Spec) -> None:
    """Under ten answers nothing is said, however good they are. From ten on the bars
    are steep: 8, 9 and 10 of 10.
    """
    spec("family", "      a    c\nQ1    9", {"FE-D6": "not_enough"})
    spec(
        "family", "      a    c\nQ1    8    2", {"FE-D6": "evidenced", "FE-M1": "mixed"}
    )
    spec("family", "      a    c\nQ1    9    1", {"FE-M1": "evidenced"})
    spec("family", "      a    c\nQ8    9    1", {"FE-X11": "mixed"})
    spec("family", "      a    c\nQ8   10     ", {"FE-X11": "evidenced"})


def test_more_answers_need_a_smaller_margin(spec: Spec) -> None:
    """At 50 answers 31, 36 and 43 are needed; at 100, 59, 69 and 83."""
    spec(
        "family", "      a    c\nQ1   31   19", {"FE-D6": "evidenced", "FE-M1": "mixed"}
    )
    spec("family", "      a    c\nQ1   36   14", {"FE-M1": "evidenced"})
    spec("family", "      a    c\nQ8   43    7", {"FE-X11": "evidenced"})
    spec("family", "      a    c\nQ8   42    8", {"FE-X11": "mixed"})
    spec(
        "family", "      a    c\nQ1   59   41", {"FE-D6": "evidenced", "FE-M1": "mixed"}
    )
    spec("family", "      a    c\nQ1   69   31", {"FE-M1": "evidenced"})
    spec("family", "      a    c\nQ8   83   17", {"FE-X11": "evidenced"})
    spec("family", "      a    c\nQ8   82   18", {"FE-X11": "mixed"})


def test_contradicted(spec: Spec) -> None:
    """A strength is contradicted when too few say so even allowing for chance. One
    answer more and chance could tip it.
    """
    spec(
        "family",
        "      a    b    c    d\nQ1    4    3   12    5",
        {"FE-D6": "contradicted", "FE-M1": "contradicted"},
    )
    spec("family", "      a    b    c    d\nQ1    4    4   11    5", {"FE-D6": "mixed"})


def test_a_deficit_is_gone(spec: Spec) -> None:
    """Deficits turn the question round: they must be *gone*. That takes an upper end
    of 25% or less: nobody of 10, 2 of 24, 7 of 50, 17 of 100. Telling one's story
    lots of times (c) is the deficit here.
    """
    spec("family", "      a    b    c\nP1    5    5     ", {"FE-E6": "gone"})
    spec("family", "      a    b    c\nP1    5    4    1", {"FE-E6": "mixed"})
    spec("family", "      a    b    c\nP1   12   10    2", {"FE-E6": "gone"})
    spec("family", "      a    b    c\nP1   12    9    3", {"FE-E6": "mixed"})
    spec("family", "      a    b    c\nP1   20   23    7", {"FE-E6": "gone"})
    spec("family", "      a    b    c\nP1   40   43   17", {"FE-E6": "gone"})
    spec("family", "      a    b    c\nP1   40   42   18", {"FE-E6": "mixed"})


def test_a_deficit_persists(spec: Spec) -> None:
    """And a deficit *persists* when even the lower end is at 25% or above: 5 of 10,
    10 of 24, 33 of 100.
    """
    spec("family", "      a    b    c\nP1    2    3    5", {"FE-E6": "persists"})
    spec("family", "      a    b    c\nP1    7    7   10", {"FE-E6": "persists"})
    spec("family", "      a    b    c\nP1    7    8    9", {"FE-E6": "mixed"})
    spec("family", "      a    b    c\nP1   30   37   33", {"FE-E6": "persists"})


def test_one_question_may_show_a_strength_and_a_deficit(spec: Spec) -> None:
    """Strengths and deficits are read from the same answers, each by its own rule:
    most families told their story once or twice, few told it often.
    """
    spec(
        "family",
        "      a    b    c\nP1   30   66    4",
        {"FE-M11": "contradicted", "FE-E6": "gone"},
    )
