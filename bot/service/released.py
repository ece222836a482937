"""A release as text: kept in the store, and printed by `strandline assess`.

Rule 1: `write_release` and `read_release` are each other's inverse, but for the
register's entries, which stand in the register alone.
Rule 2: `as_json` has the fixed shape that other programs rely on; null is what
disclosure control hides.
"""

import json
import types
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

from analysis.model import Instrument
from analysis.release import (
    Release,
    Share,
    Shown,
    ShownContradiction,
    ShownCut,
    ShownFeature,
)

LEADING: Mapping[str, Instrument] = {
    "family": Instrument.CLOSING,
    "workforce": Instrument.KEYWORKER_VIEW,
}


def as_json(release: Release) -> dict[str, object]:
    """Return a release in the shape that `strandline assess` prints."""
    leading = LEADING.get(release.strand, Instrument.STAFF_CHECK)
    return {
        "strand": release.strand,
        "period": release.period,
        "model": release.model,
        "closed": release.closed,
        "bars": dict(release.bars),
        "respondents": release.respondents.get(leading),
        "respondents_by_instrument": dict(release.respondents),
        "response_rate": _share(release.response_rate),
        "coverage": _share(release.coverage),
        "supported": release.supported,
        "supported_so_far": release.supported_so_far,
        "not_ruled_out": release.not_ruled_out,
        "mixed_rating": release.mixed_rating,
        "stages": {stage: asdict(count) for stage, count in release.stages.items()},
        "themes": dict(release.theme_stages),
        "features": [_feature(feature) for feature in release.features],
        "contradictions": [_contradiction(c) for c in release.contradictions],
        "caps": list(release.caps),
        "cuts": [_cut(cut) for cut in release.cuts],
        "cannot_reach": list(release.cannot_reach),
        "reachable": dict(release.reachable),
        "statement": list(release.statement),
    }


def _share(share: Share | None) -> dict[str, object] | None:
    return None if share is None else asdict(share)


def _feature(feature: ShownFeature) -> dict[str, object]:
    return {
        "id": feature.id,
        "stage": feature.stage,
        "theme": feature.theme,
        "polarity": feature.polarity,
        "text": feature.text,
        "status": feature.status,
        **_figure(feature.shown),
        "reason": feature.reason,
        "sources": list(feature.sources),
        "caps": list(feature.caps),
        "change": feature.change,
        "other_sources": list(feature.other_sources),
    }


def _figure(shown: Shown) -> dict[str, object]:
    return {
        "n": shown.n,
        "share": _share(shown.share),
        "low": shown.low,
        "high": shown.high,
        "supporting": shown.supporting,
        "left_out": _share(shown.left_out),
    }


def _contradiction(found: ShownContradiction) -> dict[str, object]:
    return {
        "kind": found.kind,
        "features": list(found.features),
        "sides": [{"side": side, **_figure(shown)} for side, shown in found.sides],
        "says": found.says,
    }


def _cut(cut: ShownCut) -> dict[str, object]:
    return {
        "kind": cut.kind,
        "group": cut.group,
        "period": cut.period,
        "respondents": cut.respondents,
        "response_rate": _share(cut.response_rate),
        "suppressed": cut.suppressed,
        "figures": {key: _figure(shown) for key, shown in cut.figures.items()},
    }


# --- kept in the store ------------------------------------------------------------


def write_release(release: Release) -> str:
    """Return the release as one line of JSON, without the register's entries."""
    values = asdict(release)
    del values["entries"]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def read_release(text: str) -> Release:
    """Return the release that `write_release` wrote.

    Raises:
        ValueError: The text is no release.
    """
    try:
        found = _build(Release, json.loads(text))
    except (KeyError, TypeError) as wrong:
        raise ValueError("this is no release") from wrong
    if not isinstance(found, Release):
        raise ValueError("this is no release")  # noqa: TRY004 # the text is at fault
    return found


def _build(kind: Any, value: Any) -> Any:  # noqa: ANN401, PLR0911 # any annotation of a release
    """Return ``value`` as the annotation says: what JSON took away is put back."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (types.UnionType, Union):
        if value is None:
            return None
        return _build(next(k for k in inner if k is not type(None)), value)
    if origin is tuple:
        if inner[-1] is Ellipsis:
            return tuple(_build(inner[0], one) for one in value)
        return tuple(_build(k, one) for k, one in zip(inner, value, strict=True))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {_build(inner[0], k): _build(inner[1], v) for k, v in value.items()}
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind(value)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        there = [f.name for f in fields(kind) if f.name in value]
        return kind(**{name: _build(hints[name], value[name]) for name in there})  # type: ignore[operator] # a dataclass, as was just asked
    return value
