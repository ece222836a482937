"""Templates become answers: escaped, never kept by anybody, small on the wire."""

from collections.abc import Mapping
from functools import partial
from importlib.resources import files
from typing import Final, cast

from aiohttp import web
from jinja2 import Environment, FunctionLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from bot.web.look import Asset
from bot.web.texts import say
from bot.web.view import blocks
from surveys.languages import ENGLISH, direction, ordered

_TEMPLATES: Final = files("bot.web") / "templates"
_ISOLATED: Final = "\u2066"
_WORTH_PACKING: Final = 860  # bytes; shorter ones fit into one packet anyway


def _source(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


@pass_context
def _ordered(context: Context, text: str) -> str:
    if _ISOLATED in text:  # the conversation has done it already
        return text
    return ordered(text, cast("str", context["lang"]))


class Renderer:
    """Turns a template and its values into an answer."""

    def __init__(
        self, assets: Mapping[str, Asset], council: str, logo_words: str, leave: str
    ) -> None:
        self._given: Mapping[str, object] = {
            "assets": assets,
            "council": council,
            "logo_words": logo_words,
            "leave": leave,
            "easy": False,
            "rest": 0,
            "home": "",
        }
        self._templates = Environment(
            loader=FunctionLoader(_source),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._templates.filters["blocks"] = blocks
        self._templates.filters["ordered"] = _ordered

    def page(
        self,
        name: str,
        language: str = ENGLISH,
        status: int = 200,
        /,
        **values: object,
    ) -> web.Response:
        """Return a page.

        Args:
            name: Of the template.
            language: Of everything on it.
            status: Of the answer.
            values: What the template shows. ``rest``: seconds after which the page
                hides itself where script runs; 0: never.
        """
        html = self.html(name, language, **values)
        answer = web.Response(
            text=html, content_type="text/html", charset="utf-8", status=status
        )
        if len(html) > _WORTH_PACKING:
            answer.enable_compression()
        return answer

    def html(self, name: str, language: str, /, **values: object) -> str:
        """Return a template filled in, as text."""
        given = {
            **self._given,
            "lang": language,
            "dir": str(direction(language)),
            "t": partial(_said, language),
            **values,
        }
        return self._templates.get_template(name).render(given)


def _said(language: str, key: str, **values: object) -> str:
    return say(key, language, **values)
