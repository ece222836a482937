"""Loads a maturity model, which is data, and finds every mistake in it at once.

Rule 1: nothing of the model stands in code: rows, themes, features, what is asked.
Rule 2: a mistake is a value with its line and its remedy, never an exception.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from analysis.model import (
    Asked,
    Feature,
    Instrument,
    MaturityModel,
    Measure,
    Pair,
    Polarity,
    Stage,
)

GROUP_KINDS = ("tier", "grade", "partner")
_FEATURE_KEYS = {
    "id", "row", "stage", "theme", "polarity", "text", "measures", "all_measures",
    "superseded_by", "mirrors", "attestable", "other_sources", "judges_worker",
    "every_group", "groups", "why",
}  # fmt: skip
_MEASURE_KEYS = {
    "question", "instrument", "supports", "of", "part", "at_least", "none_of",
    "waves", "corroborates",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ModelMistake:
    """Something wrong in a model's file: where, what, and what to do about it."""

    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what} {self.remedy}"


@dataclass(slots=True)
class _Reading:
    """The file being read, and the mistakes found so far."""

    lines: list[str]
    mistakes: list[ModelMistake] = field(default_factory=list)

    def wrong(self, near: str, what: str, remedy: str) -> None:
        """Note a mistake at the first line that holds ``near``."""
        line = next((i for i, t in enumerate(self.lines, 1) if near in t), 1)
        self.mistakes.append(ModelMistake(line, what, remedy))


def load_model(text: str) -> tuple[MaturityModel | None, tuple[ModelMistake, ...]]:
    """Return the model in ``text`` and every mistake; no model if there are any."""
    reading = _Reading(text.splitlines())
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found.group(1)) if found else len(reading.lines)
        return None, (
            ModelMistake(line, f"This is not TOML: {error}.", "Mend the syntax."),
        )
    rows, themes = _words(reading, data, "rows"), _words(reading, data, "themes")
    for key in ("id", "title"):
        if not isinstance(data.get(key), str):
            reading.wrong(key, f"The model has no {key}.", f'Add {key} = "...".')
    asked = tuple(_questions(reading, data.get("questions", {})))
    model = MaturityModel(
        id=str(data.get("id", "")),
        title=str(data.get("title", "")),
        rows=rows,
        themes=themes,
        features=tuple(_features(reading, data.get("features", []), asked)),
        questions=asked,
    )
    pairs = tuple(_pairs(reading, data.get("pairs", []), model))
    _check_features(reading, model)
    _check_beside(reading, model)
    if reading.mistakes:
        return None, tuple(sorted(reading.mistakes, key=lambda m: m.line))
    return (
        MaturityModel(
            model.id, model.title, rows, themes, model.features, asked, pairs
        ),
        (),
    )


@cache
def shipped_model() -> MaturityModel:
    """Return the model that comes with Strandline, "STMM 2016".

    Raises:
        ValueError: The shipped file is broken.
    """
    text = (
        resources.files("analysis.data").joinpath("stmm-2016.toml").read_text("utf-8")
    )
    model, mistakes = load_model(text)
    if model is None:
        raise ValueError("\n".join(str(m) for m in mistakes))
    return model


# --- tables --------------------------------------------------------------------


def _words(reading: _Reading, data: Mapping[str, object], key: str) -> dict[str, str]:
    table = data.get(key)
    if not isinstance(table, dict) or not table:
        reading.wrong(f"[{key}]", f"There is no table [{key}].", "Add it.")
        return {}
    return {str(k): str(v) for k, v in table.items()}


def _strings(value: object) -> tuple[str, ...]:
    return tuple(str(v) for v in value) if isinstance(value, list) else ()


def _questions(reading: _Reading, tables: object) -> Iterator[Asked]:
    for name, questions in tables.items() if isinstance(tables, dict) else ():
        if name not in set(Instrument):
            known = ", ".join(Instrument)
            reading.wrong(
                f"[questions.{name}]",
                f"There is no instrument {name!r}.",
                f"Use one of {known}.",
            )
            continue
        for question, entry in questions.items():
            of, good = (frozenset(_strings(entry.get(k))) for k in ("of", "good"))
            if not of or not good or not good <= of:
                reading.wrong(
                    f"{question} = ",
                    f"{question} of {name} needs answers under `of`, and under"
                    " `good` some of them.",
                    "List them.",
                )
            yield Asked(
                question,
                Instrument(name),
                of,
                good,
                asks=str(entry.get("asks", question)),
                many=bool(entry.get("many", False)),
                beside=_strings(entry.get("beside")),
            )


def _features(
    reading: _Reading, entries: object, asked: Iterable[Asked]
) -> Iterator[Feature]:
    known = {(a.question, a.instrument): a for a in asked}
    seen: set[str] = set()
    for entry in entries if isinstance(entries, list) else ():
        feature_id = str(entry.get("id", ""))
        near = f'id = "{feature_id}"'
        if feature_id in seen:
            reading.wrong(near, f"{feature_id} stands twice.", "Remove one.")
        seen.add(feature_id)
        for key in sorted(set(entry) - _FEATURE_KEYS):
            reading.wrong(
                near, f"{feature_id} has an unknown key {key!r}.", "Mend or remove it."
            )
        if entry.get("stage") not in set(Stage) or entry.get("polarity") not in set(
            Polarity
        ):
            reading.wrong(
                near,
                f"{feature_id} has no known stage and polarity.",
                "Stages: early, developing, maturing, mature; strength or deficit.",
            )
            continue
        yield _feature(reading, entry, known)


def _feature(
    reading: _Reading,
    entry: Mapping[str, object],
    known: Mapping[tuple[str, Instrument], Asked],
) -> Feature:
    raw = entry.get("measures", [])
    group = entry.get("every_group")
    return Feature(
        id=str(entry.get("id", "")),
        strand=str(entry.get("row", "")),
        stage=Stage(str(entry["stage"])),
        theme=str(entry.get("theme", "")),
        polarity=Polarity(str(entry["polarity"])),
        text=str(entry.get("text", "")),
        measures=tuple(
            measure
            for m in (raw if isinstance(raw, list) else [])
            if (measure := _measure(reading, str(entry["id"]), m, known)) is not None
        ),
        all_measures=bool(entry.get("all_measures", False)),
        superseded_by=_strings(entry.get("superseded_by")),
        mirrors=_strings(entry.get("mirrors")),
        attestable=bool(entry.get("attestable", False)),
        other_sources=_strings(entry.get("other_sources")),
        judges_worker=bool(entry.get("judges_worker", False)),
        every_group=None if group is None else str(group),
        groups=_strings(entry.get("groups")),
        why=str(entry.get("why", "")),
    )


def _measure(
    reading: _Reading,
    feature_id: str,
    entry: Mapping[str, object],
    known: Mapping[tuple[str, Instrument], Asked],
) -> Measure | None:
    near = f'id = "{feature_id}"'
    question, name = str(entry.get("question")), str(entry.get("instrument"))
    for key in sorted(set(entry) - _MEASURE_KEYS):
        reading.wrong(
            near,
            f"A measure of {feature_id} has an unknown key {key!r}.",
            "Mend or remove it.",
        )
    asked = known.get((question, Instrument(name))) if name in set(Instrument) else None
    if asked is None:
        reading.wrong(
            near,
            f"{feature_id} is measured by {question} of {name}, which is not listed.",
            f"Add {question} under [questions.{name}], or mend the measure.",
        )
        return None
    of = frozenset(_strings(entry.get("of"))) or asked.of
    supports = frozenset(_strings(entry.get("supports")))
    none_of = frozenset(_strings(entry.get("none_of")))
    strange = sorted((of - asked.of) | (supports - of) | (none_of - asked.of))
    if strange or not supports or supports == of:
        reading.wrong(
            near,
            f"{feature_id} counts answers to {question} that cannot be so:"
            f" {', '.join(strange) or 'none, or all, support it'}.",
            "`supports` takes answers of `of`, and `of` those of the question.",
        )
    return Measure(
        question=question,
        instrument=asked.instrument,
        supports=supports,
        of=of,
        part=bool(entry.get("part", False)),
        at_least=_whole(entry.get("at_least", 1)),
        none_of=none_of,
        waves=_whole(entry.get("waves", 1)),
        corroborates=bool(entry.get("corroborates", False)),
    )


def _whole(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 1


def _pairs(reading: _Reading, entries: object, model: MaturityModel) -> Iterator[Pair]:
    for entry in entries if isinstance(entries, list) else ():
        sides = []
        for side in ("families", "staff"):
            where = entry.get(side, {})
            try:
                sides.append(
                    model.asked(
                        str(where.get("question")),
                        Instrument(str(where.get("instrument"))),
                    )
                )
            except (KeyError, ValueError):
                reading.wrong(
                    "[[pairs]]",
                    f"A pair names {where}, which is not listed.",
                    "Name a question under [questions].",
                )
        features = _strings(entry.get("features"))
        for feature_id in set(features) - {f.id for f in model.features}:
            reading.wrong(
                f'"{feature_id}"', f"A pair names {feature_id}.", "Name a feature."
            )
        if len(sides) == 2:  # noqa: PLR2004 - a pair
            yield Pair(sides[0], sides[1], features, str(entry.get("says", "")))


# --- checks over the whole ------------------------------------------------------


def _check_features(reading: _Reading, model: MaturityModel) -> None:
    if not model.features:
        reading.wrong("[[features]]", "There are no features.", "Add [[features]].")
    by_id = {f.id: f for f in model.features}
    for feature in model.features:
        near = f'id = "{feature.id}"'
        for what, remedy in _faults(feature, model, by_id):
            reading.wrong(near, f"{feature.id} {what}", remedy)


def _check_beside(reading: _Reading, model: MaturityModel) -> None:
    strengths = {f.id for f in model.features if f.polarity is Polarity.STRENGTH}
    for asked in model.questions:
        young = asked.instrument is Instrument.YOUNG
        for name in asked.beside:
            if not young or name not in strengths:
                reading.wrong(
                    f"{asked.question} = ",
                    f"{asked.question} of {asked.instrument} stands beside {name}.",
                    "Only young people's questions do, beside strengths of the model.",
                )


def _faults(
    feature: Feature, model: MaturityModel, by_id: Mapping[str, Feature]
) -> Iterator[tuple[str, str]]:
    if feature.strand not in model.rows:
        yield f"stands in no known row ({feature.strand}).", "Rows are under [rows]."
    if feature.theme not in model.themes:
        yield f"has no known theme ({feature.theme}).", "Themes are under [themes]."
    if not feature.text.strip():
        yield "has no text.", "Say in a short sentence what it means."
    if feature.every_group not in {None, *GROUP_KINDS}:
        yield "names no kind of group.", f"Use one of {', '.join(GROUP_KINDS)}."
    if not (feature.measures or feature.attestable or feature.other_sources):
        yield (
            "can be evidenced by nobody.",
            "Add a measure, another source, or attestable = true.",
        )
    if feature.all_measures and sum(not m.part for m in feature.measures) < 2:  # noqa: PLR2004 - "all" means two or more
        yield "asks all measures of one.", "Remove all_measures or add a measure."
    yield from _links(feature, by_id)


def _links(feature: Feature, by_id: Mapping[str, Feature]) -> Iterator[tuple[str, str]]:
    deficit = feature.polarity is Polarity.DEFICIT
    for key, others in (
        ("superseded_by", feature.superseded_by),
        ("mirrors", feature.mirrors),
    ):
        if others and deficit != (key == "mirrors"):
            yield (
                f"is a {feature.polarity} and has {key}.",
                "Strengths are superseded, deficits have mirrors.",
            )
        for other in others:
            target = by_id.get(other)
            if (
                target is None
                or target.strand != feature.strand
                or target.polarity is not Polarity.STRENGTH
            ):
                yield (
                    f"has {key} {other}.",
                    "Name a strength of the same row.",
                )
