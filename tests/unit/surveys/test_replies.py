"""What typed words are taken for: one table a question."""

import pytest

from surveys.loading import shipped
from surveys.model import Kind, Mark, Option, Question, Text
from surveys.replies import Move, Unclear, Understood, marks, move, plain, understand

CLOSURE = shipped()["family-closure"]
STAFF = shipped()["staff-check"]
KEYWORKER = shipped()["keyworker-view"]

# (question, what is typed, the option it is taken for; None: asked again)
TABLE = [
    # a plain yes where two options say yes is asked again; more words settle it
    ("Q1", "yes", None),
    ("Q1", "yeah", None),
    ("Q1", "yes from the start", "a"),
    ("Q1", "from day one", "a"),
    ("Q1", "yes but not straight away", "b"),
    ("Q1", "not at first", "b"),
    ("Q1", "eventually", "b"),
    ("Q1", "no", "c"),
    ("Q1", "nope never clear", "c"),
    ("Q1", "it kept changing", "d"),
    # by number, by place
    ("Q1", "2", "b"),
    ("Q1", "two", "b"),
    ("Q1", "2.", "b"),
    ("Q1", "option 3", "c"),
    ("Q1", "the second one", "b"),
    ("Q1", "second", "b"),
    ("Q1", "number 4 please", "d"),
    ("Q1", "6", None),
    ("Q1", "0", None),
    ("Q1", "22", None),
    # yes in many ways
    ("P7a", "yeah she was brilliant", "a"),
    ("P7a", "Yes!!!", "a"),
    ("P7a", "yesssss", "a"),
    ("P7a", "  YES.  ", "a"),
    ("P7a", "yep", "a"),
    ("P7a", "she did", "a"),
    ("P7a", "yeah she did", "a"),
    ("P7a", "of course she did", "a"),
    ("P7a", "definately", "a"),
    ("P7a", "absolutly", "a"),
    ("P7a", "sure", "a"),
    ("P7a", "👍", "a"),
    ("P7a", "👍🏽", "a"),
    ("P7a", "she always listened", "a"),
    # no in many ways
    ("P7a", "no not really", "c"),
    ("P7a", "not really", "c"),
    ("P7a", "nah", "c"),
    ("P7a", "she didn't", "c"),
    ("P7a", "no, she didn\u2019t", "c"),
    ("P7a", "no she never listened", "c"),
    ("P7a", "👎", "c"),
    # in between, misspelt
    ("P7a", "yes and no", "b"),
    ("P7a", "somtimes", "b"),
    ("P7a", "sometimez", "b"),
    ("P7a", "kind of", "b"),
    # not sure
    ("P7a", "dunno", "x"),
    ("P7a", "no idea", "x"),
    ("P7a", "not sure", "x"),
    ("P7a", "im not sure tbh", "x"),
    ("P7a", "i don't know", "x"),
    ("P7a", "can\u2019t remember", "x"),
    ("P7a", "🤷", "x"),
    # what may turn the sentence round is asked again
    ("P7a", "yeah but not always", None),
    ("P7a", "yes until she left", None),
    ("P7a", "yeah right", None),
    ("P7a", "no doubt", None),
    ("P7a", "no worries", None),
    ("P7a", "she was useless", None),
    ("P7a", "she was brilliant", None),
    ("P7a", "there was no point", None),
    ("P7a", "totally useless", None),
    ("P7a", "course was good", None),
    ("P7a", "i would say yes if she had come", None),
    ("P7a", "did she?", None),
    ("P7a", "banana", None),
    ("P7a", "", None),
    ("P7a", "...", None),
    # labels that count: a number means what it says, letters point
    ("P2", "1", "a"),
    ("P2", "3", "b"),
    ("P2", "b", "b"),
    ("P2", "C)", "c"),
    ("P2", "about 3", "b"),
    ("P2", "5", "c"),
    ("P2", "two or three", "b"),
    ("P2", "loads", "c"),
    ("P2", "12", None),
    ("P1", "1", "b"),
    ("P1", "no", "a"),
    ("P1", "yes", None),
    ("P1", "yes loads of times", "c"),
    ("P1", "twice", "b"),
    ("P5", "just the once", "a"),
    ("P5", "2", "b"),
    ("P12", "yes just one", "b"),
    ("P11", "they all had their own", "b"),
    # did not apply
    ("P10", "n/a", "n"),
    ("P10", "didn't need it", "n"),
    ("P10", "we had to wait", "b"),
    ("P10", "yes", None),
    ("Q5", "not applicable", "c"),
    ("Q5", "no", None),
    # a scale, and words near each other
    ("Q8", "hopeful", "b"),
    ("Q8", "very hopeful", "a"),
    ("Q8", "not hopeful", "d"),
    ("Q8", "worried but hopeful", None),
    ("Q8", "a bit worried", "d"),
    ("Q8", "very worryed", "e"),
    ("Q8", "hopefull", "b"),
    ("Q8", "scared", "e"),
    ("Q8", "ok", "c"),
    ("Q8", "yes", None),
    ("Q7", "not very", "c"),
    ("Q7", "very", "a"),
    ("Q7", "not at all", "d"),
    ("Q7", "not sure", "x"),
    ("Q7", "nothing changed", "e"),
    # consent is never guessed
    ("C2", "no problem", "y"),
    ("C2", "ok", "y"),
    ("C2", "i'd rather not", "n"),
    ("C2", "dunno", None),
    ("C2", "maybe", None),
    ("C2", "what for", None),
]


@pytest.mark.parametrize(("question_id", "typed", "option"), TABLE)
def test_typed_words_are_taken_for(
    question_id: str, typed: str, option: str | None
) -> None:
    question = CLOSURE.question(question_id)
    reading = understand(question, question.options, typed, "en")
    if option is None:
        assert isinstance(reading, Unclear)
    else:
        assert isinstance(reading, Understood)
        assert reading.answer.options == (option,)


@pytest.mark.parametrize(
    ("typed", "option"),
    [
        ("agree", "a"),
        ("strongly agree", "sa"),
        ("stronly agree", "sa"),
        ("mostly agree", "a"),
        ("i dont agree", "d"),
        ("don\u2019t agree at all", "sd"),
        ("50/50", "n"),
        ("1", "sa"),
        ("don't know", "x"),
        ("agree but not always", None),
        ("yes", None),
        ("no", None),
    ],
)
def test_how_far_people_agree(typed: str, option: str | None) -> None:
    question = STAFF.question("T1")
    reading = understand(question, question.options, typed, "en")
    got = reading.answer.options[0] if isinstance(reading, Understood) else None
    assert got == option


def test_an_unclear_yes_names_the_options_it_may_mean() -> None:
    question = STAFF.question("T1")
    assert understand(question, question.options, "yes", "en") == Unclear(("a", "sa"))


@pytest.mark.parametrize(
    ("typed", "options"),
    [
        ("school and the gp", {"school", "health"}),
        ("1, 3", {"school", "mental_health"}),
        ("camhs, food bank + church", {"mental_health", "food_bank", "community"}),
        ("school housing food bank", {"school", "housing", "food_bank"}),
        ("we dont need any", {"n1"}),
        ("still waiting", {"n3"}),
        ("none", None),
        ("no", None),
        ("still waiting and school", None),
        ("my mother", None),
        ("not the school", None),
        ("school?", None),
        ("yes", None),
    ],
)
def test_a_list_in_words(typed: str, options: set[str] | None) -> None:
    question = CLOSURE.question("Q4")
    reading = understand(question, question.options, typed, "en")
    if options is None:
        assert isinstance(reading, Unclear)
    else:
        assert isinstance(reading, Understood)
        assert set(reading.answer.options) == options


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("4", 4),
        (" 4 ", 4),
        ("four", 4),
        ("about four of us", 4),
        ("twenty", 20),
        ("twenty five", 25),
        ("a couple", 2),
        ("none", 0),
        ("٣", 3),
        ("1000000000000000000000", None),
        ("2 or 3", None),
        ("2.5", None),
        ("-3", None),
        ("31", None),
        ("not 3", None),
        ("3?", None),
        ("lots", None),
    ],
)
def test_a_number(typed: str, number: int | None) -> None:
    question = Question("N", Kind.NUMBER, Text({"en": "How many?"}), maximum=30)
    reading = understand(question, (), typed, "en")
    if number is None:
        assert reading == Unclear()
    else:
        assert isinstance(reading, Understood)
        assert reading.answer.number == number


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("back", "back"),
        ("Go back!", "back"),
        ("skip", "skip"),
        ("next question", "skip"),
        ("no comment", "skip"),
        ("stop", "stop"),
        ("help", "help"),
        ("what do you mean?", "help"),
        ("/help", "help"),
        ("change language", "language"),
        ("język", "language"),
    ],
)
@pytest.mark.parametrize("question_id", ["P7a", "Q4", "O1"])
def test_moves_in_words(typed: str, name: str, question_id: str) -> None:
    question = CLOSURE.question(question_id)
    assert understand(question, question.options, typed, "en") == Move(name)


@pytest.mark.parametrize(
    "typed",
    [
        "Nothing",
        "no",
        "help with the school and the housing",
        "stop moving us from worker to worker",
        "we had to go back and back again",
        "brilliant 👍",
        "?!? honestly",
    ],
)
def test_a_longer_text_is_an_answer_and_no_move(typed: str) -> None:
    question = CLOSURE.question("O1")
    reading = understand(question, (), typed, "en")
    assert isinstance(reading, Understood)
    assert reading.answer.words == typed


@pytest.mark.parametrize("typed", ["", "   ", "...", "?!", "\u200b"])
def test_no_words_are_no_answer(typed: str) -> None:
    assert understand(CLOSURE.question("O1"), (), typed, "en") == Unclear()


def test_an_option_goes_before_a_move_of_the_same_words() -> None:
    options = (
        Option("a", Text({"en": "Help"})),
        Option("b", Text({"en": "Time"})),
    )
    question = Question(
        "Q", Kind.ONE, Text({"en": "What did you need?"}), None, options
    )
    reading = understand(question, options, "help", "en")
    assert isinstance(reading, Understood)


def test_options_are_numbered_or_lettered() -> None:
    assert marks(CLOSURE.question("P7a").options, "en") == ("1", "2", "3", "4")
    assert marks(CLOSURE.question("P2").options, "en") == ("A", "B", "C", "D")
    assert marks(STAFF.question("T8").options, "en")[0] == "A"
    assert marks(CLOSURE.question("Q1").options, "en")[0] == "1"


@pytest.mark.parametrize("questionnaire", shipped().values(), ids=shipped())
def test_every_label_number_and_way_of_saying_leads_to_its_option(
    questionnaire: object,
) -> None:
    """A way of saying that two options share has to be asked again, never guessed."""
    for question in questionnaire.questions:  # type: ignore[attr-defined]  # parametrized
        if question.kind in (Kind.TEXT, Kind.NUMBER) or question.options_from:
            continue
        said = [w for o in question.options for w in o.said.get("en", ())]
        for sign, option in zip(
            marks(question.options, "en"), question.options, strict=True
        ):
            ways = [option.label.in_language("en"), sign]
            ways += [w for w in option.said.get("en", ()) if said.count(w) == 1]
            for way in ways:
                reading = understand(question, question.options, way, "en")
                assert isinstance(reading, Understood), (question.id, way)
                assert reading.answer.options == (option.id,), (question.id, way)
        for way in {w for w in said if said.count(w) > 1}:
            reading = understand(question, question.options, way, "en")
            assert isinstance(reading, Unclear | Move), (question.id, way)


def test_a_mark_is_found_by_its_meaning_whatever_its_label() -> None:
    options = (
        Option("a", Text({"en": "Often"})),
        Option("b", Text({"en": "Rarely"})),
        Option("x", Text({"en": "That is hard to tell"}), Mark.NOT_SURE),
    )
    question = Question("Q", Kind.ONE, Text({"en": "How often?"}), None, options)
    reading = understand(question, options, "dunno", "en")
    assert isinstance(reading, Understood)
    assert reading.answer.options == ("x",)


def test_plain_words() -> None:
    assert plain("Don\u2019t—KNOW!!  ") == ("dont", "know")
    assert plain("ﬁne") == ("fine",)
    assert plain("क्या?") == ("क्या",)
    assert plain("y\u200bes") == ("yes",)


def test_a_move_is_the_whole_message() -> None:
    assert move("yes", ("keep", "delete"), "en") == "keep"
    assert move("yes but", ("keep", "delete"), "en") is None
    assert move("tak", ("keep",), "pl") == "keep"
    assert move("keep it", ("keep",), "pl") == "keep"
