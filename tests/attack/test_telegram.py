"""Attack 3: what comes beside the words: edits, captions, contacts, forwards, names.

The real bot runs as a process of its own against the emulator; afterwards its log
and every byte of its files, decrypted too, are searched.
"""

import asyncio
from pathlib import Path

import pytest

from bot.telegram.inbound import read
from tests.attack.attacks import say
from tests.attack.loot import Loot, Someone
from tests.attack.storage import swept
from tests.integration.store.thief import DATABASES, decrypted, files
from tests.integration.telegram.answering import BOT, answer_all, clock, prepare
from tests.integration.telegram.gateway import TOKEN, Fault
from tests.integration.telegram.people import Person
from tests.integration.telegram.running import world

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("attack")]
CHAT, OTHER = 7_400_000_021, 7_400_000_099
EDITED, CAPTION = "Cuthbert Applethwaite", "Hortensia Bramblewick"
CONTACT, FORWARD = "Ignatius Cobblestone", "Jocasta Dunwoody"
QUOTED, FILE, SPLIT = "Leopold Eavesham", "Marmaduke-Fennimore.pdf", "Kelly-Anne Quince"
DATA, PHONE, BUTTON = "opt:Q1:Nathaniel", "+447700900456", "Octavia"
PLANTED = (
    EDITED, CAPTION, CONTACT, FORWARD, QUOTED, FILE, SPLIT, DATA, PHONE, BUTTON,
    "Perpetua", f"planted_{CHAT}_handle", str(CHAT), str(OTHER), TOKEN,
)  # fmt: skip


async def test_what_comes_beside_the_words_is_nowhere(tmp_path: Path) -> None:
    data = tmp_path / "data"
    prepared = await prepare(data, 1)
    (token,) = prepared.tokens
    environment = {"STRANDLINE_LOG": "debug"}
    async with world(data, command=BOT, environment=environment) as here:
        person = here.crowd.person(CHAT, "Perpetua")
        await answer_all(person, token, words="It was", stop_after=4)
        await _send_everything(person)
        await asyncio.sleep(2)
        person.forget()
        half = _loot(data, here.bot.log, "in mid-conversation")
        for kind in ("500", "lost"):
            here.gateway.faults.append(Fault(kind, chat=CHAT))
        given = await answer_all(person, token, words="They were kind to us, it was")
        await asyncio.sleep(1)
        await here.bot.terminate()
    done = _loot(data, here.bot.log, "afterwards")
    done.known.people = [Someone(0, str(CHAT), token, "", "", "", clock())]
    planted = {*PLANTED, given.code, token}
    for loot, wanted in ((half, set(PLANTED)), (done, planted)):
        found = swept(loot, wanted)
        say(f"attack  3 side channels: {loot.name}: {len(found)} recovered")
        assert found == []
    assert done.log
    # The sweep does see what is really kept.
    assert swept(done, {"They were kind to us"})


async def _send_everything(person: Person) -> None:
    """Send each thing that Telegram can carry beside a plain text."""
    other = {"id": OTHER, "is_bot": False, "first_name": FORWARD}
    document = {"file_id": "f", "file_unique_id": "u", "file_name": FILE}
    photo = {"file_id": "p", "file_unique_id": "q", "width": 1, "height": 1}
    contact = {"phone_number": PHONE, "first_name": CONTACT, "user_id": OTHER}
    await person.sends(photo=[photo], caption=CAPTION)
    await person.sends(contact=contact)
    origin = {"type": "user", "date": 1, "sender_user": other}
    await person.says(f"{FORWARD} was there", forward_origin=origin)
    quoted = person.message(text=QUOTED)
    await person.sends(document=document, reply_to_message=quoted)
    await person.says(SPLIT)
    await person.says(EDITED, edit_date=1_790_000_001)
    latest = person.screen[max(person.screen)]
    await person.taps_data(latest, DATA)
    await person.sends(location={"latitude": 52.7, "longitude": -1.2}, text=BUTTON)


def _loot(data: Path, log: Path, name: str) -> Loot:
    loot = Loot(name)
    loot.files = {path.name: path.read_bytes() for path in files(data)}
    loot.files |= {f"{one} decrypted": decrypted(data, one) for one in DATABASES}
    loot.log = log.read_text(encoding="utf-8")
    return loot


def test_an_edit_is_taken_in_without_its_words() -> None:
    """The emulator sends no edits, so the one door for updates is tried itself."""
    message = {"message_id": 5, "chat": {"id": CHAT, "type": "private"}, "text": EDITED}
    taken = read({"update_id": 9, "edited_message": message})
    assert taken is not None
    assert EDITED not in repr(taken)
    assert taken.words == ""
