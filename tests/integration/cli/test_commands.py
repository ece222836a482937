"""Each command: what it prints, how it fails, and its exit code."""

import json
from pathlib import Path

import pytest

from bot.commands.group import cli
from bot.keys import load_keys
from bot.store import Store
from tests.integration.cli.conftest import Strandline

FAMILY = ("--tier", "keyworker", "--district", "melton")


def test_every_command_says_what_it_is_for() -> None:
    for name, command in cli.commands.items():
        assert command.help, name
        assert command.get_short_help_str(), name


def test_init_writes_an_area_file_that_check_accepts_and_never_overwrites_it(
    strandline: Strandline, folder: Path
) -> None:
    assert strandline("init").exit_code == 0
    file = folder / "area.toml"
    assert strandline("check", file).exit_code == 0
    file.write_text("# ours\n", encoding="utf-8")
    again = strandline("init")
    assert again.exit_code == 1
    assert "left as it is" in again.stderr
    assert file.read_text(encoding="utf-8") == "# ours\n"


def test_what_is_shipped_has_no_mistakes(strandline: Strandline) -> None:
    result = strandline("check")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == "No mistakes found.\n"


def test_check_names_every_mistake_of_every_file(
    strandline: Strandline, tmp_path: Path
) -> None:
    bad, area = tmp_path / "bad.toml", tmp_path / "area.toml"
    bad.write_text("id = 3\n", encoding="utf-8")
    area.write_text("tiers = 1\n", encoding="utf-8")
    result = strandline("check", bad, area)
    assert result.exit_code == 1
    assert f"{bad}:1: " in result.stderr
    assert f"{area}: council.name: missing" in result.stderr
    assert "mistakes found" in result.stderr


def test_a_broken_area_file_stops_a_command_and_names_every_mistake(
    strandline: Strandline, folder: Path
) -> None:
    folder.mkdir()
    (folder / "area.toml").write_text("tiers = 1\n", encoding="utf-8")
    result = strandline("status")
    assert result.exit_code == 1
    assert "council.name" in result.stderr
    assert "bars" not in result.stderr
    assert "Traceback" not in result.output


def test_a_broken_questionnaire_of_the_council_stops_a_command(
    strandline: Strandline, folder: Path
) -> None:
    (folder / "questionnaires").mkdir(parents=True)
    (folder / "questionnaires" / "own.toml").write_text("id = 3\n", encoding="utf-8")
    result = strandline("status")
    assert result.exit_code == 1
    assert "own.toml:1: " in result.stderr


def test_wrong_settings_are_refused_with_the_remedy(strandline: Strandline) -> None:
    result = strandline("status", STRANDLINE_PORT="eighty", STRANDLINE_KEY="short")
    assert result.exit_code == 1
    assert "STRANDLINE_PORT" in result.stderr
    assert "64 hexadecimal" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("invite",),
        ("assess", "--strand", "nonsense", "--period", "2026"),
        ("export", "--strand", "family"),
        ("grant", "king"),
        ("check", "/nonexistent.toml"),
        ("simulate", "--families", "-1", "--period", "2026-Q1"),
    ],
)
def test_wrong_usage_is_exit_code_2(
    strandline: Strandline, arguments: tuple[str, ...]
) -> None:
    assert strandline(*arguments).exit_code == 2


def test_invite_prints_token_and_links_as_json(strandline: Strandline) -> None:
    result = strandline(
        "invite",
        "--questionnaire",
        "family-closure",
        *FAMILY,
        "--json",
        BOT_USERNAME="our_bot",
    )
    assert result.exit_code == 0
    printed = json.loads(result.stdout)
    assert printed["telegram_link"] == f"https://t.me/our_bot?start={printed['token']}"
    assert set(printed) == {"token", "telegram_link", "web_link", "message"}


def test_invite_says_what_is_known_where_a_place_is_not(strandline: Strandline) -> None:
    result = strandline("invite", "--tier", "royal", "--district", "melton")
    assert result.exit_code == 2
    assert "keyworker, lead_worker" in result.stderr
    staff = strandline("invite", "--questionnaire", "staff-check", *FAMILY)
    assert staff.exit_code == 2
    assert "family-closure" in staff.stderr


def test_a_young_person_gets_a_link_of_their_own(strandline: Strandline) -> None:
    result = strandline("invite", "--questionnaire", "young-closure", *FAMILY)
    assert result.exit_code == 0, result.stderr


def test_a_link_can_begin_in_easy_read_and_nothing_stores_that(
    strandline: Strandline, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = strandline("invite", *FAMILY, "--easy")
    assert nowhere.exit_code == 1
    assert "STRANDLINE_PUBLIC_URL" in nowhere.stderr
    monkeypatch.setenv("STRANDLINE_PUBLIC_URL", "https://survey.example.org")
    result = strandline("invite", *FAMILY, "--easy", "--json")
    assert result.exit_code == 0, result.stderr
    made = json.loads(result.stdout)
    link = f"https://survey.example.org/s/{made['token']}?words=easy"
    assert made["web_link"] == link
    assert link in made["message"]


def test_two_links_are_never_the_same(strandline: Strandline) -> None:
    links = {strandline("invite", *FAMILY).stdout for _ in range(2)}
    assert len(links) == 2


def test_grant_prints_a_code_for_each_role(strandline: Strandline) -> None:
    for role in ("administrator", "coordinator", "keyworker"):
        result = strandline("grant", role)
        assert result.exit_code == 0
        assert len(result.stdout.strip()) == len("H4KD-9MWP-TQ3X-7RVC")


def test_a_wave_is_opened_listed_and_closed(strandline: Strandline) -> None:
    opened = strandline("wave", "open", "2026-Q4-check", "--invited", "40", "--json")
    assert json.loads(opened.stdout)["wave"] == "2026-Q4-check"
    assert "2026-Q4-check\tstaff-check\topen" in strandline("wave", "list").stdout
    again = strandline("wave", "open", "2026-Q4-check")
    assert again.exit_code == 1
    assert strandline("wave", "close", "2026-Q4-check").exit_code == 0
    assert "2026-Q4-check\tstaff-check\tclosed" in strandline("wave", "list").stdout
    assert strandline("wave", "close", "2020-Q1-check").exit_code == 1


def test_a_wave_of_a_time_that_is_over_is_not_opened(strandline: Strandline) -> None:
    past = strandline("wave", "open", "2024-Q1-check")
    assert past.exit_code == 1
    assert "is over" in past.stderr
    assert strandline("wave", "open", "check").exit_code == 2
    assert "2024" not in strandline("wave", "list").stdout


def test_the_panels_rating_is_printed_beside_the_evidence(
    strandline: Strandline, tmp_path: Path
) -> None:
    said = ("--reason", "Partners agreed it.", "--by", "The board")
    wrong = strandline(
        "rate", "family", "--period", "2026-Q2", "--letters", "X", "--rag", "amber",
        *said,
    )  # fmt: skip
    assert wrong.exit_code == 2
    nowhere = strandline(
        "rate", "family", "--period", "2026-Q2-x", "--letters", "M", "--rag", "red",
        *said,
    )  # fmt: skip
    assert nowhere.exit_code == 1
    for letters in ("Mature", "D M"):  # the later one counts
        rated = strandline(
            "rate", "family", "--period", "2026-Q2", "--letters", letters,
            "--rag", "amber", *said, "--next-steps", "Ask again in March.",
        )  # fmt: skip
        assert rated.exit_code == 0, rated.stderr
    strandline(
        "export", "--strand", "all", "--period", "2026-Q2", "--format", "json",
        "--out", tmp_path,
    )  # fmt: skip
    report = json.loads((tmp_path / "strandline-all-2026-Q2.json").read_text())
    assert [row["panel"] for row in report["rows"]] == ["D M", *[""] * 6]
    panel = report["reports"][0]["report"]["panel"]
    assert (panel["letters"], panel["reason"]) == ("D M", "Partners agreed it.")
    assert (
        "above the survey evidence"
        in (report["reports"][0]["report"]["panel_beside_evidence"])
    )
    strandline(
        "export", "--strand", "family", "--period", "2026-Q2", "--format", "html",
        "--out", tmp_path,
    )  # fmt: skip
    page = (tmp_path / "strandline-family-2026-Q2.html").read_text(encoding="utf-8")
    assert "Partners agreed it." in page
    assert "Agreed: Ask again in March." in page


def test_a_code_that_nobody_has_withdraws_nothing(strandline: Strandline) -> None:
    result = strandline("withdraw", "AAAA-BBBB-CCCC-DDDD")
    assert result.exit_code == 1
    assert "No answers belong to this code" in result.stderr


def test_status_is_counts_and_nothing_else(strandline: Strandline) -> None:
    before = strandline("status")
    strandline("invite", *FAMILY)
    result = strandline("status")
    assert result.exit_code == 0
    assert "0  releases so far" in result.stdout
    assert result.stdout == before.stdout  # it does not tell of single families
    assert "strandline init" in result.stderr


def test_redact_reads_and_writes_json_lines(strandline: Strandline) -> None:
    result = strandline(
        "redact",
        stdin='{"text": "ring me on 07700 900123 🙂 please"}\n\n{"text": "thank you"}\n',
    )
    assert result.exit_code == 0
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert "07700" not in first["text"]
    (span,) = first["spans"]
    assert span["label"] == "PHONE"
    assert (span["start"], span["end"]) == (11, 23)
    assert second == {"text": "thank you", "spans": [], "review": False}


@pytest.mark.parametrize("line", ["text", "[1]", '{"text": 3}', "[" * 100_000])
def test_redact_refuses_what_is_no_text_and_says_where(
    strandline: Strandline, line: str
) -> None:
    result = strandline("redact", stdin=f'{{"text": "fine"}}\n{line}\n')
    assert result.exit_code == 1
    assert "line 2" in result.stderr


@pytest.mark.parametrize("command", ["redact", "read"])
def test_a_line_beyond_the_bound_is_named_and_the_ones_before_are_done(
    strandline: Strandline, command: str
) -> None:
    long = json.dumps({"text": "x" * 1_000_001})
    result = strandline(command, stdin=f'{{"text": "she helped us"}}\n{long}\n')
    assert result.exit_code == 1
    assert "line 2: longer than 1,000,000 characters" in result.stderr
    assert len(result.stdout.splitlines()) == 1


def test_held_and_quotes_begin_empty(strandline: Strandline) -> None:
    assert "strandline care list" in strandline("held", "list", "care").stderr
    assert "once 10 have come" in strandline("quotes", "list").stderr
    assert "once 10 have come" in strandline("quotes").stderr
    assert strandline("held", "drop", "x").exit_code == 1
    assert strandline("held", "release", "x", "--words", "y").exit_code == 1
    assert strandline("quotes", "approve", "x").exit_code == 1
    assert strandline("quotes", "tick", "x", "--against", "FE-X1").exit_code == 1
    assert strandline("quotes", "tick", "x", "--against", "FE-99").exit_code == 1


def test_attest_and_attach_know_the_features(strandline: Strandline) -> None:
    who = ("--by", "Head of service", "--reason", "Read the letters")
    assert strandline("attest", "FE-E2", *who).exit_code == 0
    assert strandline("attest", "cap:unknown_rate:staff-check", *who).exit_code == 0
    reachable = strandline("attest", "FE-M1", *who)
    assert reachable.exit_code == 1
    assert "strandline attach" in reachable.stderr
    assert strandline("attest", "FE-99", *who).exit_code == 2
    assert strandline("attest", "cap:low_response:staff-check", *who).exit_code == 2
    audit = ("--source", "Case audit", "--n", "30", "--by", "Head of service")
    assert strandline("attach", "FE-M3", *audit, "--supporting", "27").exit_code == 0
    assert strandline("attach", "FE-M3", *audit, "--supporting", "31").exit_code == 2


def test_a_talk_that_ends_early_sends_nothing(
    strandline: Strandline, folder: Path
) -> None:
    result = strandline("talk", "family-closure", stdin="start\n1\n")
    assert result.exit_code == 1
    assert "Nothing was sent" in result.stdout
    store = Store.open(folder, load_keys(folder).derive)
    assert store.status().sessions == 0
    store.close()


def test_a_rehearsal_keeps_nothing_even_when_it_is_sent(
    strandline: Strandline, folder: Path
) -> None:
    stdin = "start\n1\n1\n1\n1\n" + "skip\n" * 9 + "send\n"
    result = strandline("talk", "staff-check", "--dry-run", stdin=stdin)
    assert "Thank you" in result.stdout
    assert result.exit_code == 0
    assert not folder.exists()


def test_talking_to_staff_needs_a_wave_and_says_how_to_open_one(
    strandline: Strandline,
) -> None:
    result = strandline("talk", "staff-check")
    assert result.exit_code == 1
    assert "strandline wave open" in result.stderr
    unknown = strandline("talk", "no-such-thing")
    assert unknown.exit_code == 2
    assert "family-closure" in unknown.stderr
    place = strandline("talk", "family-closure", "--tier", "royal")
    assert place.exit_code == 2


def test_a_questionnaire_becomes_papers_scripts_and_a_file_to_bring_them_back(
    strandline: Strandline, tmp_path: Path
) -> None:
    out = tmp_path / "paper"
    result = strandline("paper", "family-closure", "--format", "html", "--out", out)
    assert result.exit_code == 0, result.output
    names = [Path(line).name for line in result.stdout.splitlines()]
    assert "family-closure-paper-a-b.html" in names
    assert "family-closure-phone-c-d.html" in names
    assert names[-1] == "family-closure-import.csv"
    page = (out / "family-closure-paper-a-b.html").read_text(encoding="utf-8")
    assert "First Response" in page
    staff = strandline("paper", "staff-check", "--format", "docx", "--out", out)
    assert "phone" not in staff.stdout
    unknown = strandline("paper", "no-such-thing", "--out", out)
    assert unknown.exit_code == 2
    assert "family-closure" in unknown.stderr


def test_what_the_template_asks_for_can_be_imported(
    strandline: Strandline, tmp_path: Path
) -> None:
    out = tmp_path / "paper"
    strandline("paper", "family-closure", "--format", "html", "--out", out)
    template = out / "family-closure-import.csv"
    columns = template.read_text(encoding="utf-8").strip().split(",")
    row = {
        "row": "1",
        "questionnaire": "family-closure",
        "mode": "paper",
        "tier": "keyworker",
        "district": "melton",
        "Q1": "a",
    }
    with template.open("a", encoding="utf-8") as file:
        file.write(",".join(row.get(column, "") for column in columns) + "\n")
    assert strandline("import", template).stdout.startswith("1 imported")


def test_from_made_up_answers_to_a_summary_that_says_so(
    strandline: Strandline, tmp_path: Path
) -> None:
    made = strandline(
        "simulate", "--families", "12", "--staff", "0", "--period", "2026-Q2"
    )
    assert made.exit_code == 0, made.output
    assert "12 families and 0 staff have answered" in made.stdout
    printed = strandline("assess", "--strand", "family", "--period", "2026-Q2")
    release = json.loads(printed.stdout)
    assert release["respondents"] == 10
    assert release["closed"]
    everything = strandline("assess", "--strand", "all", "--period", "2026-Q2")
    assert len(json.loads(everything.stdout)) == 7
    out = tmp_path / "summaries"
    written = strandline(
        "export", "--strand", "family", "--period", "2026-Q2", "--format", "all",
        "--out", out,
    )  # fmt: skip
    files = [Path(line) for line in written.stdout.splitlines()]
    assert {file.suffix for file in files} == {".docx", ".html", ".csv", ".json"}
    assert sorted(files) == sorted(out.iterdir())
    page = (out / "strandline-family-2026-Q2.html").read_text(encoding="utf-8")
    assert "(made-up answers)" in page


def test_made_up_families_answer_at_an_event_if_they_are_enough(
    strandline: Strandline,
) -> None:
    asked = ("simulate", "--staff", "0", "--period", "2026-Q2", "--event")
    few = strandline(*asked, "--families", "3")
    assert few.exit_code == 0, few.output
    assert "at an event" not in few.stdout
    assert "Nobody answered at an event: it takes 40 families" in few.stderr
    enough = strandline(*asked, "--families", "40", "--seed", "2")
    assert "10 of the families answered at an event." in enough.stdout
    assert strandline("event", "list").stdout == ""


def test_what_cannot_be_simulated_or_assessed_is_said(
    strandline: Strandline, folder: Path
) -> None:
    for period, code in (("2026-Q9", 2), ("2099-Q1", 1), ("soon", 2)):
        refused = strandline("simulate", "--period", period)
        assert refused.exit_code == code
        assert isinstance(refused.exception, SystemExit)  # said, and no traceback
        assert period in refused.stderr
        assert not (folder / "MADE-UP-ANSWERS.txt").exists()
        found = strandline("assess", "--strand", "family", "--period", period)
        assert found.exit_code == code
