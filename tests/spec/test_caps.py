"""What holds a finding down to mixed

The interval covers chance. It does not cover those who stayed silent, or who were
watched. Some conditions therefore hold everything that an asking evidences down to
*mixed*, whatever the answers; two of them until the panel accepts them and says why.
What is contradicted stays so.
"""

from analysis.model import Instrument
from tests.spec.tables import Beside, Spec

GOOD = "      a    b    c\nQ1   90    5    5"
CLOSING = Instrument.CLOSING


def test_a_low_response(spec: Spec) -> None:
    """Under 15% of those invited. 100 of 667 is just under, 100 of 660 above."""
    spec("family", GOOD, {"FE-M1": "mixed"}, Beside(asked={CLOSING: 667}))
    spec("family", GOOD, {"FE-M1": "evidenced"}, Beside(asked={CLOSING: 660}))


def test_an_unknown_response(spec: Spec) -> None:
    """With an open link nobody knows how many were asked. The panel may accept that,
    giving its reason.
    """
    unknown = Beside(asked={CLOSING: None})
    spec("family", GOOD, {"FE-M1": "mixed"}, unknown)
    accepted = Beside(
        asked={CLOSING: None}, attested=("cap:unknown_rate:family-closure",)
    )
    spec("family", GOOD, {"FE-M1": "evidenced"}, accepted)


def test_more_answers_than_people_asked(spec: Spec) -> None:
    """Then the number asked was stated wrongly, and nobody knows it. Both numbers are
    taken in fives, as they print; the panel may accept that, too, with its reason.
    """
    wrong = Beside(asked={CLOSING: 90})
    spec("family", GOOD, {"FE-M1": "mixed"}, wrong)
    spec("family", GOOD, {"FE-M1": "evidenced"}, Beside(asked={CLOSING: 98}))
    accepted = Beside(
        asked={CLOSING: 90}, attested=("cap:unknown_rate:family-closure",)
    )
    spec("family", GOOD, {"FE-M1": "evidenced"}, accepted)


def test_a_low_response_cannot_be_accepted(spec: Spec) -> None:
    """Only what is unknown can be accepted, not what is known to be poor."""
    beside = Beside(
        asked={CLOSING: 1000},
        attested=("cap:low_response:family-closure", "cap:unknown_rate:family-closure"),
    )
    spec("family", GOOD, {"FE-M1": "mixed"}, beside)


def test_a_silent_tier(spec: Spec) -> None:
    """A tier with a fifth of the closings or more, and no answer at all."""
    table = "[tier keyworker]\n      a    b    c\nQ1   90    5    5"
    silent = Beside(closings={"keyworker": 400, "lead_worker": 100})
    small = Beside(closings={"keyworker": 410, "lead_worker": 90})
    spec("family", table, {"FE-M1": "mixed"}, silent)
    spec("family", table, {"FE-M1": "evidenced"}, small)


def test_the_worker_sat_beside(spec: Spec) -> None:
    """Over a quarter answered with the worker present: that caps what judges the
    worker (Q1), and leaves alone what does not (Q8).
    """
    table = """
        [present]
              a    b    c
        Q1   {0:>2}
        Q8   {0:>2}

              a    b    c
        Q1   64    5    5
        Q8   66    6    2
        """
    spec("family", table.format(26), {"FE-M1": "mixed", "FE-X11": "evidenced"})
    spec("family", table.format(24), {"FE-M1": "evidenced", "FE-X11": "evidenced"})


def test_answers_from_an_event(spec: Spec) -> None:
    """Who comes to an event has chosen to. Over a quarter of answers from one caps,
    until the panel accepts it with a reason.
    """
    table = """
        [event]
              a
        Q8   30

              a    b    c
        Q8   50   16    4
        """
    spec("family", table, {"FE-X11": "mixed"})
    accepted = Beside(attested=("cap:event:family-closure",))
    spec("family", table, {"FE-X11": "evidenced"}, accepted)


def test_a_cap_only_lowers(spec: Spec) -> None:
    """What is contradicted under a cap stays contradicted."""
    spec(
        "family",
        "      a    b    c\nQ1    5   10   85",
        {"FE-M1": "contradicted", "FE-E7": "persists"},
        Beside(asked={CLOSING: 1000}),
    )


def test_deficits_are_capped_too(spec: Spec) -> None:
    """Gone becomes mixed as evidenced does."""
    table = "      a    b    c\nP1   70   28    2"
    spec("family", table, {"FE-E6": "mixed"}, Beside(asked={CLOSING: 1000}))


def test_a_record_lifts_what_is_held_down(spec: Spec) -> None:
    """Those who answered and an independent record agree: that is evidence."""
    table = "      a    b    c\nQ2   90    6    4\nQ3a  88    8    4"
    low = {CLOSING: 1000}
    spec("family", table, {"FE-M6": "mixed"}, Beside(asked=low))
    audited = Beside(asked=low, attached={"FE-M6": ("Signed plans", 50, 46)})
    spec("family", table, {"FE-M6": "evidenced"}, audited)
