"""Who answered, on a signed-in page: only where it is asked, only years that are over."""

from pathlib import Path

from bot.area import example_area
from tests.integration.desk.staff import Office, office


def asking(folder: Path) -> Path:
    folder.mkdir()
    text = example_area().replace("[equality]\non = false", "[equality]\non = true")
    shares = "[equality.shares.sex]\nfemale = 55\nmale = 45\n"
    (folder / "area.toml").write_text(text + shares, encoding="utf-8")
    return folder


async def test_a_coordinator_sees_who_is_missing(tmp_path: Path) -> None:
    async with office(asking(tmp_path / "data")) as desk:
        last = str(desk.clock().year - 1)
        counts = {"female": 60, "male": 12, "rather_not": 3}
        await desk.app.writer.run(
            lambda store: store.equality.count("sex", last, counts)
        )
        clerk = await desk.sign_in("coordinator")
        assert "/desk/who" in clerk.page.links.values()
        page = await clerk.get("/desk/who")
        assert "Missing from the voice: Male." in page.text
        assert "rarer than among closings" in page.text
        assert "80%" in page.text
        assert "12" not in page.text.replace(last, "")
        before = await clerk.get(f"/desk/who?year={int(last) - 1}")
        assert "nothing is shown" in before.text
        assert "Male" not in before.text
        # No other year can be asked for: the present one is not over.
        now = await clerk.get(f"/desk/who?year={int(last) + 1}")
        assert "Missing from the voice: Male." in now.text
        keyworker = await desk.sign_in("keyworker")
        assert (await keyworker.get("/desk/who")).status == 403


async def test_where_nobody_is_asked_there_is_no_such_page(desk: Office) -> None:
    clerk = await desk.sign_in("coordinator")
    assert "/desk/who" not in clerk.page.links.values()
    assert (await clerk.get("/desk/who")).status == 404
