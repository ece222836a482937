"""A release and its parts as JSON, and back.

`release_to_json` writes the keys that `strandline assess` promises, with more beside
them; `release_from_json` reads them back, so that a closed period is shown again word
for word from the register.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

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
    leading,
)

Json = Mapping[str, Any]

_BARS: Final = ("developing", "maturing", "mature", "gone")


def share_to_json(share: Share | None) -> dict[str, object] | None:
    """Write a share; None where nothing is shown."""
    if share is None:
        return None
    return {"value": share.value, "bound": share.bound}


def share_from_json(data: Json | None) -> Share | None:
    """Read a share."""
    return None if data is None else Share(int(data["value"]), data["bound"])


def shown_to_json(shown: Shown) -> dict[str, object]:
    """Write a figure as it is printed."""
    return {
        "n": shown.n,
        "share": share_to_json(shown.share),
        "low": shown.low,
        "high": shown.high,
        "supporting": shown.supporting,
        "left_out": share_to_json(shown.left_out),
    }


def shown_from_json(data: Json) -> Shown:
    """Read a printed figure."""
    return Shown(
        n=data["n"],
        share=share_from_json(data["share"]),
        low=data["low"],
        high=data["high"],
        supporting=data["supporting"],
        left_out=share_from_json(data["left_out"]),
    )


def release_to_json(release: Release) -> dict[str, Any]:
    """Write a release, ready for `json.dumps`; the register's entries stay out."""
    return {
        "strand": release.strand,
        "period": release.period,
        "model": release.model,
        "closed": release.closed,
        "bars": dict(release.bars),
        "respondents": _leading(release),
        "respondents_by": {i.value: n for i, n in release.respondents.items()},
        "response_rate": share_to_json(release.response_rate),
        "coverage": share_to_json(release.coverage),
        "supported": release.supported,
        "supported_so_far": release.supported_so_far,
        "not_ruled_out": release.not_ruled_out.value,
        "mixed_rating": release.mixed_rating,
        "stages": {
            s.value: {
                "evidenced": c.evidenced,
                "of": c.of,
                "gone": c.gone,
                "deficits": c.deficits,
            }
            for s, c in release.stages.items()
        },
        "features": [_feature_to_json(f) for f in release.features],
        "contradictions": [
            {
                "kind": c.kind,
                "features": list(c.features),
                "sides": [
                    {"side": side, **shown_to_json(shown)} for side, shown in c.sides
                ],
                "says": c.says,
            }
            for c in release.contradictions
        ],
        "caps": list(release.caps),
        "cuts": [_cut_to_json(c) for c in release.cuts],
        "cannot_reach": list(release.cannot_reach),
        "reachable": {s.value: chance for s, chance in release.reachable.items()},
        "theme_stages": dict(release.theme_stages),
        "statement": list(release.statement),
        "words": [_words_to_json(w) for w in release.words],
    }


def _leading(release: Release) -> int | None:
    """Return how many answered the asking that a row rests on first of all."""
    asking = leading(release)
    return None if asking is None else release.respondents.get(asking)


def in_order(release: Release) -> Release:
    """Put every table of a release in one order, however it came about.

    A release that is repeated has been through JSON, one that is made anew has not;
    the order of rows must not tell which, since that tells whether anybody answered.
    """
    return replace(
        release,
        bars={name: release.bars[name] for name in _BARS if name in release.bars},
        respondents={
            i: release.respondents[i] for i in Instrument if i in release.respondents
        },
        stages={s: release.stages[s] for s in Stage if s in release.stages},
        reachable={s: release.reachable[s] for s in Stage if s in release.reachable},
        theme_stages=dict(sorted(release.theme_stages.items())),
        cuts=tuple(
            replace(cut, figures=dict(sorted(cut.figures.items())))
            for cut in release.cuts
        ),
    )


def release_from_json(data: Json) -> Release:
    """Read what `release_to_json` wrote."""
    return Release(
        strand=data["strand"],
        period=data["period"],
        model=data["model"],
        closed=data["closed"],
        bars=dict(data["bars"]),
        respondents=_respondents(data),
        response_rate=share_from_json(data["response_rate"]),
        coverage=share_from_json(data["coverage"]),
        features=tuple(_feature_from_json(f) for f in data["features"]),
        stages={Stage(s): ShownStage(**c) for s, c in data["stages"].items()},
        supported=_stage(data["supported"]),
        supported_so_far=_stage(data["supported_so_far"]),
        not_ruled_out=Stage(data["not_ruled_out"]),
        mixed_rating=data["mixed_rating"],
        contradictions=tuple(
            ShownContradiction(
                c["kind"],
                tuple(c["features"]),
                tuple((s["side"], shown_from_json(s)) for s in c["sides"]),
                c["says"],
            )
            for c in data["contradictions"]
        ),
        caps=tuple(data["caps"]),
        cuts=tuple(_cut_from_json(c) for c in data["cuts"]),
        cannot_reach=tuple(data["cannot_reach"]),
        reachable={Stage(s): chance for s, chance in data["reachable"].items()},
        theme_stages={t: _stage(s) for t, s in data["theme_stages"].items()},
        statement=tuple(data["statement"]),
        words=tuple(_words_from_json(w) for w in data.get("words", ())),
    )


def _words_to_json(words: ShownWords) -> dict[str, object]:
    return {
        "instrument": words.instrument.value,
        "people": words.people,
        "said": [
            {
                "feature": one.feature,
                "supports": shown_to_json(one.supports),
                "contradicts": shown_to_json(one.contradicts),
                "unclear": shown_to_json(one.unclear),
                "apart": {k: shown_to_json(v) for k, v in sorted(one.apart.items())},
            }
            for one in words.said
        ],
        "waiting": dict(words.waiting),
    }


def _words_from_json(data: Json) -> ShownWords:
    return ShownWords(
        instrument=Instrument(data["instrument"]),
        people=data["people"],
        said=tuple(
            ShownSaid(
                one["feature"],
                shown_from_json(one["supports"]),
                shown_from_json(one["contradicts"]),
                shown_from_json(one["unclear"]),
                {k: shown_from_json(v) for k, v in one["apart"].items()},
            )
            for one in data["said"]
        ),
        waiting=dict(data["waiting"]),
    )


def _respondents(data: Json) -> dict[Instrument, int | None]:
    """Read how many answered each asking.

    Releases of before this was written beside the leading number have the table under
    ``respondents`` itself; some have that number alone, and then no asking is named.
    """
    found = data.get("respondents_by", data["respondents"])
    if not isinstance(found, Mapping):
        return {}
    return {Instrument(i): n for i, n in found.items()}


def _stage(value: str | None) -> Stage | None:
    return None if value is None else Stage(value)


def _feature_to_json(feature: ShownFeature) -> dict[str, object]:
    return {
        "id": feature.id,
        "stage": feature.stage.value,
        "theme": feature.theme,
        "polarity": feature.polarity.value,
        "text": feature.text,
        "status": feature.status.value,
        **shown_to_json(feature.shown),
        "reason": feature.reason,
        "sources": list(feature.sources),
        "caps": list(feature.caps),
        "change": feature.change,
        "other_sources": list(feature.other_sources),
    }


def _feature_from_json(data: Json) -> ShownFeature:
    return ShownFeature(
        id=data["id"],
        stage=Stage(data["stage"]),
        theme=data["theme"],
        polarity=Polarity(data["polarity"]),
        text=data["text"],
        status=Status(data["status"]),
        shown=shown_from_json(data),
        reason=data["reason"],
        sources=_strings(data["sources"]),
        caps=_strings(data["caps"]),
        change=data["change"],
        other_sources=_strings(data["other_sources"]),
    )


def _cut_to_json(cut: ShownCut) -> dict[str, object]:
    return {
        "kind": cut.kind,
        "group": cut.group,
        "period": cut.period,
        "respondents": cut.respondents,
        "response_rate": share_to_json(cut.response_rate),
        "figures": {q: shown_to_json(s) for q, s in cut.figures.items()},
        "suppressed": cut.suppressed,
    }


def _cut_from_json(data: Json) -> ShownCut:
    return ShownCut(
        kind=data["kind"],
        group=data["group"],
        period=data["period"],
        respondents=data["respondents"],
        response_rate=share_from_json(data["response_rate"]),
        figures={q: shown_from_json(s) for q, s in data["figures"].items()},
        suppressed=data["suppressed"],
    )


def _strings(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(values)
