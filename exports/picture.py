"""An SVG drawing becomes a PNG picture, for formats that cannot show the drawing.

The fonts ship with the package, so the picture is the same on every machine.
"""

from importlib.resources import files
from pathlib import Path

import resvg_py

_FONTS = tuple(
    str(Path(str(files("exports") / "fonts" / name)))
    for name in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf")
)


def png(svg: str, width: int) -> bytes:
    """Draw ``svg`` at ``width`` pixels."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            width=width,
            skip_system_fonts=True,
            font_files=list(_FONTS),
            font_family="Noto Sans",
            sans_serif_family="Noto Sans",
            background="#ffffff",
        )
    )
