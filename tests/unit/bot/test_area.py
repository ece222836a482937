"""The area file: the example is sound, and each mistake is named with its remedy."""

from pathlib import Path

import pytest

from analysis.model import Bars
from analysis.release import Policy
from bot.area import AreaError, example_area, load_area, parse_area


def test_the_example_is_leicestershires_and_has_no_mistakes() -> None:
    area, mistakes = parse_area(example_area())
    assert mistakes == ()
    assert area is not None
    assert [tier.id for tier in area.tiers] == [
        "keyworker",
        "lead_worker",
        "partner_lead",
        "family_help",
    ]
    assert len(area.districts) == 7
    assert area.bars == Bars()
    assert area.policy == Policy()
    assert area.packs == 2
    assert area.label("district", "nw_leicestershire") == "North West Leicestershire"
    assert area.label("district", "unheard_of") == "unheard_of"
    assert sum(partner.core for partner in area.partners) == 6
    assert area.options("grades")[0].label.in_language("en") == "Frontline practitioner"


def test_families_know_a_kind_of_help_by_plain_words() -> None:
    plain = 'plain = "A keyworker who came to our home"'
    text = example_area()
    area, _ = parse_area(text)
    assert area is not None
    first = area.options("tiers")[0].label.in_language("en")
    assert first == "A keyworker who came to our home"
    area, _ = parse_area(text.replace(plain, ""))
    assert area is not None
    assert area.options("tiers")[0].label.in_language("en") == "Keyworker support"
    two = 'plain = { en = "A keyworker", pl = "Opiekun rodziny" }'
    area, _ = parse_area(text.replace(plain, two))
    assert area is not None
    assert area.options("tiers")[0].label.in_language("pl") == "Opiekun rodziny"
    _, mistakes = parse_area(text.replace(plain, "plain = 3"))
    assert any("tiers[1].plain" in mistake for mistake in mistakes)


def test_ticked_clauses_are_kept_only_where_the_file_says_so() -> None:
    text = example_area()
    for written, kept in (
        (text, False),
        (text.replace("keep_ticked = false", "keep_ticked = true"), True),
        (text.replace("keep_ticked = false", ""), False),
    ):
        area, _ = parse_area(written)
        assert area is not None
        assert area.keep_ticked is kept


def test_from_150_answers_a_year_one_pack_is_enough() -> None:
    text = example_area().replace("families_a_year = 100", "families_a_year = 150")
    area, _ = parse_area(text)
    assert area is not None
    assert area.packs == 1


@pytest.mark.parametrize(
    ("before", "after", "mistake"),
    [
        ('name = "Leic', 'nome = "Leic', "council.nome: unknown"),
        ("mature = 75", "mature = 73", "bars.mature: 73 is not a multiple of 5"),
        ("mature = 75", "mature = 55", "bars: they must rise"),
        ("gone = 25", "gone = 50", "bars.gone: it must lie below"),
        ("mature = 75", 'mature = "75"', "bars.mature: write a whole number"),
        ("fewest = 10", "fewest = 5", "disclosure.fewest: 5 is out of range; from 10"),
        ('id = "blaby"', 'id = "Blaby!"', "districts[1].id: write a short id"),
        ('id = "melton"', 'id = "blaby"', "districts[5].id: 'blaby' is taken"),
        (
            "core = true\n\n[[",
            "core = 1\n\n[[",
            "partners[1].core: write true or false",
        ),
        ("review = 2027-04-01", 'review = "May"', "help.review: write the day"),
        ('languages = ["en"]', 'languages = ["pl"]', "languages: English must be"),
        ('languages = ["en"]', "languages = 3", "languages: write language codes"),
        ("words_months = 24", "words_months = 48", "retention.words_months: words"),
        ("session_days = 14", "session_days = 0", "retention.session_days: 0 is out"),
        ("[quotes]", "[quote]", "quote: unknown; the file has"),
        ("national = true", "national = false", "help.lines: 999 must be among"),
        ("national = true", "national = 1", "help.national: write true or false"),
        ('id = "freeva"', "id = 7", "help.lines[2]: a help line needs an id"),
        ("families_a_year = 100", "", "volume.families_a_year: write a whole"),
        ("deny = []", "deny = [3]", "redaction.deny: write words"),
        ("allow = []", "allow = 1", "redaction.allow: write words"),
        ("deny = []", 'deny_file = "../x"', "redaction.deny_file: write the name"),
        ("keep_ticked = false", "keep_ticked = 0", "reading.keep_ticked: write true"),
        ("[bars]", "[bars", "line 238: This is no valid TOML"),
        ("#1d4f6e", "#777777", "look.colour: its contrast with white is 4.48:1"),
        ("#1d4f6e", "#ff0", "look.colour: write it as in"),
        ("#1d4f6e", "#ffdd00", "look.colour: its contrast with white is 1.35:1"),
        ("https://www.bbc", "http://www.bbc", "look.leave: write a whole address"),
        ('# logo = "logo.png"', 'logo = "../logo.png"', "look.logo: write the name"),
        ('# logo = "logo.png"', 'logo = "logo.exe"', "look.logo: write the name"),
        ('# logo = "logo.png"', 'logo = "logo.png"', "look.logo_words: missing"),
        ('["en"]', '["en", "xx"]', "languages: 'xx' is unknown; there is en, ar"),
        ("[look]", "[looks]", "looks: unknown"),
    ],
)
def test_a_mistake_is_named_with_its_remedy(
    before: str, after: str, mistake: str
) -> None:
    assert before in example_area()
    area, mistakes = parse_area(example_area().replace(before, after, 1))
    assert area is None
    assert any(m.startswith(mistake) for m in mistakes), mistakes


def test_all_mistakes_come_at_once() -> None:
    area, mistakes = parse_area("tiers = 3\n[bars]\nmature = 1\n")
    assert area is None
    assert len(mistakes) > 8


def test_a_missing_file_says_how_to_write_one(tmp_path: Path) -> None:
    with pytest.raises(AreaError, match="strandline init"):
        load_area(tmp_path / "area.toml")


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "area.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(AreaError, match="UTF-16"):
        load_area(path)


def test_names_to_take_out_come_from_the_file_and_its_list(tmp_path: Path) -> None:
    written = example_area().replace(
        "deny = []", 'deny = ["Holy Trinity"]\ndeny_file = "staff.txt"'
    )
    (tmp_path / "area.toml").write_text(written, encoding="utf-8")
    with pytest.raises(AreaError, match="deny_file cannot be read"):
        load_area(tmp_path / "area.toml")
    (tmp_path / "staff.txt").write_text("Ann Example\n\n Bo Sample \n", "utf-8")
    assert load_area(tmp_path / "area.toml").deny == {
        "Holy Trinity",
        "Ann Example",
        "Bo Sample",
    }


def test_core_partners_and_grades_are_those_that_must_be_heard() -> None:
    area, _ = parse_area(example_area())
    assert area is not None
    assert len(area.core("partners")) == 6
    assert "support" not in area.core("grades")
