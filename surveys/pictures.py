"""The pictures of easy read: simple line drawings of our own, as small SVG files.

Rule 1: a picture only repeats what the words beside it say, so that it needs no words
of its own: on a page it is decoration, for a screen reader it is not there.
Rule 2: each is under 1,000 bytes, takes the colour of the text around it and holds
nothing but shapes: no script, no style, no address but the name space of SVG.
"""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

LARGEST = 1_000  # bytes


@cache
def pictures() -> Mapping[str, bytes]:
    """Return every picture by its id, as SVG on a square of 48 by 48."""
    folder = resources.files("surveys").joinpath("data", "pictures")
    return MappingProxyType(
        {
            entry.name.removesuffix(".svg"): entry.read_bytes()
            for entry in sorted(folder.iterdir(), key=lambda e: e.name)
            if entry.name.endswith(".svg")
        }
    )


def picture(name: str) -> bytes:
    """Return one picture.

    Raises:
        KeyError: There is none of that id.
    """
    return pictures()[name]
