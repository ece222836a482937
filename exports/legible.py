"""A report without signs that nobody sees, wherever in it a text stands.

They are refused where text comes in; here they are left out once more, since a
control character breaks a Word file and a hidden direction lets a quote end
differently from how it reads.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import TypeVar, cast

from surveys.hidden import visible

T = TypeVar("T")


def legible(value: T) -> T:
    """Return the value with every text in it made visible; the same if it is."""
    return cast("T", _legible(value))


def _legible(value: object) -> object:
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return visible(value)
    if is_dataclass(value) and not isinstance(value, type):
        old = {field.name: getattr(value, field.name) for field in fields(value)}
        new = {name: _legible(part) for name, part in old.items()}
        changed = {name: part for name, part in new.items() if part != old[name]}
        return replace(value, **changed) if changed else value
    if isinstance(value, Mapping):
        return {_legible(key): _legible(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(_legible(part) for part in value)
    return value
