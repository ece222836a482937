"""Writes docs/scoring.md from the specification tests and the scoring table.

    .venv/bin/python tools/build_scoring_docs.py

Every example in the manual is a test that was just run: its table went in, its result
came out. A test holds the committed file to what this prints.
"""

import inspect
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from textwrap import dedent
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # run as a script
    sys.path.insert(0, str(ROOT))

from analysis.chance import at_least  # noqa: E402 - after the path is set
from analysis.maturity import shipped_model  # noqa: E402
from analysis.model import (  # noqa: E402
    Bars,
    Feature,
    Figure,
    Finding,
    Instrument,
    MaturityModel,
    Measure,
    Polarity,
)
from analysis.power import pass_chance  # noqa: E402
from analysis.wilson import fewest_supporting, most_reporting  # noqa: E402
from tests.spec.tables import Beside, Example, Spec, finding_of, said  # noqa: E402

MANUAL = ROOT / "docs" / "scoring.md"
CHAPTERS = (
    "test_bars",
    "test_counting",
    "test_sources",
    "test_groups",
    "test_caps",
    "test_words_and_records",
    "test_stages",
    "test_whole_rows",
    "test_contradictions",
)
SIZES = (10, 12, 15, 20, 24, 30, 40, 50, 75, 100, 150, 200)
INTRODUCTION = """\
# How a stage is decided

<!-- Written by tools/build_scoring_docs.py from the tests in tests/spec and from
     analysis/data/stmm-2016.toml. Change those, then run it again. -->

The tool proposes and shows its working; the partnership rates. A strand is a set of
features, each at a stage, each a *strength* to be evidenced or a *deficit* to be gone.
Everything below is a test: the table is what people answered, the lines under it are
what comes out. Questions are named as in the questionnaires (Q and P: families; T:
temperature check; W: keyworker view; a dash after the name: three months on), answers
by their letters, and each number is a number of people. The figures are made up, and
exact; what an area prints of its own figures is coarser (see `disclosure.md`).
"""


def build() -> str:
    """Return the manual."""
    model = shipped_model()
    parts = [
        INTRODUCTION,
        *(chapter(import_module(f"tests.spec.{name}"), model) for name in CHAPTERS),
        thresholds(),
        powers(),
        mapping(model),
        young(model),
    ]
    return "\n".join(parts)


# --- chapters from tests ------------------------------------------------------------


def chapter(module: ModuleType, model: MaturityModel) -> str:
    """Return one chapter: the module's words, then each test that has words."""
    title, _, words = inspect.getdoc(module).partition("\n")  # type: ignore[union-attr]  # every specification module has a docstring
    lines = [f"## {title}\n", words.strip() + "\n"]
    for name, test in vars(module).items():
        if not (name.startswith("test_") and inspect.isfunction(test)):
            continue
        if test.__module__ == module.__name__ and (says := inspect.getdoc(test)):
            lines += section(name, says, examples(test, model))
    return "\n".join(lines)


def section(name: str, says: str, worked: list[Example]) -> list[str]:
    """Return one rule with its worked examples."""
    heading = name.removeprefix("test_").replace("_", " ")
    lines = [f"### {heading[0].upper()}{heading[1:]}\n", says + "\n"]
    for example in worked:
        lines += worked_example(example)
    return lines


def examples(test: Callable[..., None], model: MaturityModel) -> list[Example]:
    """Run a test whose only argument is the specification; return its examples."""
    if list(inspect.signature(test).parameters) != ["spec"]:
        return []
    spec = Spec(model)
    test(spec)
    return spec.examples


def worked_example(example: Example) -> list[str]:
    """Return one example: table, what stands beside it, result."""
    lines = []
    if example.table.strip():
        table = dedent(example.table.strip("\n")).rstrip()
        lines += ["```", table, "```", ""]
    beside = list(stands_beside(example.beside))
    if beside:
        told = "; ".join(beside)
        lines += [f"{told[0].upper()}{told[1:]}.", ""]
    if example.shown:
        lines += [
            "| feature | people | status | because |",
            "| --- | --- | --- | --- |",
        ]
        lines += [
            result(finding_of(example.assessment, feature_id))
            for feature_id in example.shown
        ]
        lines.append("")
    if example.rows:
        told = ", ".join(
            f"{name}: **{said(example.assessment, name)}**" for name in example.rows
        )
        lines += [f"{told.replace('_', ' ')}.", ""]
    return lines


def stands_beside(beside: Beside) -> Iterator[str]:
    """Yield what an example holds besides answers."""
    for instrument, asked in beside.asked.items():
        name = instrument.replace("_", " ")
        yield f"{name}: {asked if asked is not None else 'nobody knows how many'} asked"
    for tier, closed in beside.closings.items():
        yield f"closings of {tier}: {closed}"
    for feature, (people, commenters) in beside.words.items():
        yield f"{people} of {commenters} commenters write against {feature}"
    for feature, (source, n, supporting) in beside.attached.items():
        yield f"attached for {feature}: {source}, {supporting} of {n}"
    if beside.attested:
        yield f"a named person vouches for {', '.join(beside.attested)}"


def result(finding: Finding) -> str:
    """Return a feature's line of a result table."""
    feature = finding.feature
    reason = " ".join((finding.reason, *finding.caps))
    return (
        f"| {feature.id} ({feature.stage} {feature.polarity}) | {shown(finding.figure)}"
        f" | **{finding.status.replace('_', ' ')}** | {reason} |"
    )


def shown(figure: Figure | None) -> str:
    """Return a figure in words."""
    if figure is None:
        return ""
    interval = f"{figure.low:.1%} to {figure.high:.1%}"
    return f"{figure.supporting} of {figure.n} ({interval})"


# --- tables -------------------------------------------------------------------------


def thresholds() -> str:
    """Return how many answers each bar needs."""
    bars = Bars()
    lines = [
        "## How many answers each bar needs\n",
        "Of so many valid answers, at least so many must support a strength; at most",
        "so many may report a deficit that is gone; from so many on it persists.\n",
        "| answers | Developing | Maturing | Mature | gone, at most | persists, from |",
        "| ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for n in SIZES:
        needed = [
            fewest_supporting(n, bar)
            for bar in (bars.developing, bars.maturing, bars.mature)
        ]
        most, least = most_reporting(n, bars.gone), fewest_supporting(n, bars.gone)
        lines.append(f"| {n} | {' | '.join(map(str, [*needed, most, least]))} |")
    lines += ["", *false_claims(), ""]
    return "\n".join(lines)


def false_claims() -> list[str]:
    """Return how often the rule claims what is not quite so."""
    careful, naive = [], []
    for bar in (0.50, 0.60, 0.75):
        for n in (10, 24, 50, 100):
            careful.append(at_least(fewest_supporting(n, bar) or n, n, bar))
            naive.append(at_least(-int(-bar * n // 1), n, bar))
    worst = max(
        at_least(fewest_supporting(n, bar) or n, n, bar)
        for bar in (0.50, 0.60, 0.75)
        for n in range(10, 101)
    )
    return [
        "Where the true share is exactly on the bar, this rule says *evidenced* in",
        f"{min(careful):.0%} to {max(careful):.0%} of cases at 10, 24, 50 and 100",
        f"answers, and in at most {worst:.1%} at any number from 10 to 100; reading",
        f"the share at its face would say so in {min(naive):.0%} to {max(naive):.0%}.",
        "Asking for *all* features needs no correction for many tests, since each must",
        "pass. The interval does not cover those who did not answer.",
    ]


def powers() -> str:
    """Return the chance that one feature is evidenced, by answers and truth."""
    bars = Bars()
    lines = [
        "## What chance a feature has at a given volume\n",
        "So that few answers are not read as failure: the chance that one feature is",
        "evidenced, or gone, when so many people truly support it (of a deficit: are",
        "free of it). Each assessment gives the chance of each whole stage as well.\n",
        "| answers | true share | Developing | Maturing | Mature | gone |",
        "| ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for n in (10, 24, 50, 100):
        for share in (0.80, 0.85, 0.90, 0.95):
            chances = [
                pass_chance(n, bar, Polarity.STRENGTH, bars, share)
                for bar in (bars.developing, bars.maturing, bars.mature)
            ]
            chances.append(pass_chance(n, 0, Polarity.DEFICIT, bars, share))
            cells = " | ".join(f"{c:.0%}" for c in chances)
            lines.append(f"| {n} | {share:.0%} | {cells} |")
    return "\n".join([*lines, ""])


def mapping(model: MaturityModel) -> str:
    """Return what each feature rests on."""
    lines = [
        "## What each feature rests on\n",
        "The one scoring table, in words. Letters are the answers that support a",
        "strength or report a deficit; *part* marks a question that touches the",
        "feature only in part; *beside* one that never decides.\n",
    ]
    for row, title in model.rows.items():
        lines += [
            f"### {title} ({len(model.of_row(row))} features)\n",
            "| feature | stage | what it says | rests on | decided because |",
            "| --- | --- | --- | --- | --- |",
            *(mapped(f) for f in model.of_row(row)),
            "",
        ]
    return "\n".join(lines)


def young(model: MaturityModel) -> str:
    """Return what young people are asked, and what it stands beside."""
    asked_of = [a for a in model.questions if a.instrument is Instrument.YOUNG]
    return "\n".join(
        [
            "## What young people are asked\n",
            "People of 13 and over answer for themselves. Their shares have their own",
            "denominator, decide no feature and are never added to parents'. Where",
            "parents were asked in the same sense, the two stand side by side; ranges",
            "that do not touch and shares 20 points or more apart are listed as a",
            "contradiction. Nothing of them is shown before the period is over.\n",
            "| question | in a few words | favourable | beside |",
            "| --- | --- | --- | --- |",
            *(
                f"| {a.question} | {a.asks} | {', '.join(sorted(a.good))}"
                f" | {', '.join(a.beside)} |"
                for a in asked_of
            ),
            "",
        ]
    )


def mapped(feature: Feature) -> str:
    """Return a feature's line of the mapping."""
    rests = [asked(m) for m in feature.measures]
    if feature.all_measures:
        rests.insert(0, "all of:")
    if feature.every_group:
        rests.append(f"in every {feature.every_group}")
    if feature.superseded_by:
        rests.append(f"superseded by {', '.join(feature.superseded_by)}")
    if feature.mirrors:
        rests.append(f"settled by {', '.join(feature.mirrors)}")
    if feature.attestable:
        rests.append("a named person")
    rests += [source[0].lower() + source[1:] for source in feature.other_sources]
    return (
        f"| {feature.id} | {feature.stage} {feature.polarity} | {feature.text}"
        f" | {'; '.join(rests).replace('of:;', 'of:')} | {feature.why} |"
    )


def asked(measure: Measure) -> str:
    """Return a measure in short."""
    marks = []
    if measure.part:
        marks.append("part")
    if measure.corroborates:
        marks.append("beside")
    if measure.waves > 1:
        marks.append(f"{measure.waves} waves running")
    if measure.at_least > 1:
        marks.append(f"{measure.at_least} or more")
    later = "'" if measure.instrument == "follow_up" else ""
    options = ", ".join(sorted(measure.supports))
    if len(measure.supports) > 5:  # noqa: PLR2004 - a long list of services
        options = "any service"
    tail = f" ({', '.join(marks)})" if marks else ""
    return f"{measure.question}{later} {options}{tail}"


if __name__ == "__main__":
    MANUAL.parent.mkdir(exist_ok=True)
    MANUAL.write_text(build(), encoding="utf-8")
    print(f"{MANUAL.relative_to(ROOT)} is written.")
