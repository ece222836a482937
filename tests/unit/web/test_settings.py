"""The settings of the pages."""

import pytest

from bot.service.setup import Links
from bot.settings import SettingsError, load_settings

DAY = 24 * 3600


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ({}, 0),
        ({"STRANDLINE_PUBLIC_URL": "http://127.0.0.1:8080"}, 0),
        ({"STRANDLINE_PUBLIC_URL": "https://s.example.gov.uk"}, 365 * DAY),
        (
            {
                "STRANDLINE_PUBLIC_URL": "https://s.example.gov.uk",
                "STRANDLINE_HSTS_DAYS": "0",
            },
            0,
        ),
        ({"STRANDLINE_HSTS_DAYS": "7"}, 7 * DAY),
    ],
)
def test_browsers_are_told_to_use_tls_where_there_is_tls(
    given: dict[str, str], seconds: int
) -> None:
    assert load_settings(given).hsts_seconds == seconds


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STRANDLINE_PUBLIC_URL", "https://s.example.gov.uk/path"),
        ("STRANDLINE_PUBLIC_URL", "s.example.gov.uk"),
        ("STRANDLINE_PROXIES", "10"),
        ("STRANDLINE_PAGE_LIMIT", "-1"),
        ("STRANDLINE_MISS_LIMIT", "many"),
        ("STRANDLINE_IDLE_MINUTES", "0"),
        ("STRANDLINE_IDLE_MINUTES", "9" * 30),
        ("STRANDLINE_HSTS_DAYS", "²"),
    ],
)
def test_what_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings({name: value})


def test_links_begin_in_the_language_that_was_asked_for() -> None:
    links = Links(web="https://s.example.gov.uk/")
    assert links.web_link("T") == "https://s.example.gov.uk/s/T"
    assert links.web_link("T", "ur") == "https://s.example.gov.uk/s/T?lang=ur"
