"""Every tier, every grade, every partner

Some features say "every". They need ten answers and the bar in every group that the
area's file requires. A group clearly below the bar contradicts the feature; a group
too small to speak leaves it at *not enough*. The figures of groups stay with their
cuts: such a feature has none of its own.
"""

from tests.spec.tables import Beside, Spec

TWO_TIERS = Beside(required={"tier": ("keyworker", "lead_worker")})
TWO_PARTNERS = Beside(required={"partner": ("police", "health")})
TWO_GRADES = Beside(required={"grade": ("frontline", "manager")})


def test_every_tier(spec: Spec) -> None:
    """Help is as good whichever service leads: one worker, a plan made together, and
    confidence, at Mature's bar in each tier.
    """
    spec(
        "family",
        """
        [tier keyworker]
              a    b    c
        Q1   46    2    2
        Q3a  45    3    2
        Q7   30   15    5

        [tier lead_worker]
              a    b    c
        Q1   24    1
        Q3a  24    1
        Q7   12   12    1
        """,
        {"FE-X6": "evidenced"},
        TWO_TIERS,
    )


def test_one_tier_below_the_bar(spec: Spec) -> None:
    """A lead worker whom families did not know is enough."""
    spec(
        "family",
        """
        [tier keyworker]
              a    b    c
        Q1   46    2    2
        Q3a  45    3    2
        Q7   30   15    5

        [tier lead_worker]
              a    b    c
        Q1    8    8    8
        Q3a  23    1
        Q7   12   11    1
        """,
        {"FE-X6": "contradicted", "contradictions": "groups"},
        TWO_TIERS,
    )


def test_one_tier_too_small(spec: Spec) -> None:
    """Nine families of a required tier are not enough, nor is a tier without any."""
    spec(
        "family",
        """
        [tier keyworker]
              a    b    c
        Q1   46    2    2
        Q3a  45    3    2
        Q7   30   15    5

        [tier lead_worker]
              a    b    c
        Q1    9
        Q3a   9
        Q7    9
        """,
        {"FE-X6": "not_enough"},
        TWO_TIERS,
    )


def test_every_partner(spec: Spec) -> None:
    """Shared aims at every partner: both questions, at Mature's bar."""
    table = """
        [partner police]
             sa    a    n
        T1   12   12    1
        T2   12   12    1

        [partner health]
             sa    a    n    d
        T1   {0:>2}   {1:>2}   {2:>2}
        T2   12   12    1
        """
    spec("culture", table.format(12, 12, 1), {"CU-X6": "evidenced"}, TWO_PARTNERS)
    spec("culture", table.format(10, 9, 6), {"CU-X6": "mixed"}, TWO_PARTNERS)
    spec("culture", table.format(5, 5, 15), {"CU-X6": "contradicted"}, TWO_PARTNERS)


def test_every_grade(spec: Spec) -> None:
    """A grade never stands on a response: it is counted apart, as here. A leader who
    speaks for the staff is no evidence for the staff.
    """
    spec(
        "culture",
        """
        [grade frontline]
             sa    a    n    d
        T1   20   26    2    2
        T9   20   25    3    2

        [grade manager]
             sa    a    n    d
        T1   10   11
        T9   10   10    1
        """,
        {"CU-X4": "evidenced"},
        TWO_GRADES,
    )
    spec(
        "culture",
        """
        [grade manager]
             sa    a    n    d
        T1   10   11
        T9   10   10    1
        """,
        {"CU-X4": "not_enough"},
        TWO_GRADES,
    )


def test_elected_members_are_usually_too_few(spec: Spec) -> None:
    """Six members who all agree are not enough; a named person can vouch for them
    from minutes and interviews.
    """
    table = "[grade elected_member]\n     sa    a\nT1    3    3"
    spec("culture", table, {"CU-X5": "not_enough"})
    spec("culture", table, {"CU-X5": "evidenced"}, Beside(attested=("CU-X5",)))


def test_without_required_groups_nothing_is_every(spec: Spec) -> None:
    """An area that names no groups has no "every"."""
    spec(
        "family",
        "[tier keyworker]\n      a\nQ1   50\nQ3a  50\nQ7   50",
        {"FE-X6": "no_evidence"},
    )
