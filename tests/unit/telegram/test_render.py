"""Prompts as messages: escaped, within limits, buttons in rows."""

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.render import (
    LONGEST_CAPTION,
    LONGEST_TEXT,
    MOST_BUTTONS,
    TICKED,
    UNTICKED,
    caption,
    plain,
    screens,
    units,
)
from surveys.events import Button, Prompt, Say
from tests.integration.telegram.rules import html_mistakes

ANYTHING = st.text(st.characters(codec="utf-8"), max_size=300)


def prompt(**given: object) -> Prompt:
    shape: dict[str, object] = {"step": "3", "text": "How was it?", **given}
    return Prompt(**shape)  # type: ignore[arg-type]  # fields by name


def test_a_question_stands_in_bold_under_its_note_and_progress() -> None:
    (screen,) = screens(prompt(note="Sorry, again.", progress=(3, 14)))
    assert (
        screen.html
        == "<i>Sorry, again.</i>\n\n<i>Question 3 of 14</i>\n\n<b>How was it?</b>"
    )


def test_what_people_write_is_escaped() -> None:
    (screen,) = screens(Say('<b>"A & B"</b>'))
    assert screen.html == '&lt;b&gt;"A &amp; B"&lt;/b&gt;'


def test_help_lines_stand_in_their_own_block() -> None:
    (screen,) = screens(
        prompt(care=("Danger now: 999", "Talk: 116 123"), free_text=True)
    )
    assert screen.html.endswith(
        "<blockquote>Danger now: 999\nTalk: 116 123</blockquote>"
    )


def test_answers_are_one_a_row_and_controls_four() -> None:
    (screen,) = screens(
        prompt(
            buttons=(Button("a", "Yes"), Button("b", "No")),
            controls=tuple(
                Button(c, c.title())
                for c in ("back", "skip", "help", "language", "stop")
            ),
        )
    )
    assert [[key.label for key in row] for row in screen.rows] == [
        ["Yes"],
        ["No"],
        ["Back", "Skip", "Help", "Language"],
        ["Stop"],
    ]
    assert screen.rows[0][0].data == "s:3:a"


def test_what_is_picked_is_ticked_and_done_is_no_choice() -> None:
    (screen,) = screens(
        prompt(
            many=True,
            buttons=(
                Button("a", "School", chosen=True),
                Button("b", "Health"),
                Button("done", "Done"),
            ),
        )
    )
    assert [row[0].label for row in screen.rows] == [
        f"{TICKED} School",
        f"{UNTICKED} Health",
        "Done",
    ]


def test_labels_too_long_for_a_button_stand_in_the_text() -> None:
    long = "Somebody from the school, from the health service or from the council"
    (screen,) = screens(prompt(buttons=(Button("a", long), Button("b", "Nobody"))))
    assert f"1. {long}\n2. Nobody" in screen.html
    assert [row[0].label[:8] for row in screen.rows] == ["1. Someb", "2. Nobod"]
    assert all(len(row[0].label) <= 40 for row in screen.rows)


def test_labels_that_count_are_marked_by_letters() -> None:
    long = "2 or 3 workers, or more than that at one time or another I think"
    (screen,) = screens(prompt(buttons=(Button("a", "1 worker"), Button("b", long))))
    assert "A. 1 worker\nB. 2 or 3 workers" in screen.html


def test_long_texts_are_cut_between_words_and_keep_their_buttons() -> None:
    words = "word " * 3000
    found = screens(prompt(text=words, buttons=(Button("a", "Yes"),)))
    assert len(found) > 3
    assert all(units(screen.html) <= LONGEST_TEXT for screen in found)
    assert [bool(screen.rows) for screen in found] == [False] * (len(found) - 1) + [
        True
    ]
    joined = " ".join(screen.html for screen in found)
    assert joined.count("word") == 3000
    assert "wo rd" not in joined


def test_marks_that_turn_text_round_are_not_passed_on() -> None:
    (screen,) = screens(Say("a\u202eb\u2066c\x00d"))
    assert screen.html == "abcd"


def test_right_to_left_text_and_joined_emoji_stay_whole() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    (screen,) = screens(Say(f"مرحبا {family}"))
    assert screen.html == f"مرحبا {family}"


def test_an_empty_saying_still_is_a_message() -> None:
    assert plain(" \u202e ")[0].html.strip()


def test_a_keyboard_ends_at_a_hundred_buttons() -> None:
    many = tuple(Button(f"o{n}", f"Option {n}") for n in range(150))
    (screen,) = screens(prompt(buttons=many))
    assert sum(len(row) for row in screen.rows) == MOST_BUTTONS


@given(
    text=ANYTHING,
    note=ANYTHING,
    label=ANYTHING,
    care=ANYTHING,
    times=st.integers(1, 40),
)
def test_whatever_is_said_the_messages_are_valid(
    text: str, note: str, label: str, care: str, times: int
) -> None:
    shape = prompt(
        text=text * times,
        note=note,
        care=(care,),
        buttons=(Button("a", label), Button("b", "No")),
    )
    for screen in screens(shape):
        assert screen.html.strip()
        assert 0 < units(screen.html) <= LONGEST_TEXT
        assert html_mistakes(screen.html) == []
        for row in screen.rows:
            for key in row:
                assert key.label.strip()
                assert 1 <= len(key.data.encode()) <= 64


@given(text=st.text(max_size=3000))
def test_a_caption_is_short_enough(text: str) -> None:
    assert units(caption(f"x{text}")) <= LONGEST_CAPTION
