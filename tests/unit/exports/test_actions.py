"""The list of actions: what it says, in Word, HTML and CSV alike."""

import csv
import io
import zipfile
from dataclasses import replace

import pytest

from exports.actions import COLUMNS, KINDS, ActionLine, ActionList, document
from exports.blocks import Heading, Table, Text

ALONE = ActionLine(
    row="Culture",
    feature="CU-M1",
    about="Shared aims reach staff in every organisation.",
    words="Tell every team what the aims are",
    partners=("Police",),
    post="team manager",
    due="2027-03-31",
    state="open",
    note="",
    period="2026-Q4",
)
JOINT = replace(
    ALONE,
    feature="",
    about="",
    words="=Run joint training",
    partners=("Police", "Education and schools"),
    post="",
    state="done",
    note="Two days were held",
)
OLD = replace(ALONE, words="Open a shared diary", period="2026-Q1")
LIST = ActionList("A council", "2026-Q4", (ALONE, JOINT), (OLD,))


def rows(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def test_the_document_tells_individual_and_joint_actions_apart() -> None:
    tables = [b for b in document(LIST).blocks if isinstance(b, Table)]
    assert [table.rows for table in tables] == [
        (
            (
                "Shared aims reach staff in every organisation.",
                "Tell every team what the aims are",
                "Police (team manager)",
                "2027-03-31",
                "Open",
            ),
            (
                "The row as a whole",
                "=Run joint training (Two days were held)",
                "Jointly: Police, Education and schools",
                "2027-03-31",
                "Done",
            ),
        ),
        (
            (
                "Shared aims reach staff in every organisation.",
                "Open a shared diary",
                "Police (team manager)",
                "2027-03-31",
                "Open",
            ),
        ),
    ]
    headings = [b.text for b in document(LIST).blocks if isinstance(b, Heading)]
    assert "From earlier times, and still open" in headings


def test_nothing_agreed_is_said() -> None:
    said = [
        b.text
        for b in document(ActionList("A", "2026", ())).blocks
        if isinstance(b, Text)
    ]
    assert said == ["None.", "None."]


def test_the_table_has_a_row_an_action_and_no_formula() -> None:
    found = rows(KINDS["csv"].write(LIST))
    assert tuple(found[0]) == COLUMNS
    assert [row["kind"] for row in found] == ["individual", "joint", "individual"]
    assert found[1]["action"] == "'=Run joint training"
    assert found[1]["partners"] == "Police; Education and schools"
    assert [row["period"] for row in found] == ["2026-Q4", "2026-Q4", "2026-Q1"]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_format_says_every_action_and_the_same_bytes_each_time(kind: str) -> None:
    body = KINDS[kind].write(LIST)
    assert KINDS[kind].write(LIST) == body
    if kind == "docx":
        with zipfile.ZipFile(io.BytesIO(body)) as file:
            body = file.read("word/document.xml")
    for line in (ALONE, JOINT, OLD):
        assert line.words.encode() in body


def test_signs_that_nobody_sees_are_left_out() -> None:
    hidden = ActionList("A", "2026", (replace(ALONE, words="Tell\u202e teams"),))
    for kind in ("csv", "html"):
        assert "\u202e".encode() not in KINDS[kind].write(hidden)
