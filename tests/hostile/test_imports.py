"""Whatever file is imported, it ends in sheets or in words, within bounded memory."""

import gzip
import io
import json
import os
import subprocess
import sys
import textwrap
import time
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.area import Area, example_area, parse_area
from bot.service.intake import IntakeError, read_sheets
from bot.service.sheets import Rules
from bot.service.submission import Sheet
from surveys.hidden import hidden
from surveys.loading import shipped
from tests.hostile.texts import TEXTS, VALUES, nested

HEADER = "row,questionnaire,mode,tier,district,Q1,Q4,O1\n"
GOOD = {
    "row": "1",
    "questionnaire": "family-closure",
    "mode": "paper",
    "tier": "keyworker",
    "district": "melton",
}


def area() -> Area:
    found, _ = parse_area(example_area())
    assert found is not None
    return found


RULES = Rules(shipped(), area(), {"2026-Q4-check": "staff-check"})


def read(body: bytes, name: str) -> tuple[Sheet, ...] | tuple[str, ...]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / name
        file.write_bytes(body)
        try:
            return read_sheets(file, RULES)
        except IntakeError as wrong:
            mistakes = wrong.mistakes
    assert mistakes
    for mistake in mistakes:
        assert hidden(mistake) is None
        assert len(mistake) < 400
    return mistakes


def check(found: tuple[Sheet, ...] | tuple[str, ...]) -> None:
    """Whatever came through can be stored, printed and read."""
    for sheet in found:
        if isinstance(sheet, Sheet):
            sheet.row.encode()
            for answer in sheet.submit.answers:
                assert hidden(answer.words or "") is None


CELLS = TEXTS | st.sampled_from([*GOOD.values(), "a", "school;health", "Thank you"])


@given(st.binary(max_size=200), st.sampled_from(["a.csv", "a.jsonl", "a.xlsx"]))
def test_bytes_at_random(body: bytes, name: str) -> None:
    check(read(body, name))


@given(
    st.lists(CELLS, max_size=9),
    st.lists(st.lists(CELLS, max_size=9), max_size=4),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1"]),
)
def test_tables_at_random(
    more: list[str], rows: list[list[str]], encoding: str
) -> None:
    start = [HEADER.strip(), *more]
    lines = [",".join(row) for row in [start, list(GOOD.values()), *rows]]
    check(read("\n".join(lines).encode(encoding, "replace"), "a.csv"))


@given(
    st.dictionaries(
        st.sampled_from(["Q1", "Q4", "O1", "answers", *GOOD]) | TEXTS, VALUES
    )
)
def test_objects_at_random(values: dict[str, object]) -> None:
    check(read(json.dumps(GOOD | values).encode(), "a.jsonl"))
    check(read(json.dumps(GOOD | {"answers": values}).encode(), "a.jsonl"))


@pytest.mark.parametrize("value", [nested(300), nested(600), {"a": 1}, 1.5, [["a"]]])
def test_an_answer_that_is_no_words_is_named(value: object) -> None:
    for column in ("Q1", "Q4", "O1"):
        (mistake,) = read(json.dumps(GOOD | {column: value}).encode(), "a.jsonl")
        assert mistake == f"row 1: {column}: write words or a number"


def test_words_lose_what_nobody_sees_and_stay_words() -> None:
    words = "\ufeff=1+1 \u202eevil\ud800\x1b[2J\r\nend"
    (sheet,) = read(json.dumps(GOOD | {"O1": words}).encode(), "a.jsonl")
    assert isinstance(sheet, Sheet)
    said = next(a.words for a in sheet.submit.answers if a.question == "O1")
    assert said == "=1+1 evil[2J\nend"


def test_a_column_s_name_drives_no_terminal() -> None:
    column = "\x1b[2J\u202eevil\u2066"
    found = read(json.dumps(GOOD | {column: "x"}).encode(), "a.jsonl")
    assert found == ("row 1: [2Jevil: no question of family-closure",)


def _zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.csv", b"0" * 50_000_000)
    return out.getvalue()


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
@pytest.mark.parametrize(
    ("body", "mistake"),
    [
        (gzip.compress(b"0" * 50_000_000), "no text file"),
        (_zipped(), "no text file"),
        (HEADER.encode("utf-16"), "no text file"),
        (HEADER.encode("utf-32-be"), "no text file"),
    ],
    ids=["gzip", "zip", "utf-16", "utf-32"],
)
def test_packed_and_ill_encoded_files_are_no_text(
    body: bytes, mistake: str, name: str
) -> None:
    (found,) = read(body, name)
    assert isinstance(found, str)
    assert mistake in found


@pytest.mark.parametrize(
    ("body", "name", "mistake"),
    [
        (b"row,questionnaire" + b",a" * 40_000, "a.csv", "columns are too many"),
        (
            json.dumps(dict.fromkeys(map(str, range(5_000)))).encode(),
            "a.jsonl",
            "answers are too many",
        ),
        (
            json.dumps(GOOD | {"Q4": ";" * 90_000}).encode(),
            "a.jsonl",
            "Q4: more than 100 answers are too many",
        ),
        (
            HEADER.encode() + b"1,f,p,k,m,a,," + b'"' + b"words\n" * 90_000,
            "a.csv",
            "field larger than field limit",
        ),
    ],
    ids=["columns", "keys", "choices", "open quotation mark"],
)
def test_what_would_cost_too_much_is_refused_at_once(
    body: bytes, name: str, mistake: str
) -> None:
    began = time.process_time()
    (found,) = read(body, name)
    assert isinstance(found, str)
    assert mistake in found
    assert time.process_time() - began < 2


def test_a_pipe_and_a_folder_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.csv").mkdir()
    for name in ("pipe.csv", "folder.csv"):
        with pytest.raises(IntakeError, match="this is not a file"):
            read_sheets(tmp_path / name, RULES)


MEASURE = textwrap.dedent(
    """
    import io, json, resource, sys, tracemalloc
    from bot.service import intake
    from tests.hostile.test_imports import GOOD, HEADER, RULES

    class Rows(io.TextIOBase):
        '''Ten million rows that nobody ever wrote down.'''
        def __init__(self, jsonl, blank):
            self.made, self.jsonl, self.blank = 0, jsonl, blank
        def readline(self, size=-1):
            self.made += 1
            if self.made > 10_000_000:
                return ""
            if self.blank:
                return HEADER if self.made == 1 and not self.jsonl else " " * 999 + "\\n"
            if self.jsonl:
                return json.dumps(GOOD | {"row": str(self.made), "Q1": "a"}) + "\\n"
            if self.made == 1:
                return HEADER
            return f"{self.made},family-closure,paper,keyworker,melton,a,,\\n"

    kind, blank, rows = sys.argv[1], sys.argv[2] == "blank", int(sys.argv[3])
    intake.MOST_ROWS = rows
    stream = Rows(kind == "jsonl", blank)
    intake._open = lambda file: stream
    used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + 64 * 2**20,) * 2)
    tracemalloc.start()
    try:
        intake.read_sheets(__import__("pathlib").Path(f"a.{kind}"), RULES)
    except intake.IntakeError as wrong:
        print(json.dumps([stream.made, tracemalloc.get_traced_memory()[1], str(wrong)]))
    """
)


def measured(kind: str, *, blank: bool, rows: int) -> tuple[int, int, str]:
    """Return the rows read, the most bytes held, and the message."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, kind, "blank" if blank else "full", str(rows)],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    made, peak, message = json.loads(done.stdout)
    return made, peak, message


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_ten_million_rows_are_refused_in_constant_memory(kind: str) -> None:
    made, peak, message = measured(kind, blank=False, rows=1_000)
    assert "rows are too many" in message
    assert made < 1_010
    assert peak < 20 * 2**20


def test_ten_million_empty_lines_are_refused_in_constant_memory() -> None:
    made, peak, message = measured("csv", blank=True, rows=1_000)
    assert made < 11_000
    assert "bytes are too many" in message
    assert peak < 2 * 2**20
