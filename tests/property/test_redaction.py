"""Identifiers and names are found wherever they stand and however they are written."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from surveys.details import Rules
from surveys.details_lexicon import lexicon

RULES = Rules()
AROUND = st.sampled_from(
    [
        *("{}", "my number is {} ok", "call {}", "its {}.", "({})", "a {}, b"),
        *(
            "text:{}",
            "{}\nthanks",
            "is {}? yes",
            "they have {} on file",
            "kelly,{},bob",
        ),
        *("'{}'", "“{}”", "mob {}/ home", "no: {};", "{} office\nor {} at home"),
    ]
)
DIGITS = "0123456789"


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text(alphabet=DIGITS, min_size=count, max_size=count)


def letters(alphabet: str, count: int) -> st.SearchStrategy[str]:
    return st.text(alphabet=alphabet, min_size=count, max_size=count)


@st.composite
def nhs_numbers(draw: st.DrawFn) -> str:
    nine = draw(digits(9))
    weighed = sum(int(d) * w for d, w in zip(nine, range(10, 1, -1), strict=True))
    check = (11 - weighed % 11) % 11
    assume(check < 10)
    gap = draw(st.sampled_from(["", " ", "-", ".", "  "]))
    return gap.join((nine[:3], nine[3:6], f"{nine[6:]}{check}"))


@st.composite
def nino(draw: st.DrawFn) -> str:
    head = draw(letters("ABCEGHJKLMNPRSTWXYZ", 2))
    body, tail = draw(digits(6)), draw(st.sampled_from("ABCD"))
    gap = draw(st.sampled_from(["", " ", "-", "."]))
    parts = (head, body[:2], body[2:4], body[4:], tail)
    return draw(st.sampled_from([gap.join(parts), f"{head} {body} {tail}"]))


@st.composite
def postcodes(draw: st.DrawFn) -> str:
    area = draw(st.sampled_from(["LE", "B", "NG", "CV", "SW", "M", "DE", "PE", "NN"]))
    district = draw(st.integers(1, 99))
    end = draw(st.sampled_from(DIGITS)) + draw(letters("ABDEFGHJLNPQRSTUWXYZ", 2))
    return f"{area}{district}{draw(st.sampled_from(['', ' ', '  ']))}{end}"


@st.composite
def phones(draw: st.DrawFn) -> str:
    body = "7" + draw(digits(9))
    spaced = draw(
        st.sampled_from(
            [body, f"{body[:4]} {body[4:]}", f"{body[:4]} {body[4:7]} {body[7:]}"]
        )
    )
    before = draw(st.sampled_from(["0", "+44", "+44 ", "+44(0)", "+44 (0) ", "0044"]))
    return draw(st.sampled_from([before + spaced, f"(0{body[:4]}) {body[4:]}"]))


def is_gone(words: str, text: str) -> bool:
    """Say whether no letter or digit of ``words`` in ``text`` is left to read."""
    start = text.index(words)
    covered = {
        index
        for span in RULES.redact(text).spans
        for index in range(span.start, span.end)
    }
    return all(
        index in covered
        for index in range(start, start + len(words))
        if text[index].isalnum()
    )


@settings(deadline=None)
@given(nhs_numbers() | nino() | postcodes() | phones(), AROUND, st.booleans())
def test_numbers_are_gone(number: str, around: str, small: bool) -> None:  # noqa: FBT001 - drawn
    written = number.lower() if small else number
    assert is_gone(written, around.replace("{}", written))


NAMES = st.sampled_from(
    sorted(
        name
        for name, band in lexicon().given.items()
        if band == 3
        and len(name) > 2
        and name not in lexicon().english | lexicon().never | lexicon().allowed
    )
)
CASES = st.sampled_from([str.lower, str.capitalize, str.upper])
SENTENCES = st.sampled_from(
    [
        *("{} was kind to us", "thanks to {} we cope now", "my worker {} came monday"),
        *("i told {} everything", "it got better when {} came", "we miss {}"),
    ]
)


@settings(deadline=None)
@given(NAMES, CASES, SENTENCES)
def test_frequent_names_are_gone(name: str, case: object, sentence: str) -> None:
    assert callable(case)
    written = case(name)
    assert is_gone(written, sentence.replace("{}", written))


@settings(deadline=None)
@given(NAMES, st.sampled_from(["\u200b", "\u00ad", "\u2060", "\u0301"]), st.data())
def test_invisible_letters_hide_no_name(
    name: str, hidden: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(1, len(name) - 1))
    written = name[:place] + hidden + name[place:]
    assert is_gone(written, f"my worker {written} came")
