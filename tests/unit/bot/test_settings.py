"""Settings and the area file: what is read, and what is refused with a remedy."""

from pathlib import Path

import pytest

from bot.settings import TABLE, Settings, SettingsError, load_settings


def test_an_empty_environment_gives_the_documented_defaults() -> None:
    assert load_settings({}) == Settings()
    assert Settings().area_file == Path("var/area.toml")


def test_every_setting_is_read() -> None:
    settings = load_settings(
        {
            "STRANDLINE_DATA": "/srv/strandline",
            "STRANDLINE_KEY": "AB" * 32,
            "STRANDLINE_HOST": "::1",
            "STRANDLINE_PORT": "0",
            "TELEGRAM_BOT_TOKEN": "1234:abc_DEF-9",
            "TELEGRAM_API_BASE_URL": "http://127.0.0.1:9000/",
            "BOT_MODE": "webhook",
            "WEBHOOK_PORT": "9001",
            "WEBHOOK_URL": "https://council.example/hook",
            "BOT_USERNAME": "@strandline_bot",
        }
    )
    assert settings == Settings(
        data=Path("/srv/strandline"),
        key="ab" * 32,
        host="::1",
        port=0,
        telegram_token="1234:abc_DEF-9",
        telegram_api="http://127.0.0.1:9000",
        bot_mode="webhook",
        webhook_port=9001,
        webhook_url="https://council.example/hook",
        bot_username="strandline_bot",
    )


def test_all_mistakes_are_reported_together_with_what_to_write() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(
            {
                "STRANDLINE_KEY": "secret",
                "STRANDLINE_PORT": "99999",
                "TELEGRAM_BOT_TOKEN": "no token",
                "TELEGRAM_API_BASE_URL": "api",
                "BOT_MODE": "push",
                "WEBHOOK_PORT": "٣",
                "BOT_USERNAME": "x y",
            }
        )
    mistakes = caught.value.mistakes
    assert [m.partition(":")[0] for m in mistakes] == [
        "STRANDLINE_KEY",
        "STRANDLINE_PORT",
        "TELEGRAM_BOT_TOKEN",
        "TELEGRAM_API_BASE_URL",
        "BOT_MODE",
        "WEBHOOK_PORT",
        "BOT_USERNAME",
    ]
    assert "64 hexadecimal" in mistakes[0]
    assert "polling or webhook" in mistakes[4]


def test_secrets_are_not_in_messages_or_in_the_shown_settings() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"STRANDLINE_KEY": "hunter2", "TELEGRAM_BOT_TOKEN": "hunter3"})
    assert "hunter" not in str(caught.value)
    settings = load_settings(
        {"STRANDLINE_KEY": "cd" * 32, "TELEGRAM_BOT_TOKEN": "9:hunter4"}
    )
    assert "cdcd" not in repr(settings)
    assert "hunter" not in repr(settings)


def test_the_table_names_exactly_the_variables_that_are_read() -> None:
    class Recorder(dict[str, str]):
        def get(self, key: str, default: str = "") -> str:  # type: ignore[override] # records what is asked for
            asked.append(key)
            return default

    asked: list[str] = []
    load_settings(Recorder())
    assert asked == [setting.name for setting in TABLE]


def test_a_webhook_for_care_is_https_and_comes_with_a_secret() -> None:
    good = {
        "STRANDLINE_CARE_WEBHOOK": "https://desk.example.gov.uk/hook?team=care",
        "STRANDLINE_CARE_WEBHOOK_SECRET": "x" * 20,
        "STRANDLINE_CARE_WEBHOOK_INSIDE": "yes",
    }
    found = load_settings(good)
    assert found.care_webhook == good["STRANDLINE_CARE_WEBHOOK"]
    assert found.care_webhook_inside
    assert good["STRANDLINE_CARE_WEBHOOK_SECRET"] not in repr(found)
    for name, wrong in (
        ("STRANDLINE_CARE_WEBHOOK", "http://desk.example.gov.uk/hook"),
        ("STRANDLINE_CARE_WEBHOOK", "https://me:secret@desk.example.gov.uk/"),
        ("STRANDLINE_CARE_WEBHOOK_SECRET", "short"),
        ("STRANDLINE_CARE_WEBHOOK_SECRET", ""),
        ("STRANDLINE_CARE_WEBHOOK_INSIDE", "perhaps"),
        ("STRANDLINE_CARE_EMAIL", "nobody"),
        ("STRANDLINE_CARE_EMAIL", "care@example.gov.uk"),  # but no key of Notify
    ):
        with pytest.raises(SettingsError, match=name.removesuffix("_SECRET")):
            load_settings({**good, name: wrong})
