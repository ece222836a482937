"""A coordinator plans the staff waves of a year on the signed-in pages."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.service.wave_days import CHECK, Wanted
from tests.integration.desk.staff import Clerk, Office, Page

YEAR = datetime.now(UTC).year + 1
PATH = "/desk/waves"
SPRING = f"{YEAR}-Q1-check"


async def planned(desk: Office) -> Clerk:
    """Return a coordinator before the pages of a year that is planned."""
    clerk = await desk.sign_in("coordinator")
    await clerk.get(PATH)
    await clerk.send(PATH, "Show what would be planned", pick=(str(YEAR),))
    await clerk.send(PATH, "Plan these")
    return clerk


async def press(clerk: Clerk, label: str, **boxes: str) -> Page:
    """Press the button of that name, in whichever form of the page it is."""
    (form,) = [one for one in clerk.page.forms if label in one.buttons]
    typed = {**form.boxes, **boxes}.items()
    return await clerk.post(form.action, [*form.fields, *typed, form.buttons[label]])


async def test_a_year_is_shown_first_and_then_planned(desk: Office) -> None:
    clerk = await desk.sign_in("coordinator")
    page = await clerk.get(PATH)
    assert "No wave is planned." in page.text
    page = await clerk.send(PATH, "Show what would be planned", pick=(str(YEAR),))
    assert f"This would be planned for {YEAR}" in page.text
    assert "No group of staff-check is named" in page.text
    assert desk.number("SELECT count(*) FROM wave_plan") == 0
    page = await clerk.send(PATH, "Plan these")
    assert page.text.count("planned") >= 4
    assert SPRING in page.links
    assert desk.number("SELECT count(*) FROM wave_plan") == 4
    await clerk.get(PATH)
    page = await clerk.send(PATH, "Show what would be planned", pick=(str(YEAR),))
    assert page.status == 422
    assert "ask the same" in page.text


async def test_one_wave_is_planned_and_mistakes_are_said(desk: Office) -> None:
    clerk = await desk.sign_in("coordinator")
    await clerk.get(PATH)
    for opens, why in (
        ("2020-03-01", "which is over"),
        ("next week", "Write a day as"),
        (f"{YEAR}-03-25", "frozen at its end"),
    ):
        page = await press(clerk, "Plan this wave", opens=opens)
        assert page.status == 422
        assert why in page.text
        assert page.forms[1].boxes == {"opens": opens, "until": ""}
    page = await press(clerk, "Plan this wave", opens=f"{YEAR}-03-01")
    assert page.status == 200
    assert f"1 March {YEAR} to 14 March {YEAR}" in page.text


async def test_a_wave_is_moved_made_quiet_and_cancelled(desk: Office) -> None:
    clerk = await planned(desk)
    page = await clerk.get(f"{PATH}/at/{SPRING}")
    page = await clerk.send(PATH, "Change the days", opens=f"{YEAR}-04-12")
    assert page.heading == f"{YEAR}-Q2-check-2"
    assert f"12 April {YEAR} to 25 April {YEAR}" in page.text
    page = await clerk.send(PATH, "Change the days", until=f"{YEAR}-04-18")
    assert f"12 April {YEAR} to 18 April {YEAR}" in page.text
    page = await clerk.send(PATH, "Change the days", opens="2020-01-01")
    assert page.status == 422
    await clerk.get(f"{PATH}/at/{YEAR}-Q2-check-2")
    page = await press(clerk, "No reminders")
    assert "Nobody is reminded" in page.text
    page = await press(clerk, "Cancel this wave")
    assert page.heading == f"Cancel {YEAR}-Q2-check-2?"
    assert desk.number("SELECT count(*) FROM wave_plan") == 4
    page = await press(clerk, "Yes, cancel it")
    assert desk.number("SELECT count(*) FROM wave_plan") == 3
    assert (await clerk.get(f"{PATH}/at/{YEAR}-Q2-check-2")).status == 404


async def test_an_open_wave_is_closed_only_when_one_is_sure(desk: Office) -> None:
    today = desk.clock().date()
    plans = desk.app.wave_plans
    ends = today + timedelta(days=0)
    (plan,) = (await plans.plan([Wanted(CHECK, today, ends)], desk.clock())).plans
    await plans(desk.clock())
    clerk = await desk.sign_in("coordinator")
    page = await clerk.get(f"{PATH}/at/{plan.id}")
    assert "only its last day can be changed" in page.text
    await press(clerk, "Close it now")
    assert desk.number("SELECT count(*) FROM wave WHERE secret IS NOT NULL") == 1
    await press(clerk, "Yes, close it")
    assert desk.number("SELECT count(*) FROM wave WHERE secret IS NOT NULL") == 0
    page = await clerk.get(f"{PATH}/at/{plan.id}")
    assert "closed" in page.text
    assert not any("Close" in label for one in page.forms for label in one.buttons)


async def test_groups_are_sized_and_left_out(desk: Office) -> None:
    clerk = await planned(desk)
    address = f"{PATH}/groups/staff-check"
    await clerk.get(address)
    page = await clerk.send(
        address, "Save", typed={"size-police": "40", "size-schools": "9"}
    )
    assert "Saved." in page.text
    assert "fewer than 10" in page.text
    groups = await desk.app.groups.all(CHECK)
    assert [(one.partner, one.size) for one in groups] == [
        ("police", 40),
        ("schools", 9),
    ]
    for wrong, why in (("0", "cannot be asked"), ("many", "Write a whole number")):
        page = await clerk.send(address, "Save", typed={"size-police": wrong})
        assert page.status == 422
        assert why in page.text
        assert page.form(address).boxes["size-police"] == wrong
    page = await clerk.send(
        address, "Save", typed={"size-police": "40", "size-schools": ""}
    )
    (police,) = await desk.app.groups.all(CHECK)
    assert police.size == 40
    page = await clerk.send(address, "Save", typed={"email-police": "a@b.example"})
    assert "GOV.UK Notify" in page.text  # which is not set up here
    page = await clerk.get(f"{PATH}/at/{SPRING}")
    assert "Police (40)" in page.text


async def test_the_page_with_the_links_says_that_they_can_be_used_twice(
    desk: Office,
) -> None:
    clerk = await planned(desk)
    page = await clerk.get(f"{PATH}/at/{SPRING}")
    assert "on a page, somebody can answer with it more than once" in page.text
    assert f"strandline wave codes {SPRING}" in page.text


async def test_cards_are_for_whoever_may_plan_and_nobody_else(desk: Office) -> None:
    clerk = await planned(desk)
    page = await clerk.get(f"{PATH}/at/{SPRING}")
    cards = [one for one in page.links.values() if "/card/" in one]
    for address in cards:
        found = await clerk.get(address)
        assert found.status == 200
        assert clerk.body[:4] in (b"%PDF", b"\x89PNG")
    assert (await clerk.get(f"{PATH}/at/{SPRING}/card/circus.pdf")).status == 404
    assert (await clerk.get(f"{PATH}/at/{SPRING}/card/everybody.exe")).status == 404
    assert (await clerk.get(f"{PATH}/groups/family-closure")).status == 404
    other = await desk.sign_in("keyworker")
    for address in (PATH, f"{PATH}/at/{SPRING}", f"{PATH}/groups/staff-check", *cards):
        assert (await other.get(address)).status == 403


@pytest.mark.parametrize(
    "typed",
    [
        {"year": "0000", "button": "show"},
        {"asks": "staff-check", "opens": "9999-12-25", "until": "", "button": "one"},
    ],
)
async def test_a_day_beyond_the_calendar_is_refused(
    desk: Office, typed: dict[str, str]
) -> None:
    clerk = await desk.sign_in("coordinator")
    page = await clerk.get("/desk/waves")
    csrf = page.form("/desk/waves").csrf
    page = await clerk.post("/desk/waves", [("csrf", csrf), *typed.items()])
    assert page.status == 422
