"""A keyworker closes a case on a page: once, without a trace, and for nobody else."""

import asyncio
import re
from datetime import timedelta

import pytest

from bot.keys import code_from, plain_code
from bot.service.notify import EMAIL, SMS
from bot.store import Store
from tests.integration.desk.staff import Clerk, Office, Page

PICK = ("Keyworker support", "Charnwood")
LINK = re.compile(r"/desk/links/([A-Z0-9-]{19})")


async def closing(clerk: Clerk, *pick: str, button: str = "", **boxes: str) -> Page:
    """Close a case, with what is marked already and these."""
    await clerk.get("/desk/close")
    return await clerk.send("/desk/close", button, pick=pick or PICK, typed=boxes)


def invitations(desk: Office) -> int:
    """Return how many links are open."""
    return desk.number("SELECT count(*) FROM invitation")


@pytest.fixture(autouse=True)
def _public(desk: Office) -> None:
    links = desk.app.closures.setup.links
    object.__setattr__(links, "web", "https://survey.example")


async def test_two_taps_and_a_button_make_a_link_with_code_and_card(
    desk: Office,
) -> None:
    clerk = await desk.sign_in("keyworker")
    page = await closing(clerk)
    assert page.status == 200
    assert page.heading == "The link is ready"
    assert "<svg" in page.html
    assert "https://survey.example/s/" in page.text
    assert invitations(desk) == 1
    for label, begins in (
        ("Card to print (PDF)", b"%PDF-"),
        ("Card as a picture", b"\x89PNG"),
    ):
        await clerk.get(page.links[label])
        assert clerk.body.startswith(begins)
        assert clerk.page.headers["Cache-Control"] == "no-store"
        assert "attachment" in clerk.page.headers["Content-Disposition"]


async def test_the_link_opens_for_a_family(desk: Office) -> None:
    clerk = await desk.sign_in("keyworker")
    page = await closing(clerk)
    found = re.search(r"https://survey\.example(/s/[\w-]+)", page.text)
    assert found is not None
    family = desk.clerk()
    await family.get(found[1])
    await family.send("?", "Start")
    assert "/a/" in family.page.url


async def test_a_page_that_is_sent_twice_makes_one_link(desk: Office) -> None:
    clerk = await desk.sign_in("keyworker")
    page = await clerk.get("/desk/close")
    first = await clerk.send("/desk/close", pick=PICK, page=page)
    second = await clerk.send("/desk/close", pick=PICK, page=page)
    assert first.url == second.url
    assert invitations(desk) == 1
    other = await clerk.send(
        "/desk/close", pick=("Keyworker support", "Melton"), page=page
    )
    assert other.status == 422
    assert "made a link before" in other.text
    assert invitations(desk) == 1
    again = await clerk.send("/desk/close")
    assert again.heading == "The link is ready"
    assert invitations(desk) == 2


async def test_a_double_tap_makes_one_link(desk: Office) -> None:
    clerk = await desk.sign_in("keyworker")
    page = await clerk.get("/desk/close")
    sent = [clerk.send("/desk/close", pick=PICK, page=page) for _ in range(5)]
    pages = await asyncio.gather(*sent)
    assert len({one.url for one in pages}) == 1
    assert {one.heading for one in pages} == {"The link is ready"}
    assert invitations(desk) == 1
    assert desk.number("SELECT sum(links) FROM sent") == 1


async def test_every_mistake_is_shown_and_what_was_typed_stays(desk: Office) -> None:
    _channels(desk)
    clerk = await desk.sign_in("keyworker")
    await clerk.get("/desk/close")
    page = await clerk.send(
        "/desk/close",
        pick=("Melton",),
        phone="077",
        email="",
        reference="Kelly Smith",
    )
    assert page.status == 422
    assert page.title.startswith("Please check: ")
    for said in ("Tap the kind of help.", "Write a UK mobile number"):
        assert page.text.count(said) == 2, said  # above, and beside the field
    form = page.form("/desk/close")
    assert (form.boxes["phone"], form.boxes["reference"]) == ("077", "Kelly Smith")
    assert ("district", "melton") in form.fields
    assert "<details open>" in page.html
    assert invitations(desk) == 0


@pytest.mark.parametrize(
    ("boxes", "pick", "said"),
    [
        ({"phone": "07700 900123"}, (), "whether it is safe"),
        ({"phone": "", "email": ""}, ("I have asked",), "whether it is safe"),
        (
            {"phone": "07700900123", "email": "a@example.org"},
            ("I have asked",),
            "not both",
        ),
        ({"reference": "Kelly-Smith"}, (), "looks like"),
        ({"reference": "<script>"}, (), "shape"),
        ({"reference": "01/02/2019"}, (), "looks like"),
    ],
)
async def test_what_cannot_be_taken_is_said_beside_its_field(
    desk: Office, boxes: dict[str, str], pick: tuple[str, ...], said: str
) -> None:
    _channels(desk)
    clerk = await desk.sign_in("keyworker")
    page = await clerk.get("/desk/close")
    safe = next(o for o in page.form("/desk/close").options if o.startswith("I have"))
    wanted = (*PICK, *(safe for _ in pick))
    page = await clerk.send("/desk/close", pick=wanted, typed=boxes)
    assert page.status == 422
    assert said in page.text
    assert "<script>" not in page.html
    assert invitations(desk) == 0


async def test_a_message_is_sent_and_no_link_is_shown(desk: Office) -> None:
    _channels(desk)
    clerk = await desk.sign_in("keyworker")
    page = await clerk.get("/desk/close")
    safe = next(o for o in page.form("/desk/close").options if o.startswith("I have"))
    page = await clerk.send(
        "/desk/close", pick=(*PICK, safe), phone="07700 900 123", reference="EH-12"
    )
    assert page.heading == "A message will go out"
    assert "/s/" not in page.html
    assert "07700" not in page.html
    assert desk.number("SELECT count(*) FROM contact") == 1
    code = LINK.search(page.url)
    assert code is not None
    assert (await clerk.get(f"/desk/links/{code[1]}/card.pdf")).status == 404


def _channels(desk: Office) -> None:
    desk.app.closures.channels = (SMS, EMAIL)


# --- what was made ----------------------------------------------------------------


async def test_a_link_is_held_let_go_and_ended_with_a_tap_each(desk: Office) -> None:
    clerk = await desk.sign_in("keyworker")
    await closing(clerk, reference="EH-2026-1")
    page = await clerk.get("/desk/links")
    assert "Keyworker support · Charnwood" in page.text
    assert "EH-2026-1" in page.text
    held = "SELECT count(*) FROM invitation WHERE held = 1"
    page = await clerk.send("/desk/links", "Hold it")
    assert "Held: nothing is sent" in page.text
    assert desk.number(held) == 1
    page = await clerk.send("/desk/links", "Let it go on")
    assert desk.number(held) == 0
    page = await clerk.send("/desk/links", "End it")
    assert "Ended" in page.text
    assert invitations(desk) == 0


async def test_days_later_the_case_number_or_the_code_finds_the_link(
    desk: Office,
) -> None:
    clerk = await desk.sign_in("keyworker")
    await closing(clerk, reference="EH-2026-1")
    page = await closing(clerk)
    found = LINK.search(page.url)
    assert found is not None
    desk.clock.ahead += timedelta(days=3)
    await clerk.get(await desk.link("keyworker"))
    await clerk.send("")
    page = await clerk.get("/desk/links")
    assert "None since you signed in" in page.text
    assert "EH-2026-1" not in page.text
    for named in ("EH-2026-1", found[1].lower()):
        page = await clerk.send("/desk/links", "Hold it", named=named)
        assert "Held: nothing is sent" in page.text
    assert desk.number("SELECT count(*) FROM invitation WHERE held = 1") == 2
    assert "https://survey.example/s/" in (await clerk.get(found[0])).text


async def test_whether_a_family_has_answered_is_never_seen(desk: Office) -> None:
    """The pages about a link are the same before it is opened and after it is gone."""
    clerk = await desk.sign_in("keyworker")
    page = await closing(clerk, reference="EH-2026-1")
    address = page.url
    before = [await clerk.get(address), await clerk.get("/desk/links")]
    token = re.search(r"/s/([\w-]+)", before[0].text)
    assert token is not None
    mark = desk.app.keys.token(token[1])
    desk.app.writer.call(lambda store: store.invitations.remove(mark))
    after = [await clerk.get(address), await clerk.get("/desk/links")]
    for one, other in zip(before, after, strict=True):
        assert _without_proof(one) == _without_proof(other)
    page = await clerk.send("/desk/links", "Hold it")
    assert "Held: nothing is sent" in page.text


def _without_proof(page: Page) -> str:
    return re.sub(r'name="csrf" value="[^"]*"', "", page.html)


async def test_anothers_link_can_neither_be_seen_nor_held(desk: Office) -> None:
    one = await desk.sign_in("keyworker", name="one")
    page = await closing(one, reference="EH-2026-1")
    found = LINK.search(page.url)
    assert found is not None
    for role in ("keyworker", "coordinator", "administrator"):
        other = await desk.sign_in(role, name=f"other-{role}")
        for path in (found[0], f"{found[0]}/card.pdf"):
            page = await other.get(path)
            assert (page.status, "/s/" in page.html) == (404, False)
        for named in ("EH-2026-1", found[1]):
            await other.get("/desk/links")
            page = await other.send("/desk/links", "End it", named=named)
            assert page.status == 422
    assert invitations(desk) == 1


async def test_an_account_of_one_district_closes_there_alone(desk: Office) -> None:
    clerk = await desk.sign_in("keyworker", scope="charnwood")
    page = await clerk.get("/desk/close")
    form = page.form("/desk/close")
    districts = [value for name, value in form.options.values() if name == "district"]
    assert districts == ["charnwood"]
    assert ("district", "charnwood") in form.fields  # marked already
    fields = dict(form.fields) | {"tier": "keyworker", "district": "melton"}
    page = await clerk.post("/desk/close", list(fields.items()))
    assert (page.status, page.heading) == (403, "Not for this account")
    assert invitations(desk) == 0


@pytest.mark.parametrize("role", ["carer", "lead"])
async def test_roles_that_close_no_cases_are_told_so(desk: Office, role: str) -> None:
    clerk = await desk.sign_in(role)
    assert "/desk/close" not in clerk.page.html
    for path in ("/desk/close", "/desk/links", "/desk/links/AAAA-BBBB-CCCC-DDDD"):
        page = await clerk.get(path)
        assert (page.status, page.heading) == (403, "Not for this account")
    csrf = page.form("/desk/out").csrf
    page = await clerk.post("/desk/close", [("csrf", csrf), ("tier", "keyworker")])
    assert page.status == 403
    assert invitations(desk) == 0


@pytest.mark.parametrize(
    "extra",
    [
        ("name", "Kelly Smith"),
        ("tier", "x" * 300),
        ("tier", "a\x00b"),
        ("notes", ""),
    ],
)
async def test_odd_fields_are_refused_whole(
    desk: Office, extra: tuple[str, str]
) -> None:
    clerk = await desk.sign_in("keyworker")
    page = await clerk.get("/desk/close")
    csrf = page.form("/desk/close").csrf
    page = await clerk.post("/desk/close", [("csrf", csrf), extra])
    assert page.status == 400
    assert "Kelly" not in page.html
    assert invitations(desk) == 0


async def test_what_a_session_notes_opens_with_its_cookie_alone(desk: Office) -> None:
    clerk = await desk.sign_in("keyworker")
    await closing(clerk, reference="EH-2026-77421")
    (row,) = desk.app.writer.call(
        lambda store: store.database.rows("SELECT notes FROM desk_session")
    )
    notes = row[0]
    assert isinstance(notes, bytes)
    assert b"EH-2026-77421" not in notes
    with pytest.raises(Exception, match="cannot be opened"):
        desk.app.keys.unlock("desk notes", notes, "0" * 64)
    assert b"77421" in desk.app.keys.unlock("desk notes", notes, clerk.cookie)


async def test_files_and_key_lead_from_no_account_to_its_links(desk: Office) -> None:
    """Whoever has both tries every value that there is as the name of a request."""
    clerk = await desk.sign_in("keyworker")
    page = await closing(clerk)
    found = LINK.search(page.url)
    assert found is not None
    account = (await desk.app.accounts.named("keyworker")).id
    marks, values = desk.app.writer.call(_everything)
    tried = {f"desk:{account}:{value}" for value in values} | values
    keys = desk.app.keys
    assert not {keys.mark("request", "request", name) for name in tried} & marks
    # What only she was shown does open it: the attempt above was no idle one.
    shown = f"desk:{account}:{found[1].replace('-', '')}"
    assert keys.mark("request", "request", shown) in marks


def _everything(store: Store) -> tuple[set[bytes], set[str]]:
    """Return the marks of requests, and every value there is, as text."""
    database = store.database
    tables = database.rows(
        "SELECT schema, name FROM pragma_table_list WHERE type = 'table' "
        "AND name NOT LIKE 'sqlite%'"
    )
    values = set()
    for table in tables:
        where = ".".join(str(part) for part in table)
        for row in database.rows(f"SELECT * FROM {where}"):  # noqa: S608  # names of our own tables
            for value in row:
                if isinstance(value, bytes):
                    values |= {
                        value.hex(),
                        code_from(value),
                        plain_code(code_from(value)),
                    }
                else:
                    values.add(str(value))
    marks = {bytes(m) for (m,) in database.rows("SELECT mark FROM request")}  # type: ignore[arg-type]  # a BLOB column
    return marks, values
