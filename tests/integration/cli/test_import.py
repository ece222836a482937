"""Answers from paper and phone: all of a file or nothing of it, and once only."""

import json
from pathlib import Path

import pytest

from bot.area import Area, example_area, parse_area
from bot.service import intake
from bot.service.intake import IntakeError, read_sheets
from bot.service.sheets import Rules, render_template
from surveys.loading import shipped
from surveys.model import Mode
from tests.integration.cli.conftest import Strandline

EXAMPLES = Path("docs/examples")
HEADER = "row,questionnaire,mode,tier,district,Q1,Q4,O1\n"
GOOD = "1,family-closure,paper,keyworker,melton,a,school;health,Thank you\n"


def area() -> Area:
    found, _ = parse_area(example_area())
    assert found is not None
    return found


RULES = Rules(shipped(), area(), {"2026-Q4-check": "staff-check"})


def written(tmp_path: Path, text: str | bytes, name: str = "a.csv") -> Path:
    file = tmp_path / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def mistakes(file: Path) -> tuple[str, ...]:
    with pytest.raises(IntakeError) as caught:
        read_sheets(file, RULES)
    return caught.value.mistakes


def test_the_example_files_are_right() -> None:
    families = read_sheets(EXAMPLES / "family-closure.csv", RULES)
    assert [s.labels.mode for s in families] == [Mode.PAPER, Mode.PAPER, Mode.PHONE]
    assert families[2].labels.tier == "lead_worker"
    assert families[2].labels.district == "oadby_wigston"
    assert families[2].submit.answers[0].options == ("a",)
    assert families[0].submit.quote_consent
    assert families[0].submit.worker_present is False
    staff = read_sheets(EXAMPLES / "staff-check.jsonl", RULES)
    assert [s.submit.grade for s in staff] == ["frontline", "team_manager"]
    assert [s.submit.partner for s in staff] == ["schools", "police"]


def test_a_probe_left_empty_was_not_asked_and_a_core_question_was_skipped(
    tmp_path: Path,
) -> None:
    (sheet,) = read_sheets(written(tmp_path, HEADER + GOOD), RULES)
    answers = {a.question: a for a in sheet.submit.answers}
    assert answers["Q2"].skipped
    assert "P1" not in answers
    assert answers["Q4"].options == ("school", "health")
    assert not {"C1", "C2", "C3"} & answers.keys()


@pytest.mark.parametrize(
    ("row", "mistake"),
    [
        ("1,no-such,paper,keyworker,melton,a,,", "row 2: questionnaire: write one of"),
        (
            "1,family-closure,self,keyworker,melton,a,,",
            "row 2: mode: write one of paper, phone, event, with_worker",
        ),
        (
            "1,family-closure,paper,royal,melton,a,,",
            "row 2: tier: write one of keyworker",
        ),
        (
            "1,family-closure,paper,keyworker,Mars,a,,",
            "row 2: district: write one of blaby",
        ),
        (
            "1,family-closure,paper,keyworker,melton,z,,",
            "row 2: Q1: write one of a, b, c, d, x",
        ),
        (
            "1,family-closure,paper,keyworker,melton,a,n1;school,",
            "row 2: Q4: one of these answers can only stand alone",
        ),
        (
            "1,family-closure,paper,keyworker,melton,a,," + "x" * 1001,
            "row 2: O1: too long; at most",
        ),
        ("1,family-closure,paper,keyworker,melton,,,", "row 2: nothing is answered"),
        ("?,family-closure,paper,keyworker,melton,a,,", "row 2: row: write the number"),
        (
            "1,family-closure,paper,keyworker,melton,a,,,extra",
            "row 2: more cells than columns: no question of family-closure",
        ),
    ],
)
def test_a_bad_row_is_named_with_its_reason(
    tmp_path: Path, row: str, mistake: str
) -> None:
    (found,) = mistakes(written(tmp_path, f"{HEADER}{row}\n"))
    assert found.startswith(mistake)


def test_every_bad_row_is_named_at_once(tmp_path: Path) -> None:
    bad = "7,family-closure,paper,keyworker,melton,z,z,\n"
    found = mistakes(written(tmp_path, HEADER + GOOD + bad + GOOD))
    assert [m[: m.index(": ")] for m in found] == ["row 3", "row 3", "row 4"]
    assert "'1' is also row 2" in found[2]


def test_people_s_words_are_never_repeated_in_a_mistake(tmp_path: Path) -> None:
    secret = "Joanne hit me " * 100
    row = f"1,family-closure,paper,keyworker,melton,{secret},,{secret}\n"
    assert "Joanne" not in "\n".join(mistakes(written(tmp_path, HEADER + row)))


@pytest.mark.parametrize(
    ("name", "content", "mistake"),
    [
        ("a.xlsx", b"PK\x03\x04", "only .csv and .jsonl"),
        ("a.csv", b"PK\x03\x04\x00\x00\xff", "this is no text file"),
        ("a.csv", b"", "the first line must name the columns"),
        ("a.csv", b"a,b\n1,2\n", "the first line must name the columns"),
        ("a.csv", HEADER.encode(), "there are no rows"),
        ("a.csv", b"row,row,questionnaire\n", "column 'row' is there twice"),
        ("a.csv", b'row,questionnaire\n1,"open\n', "line"),
        ("a.csv", b"row,questionnaire\n1," + b"x" * 200_000, "a line is longer"),
        ("a.jsonl", b"{\n", "line 1: this is not JSON"),
        ("a.jsonl", b"[" * 90_000 + b"\n", "line 1: this is not JSON"),
        ("a.jsonl", b"[1]\n", "line 1: write an object"),
        ("a.jsonl", b'{"answers": [1]}\n', "line 1: answers must be an object"),
    ],
)
def test_a_file_that_is_none_is_refused(
    tmp_path: Path, name: str, content: bytes, mistake: str
) -> None:
    (found,) = mistakes(written(tmp_path, content, name))
    assert mistake in found


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "huge.csv"
    with file.open("wb") as hole:
        hole.truncate(10_000_000_000)
    (found,) = mistakes(file)
    assert "bytes are too many" in found


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    rows = "".join(f"{n}{GOOD[1:]}" for n in range(intake.MOST_ROWS + 1))
    (found,) = mistakes(written(tmp_path, HEADER + rows))
    assert "rows are too many" in found


def test_mistakes_are_counted_only_so_far(tmp_path: Path) -> None:
    rows = "x\n" * 3000
    found = mistakes(written(tmp_path, HEADER + rows))
    assert len(found) == intake.MOST_MISTAKES + 1


def test_the_template_has_a_column_for_every_question_on_paper() -> None:
    header = render_template(shipped()["family-closure"])
    assert header.startswith("row,questionnaire,mode,tier,district,language,Q1,")
    assert "C3" not in header
    assert ",wave," in render_template(shipped()["staff-check"])


# --- through the command --------------------------------------------------------


def test_importing_a_file_twice_counts_it_once(strandline: Strandline) -> None:
    file = EXAMPLES / "family-closure.csv"
    assert (
        "Every row is right: 3 in all."
        in strandline("import", file, "--dry-run").stdout
    )
    first, second = strandline("import", file), strandline("import", file)
    assert first.stdout == "3 imported, 0 were known already.\n"
    assert second.stdout == "0 imported, 3 were known already.\n"


def test_one_bad_row_imports_nothing(strandline: Strandline, tmp_path: Path) -> None:
    bad = GOOD.replace("1,", "2,", 1).replace("melton", "Mars")
    refused = strandline("import", written(tmp_path, HEADER + GOOD + bad))
    assert refused.exit_code == 1
    assert "row 3: district" in refused.stderr
    accepted = strandline("import", written(tmp_path, HEADER + GOOD))
    assert accepted.stdout == "1 imported, 0 were known already.\n"


def test_staff_answers_need_an_open_wave(
    strandline: Strandline, tmp_path: Path
) -> None:
    row = {
        "row": "S-1",
        "questionnaire": "staff-check",
        "mode": "paper",
        "wave": "2026-Q4-check",
        "answers": {"G1": "frontline", "G2": "schools", "T1": "a"},
    }
    file = written(tmp_path, json.dumps(row), "a.jsonl")
    refused = strandline("import", file)
    assert refused.exit_code == 1
    assert "strandline wave open" in refused.stderr
    strandline("wave", "open", "2026-Q4-check")
    assert strandline("import", file).exit_code == 0


def test_personal_details_never_reach_the_store(
    strandline: Strandline, tmp_path: Path
) -> None:
    rows = "".join(
        f"{n},family-closure,paper,keyworker,melton,a,,Ring 07700 900123\n"
        for n in range(12)
    )
    header = HEADER.replace("O1", "O1,C2")
    rows = rows.replace("900123\n", "900123,y\n")
    assert strandline("import", written(tmp_path, header + rows)).exit_code == 0
    listed = strandline("quotes", "list").stdout
    assert len(listed.splitlines()) == 12
    assert "07700" not in listed
