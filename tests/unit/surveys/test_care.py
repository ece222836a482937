"""Words of harm set the help lines off; everyday sayings do not."""

import time

import pytest

from surveys.care import (
    CareTexts,
    Concern,
    HelpLineError,
    Worry,
    care_texts,
    national_lines,
    notice,
    parse_help_lines,
)
from surveys.model import Audience

# All invented for this test, or the three phrases that the design names.
HARMLESS = [
    "She was a life saver",
    "I just try and survive",
    "I used to blame myself a lot",
    "she is killing it with the kids",
    "we were dying laughing",
    "our worker was dead good",
    "she hit the nail on the head",
    "my feet were killing me after that walk",
    "I was bored to death in the course",
    "it hit me how far we have come",
    "we hit it off straight away",
    "I don't beat myself up any more",
    "she kept in touch with the kids",
    "a bit of help from her was enough for us",
    "they kicked off the meeting late",
    "his panic attacks have stopped",
    "lockdown was hard on the children",
    "she pushed me to ask for help",
    "that touched me deeply",
    "the worker was on time every week",
    "I could have killed for a cup of tea",
    "we get by, day by day",
    "she saved my life with that phone call",
    "burnt out after years of it",
    "the form filling nearly finished me",
    "my son was at risk of exclusion",
    "it was a matter of life and death for our bills",
    "they cut our hours",
    "I had a heart attack last year and she came round",
    "the school shut",
    "hanging on the phone for an hour",
    "he never hurt anyone",
    "we stabilised the home",
    "nothing",
    "",
    "👍",
]
HARMFUL = [
    ("i want to kill myself", Worry.SUICIDE),
    ("I don\u2019t want to be here any more", Worry.SUICIDE),
    ("dont want to be here anymore", Worry.SUICIDE),
    ("theres no point in living", Worry.SUICIDE),
    ("everyone would be better off without me", Worry.SUICIDE),
    ("I feel like ending it all", Worry.SUICIDE),
    ("my daughter self-harms", Worry.SUICIDE),
    ("she has been cutting herself again", Worry.SUICIDE),
    ("he took an overdose last week", Worry.SUICIDE),
    ("my son is sucidal", Worry.SUICIDE),
    ("I tried to hang myself", Worry.SUICIDE),
    ("I wish I was dead", Worry.SUICIDE),
    ("cant go on like this", Worry.SUICIDE),
    ("I just wanna die", Worry.SUICIDE),
    ("he said he would take his own life", Worry.SUICIDE),
    ("I took a whole box of pills", Worry.SUICIDE),
    ("he hits me", Worry.ABUSE),
    ("He HIT me last night", Worry.ABUSE),
    ("my partner punched me in the face", Worry.ABUSE),
    ("i am scared of my husband", Worry.ABUSE),
    ("im scared of him", Worry.ABUSE),
    ("we don't feel safe at home", Worry.ABUSE),
    ("my ex is stalking me", Worry.ABUSE),
    ("he controls me and my money", Worry.ABUSE),
    ("he said he is going to kill me", Worry.ABUSE),
    ("he wont let me leave", Worry.ABUSE),
    ("I was raped", Worry.ABUSE),
    ("he strangled my mum", Worry.ABUSE),
    ("there is domestic violence here", Worry.ABUSE),
    ("my son keeps hitting me", Worry.ABUSE),
    ("they make me have sex", Worry.ABUSE),
    ("he has a knife", Worry.ABUSE),
    ("im scared to go home", Worry.ABUSE),
    ("they are going to make her marry, a forced marriage", Worry.ABUSE),
    ("my ex is hitting the kids", Worry.CHILD),
    ("he smacks my son hard", Worry.CHILD),
    ("dad touches my sister", Worry.CHILD),
    ("my uncle touches me", Worry.CHILD),
    ("the kids are hungry", Worry.CHILD),
    ("no food in the house", Worry.CHILD),
    ("my daughter is being groomed", Worry.CHILD),
    ("the baby has bruises", Worry.CHILD),
    ("my son was hurt by his dad", Worry.CHILD),
    ("they leave him home alone", Worry.CHILD),
    ("she has gone missing again", Worry.CHILD),
    ("I think the children are not safe there", Worry.CHILD),
]


@pytest.mark.parametrize("words", HARMLESS)
def test_everyday_sayings_pass(words: str) -> None:
    assert notice(words, "en") is None


@pytest.mark.parametrize(("words", "worry"), HARMFUL)
def test_words_of_harm_are_noticed(words: str, worry: Worry) -> None:
    concern = notice(words, "en")
    assert concern is not None
    assert worry in concern.worries


@pytest.mark.parametrize(("words", "worry"), HARMFUL)
def test_harm_is_noticed_beside_a_saying_in_capitals_and_in_a_long_text(
    words: str, worry: Worry
) -> None:
    long = f"She was a life saver, killing it. {words.upper()}. " + "It was fine. " * 60
    concern = notice(long, "pl")
    assert concern is not None
    assert worry in concern.worries


def test_an_endless_text_is_looked_at_in_bounded_time() -> None:
    begun = time.process_time()
    notice("she was hit and hit and then " * 100_000, "en")
    assert time.process_time() - begun < 2


def test_the_gravest_worry_comes_first() -> None:
    concern = notice("he hits me and the kids and i want to die", "en")
    assert concern == Concern((Worry.SUICIDE, Worry.ABUSE, Worry.CHILD))


def test_help_lines_go_with_the_worry_and_with_danger() -> None:
    lines = national_lines()
    suicide = care_texts(lines, Audience.FAMILY, "en", Concern((Worry.SUICIDE,)))
    assert any("999" in line for line in suicide.now)
    assert any("116 123" in line for line in suicide.now)
    assert not any("0808 2000 247" in line for line in suicide.now)
    abuse = care_texts(lines, Audience.FAMILY, "en", Concern((Worry.ABUSE,)))
    assert any("0808 2000 247" in line for line in abuse.now)
    calm = care_texts(lines, Audience.FAMILY, "en")
    assert calm.now == ()
    assert 0 < len(calm.in_sight) < len(calm.to_ring)


def test_every_worry_has_lines_for_families_and_staff() -> None:
    for audience in Audience:
        for worry in Worry:
            texts = care_texts(national_lines(), audience, "en", Concern((worry,)))
            assert len(texts.now) >= 2


def test_children_are_only_sent_to_childline_in_the_family_questionnaires() -> None:
    family = care_texts(national_lines(), Audience.FAMILY, "en")
    staff = care_texts(national_lines(), Audience.STAFF, "en")
    assert any("Childline" in line for line in family.to_ring)
    assert not any("Childline" in line for line in staff.to_ring)


def test_local_lines_come_first_in_the_area_files_shape() -> None:
    (line,) = parse_help_lines([{"id": "duty", "text": "Ring 1.", "topics": ["child"]}])
    texts = care_texts(
        (line, *national_lines()),
        Audience.FAMILY,
        "en",
        Concern((Worry.CHILD,)),
        contact="Ring us.",
    )
    assert texts.to_ring[0] == "Ring 1."
    assert [line[:14] for line in texts.now[:2]] == ["In danger now?", "Ring 1."]
    assert texts.contact == "Ring us."
    assert CareTexts() == CareTexts((), (), (), "")


@pytest.mark.parametrize(
    "table",
    [
        {},
        {"id": ""},
        {"id": "x"},
        {"id": "x", "text": 3},
        {"id": "x", "text": {"pl": "Zadzwoń"}},
        {"id": "x", "text": "Ring.", "topics": "child"},
        {"id": "x", "text": "Ring.", "audience": "children"},
    ],
)
def test_a_help_line_of_another_shape_is_refused(table: dict[str, object]) -> None:
    with pytest.raises(HelpLineError):
        parse_help_lines([table])


def test_young_people_see_their_own_line_first_and_always() -> None:
    young = care_texts(national_lines(), Audience.YOUNG, "en")
    for lines in (young.in_sight, young.to_ring):
        assert lines[0].startswith("Under 19? Childline")
        assert any("999" in line for line in lines)
    family = care_texts(national_lines(), Audience.FAMILY, "en")
    assert set(young.to_ring) == set(family.to_ring)
    assert not any("Childline" in line for line in family.in_sight)
    staff = care_texts(national_lines(), Audience.STAFF, "en")
    assert not any("Childline" in line for line in staff.to_ring)
    concern = Concern((Worry.SUICIDE,))
    now = care_texts(national_lines(), Audience.YOUNG, "en", concern).now
    assert now[0].startswith("Under 19? Childline")


def test_a_line_for_young_people_alone_is_not_shown_to_parents() -> None:
    own = parse_help_lines(
        [{"id": "x", "text": "A local line: 01632 960 003.", "audience": "young"}]
    )
    assert care_texts(own, Audience.YOUNG, "en").to_ring
    assert not care_texts(own, Audience.FAMILY, "en").to_ring


def test_whose_line_it_is_must_be_known() -> None:
    with pytest.raises(HelpLineError, match="family, young or staff"):
        parse_help_lines([{"id": "x", "text": "A line.", "first": "children"}])
