"""What holds for every signed-in page there is, whoever added it."""

import re

from aiohttp import web

from bot.app import routes_of
from tests.integration.desk.staff import Office

OPEN = ("/desk/in/",)  # how one gets in
FOREIGN = {"Origin": "https://elsewhere.example"}


def addresses(desk: Office, method: str) -> list[str]:
    """Return the addresses of the signed-in pages that take a method."""
    found = [
        re.sub(r"\{[^}]*\}", "x", route.path)
        for route in routes_of(desk.app)
        if isinstance(route, web.RouteDef)
        and route.method == method
        and re.match(r"/desk(/|$)", route.path)
    ]
    assert found
    return [path for path in found if not path.startswith(OPEN)]


async def test_nobody_sees_one_without_signing_in(desk: Office) -> None:
    clerk = desk.clerk()
    seen = set()
    for path in addresses(desk, "GET"):
        page = await clerk.get(path)
        assert (page.status, page.heading) == (403, "Please sign in"), path
        seen.add(page.html)
    for path in addresses(desk, "POST"):
        page = await clerk.post(path, [("button", "x")])
        assert (page.status, page.heading) == (403, "Please sign in"), path
        seen.add(page.html)
    assert len({re.sub(r'action="[^"]*"', "", html) for html in seen}) == 1


async def test_nothing_is_taken_that_no_page_of_this_session_sends(
    desk: Office,
) -> None:
    clerk = await desk.sign_in("administrator")
    csrf = clerk.page.form("/desk/out").csrf
    for path in addresses(desk, "POST"):
        for fields, headers in (
            ([("x", "y")], {}),
            ([("csrf", "x" * 32)], {}),
            ([("csrf", csrf)], FOREIGN),
            ([("csrf", csrf)], {"Sec-Fetch-Site": "cross-site"}),
            ([("csrf", csrf), ("nobody-has-this-field", "")], {}),
        ):
            page = await clerk.post(path, fields, **headers)
            assert 400 <= page.status < 500, (path, fields, page.status)
    assert (await clerk.get("/desk")).status == 200


async def test_a_role_without_rights_reaches_no_page_but_the_first(
    desk: Office,
) -> None:
    clerk = await desk.sign_in("lead")
    csrf = clerk.page.form("/desk/out").csrf
    for path in addresses(desk, "GET"):
        if path == "/desk":
            continue
        page = await clerk.get(path)
        assert (page.status, page.heading) == (403, "Not for this account"), path
    for path in addresses(desk, "POST"):
        if path == "/desk/out":
            continue
        page = await clerk.post(path, [("csrf", csrf)])
        assert page.status == 403, path


async def test_every_door_leads_somewhere_for_whoever_sees_it(desk: Office) -> None:
    for role in ("keyworker", "carer", "coordinator", "administrator"):
        clerk = await desk.sign_in(role)
        for path in {p for p in clerk.page.links.values() if p.startswith("/desk")}:
            page = await clerk.get(path)
            assert page.status == 200, (role, path, page.text)
            assert page.heading, path
