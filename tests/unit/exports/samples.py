"""Releases built by hand: mixed, without any answer, small, and with good news only."""

from dataclasses import replace

from analysis.method import Baseline
from analysis.model import Instrument, Polarity, Stage, Status
from analysis.release import (
    Release,
    Share,
    Shown,
    ShownContradiction,
    ShownCut,
    ShownFeature,
    ShownSaid,
    ShownStage,
    ShownWords,
)
from analysis.words import Quote, Words

S, D = Polarity.STRENGTH, Polarity.DEFICIT
EARLY, DEVELOPING, MATURING, MATURE = Stage

BARS = {"developing": 50, "maturing": 60, "mature": 75, "gone": 25}

WORDS = Words(
    council="Ambershire County Council",
    rows={"family": "The family's experience", "leadership": "Leadership"},
    themes={
        "one_worker": "One worker",
        "one_story": "One story",
        "community_access": "Community help",
        "confidence": "Confidence",
        "need": "Local need",
    },
    groups={
        "keyworker": "Keyworker support",
        "lead_worker": "Lead worker",
        "family_help": "Family Help",
        "blaby": "Blaby",
        "melton": "Melton",
    },
    questions={
        "Q1": "Clear who the main worker was",
        "P1": "Did not tell the story again",
        "Q7": "Confident to keep the changes",
        "W10": "Sees the information needed",
    },
)

QUOTES = (
    Quote(
        "family", "one_worker", "She did what she said she would do.", other_way=False
    ),
    Quote(
        "family",
        "one_story",
        "I told it to the school, then again to the <nurse> & again to you.",
        other_way=True,
    ),
    Quote("culture", "openness", "We are allowed to say no."),
)

BASELINE = Baseline(40, Share(70), Share(15))


def figure(  # reads as it is printed
    n: int, share: int, low: int, high: int, bound: str | None = None
) -> Shown:
    return Shown(n, Share(share, bound), low, high, None, Share(5, "or less"))


def _feature(
    place: tuple[str, Stage, str, Polarity],
    text: str,
    status: Status,
    shown: Shown | None = None,
    sources: tuple[str, ...] = (),
    reason: str = "The answers decide it.",
) -> ShownFeature:
    return ShownFeature(*place, text, status, shown or Shown(), reason, sources)


FEATURES = (
    _feature(
        ("FE-E6", EARLY, "one_story", D),
        "Families have to tell their story over and over.",
        Status.PERSISTS,
        figure(35, 55, 40, 70),
        ("P1 closing",),
        "Even allowing for chance, too many people still report it.",
    ),
    _feature(
        ("FE-E7", EARLY, "one_worker", D),
        "Families often could not say who their worker is.",
        Status.GONE,
        figure(65, 5, 0, 15, "or less"),
        ("Q1 closing",),
    ),
    replace(
        _feature(
            ("FE-E13", EARLY, "community_access", D),
            "Nobody tells families how to find local help.",
            Status.NOT_ENOUGH,
            None,
            ("P9a closing",),
            "Fewer than ten people answered this.",
        ),
        other_sources=("Case audit",),
    ),
    _feature(
        ("FE-D6", DEVELOPING, "one_worker", S),
        "Families know who their worker is.",
        Status.EVIDENCED,
        figure(65, 94, 85, 100),
        ("Q1 closing",),
    ),
    replace(
        _feature(
            ("FE-E2", EARLY, "community_access", D),
            "Families mostly hear from services by letter.",
            Status.NO_EVIDENCE,
            reason="Feedback cannot show this; it takes another source.",
        ),
        other_sources=("Audit of contact logs", "NHS letters"),
    ),
    _feature(
        ("FE-M1", MATURING, "one_worker", S),
        "It is clear to families from the start who their worker is.",
        Status.EVIDENCED,
        figure(65, 80, 70, 90),
        ("Q1 closing",),
    ),
    replace(
        _feature(
            ("FE-M11", MATURING, "one_story", S),
            "Families tell their story once.",
            Status.CONTRADICTED,
            figure(35, 30, 15, 45),
            ("P1 closing", "W10 keyworker view"),
        ),
        caps=("Too few of the families asked have answered to speak for the rest.",),
    ),
    replace(
        _feature(
            ("FE-X10", MATURE, "confidence", S),
            "Families feel able to keep the changes going.",
            Status.MIXED,
            figure(60, 77, 65, 85),
            ("Q7 closing", "Q7 follow up"),
            "The answers leave it open.",
        ),
        change="better",
    ),
)

MIXED = Release(
    strand="family",
    period="2026-Q4",
    model="STMM 2016",
    bars=BARS,
    respondents={Instrument.CLOSING: 65, Instrument.FOLLOW_UP: None},
    response_rate=Share(25),
    coverage=Share(80),
    features=FEATURES,
    stages={
        EARLY: ShownStage(0, 0, 1, 4),
        DEVELOPING: ShownStage(1, 1, 0, 0),
        MATURING: ShownStage(1, 2, 0, 0),
        MATURE: ShownStage(0, 1, 0, 0),
    },
    supported=None,
    supported_so_far=None,
    not_ruled_out=EARLY,
    mixed_rating=None,
    contradictions=(
        ShownContradiction(
            "families_staff",
            ("FE-M11",),
            (
                ("closing P1", figure(35, 30, 15, 45)),
                ("keyworker_view W10", figure(20, 90, 65, 100, "or more")),
            ),
            "Staff see what they need, yet families tell their story again.",
        ),
        ShownContradiction(
            "groups",
            ("FE-M1",),
            (
                ("tier:keyworker closing Q1", figure(30, 90, 75, 100, "or more")),
                ("tier:lead_worker closing Q1", figure(25, 55, 35, 70)),
            ),
            "The answers differ widely between tiers.",
        ),
    ),
    caps=("Too few of the families asked have answered to speak for the rest.",),
    cuts=(
        ShownCut(
            "tier",
            "keyworker",
            "2026-Q4",
            30,
            Share(35),
            {"Q1": figure(30, 90, 75, 100, "or more"), "P1": Shown()},
        ),
        ShownCut(
            "tier", "lead_worker", "2026-Q4", 25, None, {"Q1": figure(25, 55, 35, 70)}
        ),
        ShownCut("tier", "family_help", "2026-Q4", None, None, {}, suppressed=True),
    ),
    cannot_reach=("FE-E2",),
    reachable={DEVELOPING: 95, MATURING: 80, MATURE: 40},
    theme_stages={"one_worker": MATURING, "one_story": None},
    statement=("Nothing is shown about fewer than 10 people.",),
    closed=True,
    words=(
        ShownWords(
            Instrument.CLOSING,
            55,
            (
                ShownSaid(
                    "FE-M11",
                    Shown(55, Share(5, "or less")),
                    Shown(55, Share(36), supporting=20),
                    Shown(55, Share(10)),
                    {"supports": Shown(55, Share(15))},
                ),
            ),
            {"care": None, "language": 10, "unread": None, "undecided": 15},
        ),
        ShownWords(
            Instrument.FOLLOW_UP,
            None,
            (),
            dict.fromkeys(("care", "language", "unread", "undecided")),
        ),
    ),
)

BEFORE = replace(
    MIXED,
    period="2026-Q3",
    features=tuple(
        replace(f, status=Status.CONTRADICTED) if f.id == "FE-X10" else f
        for f in FEATURES
    ),
)

GAPS = Release(
    strand="leadership",
    period="2026-Q4",
    model="STMM 2016",
    bars=BARS,
    respondents={},
    response_rate=None,
    coverage=None,
    features=tuple(
        replace(
            _feature(
                (f"LE-{letter}1", stage, "need", polarity),
                f"Leaders share local need {how}.",
                Status.NO_EVIDENCE,
                reason="Feedback cannot show this; it takes another source.",
            ),
            other_sources=("Board papers",),
        )
        for letter, stage, polarity, how in (
            ("E", EARLY, D, "badly"),
            ("D", DEVELOPING, S, "somewhat"),
            ("M", MATURING, S, "well"),
            ("X", MATURE, S, "as one"),
        )
    ),
    stages={
        EARLY: ShownStage(0, 0, 0, 1),
        DEVELOPING: ShownStage(0, 1),
        MATURING: ShownStage(0, 1),
        MATURE: ShownStage(0, 1),
    },
    supported=None,
    supported_so_far=None,
    not_ruled_out=MATURE,
    mixed_rating=None,
    contradictions=(),
    caps=(),
    cannot_reach=("LE-E1", "LE-D1", "LE-M1", "LE-X1"),
    closed=True,
)

SMALL = replace(
    MIXED,
    period="2026",
    respondents={Instrument.CLOSING: None},
    response_rate=None,
    coverage=None,
    features=tuple(
        replace(
            f,
            status=f.status if f.id == "FE-E2" else Status.NOT_ENOUGH,
            shown=Shown(),
            caps=(),
            change=None,
        )
        for f in FEATURES
    ),
    stages={
        stage: replace(s, evidenced=0, gone=0) for stage, s in MIXED.stages.items()
    },
    not_ruled_out=MATURE,
    contradictions=(),
    caps=(),
    cuts=(),
    theme_stages={},
    closed=False,
)

_GOOD = {S: (Status.EVIDENCED, (320, 93, 90, 100)), D: (Status.GONE, (320, 6, 0, 10))}

LARGE = replace(
    MIXED,
    period="2026",
    respondents={Instrument.CLOSING: 320, Instrument.FOLLOW_UP: 110},
    response_rate=Share(40),
    features=tuple(
        replace(
            f,
            status=_GOOD[f.polarity][0],
            shown=figure(*_GOOD[f.polarity][1]),
            sources=f.sources or ("attached: Audit of contact logs",),
            caps=(),
            change=None,
        )
        for f in FEATURES
    ),
    stages={
        EARLY: ShownStage(0, 0, 4, 4),
        DEVELOPING: ShownStage(1, 1),
        MATURING: ShownStage(2, 2),
        MATURE: ShownStage(1, 1),
    },
    supported=MATURE,
    supported_so_far=MATURE,
    not_ruled_out=MATURE,
    contradictions=(),
    caps=(),
    cannot_reach=(),
)

RELEASES = {"mixed": MIXED, "gaps": GAPS, "small": SMALL, "large": LARGE}
