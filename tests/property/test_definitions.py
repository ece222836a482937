"""Whatever somebody puts into a definition, it is refused in words or it works."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from surveys.care import notice
from surveys.check import check_files
from surveys.conversation import Labels, Phase, start, step
from surveys.events import Replied, Started, Tapped
from surveys.loading import demo_files, parse_questionnaire, shipped
from surveys.replies import Understood, understand

FILES = demo_files()
NOW = datetime(2026, 11, 3, 10, tzinfo=UTC)
PIECES = st.sampled_from(
    [
        b"", b"[", b"]", b"{", b"}", b'"', b'"""', b"'", b"=", b"\n", b"#", b"\x00",
        b"\xff", b"{answer:D1}", b'"D1"', b"[[section]]", b"[[section.question]]\n",
        b"true", b"-1", b"0x10", b"1e9", b"[]", b"{}", b"1979-05-27", b'kind = "many"',
        b'ask_when = { not = { question = "D1", is = "y" } }', b'pack = "A"',
        b'id = "D1"', b"\xe2\x80\xae", b"options = 3", b"." * 50, b"text",
    ]
)  # fmt: skip


@st.composite
def broken(draw: st.DrawFn) -> bytes:
    """A definition with a few pieces cut out, put in or swapped."""
    data = FILES[draw(st.sampled_from(sorted(FILES)))]
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.sampled_from([0, 1, 5, 40]))
        data = data[:at] + draw(PIECES | st.binary(max_size=6)) + data[at + length :]
    return data


@given(broken())
def test_a_broken_definition_is_refused_in_words_or_can_be_asked(data: bytes) -> None:
    mistakes = check_files({"broken": data}, features=(), themes=())
    for mistake in mistakes:
        assert 1 <= mistake.line <= data.count(b"\n") + 1
        assert "Traceback" not in str(mistake)
    questionnaire, _ = parse_questionnaire(data, "broken")
    if mistakes or questionnaire is None:
        assert mistakes
        return
    session = start(questionnaire, language="en", channel="t", labels=Labels(), lot=1)
    session, _ = step(questionnaire, session, Started(), NOW)
    session, _ = step(questionnaire, session, Tapped("0", "begin"), NOW)
    for _ in questionnaire.questions:
        session, _ = step(questionnaire, session, Replied("yes"), NOW)
        if session.phase is Phase.ASKING:
            session, _ = step(questionnaire, session, Tapped("", "skip"), NOW)
    assert session.phase in (Phase.REVIEWING, Phase.SENT)


@given(st.binary(max_size=300))
def test_bytes_at_random_are_refused_in_words(data: bytes) -> None:
    assert check_files({"random": data}, features=(), themes=())


@given(
    st.sampled_from([(f, q.id) for f in shipped() for q in shipped()[f].questions]),
    st.text(max_size=120),
    st.sampled_from(["en", "pl"]),
)
def test_any_words_can_be_read_as_a_reply(
    place: tuple[str, str], words: str, language: str
) -> None:
    questionnaire, question_id = place
    question = shipped()[questionnaire].question(question_id)
    reading = understand(question, question.options, words, language)
    assert reading == understand(question, question.options, words, language)
    if isinstance(reading, Understood) and reading.answer.options:
        known = {option.id for option in question.options}
        assert set(reading.answer.options) <= known
    assert notice(words, language) == notice(words, language)
