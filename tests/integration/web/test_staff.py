"""Staff on pages: a group link for everybody, or codes that work once each."""

from datetime import timedelta

import pytest

from bot.service.errors import ServiceError
from bot.service.periods import quarter_of
from bot.service.wave_days import Wanted
from tests.integration.web.visitor import World


async def opened(pages: World) -> tuple[str, str]:
    now = pages.clock()
    wave = f"{quarter_of(now.date())}-check"
    until = (now + timedelta(days=14)).date()
    made = await pages.app.waves.open(wave, "staff-check", now=now, until=until)
    return wave, f"/s/{made.token}"


async def test_everybody_can_answer_by_the_group_link(pages: World) -> None:
    _, link = await opened(pages)
    for phone in (pages.another(), pages.another()):
        await phone.get(link)
        assert phone.page.heading == "How do we work together?"
        await phone.send("Start")
        await (await phone.to_the_end()).send("Send my answers")
        assert phone.page.heading == "All done"
    assert pages.stored() == 2


async def test_a_code_is_typed_in_and_works_once(pages: World) -> None:
    wave, _ = await opened(pages)
    now = pages.clock()
    codes = await pages.app.waves.codes(wave, 3, partner="police", now=now)
    assert len(set(codes)) == 3
    visitor, other = pages.visitor, pages.another()
    await visitor.get("/staff")
    await visitor.send(words=codes[0].lower().replace("-", " "))
    assert "/a/" in visitor.page.url
    await other.get("/staff")
    refused = await other.send(words=codes[0])
    wrong = await other.send(words="ABCD-EFGH-JKLM")
    assert "That code cannot be used" in refused.text
    assert refused.text == wrong.text
    await (await visitor.to_the_end()).send("Send my answers")
    assert visitor.page.heading == "All done"
    assert pages.stored() == 1
    await other.get("/staff")
    assert "cannot be used" in (await other.send(words=codes[0])).text
    await other.get("/staff")
    assert "/a/" in (await other.send(words=codes[1])).url


async def test_codes_count_as_people_asked_and_go_with_the_wave(pages: World) -> None:
    wave, _ = await opened(pages)
    now = pages.clock()
    codes = await pages.app.waves.codes(wave, 12, partner="police", now=now)
    reach = pages.app.writer.call(lambda store: store.reach.of((wave,)))
    assert {(r.group, r.sent) for r in reach} == {(wave, 12), ("police", 12)}
    await pages.app.waves.close(wave, now)
    await pages.visitor.get("/staff")
    assert "cannot be used" in (await pages.visitor.send(words=codes[0])).text
    left = pages.app.writer.call(
        lambda store: store.database.number("SELECT count(*) FROM wave_code")
    )
    assert left == 0


async def test_codes_need_a_wave_that_takes_answers_and_a_known_partner(
    pages: World,
) -> None:
    now = pages.clock()
    with pytest.raises(ServiceError, match="takes no answers"):
        await pages.app.waves.codes("2026-Q4-none", 1, now=now)
    wave, _ = await opened(pages)
    with pytest.raises(ServiceError, match="no partner"):
        await pages.app.waves.codes(wave, 1, partner="circus", now=now)


async def test_stopping_spends_the_code(pages: World) -> None:
    wave, _ = await opened(pages)
    (code,) = await pages.app.waves.codes(wave, 1, now=pages.clock())
    visitor = pages.visitor
    await visitor.get("/staff")
    await visitor.send(words=code)
    await visitor.send("Stop")
    await visitor.send("Stop and delete it all")
    await visitor.get("/staff")
    assert "cannot be used" in (await visitor.send(words=code)).text


async def test_a_groups_link_says_that_it_is_too_early_or_too_late(
    pages: World,
) -> None:
    now = pages.clock()
    day = (now + timedelta(days=1)).date()
    wanted = Wanted("staff-check", day, day)
    (plan,) = (await pages.app.wave_plans.plan([wanted], now)).plans
    (link,) = await pages.app.wave_plans.links(plan.id)
    address = f"/s/{link.link.split('=')[-1].split('/s/')[-1].split()[-1]}"
    visitor = pages.visitor
    await visitor.get(address)
    early = await visitor.send("Start")
    assert early.status == 404
    assert "is not open yet" in early.text
    await pages.app.wave_plans(now + timedelta(days=1))
    await pages.app.closing.tick(now + timedelta(days=2))
    await visitor.get(address)
    late = await visitor.send("Start")
    assert "is over and takes no more answers" in late.text
    await visitor.get("/s/staff-made-up-by-somebody")
    made_up = await visitor.send("Start")
    assert "round" not in made_up.text
