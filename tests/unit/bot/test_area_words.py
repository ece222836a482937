"""What a council says in its own name: read, checked, and every mistake named."""

import pytest

from bot.area import Area, example_area, parse_area
from bot.area.wording import contrast

WORDS = """
[complaints]
text.en = "Ring us."
text.pl = "Zadzwoń."
link = "https://www.example.gov.uk/complaints"

[staff_concerns.whistleblowing]
text = "Ring the hotline."

[staff_concerns.lado]
text = "Ring the LADO."

[privacy_notice]
controller = "A council"
contact.en = "Write to us."
lawful_basis = "A law."
retention = "Two years."
link = "https://www.example.gov.uk/privacy"

[language_checks]
pl = { by = "interpreter of the council", on = 2027-01-31 }

[bsl.family-closure]
Q1 = "https://www.example.gov.uk/bsl/q1"
"""


def read(written: str) -> tuple[Area | None, tuple[str, ...]]:
    return parse_area(example_area() + written)


def test_the_example_sets_only_what_can_be_set_for_everybody() -> None:
    area, _ = parse_area(example_area())
    assert area is not None
    assert area.words.look.colour == "#1d4f6e"
    assert area.words.look.logo is None
    assert area.words.leave.startswith("https://")
    assert area.words.complaints is None
    assert area.words.privacy.controller is None
    assert area.words.checks == {}


def test_what_a_council_says_is_read() -> None:
    area, mistakes = read(WORDS)
    assert mistakes == ()
    assert area is not None
    words = area.words
    assert words.complaints is not None
    assert words.complaints.text.in_language("pl") == "Zadzwoń."
    assert words.complaints.text.in_language("ur") == "Ring us."
    assert words.complaints.link == "https://www.example.gov.uk/complaints"
    assert words.whistleblowing is not None
    assert words.lado is not None
    assert words.lado.link is None
    assert words.privacy.contact is not None
    assert words.privacy.link is not None
    assert words.checks["pl"].by == "interpreter of the council"
    assert words.bsl == {"family-closure/Q1": "https://www.example.gov.uk/bsl/q1"}


@pytest.mark.parametrize(
    ("before", "after", "mistake"),
    [
        ('text.pl = "Zad', 'text.xx = "Zad', "complaints.text.xx: unknown language"),
        ("text.pl =", "text.PL =", "complaints.text.PL: unknown language"),
        ('text.en = "Ring us."\n', "", "complaints.text: English must be among"),
        ('text = "Ring the hotline."', "", "staff_concerns.whistleblowing.text: miss"),
        ('"Ring the LADO."', "7", "staff_concerns.lado.text: write words"),
        ('"Ring the LADO."', '""', "staff_concerns.lado.text.en: missing or empty"),
        ('"Ring the LADO."', '"a\u200bb"', "staff_concerns.lado.text.en: it holds"),
        ('"Ring the LADO."', f'"{"a" * 601}"', "staff_concerns.lado.text.en: too l"),
        (
            "[staff_concerns.lado]\ntext",
            "[staff_concerns.lado]\ntexts",
            "staff_concerns.lado.texts: unknown",
        ),
        ("https://www.example.gov.uk/comp", "http://x/", "complaints.link: write a w"),
        ("https://www.example.gov.uk/comp", "https:///", "complaints.link: write a w"),
        ("https://www.example.gov.uk/comp", "https://a b/", "complaints.link: write"),
        (
            "https://www.example.gov.uk/comp",
            "javascript:alert(1)//",
            "complaints.link: write",
        ),
        ("https://www.example.gov.uk/comp", "https://[", "complaints.link: write a w"),
        ("lawful_basis", "basis", "privacy_notice.basis: unknown"),
        ("pl = { by", "zz = { by", "language_checks.zz: unknown"),
        ("on = 2027", 'on = "May" #', "line"),
        ("2027-01-31 }", '"May" }', "language_checks.pl.on: write the day"),
        (", on = 2027-01-31 }", " }", "language_checks.pl: write { by"),
        ("Q1 = ", '"Q 1" = ', "bsl.family-closure.Q 1: write the id"),
        ('Q1 = "https', 'Q1 = "ftp', "bsl.family-closure.Q1: write a whole address"),
        ("[bsl.family-closure]\nQ1", "[bsl]\nQ1", "bsl.Q1: write a table"),
    ],
)
def test_a_mistake_is_named_with_its_remedy(
    before: str, after: str, mistake: str
) -> None:
    assert before in WORDS
    area, mistakes = read(WORDS.replace(before, after, 1))
    assert area is None
    assert any(m.startswith(mistake) for m in mistakes), mistakes


def test_a_logo_needs_words_for_those_who_do_not_see_it() -> None:
    written = (
        example_area()
        .replace('# logo = "logo.png"', 'logo = "logo.png"')
        .replace("# logo_words", "logo_words")
    )
    area, mistakes = parse_area(written)
    assert mistakes == ()
    assert area is not None
    assert area.words.look.logo == "logo.png"
    assert area.words.look.logo_words == "Leicestershire County Council"


def test_how_to_ask_for_contact_can_be_said_in_each_language() -> None:
    start = example_area().index("ask_contact = ")
    end = example_area().index("\n", start)
    said = 'ask_contact.en = "Ring us."\nask_contact.pl = "Zadzwoń."'
    area, mistakes = parse_area(example_area()[:start] + said + example_area()[end:])
    assert mistakes == ()
    assert area is not None
    assert area.ask_contact.in_language("pl") == "Zadzwoń."


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast("#000000") == pytest.approx(21)
    assert contrast("#ffffff") == pytest.approx(1)
    assert contrast("#767676") == pytest.approx(4.54, abs=0.01)
