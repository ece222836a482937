"""Words, records and named persons

Free text illustrates, or lowers; it never raises. A record counts under the same bars
as answers and cannot outvote people. A named person can vouch for what feedback
cannot reach, and only for that, until people say otherwise.
"""

from tests.spec.tables import Beside, Spec

TRUST = "      a    b    c\nP7a  47    2    1\nP7b  46    3    1"


def test_words_lower(spec: Spec) -> None:
    """Three people or more, and a tenth of those who commented, write against what
    is ticked: evidenced becomes mixed, and the contradiction is listed.
    """
    spec("family", TRUST, {"FE-X1": "evidenced", "contradictions": "none"})
    spec(
        "family",
        TRUST,
        {"FE-X1": "mixed", "contradictions": "words"},
        Beside(words={"FE-X1": (3, 30)}),
    )


def test_two_people_or_a_twentieth_are_too_few(spec: Spec) -> None:
    """Two people do not lower, nor do three of 31."""
    spec("family", TRUST, {"FE-X1": "evidenced"}, Beside(words={"FE-X1": (2, 4)}))
    spec("family", TRUST, {"FE-X1": "evidenced"}, Beside(words={"FE-X1": (3, 31)}))


def test_words_never_raise(spec: Spec) -> None:
    """However few write against it, what the answers leave open stays open."""
    table = "      a    b    c\nP7a  40    8    2\nP7b  40    8    2"
    spec("family", table, {"FE-X1": "mixed"}, Beside(words={"FE-X1": (0, 50)}))


def test_a_record_closes_what_feedback_cannot_reach(spec: Spec) -> None:
    """An audit of 24 plans: 19 name what has to change. Maturing's bar for 24."""
    spec("family", "", {"FE-M2": "no_evidence"})
    for supporting, status in ((19, "evidenced"), (18, "mixed"), (9, "contradicted")):
        audit = Beside(attached={"FE-M2": ("Plan audit", 24, supporting)})
        spec("family", "", {"FE-M2": status}, audit)


def test_a_small_record_says_nothing(spec: Spec) -> None:
    """Nine cases are not enough, as nine answers are not."""
    audit = Beside(attached={"FE-M2": ("Plan audit", 9, 9)})
    spec("family", "", {"FE-M2": "not_enough"}, audit)


def test_a_record_cannot_outvote_people(spec: Spec) -> None:
    """Families contradict it, the audit supports it: it stays contradicted, and both
    sides are shown. The other way round it is mixed.
    """
    poor = "      a    b    c\nQ2   20   20   10\nQ3a  20   20   10"
    good = "      a    b    c\nQ2   45    4    1\nQ3a  44    4    2"
    spec(
        "family",
        poor,
        {"FE-M6": "contradicted", "contradictions": "record"},
        Beside(attached={"FE-M6": ("Signed plans", 50, 48)}),
    )
    spec(
        "family",
        good,
        {"FE-M6": "mixed", "contradictions": "record"},
        Beside(attached={"FE-M6": ("Signed plans", 50, 10)}),
    )


def test_a_named_person_vouches(spec: Spec) -> None:
    """Contact mostly by letter cannot be asked of families fairly. A named person
    takes it as gone, with a reason and a date.
    """
    spec("family", "", {"FE-E2": "no_evidence"})
    spec("family", "", {"FE-E2": "gone"}, Beside(attested=("FE-E2",)))


def test_nobody_vouches_for_what_people_can_be_asked(spec: Spec) -> None:
    """An attestation for trust changes nothing."""
    spec("family", "", {"FE-X1": "no_evidence"}, Beside(attested=("FE-X1",)))


def test_people_reopen_what_was_taken_as_gone(spec: Spec) -> None:
    """Three people who write of workers running others down re-open it; so do staff
    who say that they do not know what other help there is.
    """
    vouched = ("FE-E8", "FE-E9")
    spec(
        "family",
        "",
        {"FE-E9": "mixed"},
        Beside(attested=vouched, words={"FE-E9": (3, 30)}),
    )
    spec(
        "family",
        "     sa    a    n    d\nW6    5   10    5   20",
        {"FE-E8": "persists"},
        Beside(attested=vouched),
    )


def test_a_part_and_a_named_person_agree(spec: Spec) -> None:
    """Staff say that leaders act (T9, in part), and a named person vouches from the
    strategy that the aims rest on need.
    """
    table = "     sa    a    n    d\nT9   25   20    3    2"
    spec("culture", table, {"CU-X2": "mixed"})
    spec("culture", table, {"CU-X2": "evidenced"}, Beside(attested=("CU-X2",)))


def test_rows_that_rest_on_documents(spec: Spec) -> None:
    """Leadership: what staff say of leaders (T9) stands beside and decides nothing.
    Attached evidence does.
    """
    table = "     sa    a    n    d\nT9   45    5"
    spec(
        "leadership",
        table,
        {"LE-M2": "no_evidence", "supported": "none", "not ruled out": "mature"},
    )
    minutes = Beside(attached={"LE-M2": ("Partner survey", 30, 27)})
    spec("leadership", table, {"LE-M2": "evidenced", "supported": "none"}, minutes)
    every_need = (
        "LE-E1",
        "LE-E2",
        "LE-E3",
        "LE-E4",
        "LE-D1",
        "LE-D2",
        "LE-D3",
        "LE-D4",
    )
    spec(
        "leadership",
        table,
        {"supported": "developing", "developing": "4 of 4"},
        Beside(attested=every_need),
    )
