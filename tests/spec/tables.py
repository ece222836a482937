"""Answers written as small tables, and what is assessed from them.

A table is one or more blocks. A block may begin with a line in brackets that says
who its people are; then comes a line of answers, then a line for each question with
the number of people who gave each answer::

    [tier keyworker]
           a    b    c    d
    Q1    17         7
    Q3a   20    4

The people of one block are the same people in each of its lines, so no line may
hold more of them than the block says or its longest line holds. Who is left over in
a line was not asked. Answers of a question with several ticks are joined by ``+``.
The words in brackets, any of them: ``tier ID``, ``partner ID``, ``wave ID``,
``grade ID`` (counters, no responses), ``district ID`` (counters too), ``present``
(the worker sat beside them), ``event``, ``people N``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.assess import assess
from analysis.maturity import shipped_model
from analysis.model import (
    Assessment,
    Attached,
    Attestation,
    Bars,
    Evidence,
    Finding,
    Instrument,
    MaturityModel,
    Reach,
    Stage,
    Status,
    Tally,
)
from analysis.tally import QUESTIONNAIRES
from surveys.model import Answer, Mode, Response

PERIOD = "2026-Q4"
YEAR = "2026"
WAVE = "2026-Q4-check"
SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Block:
    """People who are alike, and how many of them gave which answer."""

    labels: Mapping[str, str]
    lines: Mapping[str, tuple[tuple[str, int], ...]]

    @property
    def people(self) -> int:
        """How many people the block holds."""
        longest = max(
            (sum(n for _, n in cells) for cells in self.lines.values()), default=0
        )
        return int(self.labels.get("people", longest))


@dataclass(frozen=True, slots=True)
class Beside:
    """What is not an answer: records, named persons, words, who was asked.

    Attributes:
        asked: How many were asked, by instrument; None: not known. Instruments
            that are not named: twice as many as answered.
        closings: Closings by tier, where a tier matters.
        words: By feature, people whose words are against it, and commenters.
        attached: By feature: source, n, supporting.
        attested: Features that a named person vouches for, and accepted caps.
        required: The groups that "every" means, by kind.
    """

    asked: Mapping[Instrument, int | None] = field(default_factory=dict)
    closings: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    attached: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)
    attested: Sequence[str] = ()
    required: Mapping[str, Sequence[str]] = field(default_factory=dict)
    bars: Bars = field(default_factory=Bars)
    period: str = PERIOD


def parse_table(text: str) -> tuple[Block, ...]:
    """Return the blocks of a table."""
    blocks = []
    labels: dict[str, str] = {}
    lines: dict[str, tuple[tuple[str, int], ...]] = {}
    header: list[tuple[int, str]] = []
    for line in [*text.splitlines(), ""]:
        stripped = line.strip()
        if not stripped:
            if lines:
                blocks.append(Block(labels, lines))
            labels, lines, header = {}, {}, []
        elif stripped.startswith("["):
            labels = _labels(stripped.strip("[]"))
        elif not header:
            header = _columns(line)
        else:
            name, cells = _line(line, header)
            lines[name] = cells
    return tuple(blocks)


def _labels(text: str) -> dict[str, str]:
    found = {}
    for part in text.split(","):
        name, _, value = part.strip().partition(" ")
        found[name] = value or "yes"
    return found


def _columns(line: str) -> list[tuple[int, str]]:
    """Return each word of a line with the column in which it ends."""
    found, end = [], 0
    for word in line.split():
        end = line.index(word, end) + len(word)
        found.append((end, word))
    return found


def _line(
    line: str, header: Sequence[tuple[int, str]]
) -> tuple[str, tuple[tuple[str, int], ...]]:
    (_, name), *cells = _columns(line)
    ends = dict(header)
    for end, _ in cells:
        if end not in ends:
            raise ValueError(f"no answer above a number in: {line}")
    return name, tuple((ends[end], int(word)) for end, word in cells)


# --- from a table to evidence ---------------------------------------------------------


def instrument_of(question: str) -> Instrument:
    """Return whose question it is; ``Q7'`` is the one asked three months on."""
    if question.endswith("'") or question.startswith("Q6"):
        return Instrument.FOLLOW_UP
    if question.startswith("T"):
        return Instrument.STAFF_CHECK
    return Instrument.KEYWORKER_VIEW if question[0] == "W" else Instrument.CLOSING


def responses_of(blocks: Sequence[Block]) -> Iterator[Response]:
    """Yield a response for each person and questionnaire of the blocks."""
    for number, block in enumerate(blocks):
        if {"grade", "district"} & set(block.labels):
            continue
        by_instrument: dict[Instrument, dict[str, list[str]]] = {}
        for name, cells in block.lines.items():
            given = [option for option, people in cells for _ in range(people)]
            of = by_instrument.setdefault(instrument_of(name), {})
            of[name.rstrip("'")] = given
        for instrument, questions in by_instrument.items():
            for person in range(block.people):
                answers = tuple(
                    _answer(q, given[person])
                    for q, given in questions.items()
                    if person < len(given)
                )
                yield _response(
                    block, instrument, f"{number:02}-{instrument}-{person:04}", answers
                )


def _answer(question: str, option: str) -> Answer:
    if option == SKIP:
        return Answer(question, skipped=True)
    return Answer(question, tuple(option.split("+")))


def _response(
    block: Block, instrument: Instrument, key: str, answers: tuple[Answer, ...]
) -> Response:
    family = instrument in {Instrument.CLOSING, Instrument.FOLLOW_UP}
    return Response(
        id=key,
        questionnaire=QUESTIONNAIRES[instrument],
        version=1,
        period=PERIOD if family else block.labels.get("wave", WAVE),
        group=block.labels.get("tier" if family else "partner"),
        language="en",
        mode=Mode.EVENT if "event" in block.labels else Mode.SELF,
        worker_present="present" in block.labels if family else None,
        quote_consent=False,
        answers=answers,
    )


def tallies_of(blocks: Sequence[Block]) -> Iterator[Tally]:
    """Yield the counters of blocks about a grade or a district."""
    for block in blocks:
        for kind, period in (
            ("grade", block.labels.get("wave", WAVE)),
            ("district", YEAR),
        ):
            if kind not in block.labels:
                continue
            for name, cells in block.lines.items():
                questionnaire = QUESTIONNAIRES[instrument_of(name)]
                for option, people in cells:
                    yield Tally(
                        questionnaire,
                        name,
                        option,
                        block.labels[kind],
                        period,
                        people,
                        kind,
                    )


def evidence_of(table: str, beside: Beside) -> Evidence:
    """Return the evidence that a table and what stands beside it make."""
    blocks = parse_table(table)
    responses = tuple(responses_of(blocks))
    named = [b.labels["wave"] for b in blocks if "wave" in b.labels]
    waves = tuple(dict.fromkeys(named)) or (WAVE,)
    return Evidence(
        period=beside.period,
        responses=responses,
        waves=waves,
        tallies=tuple(tallies_of(blocks)),
        reach=tuple(_reach(responses, beside)),
        attestations=tuple(
            Attestation(
                f, "The early help lead", "Seen in a sample of records.", "2026-12-01"
            )
            for f in beside.attested
        ),
        attached=tuple(
            Attached(f, source, n, supporting, "The audit team", "2026-12-01")
            for f, (source, n, supporting) in beside.attached.items()
        ),
        objections=beside.words,
    )


def _reach(responses: Sequence[Response], beside: Beside) -> Iterator[Reach]:
    for instrument, questionnaire in QUESTIONNAIRES.items():
        own = [r for r in responses if r.questionnaire == questionnaire]
        kind = "tier" if questionnaire.startswith("family") else "wave"
        for period in dict.fromkeys(r.period for r in own):
            answered = sum(r.period == period for r in own)
            sent = beside.asked.get(instrument, 2 * answered)
            if instrument is Instrument.CLOSING and beside.closings:
                continue
            yield Reach(questionnaire, period, "all", kind, sent, answered)
    for tier, closed in beside.closings.items():
        answered = sum(
            r.group == tier and r.questionnaire == "family-closure" for r in responses
        )
        yield Reach("family-closure", PERIOD, tier, "tier", closed, answered, closed)


# --- what is expected ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Example:
    """One worked example: what went in, and what came out."""

    row: str
    table: str
    beside: Beside
    assessment: Assessment
    shown: tuple[str, ...]
    rows: tuple[str, ...] = ()


class Spec:
    """Runs the examples of the specification, and keeps them for the manual."""

    def __init__(self, model: MaturityModel | None = None) -> None:
        self.model = model or shipped_model()
        self.examples: list[Example] = []

    def __call__(
        self,
        row: str,
        table: str,
        expected: Mapping[str, str],
        beside: Beside | None = None,
    ) -> Assessment:
        """Assess a table, compare with what is expected, keep it.

        Args:
            row: The row to assess.
            table: See the module.
            expected: By feature id its status; ``supported``, ``so far``,
                ``not ruled out``, ``mixed rating``, ``contradictions`` and a
                stage's name (``developing``: ``4 of 4``) for the row.
            beside: What is not an answer.
        """
        beside = beside or Beside()
        assessment = assess(
            evidence_of(table, beside),
            self.model,
            row,
            bars=beside.bars,
            required_groups=beside.required,
        )
        got = {name: said(assessment, name) for name in expected}
        wrong = {n: (w, got[n]) for n, w in expected.items() if got[n] != w}
        assert not wrong, f"expected, got: {wrong}"
        ids = {f.feature.id for f in assessment.findings}
        self.examples.append(
            Example(
                row,
                table,
                beside,
                assessment,
                tuple(n for n in expected if n in ids),
                tuple(n for n in expected if n not in ids),
            )
        )
        return assessment


def said(assessment: Assessment, name: str) -> str:
    """Return what an assessment says about a feature or about the row."""
    for finding in assessment.findings:
        if finding.feature.id == name:
            return str(finding.status)
    if name in set(Stage):
        counted = assessment.stages[Stage(name)]
        return f"{counted.evidenced} of {counted.of}"
    return {
        "supported": str(assessment.supported or "none"),
        "so far": str(assessment.supported_so_far or "none"),
        "not ruled out": str(assessment.not_ruled_out),
        "mixed rating": str(assessment.mixed_rating or "none"),
        "contradictions": ", ".join(sorted({c.kind for c in assessment.contradictions}))
        or "none",
    }[name]


def finding_of(assessment: Assessment, feature_id: str) -> Finding:
    """Return the finding on one feature."""
    return next(f for f in assessment.findings if f.feature.id == feature_id)


def statuses_of(assessment: Assessment) -> dict[str, Status]:
    """Return the status of every feature."""
    return {f.feature.id: f.status for f in assessment.findings}
