"""A paper or script becomes one HTML file, made to be printed on A4."""

from markupsafe import Markup

from exports import page
from exports.paper.sheet import Sheet


def render(sheet: Sheet) -> bytes:
    """Return the sheet as the bytes of an .html file."""
    style = f"{page.css('paper.css')}\n:root {{ font-size: {sheet.size:g}pt; }}"
    html = page.template("paper.html").render(
        sheet=sheet,
        style=Markup(style),  # noqa: S704  our own file, packaged
        policy=page.policy(style),
    )
    return html.encode("utf-8")
