"""The files of the pages: in the council's colour, and light."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.area import Area, example_area, parse_area
from bot.area.council import CouncilWords, Look
from bot.web.look import assets, heavy_logo


def area(**look: str) -> Area:
    found, _ = parse_area(example_area())
    assert found is not None
    return replace(found, words=CouncilWords(look=Look(**look)))


def test_the_style_has_the_council_s_colour_and_its_name_follows_from_it() -> None:
    usual, own = assets(area()), assets(area(colour="#5b0f5e"))
    assert b"--brand:#1d4f6e" in usual["style"].content
    assert b"--brand:#5b0f5e" in own["style"].content
    assert usual["style"].name != own["style"].name
    assert usual["script"].name == own["script"].name


def test_the_script_and_the_style_are_small() -> None:
    found = assets(area())
    assert len(found["script"].content) <= 3500
    assert b"http" not in found["style"].content
    assert b"innerHTML" not in found["script"].content


@pytest.mark.parametrize(
    ("size", "shown", "said"), [(100, True, None), (9000, False, "9000 bytes")]
)
def test_a_logo_is_shown_if_it_is_light(
    tmp_path: Path,
    size: int,
    shown: bool,  # noqa: FBT001  # a parameter of the test
    said: str | None,
) -> None:
    (tmp_path / "logo.png").write_bytes(b"x" * size)
    with_logo = area(logo="logo.png")
    assert ("logo" in assets(with_logo, tmp_path)) is shown
    problem = heavy_logo(with_logo, tmp_path)
    assert (problem is None) is shown
    assert said is None or said in (problem or "")


def test_a_logo_that_is_missing_is_left_out_and_named(tmp_path: Path) -> None:
    with_logo = area(logo="logo.svg")
    assert "logo" not in assets(with_logo, tmp_path)
    assert "logo.svg is not in" in (heavy_logo(with_logo, tmp_path) or "")
    assert heavy_logo(area(), tmp_path) is None
