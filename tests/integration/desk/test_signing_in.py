"""Signing in to the pages, staying signed in, and every way out of it."""

import asyncio
import logging
from datetime import timedelta

import pytest

from bot.service.accounts import named
from tests.integration.desk.staff import Office


async def test_a_link_signs_in_and_shows_the_persons_areas(desk: Office) -> None:
    clerk = await desk.sign_in("keyworker")
    assert clerk.page.heading == "What would you like to do?"
    assert clerk.page.url.endswith("/desk")
    assert (await clerk.get("/desk")).status == 200


async def test_looking_at_a_link_spends_nothing_and_tells_nothing(desk: Office) -> None:
    await desk.app.accounts.add("a.khan", "keyworker")
    link = await desk.link("a.khan")
    clerk = desk.clerk()
    pages = [await clerk.get(path) for path in (link, link, "/desk/in/made-up")]
    plain = [page.html.replace(page.form("").fields[0][1], "") for page in pages]
    assert plain[0] == plain[1] == plain[2]
    await clerk.get(link)
    await clerk.send("")
    assert clerk.cookie


async def test_spent_old_and_made_up_links_end_in_one_page(desk: Office) -> None:
    await desk.app.accounts.add("a.khan", "keyworker")
    old, spent = await desk.link("a.khan"), await desk.link("a.khan")
    clerk = desk.clerk()
    await clerk.get(spent)
    await clerk.send("")
    found = []
    late = await desk.link("a.khan")
    desk.clock.ahead += timedelta(minutes=15)
    for path in (spent, old, late, "/desk/in/made-up", "/desk/in/" + "x" * 300):
        other = desk.clerk()
        await other.get(path)
        page = await other.send("")
        assert (page.status, other.cookie) == (404, "")
        found.append(page.html)
    assert len(set(found)) == 1


async def test_a_link_that_was_passed_on_serves_whoever_was_first(desk: Office) -> None:
    await desk.app.accounts.add("a.khan", "keyworker")
    link = await desk.link("a.khan")
    first, second = desk.clerk(), desk.clerk()
    await first.get(link)
    await second.get(link)
    await second.send("")
    await first.send("")
    assert (first.page.status, first.cookie) == (404, "")
    assert (await second.get("/desk")).status == 200


async def test_the_cookie_is_of_the_strict_kind_and_only_for_these_pages(
    desk: Office,
) -> None:
    await desk.app.accounts.add("a.khan", "keyworker")
    clerk = desk.clerk()
    page = await clerk.get(await desk.link("a.khan"))
    async with clerk.http.post(
        page.url, data=page.form("").fields, allow_redirects=False
    ) as answer:
        given = answer.headers["Set-Cookie"]
    for part in ("HttpOnly", "SameSite=Strict", "Path=/desk"):
        assert part in given
    assert "Secure" not in given  # no TLS in front while trying out
    assert "expires" not in given.lower()
    assert "max-age" not in given.lower()
    desk.house.manners = desk.house.manners.__class__(public="https://s.example")
    page = await clerk.get(await desk.link("a.khan"))
    async with clerk.http.post(
        page.url, data=page.form("").fields, allow_redirects=False
    ) as answer:
        assert "Secure" in answer.headers["Set-Cookie"]


async def test_a_cookie_that_was_planted_before_is_never_signed_in(
    desk: Office,
) -> None:
    await desk.app.accounts.add("a.khan", "keyworker")
    clerk, planted = desk.clerk(), "0" * 64
    clerk.hold(planted)
    await clerk.get(await desk.link("a.khan"))
    await clerk.send("")
    assert clerk.cookie != planted
    thief = desk.clerk()
    thief.hold(planted)
    assert (await thief.get("/desk")).status == 403


async def test_signing_in_again_ends_the_session_of_before(desk: Office) -> None:
    clerk = await desk.sign_in("keyworker")
    before = clerk.cookie
    await clerk.get(await desk.link("keyworker"))
    await clerk.send("")
    other = desk.clerk()
    other.hold(before)
    assert (await other.get("/desk")).status == 403


async def test_a_session_ends_when_it_rests_and_after_eight_hours(
    desk: Office,
) -> None:
    clerk = await desk.sign_in("keyworker")
    for _ in range(16):
        desk.clock.ahead += timedelta(minutes=29)
        assert (await clerk.get("/desk")).status == 200
    desk.clock.ahead += timedelta(minutes=17)
    assert (await clerk.get("/desk")).status == 403
    again = await desk.sign_in("coordinator")
    desk.clock.ahead += timedelta(minutes=31)
    page = await again.get("/desk")
    assert (page.status, page.heading) == (403, "Please sign in")
    assert not again.cookie


@pytest.mark.parametrize("everywhere", [False, True])
async def test_signing_out_ends_this_session_or_all(
    desk: Office, *, everywhere: bool
) -> None:
    clerk = await desk.sign_in("keyworker")
    other = desk.clerk()
    await other.get(await desk.link("keyworker"))
    await other.send("")
    await clerk.get("/desk")
    held = clerk.cookie
    label = "Sign out everywhere" if everywhere else "Sign out"
    await clerk.send("/desk/out", label)
    assert clerk.page.heading == "You are signed out"
    assert not clerk.cookie
    clerk.hold(held)
    assert (await clerk.get("/desk")).status == 403
    assert (await other.get("/desk")).status == (403 if everywhere else 200)


async def test_a_session_is_over_at_once_when_the_account_changes_or_goes(
    desk: Office,
) -> None:
    clerk = await desk.sign_in("coordinator", name="jo")
    link = await desk.link("jo")
    await desk.app.accounts.change("jo", "coordinator", scope="charnwood")
    assert (await clerk.get("/desk")).status == 403
    await clerk.get(link)
    assert (await clerk.send("")).status == 404  # links of before are gone, too
    await clerk.get(await desk.link("jo"))
    assert (await clerk.send("")).status == 200
    await desk.app.accounts.change("jo", "keyworker", scope="charnwood")
    assert (await clerk.get("/desk")).status == 403
    await clerk.get(await desk.link("jo"))
    await clerk.send("")
    link = await desk.link("jo")
    assert await desk.app.accounts.remove(named("jo"))
    assert (await clerk.get("/desk")).status == 403
    await clerk.get(link)
    assert (await clerk.send("")).status == 404


async def test_what_is_over_leaves_the_store(desk: Office) -> None:
    await desk.sign_in("keyworker")
    await desk.link("keyworker")
    rows = "SELECT (SELECT count(*) FROM sign_in) + count(*) FROM desk_session"
    assert desk.number(rows) == 2
    await desk.app.closing.tick(desk.clock() + timedelta(hours=9))
    assert desk.number(rows) == 0


async def test_only_the_last_links_of_somebody_are_good(desk: Office) -> None:
    await desk.app.accounts.add("a.khan", "keyworker")
    links = [await desk.link("a.khan") for _ in range(5)]
    assert desk.number("SELECT count(*) FROM sign_in") == 3
    clerk = desk.clerk()
    await clerk.get(links[4])
    assert (await clerk.send("")).status == 200
    assert desk.number("SELECT count(*) FROM sign_in") == 0


async def test_tries_at_links_are_limited(desk: Office) -> None:
    desk.house.limits.misses = 3
    clerk = desk.clerk()
    found = []
    for _ in range(5):
        await clerk.get("/desk/in/made-up")
        found.append((await clerk.send("")).status)
    assert found == [404, 404, 404, 429, 429]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_site_can_neither_sign_in_nor_out(
    desk: Office, headers: dict[str, str]
) -> None:
    clerk = await desk.sign_in("keyworker")
    form = clerk.page.form("/desk/out")
    page = await clerk.post("/desk/out", form.fields, **headers)
    assert page.status == 403
    link = await desk.link("keyworker")
    await clerk.get(link)
    page = await clerk.post(link, clerk.page.form("").fields, **headers)
    assert page.status == 403
    assert (await clerk.get("/desk")).status == 200


async def test_a_page_of_another_session_proves_nothing(desk: Office) -> None:
    one = await desk.sign_in("keyworker", name="one")
    two = await desk.sign_in("keyworker", name="two")
    theirs = one.page.form("/desk/out").csrf
    for csrf in ("", "x" * 32, theirs):
        page = await two.post("/desk/out", [("csrf", csrf)])
        assert page.status == 403
        assert "too old" in page.text
    assert (await two.get("/desk")).status == 200


@pytest.mark.parametrize("cookie", ["", "x", "0" * 64, "ä" * 20, "x" * 4000, "a;b=c"])
async def test_a_strange_cookie_is_nobody(desk: Office, cookie: str) -> None:
    clerk = desk.clerk()
    header = {"Cookie": f"strandline-desk={cookie}"}
    page = await clerk.get("/desk", **header)
    assert (page.status, page.heading) == (403, "Please sign in")
    assert "/web" in page.text


async def test_every_page_goes_out_with_the_headers_of_all_pages(desk: Office) -> None:
    clerk = await desk.sign_in("coordinator")
    for path in ("/desk", "/desk/in/x", "/desk/nothing"):
        given = (await clerk.get(path)).headers
        assert given["Cache-Control"] == "no-store"
        assert given["X-Frame-Options"] == "DENY"
        assert "default-src 'none'" in given["Content-Security-Policy"]
        assert "Set-Cookie" not in given


async def test_many_who_press_at_once_sign_in_one(desk: Office) -> None:
    await desk.app.accounts.add("a.khan", "keyworker")
    link = await desk.link("a.khan")
    clerks = [desk.clerk() for _ in range(8)]
    for clerk in clerks:
        await clerk.get(link)
    pages = await asyncio.gather(*(clerk.send("") for clerk in clerks))
    assert sorted(page.status for page in pages) == [200] + [404] * 7
    assert sum(bool(clerk.cookie) for clerk in clerks) == 1


async def test_no_log_line_holds_a_link_a_cookie_or_a_name(
    desk: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    clerk = await desk.sign_in("keyworker", name="a.khan")
    link = await desk.link("a.khan")
    await clerk.get(link)
    await clerk.send("")
    await clerk.get("/desk/in/made-up")
    await clerk.send("")
    await clerk.post("/desk/out", [("csrf", "x")])
    for secret in (link.rsplit("/", 1)[1], clerk.cookie, "a.khan", "made-up"):
        assert secret
        assert secret not in caplog.text
