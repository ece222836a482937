"""Workshop mode on the signed-in pages: the walk, actions, names, next time."""

from datetime import UTC, datetime

import pytest

from bot.service.periods import quarter_of
from bot.service.workshop import Action, ActionError
from tests.integration.desk.staff import Clerk, Office, Page

PATH = "/desk/workshop"
SAVE = "Write it down"
DUE = f"{datetime.now(UTC).year + 1}-03"  # the clock of these pages is the real one
WORDS = "Run joint training days for all team managers"


def quarter(desk: Office) -> str:
    return quarter_of(desk.clock().date())


async def at(desk: Office, feature: str = "CU-M1") -> tuple[Clerk, str]:
    """Return a coordinator on the page of a feature of the culture row."""
    clerk = await desk.sign_in("coordinator")
    path = f"{PATH}/{quarter(desk)}/culture/{feature}"
    await clerk.get(path)
    return clerk, path


async def test_the_walk_goes_from_feature_to_feature(desk: Office) -> None:
    clerk = await desk.sign_in("coordinator")
    await clerk.get(PATH)
    page = await clerk.get(clerk.page.links["Culture"])
    assert "Early. No evidence." in page.text
    page = await clerk.get(page.links["Begin the walk"])
    seen = [page.heading]
    while "Next feature" in page.links:
        page = await clerk.get(page.links["Next feature"])
        seen.append(page.heading)
    assert len(seen) == len(set(seen)) == 25  # 24 features, then the row as a whole
    assert seen[-1] == "The row as a whole"


async def test_a_joint_action_is_written_down_and_printed(desk: Office) -> None:
    clerk, path = await at(desk)
    page = await clerk.send(
        path,
        SAVE,
        pick=("Police", "Education and schools"),
        words=WORDS,
        post="team manager",
        due=DUE,
    )
    assert "The action is written down." in page.text
    assert f"(team manager), by {DUE}-31" in page.text
    assert "Police and Education and schools" in page.text
    for kind, starts in (("docx", b"PK"), ("html", b"<!doctype"), ("csv", b"\xef\xbb")):
        await clerk.get(f"{PATH}/{quarter(desk)}/actions.{kind}")
        assert clerk.body.lower().startswith(starts.lower())
        assert "attachment" in clerk.page.headers["Content-Disposition"]
    assert WORDS.encode() in clerk.body
    assert b"joint" in clerk.body


async def test_a_page_sent_twice_is_one_action(desk: Office) -> None:
    clerk, path = await at(desk)
    before = clerk.page
    for _ in range(3):
        await clerk.send(
            path, SAVE, page=before, pick=("Police",), words=WORDS, due=f"{DUE}-05"
        )
    assert desk.number("SELECT count(*) FROM action") == 1
    await clerk.send(
        path, SAVE, page=before, pick=("Police",), words="Another", due=f"{DUE}-05"
    )
    assert desk.number("SELECT count(*) FROM action") == 2


async def test_a_name_is_not_stored_and_the_words_come_back_without_it(
    desk: Office,
) -> None:
    clerk, path = await at(desk)
    named = "Ask Margaret Whitcombe, 07700 900123, to run joint training"
    page = await clerk.send(path, SAVE, pick=("Police",), words=named, due=DUE)
    assert page.status == 422
    assert "looks like a name or another personal detail" in page.text
    box = page.form(path).boxes["words"]
    assert "Whitcombe" not in box
    assert "07700" not in box
    assert "to run joint training" in box
    assert "Whitcombe" not in page.html
    assert ("partners", "police") in page.form(path).fields  # what was ticked stays
    assert desk.number("SELECT count(*) FROM action") == 0
    page = await clerk.send(path, SAVE)  # as it reads now
    assert page.status == 200, page.text
    assert desk.number("SELECT count(*) FROM action") == 1


async def test_a_post_is_no_name(desk: Office) -> None:
    clerk, path = await at(desk)
    page = await clerk.send(
        path,
        SAVE,
        pick=("Police",),
        words=WORDS,
        post="Mrs Margaret Whitcombe",
        due=DUE,
    )
    assert page.status == 422
    assert "Whitcombe" not in page.html
    assert page.form(path).boxes["words"] == WORDS


@pytest.mark.parametrize(
    ("boxes", "picked", "says"),
    [
        ({"words": " ", "due": DUE}, ("Police",), "Say what will be done"),
        ({"words": WORDS, "due": DUE}, (), "Say which partner"),
        ({"words": WORDS, "due": "soon"}, ("Police",), "by when"),
        ({"words": WORDS, "due": "2027-13"}, ("Police",), "by when"),
        ({"words": WORDS, "due": ""}, ("Police",), "by when"),
        ({"words": WORDS, "due": "2001-01"}, ("Police",), "31 January 2001 is over"),
        ({"words": WORDS, "due": "0001-01-01"}, ("Police",), "is over"),
        ({"words": WORDS, "due": "9999-12"}, ("Police",), "is too far off"),
        ({"words": WORDS, "due": "9999-12-31"}, ("Police",), "is too far off"),
        ({"words": "x" * 301, "due": DUE}, ("Police",), "300 characters"),
    ],
)
async def test_what_is_missing_is_said(
    desk: Office, boxes: dict[str, str], picked: tuple[str, ...], says: str
) -> None:
    clerk, path = await at(desk)
    page = await clerk.send(path, SAVE, pick=picked, typed=boxes)
    assert page.status == 422
    assert says in page.text
    assert desk.number("SELECT count(*) FROM action") == 0


async def test_an_action_is_due_from_today_to_the_end_of_the_month_in_five_years(
    desk: Office,
) -> None:
    now = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)

    async def added(due: str) -> str:
        action = Action("culture", "CU-M1", WORDS, ("police",), "", due)
        return (await desk.app.workshop.add("2026-Q4", action, due, now)).due

    for due in ("2026-11-18", "2031-11-30"):
        assert await added(due) == due
    assert await added("2026-11") == "2026-11-30"
    assert await added("2031-11") == "2031-11-30"
    for due in ("2026-11-17", "2026-10"):
        with pytest.raises(ActionError, match="is over"):
            await added(due)
    for due in ("2031-12-01", "2031-12", "9999-12-31"):
        with pytest.raises(ActionError, match="30 November 2031 is the latest"):
            await added(due)
    assert desk.number("SELECT count(*) FROM action") == 4


async def test_what_is_still_open_comes_back_next_time_and_is_carried_on(
    desk: Office,
) -> None:
    app = desk.app
    clerk = await desk.sign_in("coordinator")
    last = f"{int(quarter(desk)[:4]) - 1}-Q4"
    path = f"{PATH}/{last}/culture/CU-M1"
    await clerk.get(path)
    await clerk.send(path, SAVE, pick=("Police",), words=WORDS, due=DUE)
    page = await clerk.get(PATH)
    assert "From last time, and still open" in page.text
    row = await clerk.get(f"{PATH}/{quarter(desk)}/culture")
    assert WORDS in row.text
    await clerk.get(PATH)
    page = await clerk.send(PATH, f"Carry it on to {quarter(desk)}", page=_last(clerk))
    assert "From last time" not in page.text
    assert WORDS in page.text
    found = {one.period: one for one in await app.workshop.actions()}
    assert found[last].state == "carried"
    assert found[last].note == f"carried on to {quarter(desk)}"
    assert found[quarter(desk)].state == "open"
    done = await clerk.send(
        PATH, "It is done", page=_last(clerk), note="Two days were held"
    )
    assert "Done: Two days were held" in done.text
    named = await clerk.send(
        PATH, "It is done", page=_last(clerk), note="Ask Margaret Whitcombe"
    )
    assert named.status == 422
    assert "Whitcombe" not in named.html
    await clerk.get(PATH)
    gone = await clerk.send(PATH, "Delete it", page=_last(clerk))
    assert WORDS not in gone.text


def _last(clerk: Clerk) -> Page:
    """Return the page with the forms of actions alone."""
    clerk.page.forms = [form for form in clerk.page.forms if form.method == "post"]
    return clerk.page


@pytest.mark.parametrize(
    "address",
    [
        f"{PATH}/2026-Q4/weather",
        f"{PATH}/2026-Q4/culture/FE-E1",
        f"{PATH}/2026-Q4/culture/nothing",
        f"{PATH}/nonsense/culture",
        f"{PATH}/2026-Q4/actions.exe",
    ],
)
async def test_what_is_not_there_is_said(desk: Office, address: str) -> None:
    clerk = await desk.sign_in("coordinator")
    assert (await clerk.get(address)).status == 404
