"""What a page says where nothing was chosen."""

import pytest

from bot.service.page import Page, Posted
from bot.service.pages import Outcome, Visit
from bot.web.survey import _what_is_wrong
from surveys.events import SKIP, Button, Prompt
from surveys.model import Audience
from surveys.session import Phase

NOTHING = Posted("language", "", "", (), None, "n")


def visit(*controls: Button) -> Visit:
    prompt = Prompt("", "Which language?", (Button("en", "English"),), controls)
    page = Page(
        prompt,
        "language",
        Phase.CHOOSING_LANGUAGE,
        *(None, None, None, (), (), None),
        Audience.FAMILY,
        "family-closure",
    )
    return Visit(Outcome.OPEN, page, same=True)


@pytest.mark.parametrize(
    ("controls", "says"),
    [
        ((Button(SKIP, "Skip"),), "Please choose an answer, or press Skip."),
        ((Button("back", "Back"),), "Please choose an answer."),
    ],
)
def test_nobody_is_told_to_skip_where_nothing_can_be_skipped(
    controls: tuple[Button, ...], says: str
) -> None:
    assert _what_is_wrong(visit(*controls), NOTHING, "en") == says
