"""Papers and phone scripts: the definition's own questions, ready to be typed in."""

import csv
import io
import re
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import docx
import pytest

from bot.service.sheets import render_template
from exports import paper as printing
from exports.paper import Setting, Sheet
from exports.paper.sheet import Ask, Box, Grid, Heading, Lines
from surveys.loading import parse_questionnaire, shipped
from surveys.model import Kind, Option, Questionnaire, Role, Text
from tests.unit.exports import reading

audit: Any = import_module("openxml_audit")  # exports no types

SHIPPED = shipped()
CLOSURE = SHIPPED["family-closure"]


def _option(id_: str, label: str) -> Option:
    return Option(id_, Text({"en": label}))


SETTING = Setting(
    council="Ambershire County Council",
    help_lines=("In danger now? Ring 999.", "Need to talk? Ring 116 123."),
    contact="Ring 01234 and leave a number.",
    tiers=(("keyworker", "Keyworker support"), ("lead_worker", "Lead worker")),
    districts=(("blaby", "Blaby"), ("melton", "Melton")),
    lists={
        "grades": (_option("frontline", "Frontline"), _option("manager", "Manager")),
        "partners": (_option("police", "Police"), _option("schools", "Schools")),
    },
)


def asks(sheet: Sheet) -> dict[str, Ask]:
    return {part.code: part for part in sheet.parts if isinstance(part, Ask)}


def codes(sheet: Sheet) -> list[str]:
    found = []
    for part in sheet.parts:
        if isinstance(part, Ask):
            found.append(part.code)
        if isinstance(part, Grid):
            found += [code for _, code, _ in part.rows]
    return found


def made(questionnaire: Questionnaire, *, large: bool = False) -> Sheet:
    packs = questionnaire.packs
    return printing.paper(questionnaire, SETTING, packs=packs, large=large)


def test_each_version_is_handed_out_in_turn_and_every_pack_comes_as_often() -> None:
    assert printing.versions(CLOSURE, 1) == (("A",), ("B",), ("C",), ("D",))
    pairs = printing.versions(CLOSURE, 2)
    assert len(pairs) == 4
    assert sorted(p for pair in pairs for p in pair) == sorted("AABBCCDD")
    assert printing.versions(SHIPPED["staff-check"], 1) == ((),)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_code_on_paper_is_a_column_of_the_import_file(name: str) -> None:
    questionnaire = SHIPPED[name]
    columns = next(csv.reader(io.StringIO(render_template(questionnaire))))
    sheet = made(questionnaire)
    assert codes(sheet) == [c for c in columns if c in codes(sheet)]
    asked = {q.id for q in questionnaire.questions if q.role is not Role.FOLLOW_UP}
    assert set(codes(sheet)) == asked


@pytest.mark.parametrize("name", SHIPPED)
def test_every_box_carries_a_code_that_the_import_takes(name: str) -> None:
    questionnaire = SHIPPED[name]
    for code, ask in asks(made(questionnaire)).items():
        question = questionnaire.question(code)
        own = SETTING.lists.get(question.options_from or "", question.options)
        assert [c for c, _ in ask.options] == [o.id for o in own]
        assert bool(ask.lines) == (question.kind in {Kind.TEXT, Kind.NUMBER})


def test_only_the_packs_drawn_are_on_the_paper() -> None:
    sheet = printing.paper(CLOSURE, SETTING, packs=("B",))
    packs = {CLOSURE.question(code).pack for code in codes(sheet)}
    assert packs == {None, "B"}


def test_numbers_run_without_a_break() -> None:
    sheet = printing.paper(CLOSURE, SETTING, packs=("A",))
    numbers = [ask.number for ask in asks(sheet).values()]
    assert numbers == list(range(1, len(numbers) + 1))


def test_being_asked_again_cannot_be_offered_on_paper() -> None:
    assert "C3" not in codes(made(CLOSURE))


@pytest.mark.parametrize("name", SHIPPED)
def test_the_limits_come_first_and_speak_of_no_screen(name: str) -> None:
    sheet = made(SHIPPED[name])
    first = [part for part in sheet.parts[:2] if isinstance(part, Lines)]
    said = " ".join((*first[0].texts, *first[1].texts, *first[1].points))
    assert "in danger" in said
    assert not re.search(r"\btap\b", said, re.IGNORECASE)
    assert isinstance(sheet.parts[2], Heading)


def test_the_help_lines_stand_where_people_write() -> None:
    parts = printing.paper(CLOSURE, SETTING, packs=("A",)).parts
    writing = next(
        n for n, p in enumerate(parts) if isinstance(p, Ask) and p.code == "O1"
    )
    boxes = [p for p in parts[writing - 2 : writing] if isinstance(p, Box)]
    assert boxes[0].points == SETTING.help_lines
    assert boxes[1].texts == (SETTING.contact,)


def test_without_help_lines_there_is_no_empty_box() -> None:
    sheet = printing.paper(CLOSURE, Setting("Ambershire"), packs=("A",))
    titles = [part.title for part in sheet.parts if isinstance(part, Box)]
    assert titles == ["Thank you", "For the office, before it is handed out"]


def test_who_may_leave_a_question_out_is_said_in_words() -> None:
    followup = asks(made(SHIPPED["family-followup"]))
    number = followup["Q6a"].number
    assert followup["Q6b"].notes[0].startswith("Only if you ticked “")
    assert followup["Q6b"].notes[0].endswith(f"” in question {number}.")
    closure = asks(made(CLOSURE))
    first, second = closure["O1"].number, closure["O2"].number
    assert closure["C2"].notes[0] == (
        f"Only if you answered question {first} or {second}."
    )


ROUTED = b"""
id = "council-own"
version = 1
audience = "family"
title = "A short one"
intro = "Two minutes."
confidence = "We do not ask who you are. Tap Help to see who you can ring."
thanks = "Thank you."

[[section]]
id = "all"
title = "All"

[[section.question]]
id = "A1"
kind = "one"
text = "Did it help?"
options = [{ id = "y", label = "Yes" }, { id = "n", label = "No" }]
routes = [{ to = "A3", when = { question = "A1", is = "n" } }, { to = "A2" }]

[[section.question]]
id = "A2"
kind = "number"
text = "You said {answer:A1}. How many weeks?"
maximum = 52
routes = [{ to = "end" }]

[[section.question]]
id = "A3"
kind = "one"
text = "Did you tell us?"
options = [{ id = "y", label = "Yes" }, { id = "n", label = "No" }]
ask_when = { not = { question = "A2", at_least = 3 } }
routes = [{ to = "end", when = { question = "A3", is = ["y", "n"] } }, { to = "A4" }]

[[section.question]]
id = "A4"
kind = "one"
text = "Why?"
options = [{ id = "y", label = "Yes" }, { id = "n", label = "No" }]
ask_when = { all = [{ question = "A1", answered = true }, { question = "A3", is = "y" }] }
"""


def own_questionnaire() -> Questionnaire:
    parsed, mistakes = parse_questionnaire(ROUTED, "own.toml")
    assert mistakes == ()
    assert parsed is not None
    return parsed


def test_where_to_go_on_is_said_in_words() -> None:
    found = asks(made(own_questionnaire()))
    assert found["A1"].after == ("If you ticked “No”, go on to question 3.",)
    assert found["A3"].after == ("If you ticked “Yes” / “No”, go to the end.",)
    assert found["A2"].text == ("You said [your answer to question 1]. How many weeks?")
    assert found["A2"].lines == 1


def test_a_rule_too_clever_for_paper_is_left_to_the_reader() -> None:
    found = asks(made(own_questionnaire()))
    for code in ("A3", "A4"):
        assert found[code].notes[0] == "Leave this out if it does not fit."


def test_a_script_says_the_same_in_its_own_words() -> None:
    found = asks(printing.script(own_questionnaire(), SETTING))
    assert found["A1"].after == ("If they said “No”, go on to question 3.",)
    assert "[their answer to question 1]" in found["A2"].text


def test_statements_with_the_same_answers_become_a_grid() -> None:
    sheet = made(SHIPPED["staff-check"])
    grids = [part for part in sheet.parts if isinstance(part, Grid)]
    assert [code for _, code, _ in grids[0].rows] == [f"T{n}" for n in range(1, 8)]
    assert [code for code, _ in grids[0].options] == ["sa", "a", "n", "d", "sd", "x"]


def test_a_script_reads_out_no_not_sure_and_has_no_grid() -> None:
    sheet = printing.script(CLOSURE, SETTING, packs=("A",))
    assert not [part for part in sheet.parts if isinstance(part, Grid)]
    notes = " ".join(asks(sheet)["Q1"].notes)
    assert "Do not read out: “Not sure”." in notes
    assert asks(sheet)["Q1"].help.startswith("If they are not sure what it means")


def test_a_script_tells_what_to_do_about_danger_before_it_ends() -> None:
    titles = [
        part.title
        for part in printing.script(CLOSURE, SETTING).parts
        if isinstance(part, Box)
    ]
    assert "If someone may be in danger" in titles
    assert "Numbers to give" in titles


def test_staff_are_not_rung_up() -> None:
    with pytest.raises(ValueError, match="families"):
        printing.script(SHIPPED["staff-check"], SETTING)


def test_large_print_is_large_and_keeps_answers_one_a_line() -> None:
    sheet = made(CLOSURE, large=True)
    assert sheet.size == 18
    assert {ask.columns for ask in asks(sheet).values()} == {1}
    assert "large print" in sheet.under


def test_the_office_names_no_family_and_staff_have_a_wave_instead() -> None:
    (family,) = (p for p in made(CLOSURE).parts if isinstance(p, Box) and p.choices)
    assert [label for label, _ in family.choices] == ["Service", "Area"]
    assert family.blanks == ("Number of this paper",)
    staff = made(SHIPPED["staff-check"]).parts[-1]
    assert isinstance(staff, Box)
    assert staff.blanks == ("Number of this paper", "Wave")
    assert staff.choices == ()


def test_another_language_falls_back_on_english_phrases() -> None:
    text = replace(CLOSURE.title, by_language={"en": "How", "pl": "Jak"})
    sheet = printing.paper(replace(CLOSURE, title=text), SETTING, language="pl")
    assert sheet.title == "Jak"
    assert asks(sheet)["Q1"].notes == ("Tick one box.",)
    body = printing.render(sheet, "html")
    assert ("html", {"lang": "pl"}) in reading.page(body).tags


@pytest.mark.parametrize("kind", printing.FORMATS)
@pytest.mark.parametrize("name", SHIPPED)
def test_every_question_and_answer_is_printed(name: str, kind: str) -> None:
    sheet = made(SHIPPED[name])
    body = printing.render(sheet, kind)
    text = (
        reading.docx_text(body) if kind == "docx" else "".join(reading.page(body).text)
    )
    for part in sheet.parts:
        if isinstance(part, Ask):
            assert part.text in text
            assert part.code in text
            for _, words in part.options:
                assert words in text
        if isinstance(part, Grid):
            for _, code, words in part.rows:
                assert words in text
                assert code in text


@pytest.mark.parametrize("kind", printing.FORMATS)
def test_the_same_sheet_gives_the_same_bytes(kind: str) -> None:
    assert printing.render(made(CLOSURE), kind) == printing.render(made(CLOSURE), kind)


@pytest.mark.parametrize("name", [*SHIPPED, "script"])
def test_word_is_expected_to_open_it_cleanly(name: str, tmp_path: Path) -> None:
    sheet = (
        printing.script(CLOSURE, SETTING, packs=("A",))
        if name == "script"
        else made(SHIPPED[name])
    )
    path = tmp_path / "paper.docx"
    path.write_bytes(printing.render(sheet, "docx"))
    assert [str(e) for e in audit.OpenXmlValidator().validate(path).errors] == []


def test_a_question_stays_with_its_answers() -> None:
    document = docx.Document(io.BytesIO(printing.render(made(CLOSURE), "docx")))
    by_text = {p.text: p for p in document.paragraphs}
    (answers,) = (p for text, p in by_text.items() if "right from the start" in text)
    assert answers.paragraph_format.keep_together
    assert "We mean the one worker" in answers.text
    (question,) = (p for text, p in by_text.items() if text.startswith("1.  "))
    assert question.paragraph_format.keep_with_next


def test_hostile_texts_stay_text() -> None:
    hostile = '<b onclick="x">&amp; council</b>'
    sheet = printing.paper(CLOSURE, replace(SETTING, council=hostile))
    page = reading.page(printing.render(sheet, "html"))
    assert hostile in "".join(page.text)
    assert "b" not in {tag for tag, _ in page.tags}
