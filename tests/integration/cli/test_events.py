"""Events as the command line opens, prints and ends them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.service.hours import local_day
from tests.integration.cli.conftest import Strandline

PUBLIC = {"STRANDLINE_PUBLIC_URL": "https://survey.example.gov.uk"}
TODAY = local_day(datetime.now(UTC))


def test_an_event_is_opened_printed_listed_and_ended(
    strandline: Strandline, tmp_path: Path
) -> None:
    out = tmp_path / "print"
    made = strandline(
        *("event", "open", "--on", str(TODAY), "--district", "melton"),
        *("--out", out, "--json"),
        **PUBLIC,
    )
    assert made.exit_code == 0, made.stderr
    event = json.loads(made.stdout)
    assert event["web_link"].startswith("https://survey.example.gov.uk/s/event-")
    files = sorted(path.name for path in out.iterdir())
    name = f"strandline-event-{event['event']}"
    assert files == [
        f"{name}-{size}.{kind}"
        for size in ("card", "poster")
        for kind in ("pdf", "png")
    ]
    listed = strandline("event", "list", **PUBLIC).stdout
    assert listed.split("\t")[:4] == [event["event"], str(TODAY), str(TODAY), "melton"]
    again = strandline("event", "poster", event["event"], "--out", out, **PUBLIC)
    assert len(again.stdout.split()) == 4
    ended = strandline("event", "end", event["event"])
    assert "is over" in ended.stdout
    assert strandline("event", "list").stdout == ""
    assert strandline("event", "end", event["event"]).exit_code == 1
    assert strandline("event", "poster", event["event"]).exit_code == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--on", str(TODAY - timedelta(days=1))), "is over already"),
        (("--on", str(TODAY), "--until", str(TODAY + timedelta(days=40))), "30 days"),
        (("--on", str(TODAY), "--until", str(TODAY - timedelta(days=1))), "before"),
        (("--on", str(TODAY), "--district", "atlantis"), "no district"),
        (("--on", str(TODAY), "--language", "pl"), "not offered in 'pl'"),
        (("--on", str(TODAY), "--questionnaire", "family-followup"), "said yes"),
        (("--on", str(TODAY + timedelta(days=400))), "more than a year"),
    ],
)
def test_what_cannot_be_opened_is_said(
    strandline: Strandline, given: tuple[str, ...], said: str
) -> None:
    refused = strandline("event", "open", *given)
    assert refused.exit_code == 1
    assert said in refused.stderr
    assert strandline("event", "list").stdout == ""


def test_staff_are_asked_in_waves(strandline: Strandline) -> None:
    given = ("--on", str(TODAY), "--questionnaire", "staff-check")
    refused = strandline("event", "open", *given)
    assert refused.exit_code == 2
    assert "staff-check" in refused.stderr
