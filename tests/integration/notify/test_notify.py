"""GOV.UK Notify by its own client, against a server that speaks its API."""

import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.notify import NotifyAccount, NotifyPost
from bot.service.notify import Fate, Message
from tests.integration.notify.notify_server import EMAIL, KEY, SMS, Notify, running

MESSAGE = Message(
    channel="sms",
    address="+447700900123",
    reference="4f0c1d",
    kind="invite",
    language="en",
    subject="A subject",
    text="Words: https://survey.example/s/abc",
    token="abc",
)


@pytest.fixture
def notify() -> Iterator[Notify]:
    with running() as notify:
        yield notify


def post(notify: Notify, key: str = KEY) -> NotifyPost:
    return NotifyPost(NotifyAccount(key, notify.url, SMS, EMAIL))


async def test_a_text_message_goes_with_our_words_and_reference(notify: Notify) -> None:
    assert await post(notify).send(MESSAGE) is Fate.SENT
    (taken,) = notify.of("+447700900123")
    assert taken["personalisation"] == {"text": MESSAGE.text}
    assert (taken["template_id"], taken["reference"]) == (SMS, "4f0c1d")


async def test_an_email_has_a_subject_as_well(notify: Notify) -> None:
    email = replace(MESSAGE, channel="email", address="a@example.org")
    assert await post(notify).send(email) is Fate.SENT
    (taken,) = notify.of("a@example.org")
    assert taken["personalisation"] == {"text": MESSAGE.text, "subject": "A subject"}


@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        (429, Fate.LATER),
        (403, Fate.LATER),
        (400, Fate.LATER),  # a mistake of ours: the address is kept
        (500, Fate.UNCERTAIN),
        ("lost", Fate.UNCERTAIN),
        ("never", Fate.UNCERTAIN),
    ],
)
async def test_each_answer_has_its_fate(
    notify: Notify, answer: int | str, fate: Fate
) -> None:
    notify.answers = [answer]
    channel = post(notify)
    assert await channel.send(MESSAGE) is fate
    assert await channel.sent("4f0c1d") is (answer == "lost")
    assert await channel.send(MESSAGE) is Fate.SENT


async def test_a_number_that_cannot_be_one_is_given_up(notify: Notify) -> None:
    wrong = replace(MESSAGE, address="+44116000")
    assert await post(notify).send(wrong) is Fate.NEVER


async def test_a_wrong_key_keeps_messages_and_is_said_once(
    notify: Notify, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = post(notify, KEY[:-1] + "7")
    with caplog.at_level(logging.DEBUG):
        assert await wrong.send(MESSAGE) is Fate.LATER
        assert await wrong.send(MESSAGE) is Fate.LATER
        assert await wrong.sent("4f0c1d") is None
    assert notify.refused[403] == 3
    said = [record.getMessage() for record in caplog.records]
    assert len([line for line in said if "STRANDLINE_NOTIFY_KEY" in line]) == 1


async def test_nothing_of_a_message_reaches_a_log(
    notify: Notify, caplog: pytest.LogCaptureFixture
) -> None:
    notify.answers = [400, 500, "lost", 429]
    with caplog.at_level(logging.DEBUG):
        for _ in range(5):
            await post(notify).send(MESSAGE)
            await post(notify).sent("4f0c1d")
    for secret in ("7700900123", "survey.example", "abc", KEY[-20:], "4f0c1d"):
        assert secret not in caplog.text


async def test_a_server_that_is_away_leaves_it_uncertain() -> None:
    away = NotifyPost(NotifyAccount(KEY, "http://127.0.0.1:9", SMS, EMAIL))
    assert await away.send(MESSAGE) is Fate.UNCERTAIN
    assert await away.sent("4f0c1d") is None


def test_what_notify_knows_us_by_shows_nowhere() -> None:
    account = NotifyAccount(KEY, "http://127.0.0.1", SMS)
    assert KEY[-36:] not in repr(account)
    assert account.channels == ("sms",)
    assert NotifyAccount(KEY).channels == ()
