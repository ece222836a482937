"""From a case system's file to a family's phone, by the command line alone."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.commands.group import cli
from bot.keys import load_keys
from bot.store import Store
from tests.integration.notify.notify_server import EMAIL, KEY, SMS, Notify, running

Strandline = Callable[..., Result]
TODAY = datetime.now(UTC)
MONTH = f"{TODAY:%Y-%m}"
HEAD = "tier,district,month,phone,email,safe_to_contact,reference\n"
ROWS = (
    f"keyworker,charnwood,{MONTH},07700900123,,yes,EH-1\n"
    f"keyworker,melton,{MONTH},,a@example.org,yes,EH-2\n"
    f"lead_worker,melton,{MONTH},,,,EH-3\n"
)


@pytest.fixture
def notify() -> Iterator[Notify]:
    with running() as notify:
        yield notify


@pytest.fixture
def strandline(tmp_path: Path, notify: Notify) -> Strandline:
    def call(*args: str | Path) -> Result:
        settings = {
            "STRANDLINE_DATA": str(tmp_path / "data"),
            "STRANDLINE_PUBLIC_URL": "https://survey.example",
            "STRANDLINE_NOTIFY_KEY": KEY,
            "STRANDLINE_NOTIFY_SMS": SMS,
            "STRANDLINE_NOTIFY_EMAIL": EMAIL,
            "STRANDLINE_NOTIFY_URL": notify.url,
            "TELEGRAM_BOT_TOKEN": "",
            "STRANDLINE_KEY": "",
            "STRANDLINE_PORT": "",
            "BOT_USERNAME": "",
        }
        return CliRunner().invoke(cli, [str(a) for a in args], env=settings)

    return call


def file_of(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "closures.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_becomes_messages_once(
    strandline: Strandline, notify: Notify, tmp_path: Path
) -> None:
    file = file_of(tmp_path, HEAD + ROWS)
    dry = strandline("closures", "import", file, "--dry-run")
    assert dry.stdout == "Every row is right: 3 in all. Nothing was taken.\n"
    first = strandline("closures", "import", file)
    assert first.exit_code == 0, first.output
    assert first.stdout.startswith("EH-3\thttps://survey.example/s/")
    assert "3 taken, 0 were known" in first.stderr
    again = strandline("closures", "import", file)
    assert again.stdout == first.stdout
    assert "0 taken, 3 were known" in again.stderr
    for day in range(1, 16):
        at = TODAY.replace(hour=11) + timedelta(days=day)
        done = strandline("tick", "--now", at.isoformat())
        assert done.exit_code == 0, done.output
    assert len(notify.of("+447700900123")) == 3
    assert len(notify.of("a@example.org")) == 3
    assert notify.twice() == []


def test_bad_rows_are_all_named_and_nothing_is_taken(
    strandline: Strandline, tmp_path: Path
) -> None:
    bad = (
        f"keyworker,atlantis,{MONTH},,,,EH-4\n"
        f"keyworker,melton,1999-01,,,,smith-4\n"
        f"keyworker,melton,{MONTH},07700900123,,,EH-5\n"
        f"keyworker,melton,{MONTH},,,,\n"
        f"keyworker,melton,{MONTH},,,,EH-1\n"
    )
    refused = strandline("closures", "import", file_of(tmp_path, HEAD + ROWS + bad))
    assert refused.exit_code == 1
    for said in (
        "row 5, district",
        "row 6, month",
        "row 6, reference: it looks like a name",
        "row 7, safe_to_contact",
        "row 8, reference",
        "row 9, reference: the same as in row 2",
    ):
        assert said in refused.stderr
    assert "atlantis" not in refused.stderr
    assert "smith" not in refused.stderr
    with_store(tmp_path, lambda store: store.status().invitations, 0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,tier\nSarah Jones,keyworker\n", "column that is not taken"),
        ("tier,tier\n", "there twice"),
        ("", "row of names"),
        ('tier,district\n"keyworker,melton\n', "quotation mark"),
        ("tier,district\nkeyworker,melton,x\n", "more cells"),
    ],
)
def test_strange_files_are_refused(
    strandline: Strandline, tmp_path: Path, text: str, said: str
) -> None:
    refused = strandline("closures", "import", file_of(tmp_path, text))
    assert refused.exit_code == 1
    assert said in refused.stderr
    assert "Sarah" not in refused.output


def test_a_row_that_changed_is_a_conflict(
    strandline: Strandline, tmp_path: Path
) -> None:
    strandline("closures", "import", file_of(tmp_path, HEAD + ROWS))
    changed = ROWS.replace("lead_worker,melton", "keyworker,melton")
    refused = strandline("closures", "import", file_of(tmp_path, HEAD + changed))
    assert refused.exit_code == 1
    assert "closure 3" in refused.stderr


def test_counts_are_loaded_and_loaded_anew(
    strandline: Strandline, tmp_path: Path
) -> None:
    head = "period,tier,district,closed\n"
    for number in (70, 80):
        rows = f"2026-Q3,keyworker,,{number}\n2026,,melton,30\n"
        done = strandline("closures", "counts", file_of(tmp_path, head + rows))
        assert done.stdout == "Counts loaded: 2.\n"
    with_store(
        tmp_path,
        lambda store: sorted(
            r.closed or 0 for r in store.reach.of(["2026-Q3", "2026"])
        ),
        [30, 80],
    )
    bad = "2026,keyworker,,5\n2026-Q3,,melton,5\n2026-Q3,keyworker,,many\n,,,\n2026,,melton,1\n2026,,melton,2\n"
    refused = strandline("closures", "counts", file_of(tmp_path, head + bad))
    assert refused.exit_code == 1
    for row in (
        "row 2, period",
        "row 3, period",
        "row 4, closed",
        "row 7: row 6 counts",
    ):
        assert row in refused.stderr


def test_a_hold_keeps_a_message_and_a_cancel_ends_it(
    strandline: Strandline, notify: Notify, tmp_path: Path
) -> None:
    strandline("closures", "import", file_of(tmp_path, HEAD + ROWS))
    assert strandline("closures", "hold", "EH-1").exit_code == 0
    strandline("closures", "cancel", "EH-2")
    week = (TODAY + timedelta(days=6)).replace(hour=11)
    for day in range(3):
        strandline("tick", "--now", (week + timedelta(days=day)).isoformat())
    assert notify.taken == {}
    strandline("closures", "release", "EH-1")
    for day in range(3):
        strandline("tick", "--now", (week + timedelta(days=day)).isoformat())
    assert len(notify.of("+447700900123")) >= 1
    assert notify.of("a@example.org") == []


def test_keys_are_made_listed_and_revoked(strandline: Strandline) -> None:
    made = strandline("keys", "make", "case-system-1", "--district", "melton")
    assert made.stdout.startswith("strandline_")
    listed = strandline("keys", "list").stdout.split("\t")
    assert listed[1:4] == ["case-system-1", "close,hold,count", "melton"]
    assert made.stdout.strip() not in strandline("keys", "list").output
    assert strandline("keys", "revoke", listed[0]).exit_code == 0
    assert strandline("keys", "revoke", listed[0]).exit_code == 1
    assert strandline("keys", "make", "sarah-jones-1").exit_code == 1


def test_a_time_that_is_none_is_refused(strandline: Strandline) -> None:
    assert strandline("tick", "--now", "noon").exit_code == 1
    assert strandline("tick").stdout == "Nothing was due.\n"


def with_store(tmp_path: Path, look: Callable[[Store], object], wanted: object) -> None:
    folder = tmp_path / "data"
    store = Store.open(folder, load_keys(folder).derive)
    try:
        assert look(store) == wanted
    finally:
        store.close()


def test_a_link_becomes_a_card_to_print(strandline: Strandline, tmp_path: Path) -> None:
    link = "https://survey.example/s/abc"
    for size, kind in (("poster", "pdf"), ("card", "png")):
        made = strandline(
            "card", link, "--size", size, "--format", kind, "--out", tmp_path
        )
        assert made.exit_code == 0, made.output
        assert Path(made.stdout.strip()).stat().st_size > 4000
    assert strandline("card", "abc", "--out", tmp_path).exit_code == 1
