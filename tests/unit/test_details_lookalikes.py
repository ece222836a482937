"""Everyday words that look like a detail stay, and the details that they look like leave."""

import pytest

from surveys.details import Rules

RULES = Rules()


@pytest.mark.parametrize(
    "text",
    [
        *("so, 1st of all", "had no, 1st time", "to, 3rd", "no, 2hr each time"),
        *("she said no, 2yr wait", "i said go\n2nd time", "so\n1st", "y6, 5th"),
        *("I know what to do. 1st thing", "my ex 2 4us", "en 5 1up", "no 2hr wait"),
        *(
            "i had to, 4hr in total",
            "she said so. 3rd time this week",
            "Y6. 5th of May",
        ),
        *(
            "two 2nd chances",
            "too 1st class",
            "so\r\n1st",
            "me n 2 4us",
            "year y5, 4th",
        ),
        *("le4, 5th house", "le4\n5th house", "an ha 6 4ya"),
    ],
)
def test_counting_is_no_postcode(text: str) -> None:
    assert RULES.redact(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        *("LE3 9QT", "le39qt", "le3,9qt", "LE1\n5XX", "le 3 9qt", "l e 3 9 q t"),
        *("LE4 5TH", "le4 5th", "le45th", "LE 4 5TH", "n15th", "N1 5TH", "leo 1aa"),
        *("leo1aa", "slo 2xx", "l3o 1aa", "e1o 2bd", "ex24us", "EX2 4US", "ex2 4us"),
        *("LE4, 5TH", "EX 2 4US", "gir 0aa", "W1A 1HQ"),
    ],
)
def test_postcodes_that_look_like_counting(text: str) -> None:
    assert RULES.redact(f"it was {text} then").text == "it was [postcode] then"


@pytest.mark.parametrize(
    "text",
    [
        *("the school will said no", "they will has to wait", "we will was told"),
        *("it will is", "the council will has changed", "she will came back"),
        *("i will is", "this will is good", "the staff will said no"),
        *("our money will was gone", "the kids will has a good time", "what will is"),
        *("my children will has to go", "housing will said wait"),
    ],
)
def test_will_as_a_verb_among_verbs_stays(text: str) -> None:
    assert RULES.redact(text).text == text


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("my lad will has adhd", "my lad [name] has adhd"),
        ("our worker will was kind", "our worker [name] was kind"),
        ("will is great", "[name] is great"),
        ("then will told us", "then [name] told us"),
        ("they said Will has left", "they said [name] has left"),
    ],
)
def test_will_as_a_name_leaves(text: str, redacted: str) -> None:
    assert RULES.redact(text).text == redacted


@pytest.mark.parametrize(
    "text",
    [
        *("He used to miss School", "I will miss You all", "I miss Mondays"),
        *("I will miss Our chats", "She has MS. Bad days", "She has MS. Day by day"),
        *("MS Teams", "on MS Teams", "Saw a Dr Today", "Dr Appointment was late"),
        *("the Dr Said no", "my Dr Surgery", "I miss Swimming", "We miss Football"),
        *("We saw the Dr. Bad news", "Miss You loads", "a Miss Know it all"),
        *("We had a good time with Miss. Best day", "I will miss Everyone there"),
    ],
)
def test_what_only_looks_like_a_title_stays(text: str) -> None:
    assert RULES.redact(text).text == text


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Miss Little was kind", "Miss [name] was kind"),
        ("Mr Day came", "Mr [name] came"),
        ("our Mr Day helped", "our Mr [name] helped"),
        ("we had a Mrs Long here", "we had a Mrs [name] here"),
        ("Mrs. Day came", "Mrs. [name] came"),
        ("we saw Ms Best", "we saw Ms [name]"),
        ("saw our Dr Patel", "saw our Dr [name]"),
        ("i miss Kelly", "i miss [name]"),
        ("my teacher miss Patel", "my teacher miss [name]"),
        ("thanks to Dr. Day", "thanks to Dr. [name]"),
    ],
)
def test_names_after_titles_leave(text: str, redacted: str) -> None:
    assert RULES.redact(text).text == redacted


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("grant you saved us", "[name] you saved us"),
        ("jack you legend", "[name] you legend"),
        ("sue your amazing", "[name] your amazing"),
        ("tell sue it worked", "tell [name] it worked"),
        ("thank you nick you were great", "thank you [name] you were great"),
        ("cheers rob you helped", "cheers [name] you helped"),
        ("ty rob you helped", "ty [name] you helped"),
        ("rob your a star", "[name] your a star"),
        ("nick your a legend", "[name] your a legend"),
        ("i asked jack it was fine", "i asked [name] it was fine"),
        ("i told sue them kids were late", "i told [name] them kids were late"),
        ("big thanks to sue your the best", "big thanks to [name] your the best"),
        ("i spoke to nick it went well", "i spoke to [name] it went well"),
    ],
)
def test_names_that_are_deeds_leave_with_thanks(text: str, redacted: str) -> None:
    assert RULES.redact(text).text == redacted


@pytest.mark.parametrize(
    "text",
    [
        *("they rob you blind", "i will sue them", "dont sue us", "want to sue them"),
        *("he will grant you time", "they nick your stuff", "people rob you"),
        *("we had to chase them", "it drew me in", "they bill you", "who would rob us"),
        *("sue them", "so angry, sue them all"),
    ],
)
def test_deeds_stay(text: str) -> None:
    assert RULES.redact(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        *("score 0\n10\n10\n9\n8\n7\n6\n5\n4", "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10"),
        *("0\r\n10\r\n10\r\n9\r\n8\r\n7\r\n6", "ages 0 10 11 12 13"),
        *("10/10 my oil oil a", "it is lil oil a 3", "is all ill 11 a"),
        *("facebook group2024 helped", "insta covid19", "fb help2024", "tiktok kids2"),
    ],
)
def test_scores_and_everyday_words_are_no_number_and_no_handle(text: str) -> None:
    assert RULES.redact(text).text == text


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("07700\n900123", "[phone]"),
        ("07700\n900\n123", "[phone]"),
        ("score 0\n9\n8\n07700 900123", "score 0\n9\n8\n[phone]"),
        ("943 476\n5919", "[NHS number]"),
        ("qq i2 3o 56 c", "[NI number]"),
        ("insta kelly2010", "insta [username]"),
        ("insta m4ddie", "insta [username]"),
        ("instagram coolkid2010", "instagram [username]"),
        ("insta is sunshine2012", "insta is [username]"),
    ],
)
def test_numbers_and_handles_leave(text: str, redacted: str) -> None:
    assert RULES.redact(text).text == redacted


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("com\u00admun\u00adi\u00adca\u00adtion was good", None),
        ("be\u00adhav\u00adiour got bet\u00adter", None),
        ("my worker ke\u00adlly came", "my worker [name] came"),
        ("ke\u00adl\u00adly rang", "[name] rang"),
        ("07700\u00ad900\u00ad123", "[phone]"),
    ],
)
def test_soft_hyphens_part_no_words(text: str, redacted: str | None) -> None:
    assert RULES.redact(text).text == (redacted or text)
