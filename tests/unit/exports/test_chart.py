"""The chart shows every feature, by words and marks as well as colour."""

from dataclasses import replace

import pytest
from docx.oxml import parse_xml

from analysis.model import Status
from analysis.report import compose
from exports import chart, picture
from tests.unit.exports.samples import MIXED, RELEASES, WORDS

NS = "{http://www.w3.org/2000/svg}"


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    high, low = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", RELEASES)
def test_every_feature_has_its_tile(name: str) -> None:
    release = RELEASES[name]
    drawn = chart.chart_of(compose(release, WORDS))
    texts = [t.text for t in parse_xml(drawn.svg).iter(f"{NS}text")]
    for feature in release.features:
        assert texts.count(feature.id.partition("-")[2]) == 1


def test_nothing_is_drawn_outside() -> None:
    crowd = tuple(
        replace(MIXED.features[0], id=f"FE-E{number}") for number in range(1, 40)
    )
    drawn = chart.chart_of(compose(replace(MIXED, features=crowd), WORDS))
    for tile in parse_xml(drawn.svg).iter(f"{NS}rect"):
        right = float(tile.get("x", "0")) + float(tile.get("width", "0"))
        bottom = float(tile.get("y", "0")) + float(tile.get("height", "0"))
        assert right <= chart.WIDTH
        assert bottom <= drawn.height


@pytest.mark.parametrize("status", Status)
def test_words_on_tiles_can_be_read(status: Status) -> None:
    look = chart.LOOKS[status]
    assert contrast(look.ink, look.fill) >= 4.5


def test_statuses_that_share_a_colour_share_a_meaning_and_marks_differ() -> None:
    marks = {look.fill: look.mark for look in chart.LOOKS.values()}
    assert chart.LOOKS[Status.EVIDENCED].mark != chart.LOOKS[Status.PERSISTS].mark
    assert len({look.mark for look in chart.LOOKS.values()}) == 5
    assert len(marks) == 4


def test_long_titles_break_into_lines() -> None:
    words = replace(WORDS, themes={"one_story": "A very long title of a theme & more"})
    drawn = chart.chart_of(compose(MIXED, words))
    texts = [t.text for t in parse_xml(drawn.svg).iter(f"{NS}text")]
    assert "A very long title of a" in texts
    assert "theme & more" in texts


def test_the_picture_is_the_same_each_time_and_needs_no_system_font() -> None:
    drawn = chart.chart_of(compose(MIXED, WORDS))
    one, two = picture.png(drawn.svg, 500), picture.png(drawn.svg, 500)
    assert one == two
    blank = picture.png(
        drawn.svg.replace("<text", "<g").replace("</text>", "</g>"), 500
    )
    assert len(one) > len(blank)
