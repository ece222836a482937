"""Several sources for one feature

Some questions ask a feature outright. Others touch it only in part: they can neither
evidence nor contradict it alone. A second source that agrees lifts them: another
question in part, a record, a named person.
"""

from tests.spec.tables import Beside, Spec


def test_a_part_alone_reaches_mixed_at_most(spec: Spec) -> None:
    """Goals that the family chose stand for its hopes only in part: 95 of 100 are
    mixed, and 5 of 100 are mixed too.
    """
    spec("family", "      a    b    c\nQ3b  95    3    2", {"FE-M3": "mixed"})
    spec("family", "      a    b    c\nQ3b   5   50   45", {"FE-M3": "mixed"})


def test_two_parts_that_agree_decide(spec: Spec) -> None:
    """That the keyworker gets services to work together shows in helpers who know
    about each other (P3, in part) and in groups that families joined (P12, in part).
    """
    spec(
        "family",
        """
              a    b    c    d
        P3   44    4    2

              a    b    c
        P12  30   15    5
        """,
        {"FE-X5": "evidenced"},
    )
    spec(
        "family",
        """
              a    b    c    d
        P3   10   10   20   10

              a    b    c
        P12  10   10   30
        """,
        {"FE-X5": "contradicted"},
    )


def test_two_parts_that_disagree_leave_it_mixed(spec: Spec) -> None:
    """Nothing is averaged."""
    spec(
        "family",
        """
              a    b    c    d
        P3   44    4    2

              a    b    c
        P12  10   10   30
        """,
        {"FE-X5": "mixed"},
    )


def test_staff_may_be_the_second_source(spec: Spec) -> None:
    """One part from families (P12), one from staff (T8)."""
    spec(
        "family",
        """
              a    b    c
        P12  30   15    5

             never once few weeks
        T8       2    2  10    36
        """,
        {"FE-X5": "evidenced"},
    )


def test_a_record_may_be_the_second_source(spec: Spec) -> None:
    """One long set of questions (P5) is a part of "one assessment"; an audit of 50
    cases, with 44 that hold one assessment, is the second source.
    """
    table = "      a    b    c\nP5   46    3    1"
    spec("family", table, {"FE-X7": "mixed"})
    spec(
        "family",
        table,
        {"FE-X7": "evidenced"},
        Beside(attached={"FE-X7": ("Case audit", 50, 44)}),
    )


def test_all_of_several_questions(spec: Spec) -> None:
    """A clear plan (Q2) that the family made (Q3a): both must pass, and the weaker
    one decides.
    """
    spec(
        "family",
        "      a    b    c\nQ2   40    8    2\nQ3a  38    8    4",
        {"FE-M6": "evidenced"},
    )
    spec(
        "family",
        "      a    b    c\nQ2   45    4    1\nQ3a  30   12    8",
        {"FE-M6": "mixed"},
    )
    spec(
        "family",
        "      a    b    c\nQ2   45    4    1\nQ3a  20   20   10",
        {"FE-M6": "contradicted"},
    )
    spec(
        "family",
        "      a    b    c\nQ2   45    4    1\nQ3a   9",
        {"FE-M6": "not_enough"},
    )


def test_trust_is_being_listened_to_and_trusting(spec: Spec) -> None:
    """One idea a question: listened to (P7a), trust (P7b). Trust needs both; having no
    time to listen is gone or not by P7a alone.
    """
    spec(
        "family",
        "      a    b    c\nP7a  45    5\nP7b  40    8    2",
        {"FE-X1": "mixed", "FE-E10": "gone"},
    )


def test_persistence_and_practical_help_are_told_apart(spec: Spec) -> None:
    """Practical help (P8a) and keeping going when it got hard (P8b). Families for
    whom it never got hard (n) leave the denominator.
    """
    spec(
        "family",
        "      a    b    c    n\nP8a  45    4    1\nP8b  12    8   10   20",
        {"FE-M5": "evidenced", "FE-M4": "contradicted"},
    )


def test_knowing_where_to_go_and_asking(spec: Spec) -> None:
    """Knowing where to go (P9a) is a feature of Maturing; for Mature, families must
    also feel able to ask (P9b).
    """
    spec(
        "family",
        "      a    b    c\nP9a  45    5\nP9b  25   15   10",
        {"FE-M12": "evidenced", "FE-X3": "contradicted", "FE-D8": "gone"},
    )


def test_knowing_little_is_not_being_told_nothing(spec: Spec) -> None:
    """Developing allows that families know little of local help (FE-D8); that nobody
    tells them (FE-E13) has to be gone. Two marks of that: not knowing where to go
    (P9a), and using no other help because none is known (n2 in Q4).
    """
    table = """
              a    b
        P9a  {0:>2}   {1:>2}

             health   n2
        Q4       {2:>2}   {3:>2}
        """
    spec("family", table.format(46, 4, 48, 2), {"FE-D8": "gone", "FE-E13": "gone"})
    spec(
        "family", table.format(25, 25, 48, 2), {"FE-D8": "persists", "FE-E13": "mixed"}
    )
    spec(
        "family",
        table.format(25, 25, 25, 25),
        {"FE-D8": "persists", "FE-E13": "persists"},
    )


def test_the_next_step_and_the_next_visit(spec: Spec) -> None:
    """What happens next (P6a) shows a family's idea of the way ahead; when the worker
    comes (P6b) belongs, with the worker's name (Q1), to what must be gone.
    """
    spec(
        "family",
        """
              a    b    c    d
        Q1   45    3    2
        P6a  20   20    8    2
        P6b  10   10   10   20
        """,
        {"FE-D7": "evidenced", "FE-E7": "persists"},
    )


def test_lasting_takes_three_waves(spec: Spec) -> None:
    """That a change lasts cannot be seen at one moment. One or two waves speak about
    a part; three waves running decide.
    """
    good = "     sa    a    n    d\nT7   20   25    3    2"
    poor = "     sa    a    n    d\nT7   10   15   15   10"
    names = ("2026-Q1-check", "2026-Q2-check", "2026-Q4-check")

    def waves(*tables: str) -> str:
        blocks = zip(names[-len(tables) :], tables, strict=True)
        return "\n\n".join(f"[wave {name}]\n{table}" for name, table in blocks)

    spec("culture", waves(good), {"CU-M4": "mixed"})
    spec("culture", waves(good, good), {"CU-M4": "mixed"})
    spec("culture", waves(good, good, good), {"CU-M4": "evidenced"})
    spec("culture", waves(poor, good, good), {"CU-M4": "mixed"})
