"""A document becomes one self-contained HTML page that also prints well.

Rule 1: nothing is fetched and nothing runs: no script, no font, no picture file.
Rule 2: every text goes through autoescape; the only markup that does not is the
        chart, which `exports.chart` escapes itself.
Rule 3: the page forbids everything but its own style sheet (content policy).
"""

import base64
import hashlib
from collections.abc import Iterator
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from exports.blocks import Document, Table

STATUS_CLASS = {
    "Evidenced": "good",
    "Gone": "good",
    "Mixed": "mixed",
    "Contradicted": "against",
    "Persists": "against",
}


def render(document: Document) -> bytes:
    """Return the document as the bytes of an .html file."""
    widths = _widths(document)
    style = "\n".join((css("summary.css"), *_columns(widths)))
    html = template("summary.html").render(
        document=document,
        style=Markup(style),  # noqa: S704  our own file, packaged
        policy=policy(style),
        status_class=STATUS_CLASS,
        drawing=_drawing,
        widths=widths,
    )
    return html.encode("utf-8")


def _widths(document: Document) -> dict[tuple[float, ...], str]:
    """Name a class for each set of column widths; no style stands on a tag."""
    used = [block.widths for block in document.blocks if isinstance(block, Table)]
    return {widths: f"w{number}" for number, widths in enumerate(dict.fromkeys(used))}


def _columns(named: dict[tuple[float, ...], str]) -> Iterator[str]:
    for widths, name in named.items():
        for number, width in enumerate(widths, start=1):
            share = 100 * width / sum(widths)
            yield f".{name} col:nth-child({number}) {{ width: {share:.1f}%; }}"


def _drawing(svg: str) -> Markup:
    return Markup(svg)  # noqa: S704  escaped where it is drawn


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("exports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.tests["block"] = lambda block, kind: type(block).__name__ == kind
    return environment


def template(name: str) -> Template:
    """Return a packaged template; everything in it is escaped."""
    return _environment().get_template(name)


@cache
def css(name: str) -> str:
    """Return a packaged style sheet."""
    return template(name).render().strip()


def policy(style: str) -> str:
    """Return the content policy that allows this style sheet and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'"
