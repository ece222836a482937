"""Trying the pages out leaves nothing in the data folder."""

from bot.service.tryout import trying_out
from tests.integration.web.visitor import World


async def test_a_trial_is_the_real_conversation_and_keeps_nothing(
    pages: World,
) -> None:
    async with trying_out(pages.app.pages) as both:
        pages.house.answering = both
        before = pages.app.writer.call(lambda store: store.status())
        for _ in range(2):
            visitor = pages.another()
            await visitor.get("/s/try-family-closure")
            assert "You are trying this out" in visitor.page.text
            await visitor.send("Start")
            assert "/a/try-" in visitor.page.url
            await (await visitor.to_the_end()).send("Send my answers")
            assert visitor.page.heading == "All done"
        assert pages.app.writer.call(lambda store: store.status()) == before
        assert pages.stored() == 0
        # Real links go on as before, beside it.
        visitor = await pages.begun()
        assert "/a/try-" not in visitor.page.url
        for nothing in ("/s/try-staff-check", "/s/try-", "/s/try-none"):
            await visitor.get(nothing)
            assert (await visitor.send("Start")).heading == "This page is not open"


async def test_where_there_is_a_public_address_no_link_tries_out(
    pages: World,
) -> None:
    await pages.visitor.get("/s/try-family-closure")
    await pages.visitor.send("Start")
    assert pages.visitor.page.heading == "This page is not open"
