"""The ruling on one feature: its status, and the one sentence that says why.

Works in four steps: what people say, what holds that down, what records and named
persons add, what people's own words take away. Rules of combination are those of
`analysis.status`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.model import Attestation, Bars, Feature, Figure, Polarity, Status
from analysis.status import Decision, Verdict, Weighed, lean, objected, parts, records


@dataclass(frozen=True, slots=True)
class Heard:
    """Everything that speaks about one feature.

    Attributes:
        full: What the questions that ask it outright decide together.
        part: Questions that touch it in part.
        record: Attached evidence.
        caps: Sentences that hold the people's answers down to mixed.
        objections: People whose own words speak against it, and commenters.
    """

    feature: Feature
    full: Decision
    part: Sequence[Weighed]
    record: Sequence[Weighed]
    caps: tuple[str, ...]
    objections: tuple[int, int]
    attested: Attestation | None


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict on the way to a status.

    Attributes:
        partly: Only questions that touch the feature in part have spoken.
        held: The answers pass; the caps hold them down.
        clash: What stands against each other: ``record``, ``words`` or None.
    """

    verdict: Verdict
    reason: str
    figure: Figure | None
    partly: bool = False
    held: bool = False
    clash: str | None = None

    def status(self, feature: Feature) -> Status:
        """Return the status that the verdict is for this feature."""
        strength = feature.polarity is Polarity.STRENGTH
        return {
            Verdict.PASS: Status.EVIDENCED if strength else Status.GONE,
            Verdict.FAIL: Status.CONTRADICTED if strength else Status.PERSISTS,
            Verdict.BETWEEN: Status.MIXED,
            Verdict.FEW: Status.NOT_ENOUGH,
            Verdict.NONE: Status.NO_EVIDENCE,
        }[self.verdict]


def rule(heard: Heard, bars: Bars) -> Ruling:
    """Return the ruling on what was heard about one feature."""
    ruling = _people(heard, bars)
    if ruling.verdict is Verdict.PASS and heard.caps:
        ruling = replace(
            ruling, verdict=Verdict.BETWEEN, held=True, reason=_held(heard.feature)
        )
    ruling = _with_record(ruling, heard)
    ruling = _with_attestation(ruling, heard)
    if ruling.verdict is Verdict.PASS and objected(heard.objections):
        return replace(
            ruling,
            verdict=Verdict.BETWEEN,
            clash="words",
            reason="Enough people tick it, but people's own words speak against it.",
        )
    return ruling


# --- what people say ---------------------------------------------------------------


def _people(heard: Heard, bars: Bars) -> Ruling:
    verdict, decider = heard.full
    if verdict not in {Verdict.FEW, Verdict.NONE}:
        return Ruling(verdict, _said(verdict, heard.feature), _figure(decider))
    partial, part = parts(heard.part, heard.feature, bars)
    if partial in {Verdict.PASS, Verdict.FAIL}:
        reason = "Two questions that each touch a part of it agree."
        if partial is Verdict.FAIL:
            reason = "Two questions that each touch a part of it agree against it."
        return Ruling(partial, reason, _figure(part))
    if partial is Verdict.BETWEEN:
        return Ruling(partial, _partly(heard), _figure(part), partly=True)
    if Verdict.FEW in {verdict, partial}:
        few = decider if verdict is Verdict.FEW else part
        reason = _FEW_IN_GROUP if heard.feature.every_group else _FEW
        return Ruling(Verdict.FEW, reason, _figure(few))
    return Ruling(Verdict.NONE, _unasked(heard.feature), None)


_FEW = "Too few people have answered to say anything yet."
_FEW_IN_GROUP = "At least one group has too few answers to say anything yet."
_PARTLY = (
    "What was asked touches this only in part; a second source has to agree before"
    " it counts."
)


_PARTS_APART = "Questions that each touch a part of it do not agree for sure."
_FEW_WAVES = "One moment shows this only in part; it has to hold in several waves."


def _partly(heard: Heard) -> str:
    if any(m.waves > 1 for m in heard.feature.measures):
        return _FEW_WAVES
    spoken = [w for w in heard.part if w.verdict not in {Verdict.FEW, Verdict.NONE}]
    return _PARTS_APART if len(spoken) > 1 else _PARTLY


_STRENGTH = {
    Verdict.PASS: "Even allowing for chance, enough people say so.",
    Verdict.FAIL: "Even allowing for chance, too few people say so.",
    Verdict.BETWEEN: "The answers leave it open: chance alone could tip them.",
}
_DEFICIT = {
    Verdict.PASS: "Even allowing for chance, few people still report it.",
    Verdict.FAIL: "Even allowing for chance, too many people still report it.",
    Verdict.BETWEEN: "The answers leave it open: chance alone could tip them.",
}
_GROUPS = {
    Verdict.PASS: "Even allowing for chance, every group reaches the bar.",
    Verdict.FAIL: "Even allowing for chance, at least one group is below the bar.",
    Verdict.BETWEEN: "In at least one group chance alone could tip the answers.",
}


def _said(verdict: Verdict, feature: Feature) -> str:
    if feature.every_group:
        return _GROUPS[verdict]
    strength = feature.polarity is Polarity.STRENGTH
    return (_STRENGTH if strength else _DEFICIT)[verdict]


def _held(feature: Feature) -> str:
    what = "say so" if feature.polarity is Polarity.STRENGTH else "are free of it"
    return f"Enough of those who answered {what}, but they may not speak for everyone."


def _unasked(feature: Feature) -> str:
    if any(not m.corroborates for m in feature.measures):
        return "Nobody was asked about this in the period."
    if feature.measures:
        return "Answers can only stand beside this; it rests on documents."
    return "Feedback cannot show this; it takes another source."


def _figure(weighed: Weighed | None) -> Figure | None:
    if weighed is None or weighed.source.group is not None:
        return None
    return weighed.source.figure


# --- what records and named persons add ----------------------------------------------

_CLASH = "What people say and the attached record do not agree."


def _with_record(ruling: Ruling, heard: Heard) -> Ruling:
    verdict, decider = records(heard.record)
    silent = ruling.verdict in {Verdict.FEW, Verdict.NONE}
    if verdict is Verdict.NONE or (verdict is Verdict.FEW and not silent):
        return ruling
    if verdict is Verdict.FEW:
        small = "The attached sample is too small to say anything."
        return replace(ruling, verdict=verdict, reason=small)
    toward = _toward(ruling, heard)
    if {toward, verdict} == {Verdict.PASS, Verdict.FAIL}:
        settled = Verdict.FAIL if ruling.verdict is Verdict.FAIL else Verdict.BETWEEN
        return replace(ruling, verdict=settled, clash="record", reason=_CLASH)
    if ruling.held and verdict is Verdict.PASS:
        agreed = "Those who answered and the attached record agree."
        return replace(ruling, verdict=verdict, held=False, reason=agreed)
    if silent or (ruling.partly and verdict is not Verdict.BETWEEN):
        return Ruling(verdict, _recorded(verdict), _figure(decider))
    return ruling


def _toward(ruling: Ruling, heard: Heard) -> Verdict:
    """Return which way people's answers point, whatever holds them down."""
    if ruling.partly:
        return lean(heard.part)
    return Verdict.PASS if ruling.held else ruling.verdict


def _recorded(verdict: Verdict) -> str:
    return {
        Verdict.PASS: "The attached evidence shows it.",
        Verdict.FAIL: "The attached evidence speaks against it.",
    }.get(verdict, "The attached evidence leaves it open.")


def _with_attestation(ruling: Ruling, heard: Heard) -> Ruling:
    attested, feature = heard.attested, heard.feature
    if attested is None or not feature.attestable or ruling.verdict is Verdict.PASS:
        return ruling
    vouched = replace(
        ruling,
        verdict=Verdict.PASS,
        held=False,
        partly=False,
        reason=f"{attested.by} vouches for it: {attested.reason}",
    )
    silent = ruling.verdict in {Verdict.FEW, Verdict.NONE}
    agreed = ruling.held or (ruling.partly and lean(heard.part) is Verdict.PASS)
    if heard.objections[0] >= _REOPENING:
        return replace(
            vouched if silent or agreed else ruling,
            verdict=Verdict.BETWEEN,
            figure=None if silent else ruling.figure,
            clash="words",
            reason="A named person vouched for it, but people's own words speak"
            " against it.",
        )
    if silent:
        return replace(vouched, figure=None)
    if agreed:
        return vouched
    return replace(
        ruling, reason="A named person vouched for it, but people's answers do not."
    )


_REOPENING = 3  # people whose words re-open what was taken as gone
