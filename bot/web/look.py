"""The files that every page refers to, in one council's colour.

Rule: a file's name changes with its content, so that phones may keep it for good.
"""

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from bot.area import Area
from bot.area.council import COLOUR
from surveys.pictures import pictures

_STATIC: Final = files("bot.web") / "static"
_KINDS: Final = {".png": "image/png", ".svg": "image/svg+xml"}
_LARGEST_LOGO: Final = 4096  # bytes: the first page has to stay light


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that pages refer to."""

    name: str
    content: bytes
    kind: str


def assets(area: Area, folder: Path | None = None) -> dict[str, Asset]:
    """Return the files of the pages by what they are for.

    A logo that is missing, or too heavy for a phone with little data, is left out;
    `heavy_logo` says so to the person who runs the service.
    """
    look = area.words.look
    style = (_STATIC / "style.css").read_text(encoding="utf-8")
    script = (_STATIC / "page.js").read_bytes()
    coloured = style.replace(COLOUR, look.colour)
    desk = (_STATIC / "desk.css").read_bytes()
    wall = (_STATIC / "wall.js").read_bytes()
    found = {
        "desk": _asset("desk", "css", "text/css", desk),
        "vote": _asset("vote", "css", "text/css", (_STATIC / "vote.css").read_bytes()),
        "wall": _asset("wall", "js", "text/javascript", wall),
        "style": _asset("style", "css", "text/css", coloured.encode()),
        "script": _asset("page", "js", "text/javascript", script),
        "icon": _asset("icon", "svg", _KINDS[".svg"], _icon(look.colour)),
    }
    for name, svg in pictures().items():
        found[f"picture:{name}"] = _asset(name, "svg", _KINDS[".svg"], svg)
    logo = _logo(area, folder)
    if logo is not None and len(logo.content) <= _LARGEST_LOGO:
        found["logo"] = logo
    return found


def heavy_logo(area: Area, folder: Path) -> str | None:
    """Return what to do about a logo that the pages leave out; None if all is well."""
    name = area.words.look.logo
    if name is None:
        return None
    logo = _logo(area, folder)
    if logo is None:
        return f"The logo {name} is not in {folder}: the pages show none."
    if len(logo.content) > _LARGEST_LOGO:
        return (
            f"The logo {name} has {len(logo.content)} bytes; the pages show it up to"
            f" {_LARGEST_LOGO}, so that they open quickly everywhere. Make it smaller."
        )
    return None


def _logo(area: Area, folder: Path | None) -> Asset | None:
    name = area.words.look.logo
    if name is None or folder is None:
        return None
    file = folder / Path(name).name
    try:
        content = file.read_bytes()
    except OSError:
        return None
    ending = file.suffix.lower()
    return _asset("logo", ending[1:], _KINDS[ending], content)


def _icon(colour: str) -> bytes:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">'
        f'<circle cx="4" cy="4" r="4" fill="{colour}"/></svg>'
    ).encode()


def _asset(name: str, ending: str, kind: str, content: bytes) -> Asset:
    mark = hashlib.sha256(content).hexdigest()[:12]
    return Asset(f"{name}-{mark}.{ending}", content, kind)
