"""Closings of a period, from files and typed in: checked first, named, safe twice."""

import io
import random

import aiohttp
import pytest

from bot.service.closure_files import LARGEST
from bot.service.closures import Closures
from tests.integration.desk.staff import Clerk, Office, Page

LARGE = b"x" * (LARGEST + 1)
ROWS = """reference,tier,district,month
EH-1,keyworker,charnwood,{month}
EH-2,keyworker,melton,{month}
"""


@pytest.fixture(autouse=True)
def _public(desk: Office) -> None:
    links = desk.app.closures.setup.links
    object.__setattr__(links, "web", "https://survey.example")


def rows(desk: Office) -> str:
    return ROWS.format(month=f"{desk.clock():%Y-%m}")


async def upload(
    clerk: Clerk, path: str, content: bytes, *fields: tuple[str, str], csrf: str = ""
) -> Page:
    """Send a file as the page would."""
    page = await clerk.get("/desk/closings")
    given = [("csrf", csrf or page.form("/desk/closings/file").csrf), *fields]
    data = aiohttp.FormData(default_to_multipart=True)
    for name, value in given:
        data.add_field(name, value)
    file = io.BytesIO(content)
    data.add_field("file", file, filename="closings.csv", content_type="text/csv")
    return await clerk.post(path, data)


async def take(clerk: Clerk, content: str, button: str = "take") -> Page:
    return await upload(
        clerk, "/desk/closings/file", content.encode(), ("button", button)
    )


def invitations(desk: Office) -> int:
    return desk.number("SELECT count(*) FROM invitation")


async def test_a_file_is_checked_taken_and_taken_again(desk: Office) -> None:
    clerk = await desk.sign_in("coordinator")
    page = await take(clerk, rows(desk), "check")
    assert "Every row is right: 2 in all." in page.text
    assert invitations(desk) == 0
    page = await take(clerk, rows(desk))
    assert "Taken: 2 new, 0 known already." in page.text
    assert page.text.count("https://survey.example/s/") == 2
    assert "EH-1" in page.text
    again = await take(clerk, rows(desk))
    assert "Taken: 0 new, 2 known already." in again.text
    assert invitations(desk) == 2
    await take(clerk, rows(desk), "links")
    lines = clerk.body.decode("utf-8-sig").splitlines()
    assert lines[0] == "reference,link"
    assert lines[1].startswith("EH-1,https://survey.example/s/")
    assert clerk.page.headers["Cache-Control"] == "no-store"
    assert invitations(desk) == 2


async def test_every_bad_row_is_named_and_nothing_is_taken(desk: Office) -> None:
    clerk = await desk.sign_in("coordinator")
    bad = rows(desk) + "Kelly Smith,keyworker,atlantis,2019-01\n,keyworker,melton,\n"
    page = await take(clerk, bad)
    assert page.status == 422
    for said in ("row 4, district", "row 4, month", "row 4, reference", "row 5, month"):
        assert said in page.text
    assert "Kelly" not in page.html
    assert invitations(desk) == 0


async def test_a_closing_that_came_before_with_other_contents_is_named(
    desk: Office,
) -> None:
    clerk = await desk.sign_in("coordinator")
    await take(clerk, rows(desk))
    other = rows(desk).replace("EH-2,keyworker,melton", "EH-2,keyworker,blaby")
    page = await take(clerk, other)
    assert page.status == 422
    assert "closing 2 of the file" in page.text


async def test_an_account_of_one_district_loads_that_alone(desk: Office) -> None:
    clerk = await desk.sign_in("coordinator", scope="charnwood")
    assert (await take(clerk, rows(desk))).status == 403
    assert invitations(desk) == 0
    mine = rows(desk).replace("EH-2,keyworker,melton", "EH-2,keyworker,charnwood")
    assert (await take(clerk, mine)).status == 200
    page = await upload(clerk, "/desk/closings/counts", b"period,tier,closed\n")
    assert page.status == 403
    assert (await clerk.get("/desk/closings/typed")).status == 403


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no CSV|row of names"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b'reference,tier\n"EH-1,x\n', "quotation mark"),
        (b"name,tier\nKelly,keyworker\n", "not taken"),
        (b"reference,reference\n", "twice"),
        (LARGE, "larger than 4 MB"),
    ],
    ids=("empty", "binary", "quotes", "names", "twice", "large"),
)
async def test_files_that_are_none_are_refused_with_a_reason(
    desk: Office, content: bytes, said: str
) -> None:
    clerk = await desk.sign_in("coordinator")
    page = await upload(clerk, "/desk/closings/file", content, ("button", "take"))
    assert page.status == 422
    assert any(one in page.text for one in said.split("|")), page.text
    assert "Kelly" not in page.html
    assert invitations(desk) == 0


async def test_a_file_needs_a_page_of_this_session(desk: Office) -> None:
    clerk = await desk.sign_in("coordinator")
    content = rows(desk).encode()
    for csrf in ("x" * 32, "nothing"):
        page = await upload(
            clerk, "/desk/closings/file", content, ("button", "take"), csrf=csrf
        )
        assert page.status == 403
    page = await clerk.post("/desk/closings/file", [("csrf", "x"), ("file", "y")])
    assert page.status == 415
    form = (await clerk.get("/desk/closings")).form("/desk/closings/file")
    page = await clerk.post(
        "/desk/closings/file",
        aiohttp.FormData([("csrf", form.csrf)], default_to_multipart=True),
    )
    assert page.status == 400
    body = b"--x\r\nnot a part at all"
    async with clerk.http.post(
        f"{clerk.base}/desk/closings/file",
        data=body,
        headers={"Content-Type": "multipart/form-data; boundary=x"},
    ) as answer:
        assert answer.status == 400
    async with clerk.http.post(
        f"{clerk.base}/desk/closings/file",
        data=body,
        headers={"Content-Type": "multipart/form-data"},
    ) as answer:
        assert answer.status == 400
    assert invitations(desk) == 0


async def test_bodies_of_any_kind_are_refused_without_a_fault(desk: Office) -> None:
    """Whole uploads, spoilt in many places: an answer each, and never a fault."""
    clerk = await desk.sign_in("coordinator")
    csrf = clerk.page.form("/desk/out").csrf
    whole = (
        b'--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n'
        + csrf.encode()
        + b'\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n'
        + b"Content-Type: text/csv\r\n\r\nreference,tier\r\n--b--\r\n"
    )
    chance = random.Random(1)  # noqa: S311  # the same bodies every time
    for number in range(60):
        body = bytearray(whole)
        for _ in range(number % 5):
            place = chance.randrange(len(body))
            body[place : place + chance.randrange(4)] = chance.randbytes(2)
        cut = bytes(body[: chance.randrange(1, len(body) + 1)])
        async with clerk.http.post(
            f"{clerk.base}/desk/closings/file",
            data=cut,
            headers={"Content-Type": "multipart/form-data; boundary=b"},
        ) as answer:
            assert 200 <= answer.status < 500, (number, cut)
    assert invitations(desk) == 0


async def test_fields_beside_a_file_are_those_of_the_page(desk: Office) -> None:
    clerk = await desk.sign_in("coordinator")
    for name, value in (
        ("role", "administrator"),
        ("button", "x" * 300),
        ("button", "a\x00"),
    ):
        page = await upload(
            clerk, "/desk/closings/file", rows(desk).encode(), (name, value)
        )
        assert page.status == 400
    assert invitations(desk) == 0


def closed(closures: Closures, period: str) -> dict[str, int | None]:
    """Return what was loaded for a period, by place."""
    found = closures._writer.call(
        lambda store: store.reach.of([period])
    )  # as the evidence reads it
    return {row.group: row.closed for row in found}


async def test_counts_come_from_a_file_or_are_typed(desk: Office) -> None:
    clerk = await desk.sign_in("coordinator")
    year = str(desk.clock().year)
    quarter = f"{year}-Q1"
    content = (
        f"period,tier,district,closed\n{quarter},keyworker,,120\n{year},,melton,9\n"
    )
    page = await upload(clerk, "/desk/closings/counts", content.encode())
    assert "Counts loaded: 2." in page.text
    assert closed(desk.app.closures, quarter) == {"keyworker": 120}
    assert closed(desk.app.closures, year) == {"melton": 9}
    bad = content + f"{quarter},nobody,,x\n"
    page = await upload(clerk, "/desk/closings/counts", bad.encode())
    assert page.status == 422
    assert "row 4, tier" in page.text
    assert "row 4, closed" in page.text
    again = content + f"{quarter},keyworker,,3\n"
    page = await upload(clerk, "/desk/closings/counts", again.encode())
    assert "row 4: row 2 counts the same place and period" in page.text
    assert closed(desk.app.closures, quarter) == {"keyworker": 120}
    page = await clerk.get("/desk/closings/typed?kind=district")
    boxes = dict.fromkeys(page.form("/desk/closings/typed").boxes, "")
    page = await clerk.send(
        "/desk/closings/typed", pick=(year,), typed={**boxes, "n-melton": "11"}
    )
    assert "Counts loaded: 1." in page.text
    assert closed(desk.app.closures, year) == {"melton": 11}
    page = await clerk.send(
        "/desk/closings/typed", typed={**boxes, "n-melton": "a few", "n-blaby": "3"}
    )
    assert page.status == 422
    assert page.form("/desk/closings/typed").boxes["n-blaby"] == "3"
    assert closed(desk.app.closures, year) == {"melton": 11}
    page = await clerk.send("/desk/closings/typed", typed=boxes)
    assert "Write at least one number." in page.text


@pytest.mark.parametrize("written", ["1000000", "0" * 9 + "9" * 40, "0" * 9 + "x"])
async def test_a_number_that_no_council_closes_is_refused(
    desk: Office, written: str
) -> None:
    clerk = await desk.sign_in("coordinator")
    quarter = f"{desk.clock().year}-Q1"
    content = f"period,tier,district,closed\n{quarter},keyworker,,{written}\n"
    page = await upload(clerk, "/desk/closings/counts", content.encode())
    assert (page.status, "row 2, closed" in page.text) == (422, True)
    page = await clerk.get("/desk/closings/typed?kind=tier")
    boxes = dict.fromkeys(page.form("/desk/closings/typed").boxes, "")
    page = await clerk.send(
        "/desk/closings/typed", typed={**boxes, "n-keyworker": written}
    )
    assert page.status == 422
    assert closed(desk.app.closures, quarter) == {}


async def test_a_coordinator_holds_any_case_by_its_number(desk: Office) -> None:
    clerk = await desk.sign_in("coordinator")
    await take(clerk, rows(desk))
    held = "SELECT count(*) FROM invitation WHERE held = 1"
    page = await clerk.send("/desk/closings/hold", "Hold it", reference="EH-2")
    assert "Held: nothing is sent" in page.text
    assert desk.number(held) == 1
    page = await clerk.send("/desk/closings/hold", "Hold it", reference="EH-3")
    assert page.status == 422
    assert "No case with this number" in page.text
    local = await desk.sign_in("coordinator", name="local", scope="charnwood")
    await local.get("/desk/closings")
    page = await local.send("/desk/closings/hold", "End it", reference="EH-2")
    assert page.status == 200
    assert invitations(desk) == 2  # it was in another district, and nothing says so


@pytest.mark.parametrize("role", ["keyworker", "carer", "lead"])
async def test_nobody_else_loads_closings(desk: Office, role: str) -> None:
    clerk = await desk.sign_in(role)
    csrf = clerk.page.form("/desk/out").csrf
    for path in ("/desk/closings", "/desk/closings/typed"):
        assert (await clerk.get(path)).status == 403
    for path in ("file", "counts", "typed", "hold"):
        page = await clerk.post(f"/desk/closings/{path}", [("csrf", csrf)])
        assert (page.status, page.heading) == (403, "Not for this account")
