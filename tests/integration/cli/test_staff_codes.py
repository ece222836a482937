"""Codes for staff, and the one link, as the command line hands them out."""

import json
import re
from datetime import UTC, datetime

from bot.service.periods import quarter_of
from tests.integration.cli.conftest import Strandline

PUBLIC = {"STRANDLINE_PUBLIC_URL": "https://survey.example.gov.uk"}


def test_codes_are_dealt_for_an_open_wave(strandline: Strandline) -> None:
    wave = f"{quarter_of(datetime.now(UTC).date())}-codes"
    assert strandline("wave", "open", wave).exit_code == 0
    dealt = strandline("wave", "codes", wave, "--count", "3", **PUBLIC)
    codes = dealt.stdout.split()
    assert len(set(codes)) == 3
    assert all(re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}", code) for code in codes)
    assert "https://survey.example.gov.uk/staff" in dealt.stderr
    nobody = strandline("wave", "codes", wave, "--count", "1", "--partner", "circus")
    assert nobody.exit_code == 1
    assert "no partner" in nobody.stderr
    assert strandline("wave", "close", wave).exit_code == 0
    refused = strandline("wave", "codes", wave, "--count", "1")
    assert refused.exit_code == 1
    assert "takes no answers" in refused.stderr


def test_with_a_public_address_every_link_is_one_of_a_page(
    strandline: Strandline,
) -> None:
    wave = f"{quarter_of(datetime.now(UTC).date())}-link"
    opened = strandline("wave", "open", wave, "--json", **PUBLIC)
    link = json.loads(opened.stdout)["web_link"]
    assert link.startswith("https://survey.example.gov.uk/s/staff-")
    made = strandline("invite", "--tier", "keyworker", "--district", "melton", **PUBLIC)
    assert made.stdout.startswith("https://survey.example.gov.uk/s/")
    assert "There is no link" not in made.stderr
    young = strandline(
        "invite",
        *("--questionnaire", "young-closure"),
        *("--tier", "keyworker", "--district", "melton"),
        **PUBLIC,
    )
    assert young.stdout.startswith("https://survey.example.gov.uk/s/young-")
