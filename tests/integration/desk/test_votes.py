"""The coordinator's pages of a partner vote."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from bot.service.evidence import ROWS
from bot.service.person import Person
from bot.service.vote_phones import Refusal
from bot.web.desk.texts import say as said
from tests.integration.desk.staff import Clerk, Office

PATH = "/desk/votes"


async def opened(desk: Office, **boxes: str) -> tuple[Clerk, str]:
    """Return a coordinator on the page of a vote that they opened, and its path."""
    clerk = await desk.sign_in("coordinator")
    await clerk.get(PATH)
    page = await clerk.send(PATH, "Open the vote", typed=boxes)
    assert page.status == 200, page.text
    return clerk, urlsplit(page.url).path


async def rated(desk: Office, votes: list[str], row: str = "culture") -> None:
    """Let phone after phone join the open vote and rate a row."""
    (vote, *_) = await desk.app.votes.all(desk.clock())
    for number, choice in enumerate(votes):
        person = Person("web", f"phone {number}")
        found = await desk.app.phones.join(person, vote.id)
        assert not isinstance(found, Refusal)
        await desk.app.phones.cast(person, row, choice, None, desk.clock())


async def test_a_coordinator_opens_a_vote_and_sees_code_and_wall(desk: Office) -> None:
    clerk, _ = await opened(desk, people="40")
    page = clerk.page
    assert "The vote is open." in page.text
    (vote,) = await desk.app.votes.all(desk.clock())
    assert desk.app.votes.code(vote.id) in page.text
    assert vote.people == 40
    assert not vote.openly
    wall = page.links["Open the page to project"]
    assert (await clerk.get(wall)).heading == "Join the vote"


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("kind_blind", "The bars are kept until 1 "),
        ("kind_openly", "The numbers by partner are deleted on "),
    ],
)
async def test_the_page_says_how_long_a_vote_is_kept(
    desk: Office, kind: str, says: str
) -> None:
    clerk = await desk.sign_in("coordinator")
    await clerk.get(PATH)
    page = await clerk.send(PATH, "Open the vote", pick=(said(f"votes.{kind}"),))
    assert says in page.text
    assert ("deleted on" in page.text) is (kind == "kind_openly")


async def test_the_page_promises_no_deletion_that_is_over(desk: Office) -> None:
    clerk = await desk.sign_in("coordinator")
    await clerk.get(PATH)
    page = await clerk.send(PATH, "Open the vote", pick=(said("votes.kind_openly"),))
    desk.clock.ahead += timedelta(days=9)
    later = await desk.sign_in("coordinator", name="another")
    page = await later.get(urlsplit(page.url).path)
    assert "The bars are kept until 1 " in page.text
    assert "numbers by partner are deleted" not in page.text


async def test_an_open_row_shows_no_figure_to_the_coordinator_either(
    desk: Office,
) -> None:
    clerk, path = await opened(desk)
    await rated(desk, ["mature"] * 7 + ["early"] * 6)
    page = await clerk.get(path)
    assert "%" not in page.text
    assert "10 votes or more so far" in page.text


async def test_a_row_is_closed_compared_and_taken_over(desk: Office) -> None:
    clerk, path = await opened(desk)
    await rated(desk, ["maturing"] * 12)
    page = await clerk.send(path, "Close voting on: Culture")
    assert "About 10 votes" in page.text
    assert "Maturing 95% or more" in page.text
    early = await clerk.post(
        path, [("csrf", page.form(path).csrf), ("button", "compare")]
    )
    assert early.status == 422
    assert "Close the vote first" in early.text
    await clerk.get(path)
    await clerk.send(path, "Close voting on every row")
    page = await clerk.send(path, "Put the survey beside the bars")
    assert "The survey evidence supports: No stage yet" in page.text
    take = await clerk.get(page.links["Take the result over: Culture"])
    assert ("letters", "M") in take.form(path).fields  # what the room leans to
    wrong = await clerk.send(path, "Make it the panel's rating", pick=("Amber",))
    assert wrong.status == 422
    assert "needs a reason" in wrong.text
    page = await clerk.send(
        path,
        "Make it the panel's rating",
        reason="The room was of one mind.",
        steps="Train managers together\nAsk again in spring",
        by="The partnership board",
    )
    assert "That is the panel's rating now." in page.text
    assert "The panel's own rating: M. The room was of one mind." in page.text
    (rating,) = desk.app.writer.call(
        lambda store: store.panel.ratings(_period(desk.app.votes, store))
    )
    assert rating.next_steps == "Train managers together\nAsk again in spring"


def _period(votes: object, store: object) -> str:
    del votes
    (vote,) = store.votes.all()  # type: ignore[attr-defined]  # the store of the job
    return str(vote.period)


async def test_an_open_vote_is_opened_as_one(desk: Office) -> None:
    clerk = await desk.sign_in("coordinator")
    page = await clerk.get(PATH)
    openly = next(
        label for label in page.form(PATH).options if label.startswith("Open")
    )
    page = await clerk.send(PATH, "Open the vote", pick=(openly,))
    assert "votes are shown by partner, as the room agreed" in page.text


@pytest.mark.parametrize(
    ("boxes", "says"),
    [
        ({"period": "next spring"}, "There is no period"),
        ({"people": "many"}, "whole numbers"),
        ({"people": "0"}, "whole numbers"),
        ({"hours": "13"}, "one to 12 hours"),
        ({"hours": "x"}, "whole numbers"),
    ],
)
async def test_what_cannot_be_opened_is_said_and_what_was_typed_stays(
    desk: Office, boxes: dict[str, str], says: str
) -> None:
    clerk = await desk.sign_in("coordinator")
    await clerk.get(PATH)
    page = await clerk.send(PATH, "Open the vote", typed=boxes)
    assert page.status == 422
    assert says in page.text
    for name, typed in boxes.items():
        assert page.form(PATH).boxes[name] == typed


async def test_a_vote_is_deleted(desk: Office) -> None:
    clerk, path = await opened(desk)
    await rated(desk, ["mature"] * 3)
    page = await clerk.send(path, "Delete it")
    assert "There has been no vote yet" in page.text
    assert desk.number("SELECT count(*) FROM ballot") == 0
    assert (await clerk.get(path)).status == 404


@pytest.mark.parametrize("role", ["keyworker", "carer"])
async def test_a_vote_is_for_coordinators(desk: Office, role: str) -> None:
    _, path = await opened(desk)
    other = await desk.sign_in(role, name="another")
    for address in (PATH, path, f"{path}/culture", "/desk/workshop"):
        assert (await other.get(address)).status == 403


async def test_strange_steps_are_refused(desk: Office) -> None:
    clerk, path = await opened(desk)
    csrf = clerk.page.form(path).csrf
    for button, status in (
        ("", 400),
        ("burn", 400),
        ("close:weather", 422),
        ("close:", 422),
        ("show:weather", 422),
    ):
        page = await clerk.post(path, [("csrf", csrf), ("button", button)])
        assert page.status == status, button
    assert (await clerk.get(f"{path}/culture")).status == 404
    assert (await clerk.get(f"{path}/weather")).status == 404
    assert desk.number("SELECT count(*) FROM vote_row WHERE shown IS NULL") == len(ROWS)
