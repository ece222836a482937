"""Notes, evidence and the queues of words, for coordinators and for nobody else."""

import json
import re

import pytest

from analysis.reading.themes import Suggestion
from analysis.reading.verbatims import ReadWords
from bot.service.periods import recent
from bot.service.reading import Reading
from tests.integration.desk.staff import Clerk, Office

PAGES = (
    "/desk/acted",
    "/desk/evidence",
    "/desk/quotes",
    "/desk/clauses",
    "/desk/closings",
)


class Parrot:
    """Finds one clause in every text: that a story was told again."""

    version = "1"

    def words(self, text: str) -> ReadWords:
        again = Suggestion("FE-M11", "contradicts", 0.9, text)
        return ReadWords(("negative", 0.9, True), ((text, (again,)),))


def last_quarter(desk: Office) -> str:
    """Return the quarter in which the made-up families answered."""
    return recent(desk.clock().date())[1]


# --- you said, we did ---------------------------------------------------------------


async def test_a_note_is_published_and_taken_down(desk: Office) -> None:
    clerk = await desk.sign_in("coordinator")
    page = await clerk.get("/desk/acted")
    (period, *_) = [v for n, v in page.form("/desk/acted").fields if n == "period"]
    said = "You asked for one plan. Now each family has one."
    page = await clerk.send("/desk/acted", "Publish it", words=said)
    assert "Published." in page.text
    assert said in (await desk.clerk().get("/acted")).text
    await clerk.get("/desk/acted")
    fields = [("csrf", clerk.page.form("/desk/acted").csrf), ("period", period)]
    page = await clerk.post("/desk/acted", [*fields, ("button", "remove")])
    assert "Taken down." in page.text
    assert said not in (await desk.clerk().get("/acted")).text


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "empty"),
        ("x " * 200, "300"),
        ("Ring Kelly Smith on 07700 900123.", "personal detail"),
    ],
)
async def test_a_note_that_cannot_be_published_stays_in_its_box(
    desk: Office, words: str, why: str
) -> None:
    clerk = await desk.sign_in("coordinator")
    await clerk.get("/desk/acted")
    page = await clerk.send("/desk/acted", "Publish it", words=words)
    assert page.status == 422
    assert why in page.text
    assert page.form("/desk/acted").boxes["words"].strip() == words.strip()


# --- evidence -----------------------------------------------------------------------


async def test_the_summary_is_read_on_a_page_and_taken_as_a_file(busy: Office) -> None:
    period = last_quarter(busy)
    clerk = await busy.sign_in("coordinator")
    page = await clerk.get("/desk/evidence")
    assert period in page.text
    pick = (period, "Family experience")
    page = await clerk.send("/desk/evidence", "Read it here", pick=pick)
    assert page.status == 200
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "<style>" in page.html
    assert page.headers["Cache-Control"] == "no-store"
    for button, begins in (
        ("Word document", b"PK"),
        ("Tables", b"\xef\xbb\xbf"),
        ("Data for programs", b"{"),
        ("Web page in one file", b"<!DOCTYPE"),
    ):
        await clerk.get("/desk/evidence")
        await clerk.send("/desk/evidence", button, pick=pick)
        assert clerk.body.startswith(begins), button
        assert "attachment" in clerk.page.headers["Content-Disposition"]


async def test_the_files_are_those_of_the_command_line(busy: Office) -> None:
    period = last_quarter(busy)
    (wanted,) = await busy.app.evidence.documents(
        "family", period, ("json",), busy.clock()
    )
    clerk = await busy.sign_in("coordinator")
    await clerk.get("/desk/evidence")
    pick = (period, "Family experience")
    await clerk.send("/desk/evidence", "Data for programs", pick=pick)
    assert json.loads(clerk.body) == json.loads(wanted.body)


async def test_a_period_without_anything_says_so_and_odd_wishes_are_refused(
    desk: Office,
) -> None:
    clerk = await desk.sign_in("coordinator")
    page = await clerk.get("/desk/evidence")
    csrf = page.form("/desk/evidence").csrf
    for row, period, button in (
        ("nothing", "2026-Q1", "look"),
        ("family", "1999-Q1", "look"),
        ("family", recent(desk.clock().date())[0], "exe"),
        ("../family", "2026-Q1", "json"),
    ):
        fields = [("row", row), ("period", period), ("button", button)]
        page = await clerk.post("/desk/evidence", [("csrf", csrf), *fields])
        assert page.status == 400
    page = await clerk.get("/desk/evidence")
    page = await clerk.send("/desk/evidence", "Read it here")
    assert page.status in {200, 422}
    assert "<table" in page.html or "nothing to show" in page.text


async def test_looking_at_the_page_records_no_release(busy: Office) -> None:
    clerk = await busy.sign_in("coordinator")
    before = busy.number("SELECT count(*) FROM publication")
    await clerk.get("/desk/evidence")
    await clerk.get("/desk/evidence?row=family&button=look")
    assert busy.number("SELECT count(*) FROM publication") == before


# --- queues -------------------------------------------------------------------------


async def test_quotes_are_decided_with_a_tap_each(busy: Office) -> None:
    clerk = await busy.sign_in("coordinator")
    page = await clerk.get("/desk/quotes")
    forms = [f for f in page.forms if f.action == "/desk/quotes"]
    assert len(forms) >= 10
    assert "Proposed for print:" in page.text
    assert "cuts the other way, as far as they have been ticked" in page.text
    page = await clerk.send("/desk/quotes", "May be printed")
    assert "It may be printed." in page.text
    page = await clerk.send("/desk/quotes", "Not to be printed")
    assert "It will not be printed." in page.text
    left = [f for f in page.forms if f.action == "/desk/quotes"]
    assert len(left) == len(forms) - 2
    states = "SELECT count(*) FROM quote WHERE state = "
    assert busy.number(f"{states}'approved'") == 1
    assert busy.number(f"{states}'declined'") == 1
    gone = [("csrf", left[0].csrf), ("entry", "nothing"), ("button", "approve")]
    assert "decided already" in (await clerk.post("/desk/quotes", gone)).text
    odd = [("csrf", left[0].csrf), ("entry", "x"), ("button", "delete")]
    assert (await clerk.post("/desk/quotes", odd)).status == 400


async def test_clauses_take_one_tap_each_and_come_in_turn(busy: Office) -> None:
    await Reading(busy.app.writer, busy.app.model, Parrot)(busy.clock())
    clerk = await busy.sign_in("coordinator")
    page = await clerk.get("/desk/clauses")
    total = _left(clerk)
    assert total >= 10
    first = dict(page.form("/desk/clauses").fields)["entry"]
    await clerk.send("/desk/clauses", "Later")
    assert dict(clerk.page.form("/desk/clauses").fields)["entry"] != first
    assert _left(clerk) == total
    label = next(b for b in clerk.page.form("/desk/clauses").buttons if b[:2] == "1.")
    await clerk.send("/desk/clauses", label)
    assert _left(clerk) == total - 1
    assert busy.number("SELECT count(*) FROM ticked") == 1
    await clerk.send("/desk/clauses", "None of these")
    assert _left(clerk) == total - 2
    assert busy.number("SELECT count(*) FROM ticked") == 1
    csrf = clerk.page.form("/desk/clauses").csrf
    for entry, button, status in (
        (first, "FE-D1", 409),
        ("nothing", "FE-M11", 409),
        ("a'b", "none", 400),
        ("", "none", 400),
    ):
        fields = [("csrf", csrf), ("entry", entry), ("button", button)]
        assert (await clerk.post("/desk/clauses", fields)).status == status
    assert busy.number("SELECT count(*) FROM ticked") == 1


def _left(clerk: Clerk) -> int:
    found = re.search(r"(\d+) left", clerk.page.text)
    assert found is not None, clerk.page.text
    return int(found[1])


async def test_empty_queues_say_so(desk: Office) -> None:
    clerk = await desk.sign_in("coordinator")
    assert "No quotes wait." in (await clerk.get("/desk/quotes")).text
    assert "No clauses wait." in (await clerk.get("/desk/clauses")).text


# --- who may ------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["keyworker", "carer", "lead"])
async def test_others_reach_none_of_these_pages(desk: Office, role: str) -> None:
    clerk = await desk.sign_in(role)
    csrf = clerk.page.form("/desk/out").csrf
    for path in PAGES:
        assert path not in clerk.page.html
    for path in PAGES:
        page = await clerk.get(path)
        assert (page.status, page.heading) == (403, "Not for this account")
        page = await clerk.post(path, [("csrf", csrf), ("button", "look")])
        assert page.status in {403, 405}


async def test_an_account_of_one_district_sees_nothing_of_the_county(
    desk: Office,
) -> None:
    clerk = await desk.sign_in("coordinator", scope="charnwood")
    assert "quotes to decide about" not in clerk.page.text
    for path in ("/desk/acted", "/desk/evidence", "/desk/quotes", "/desk/clauses"):
        assert path not in clerk.page.html
        assert (await clerk.get(path)).status == 403
        await clerk.get("/desk")


async def test_the_front_page_says_how_things_stand_to_whoever_may_ask(
    desk: Office,
) -> None:
    coordinator = await desk.sign_in("coordinator")
    assert "quotes to decide about" in coordinator.page.text
    keyworker = await desk.sign_in("keyworker")
    assert "quotes to decide about" not in keyworker.page.text
