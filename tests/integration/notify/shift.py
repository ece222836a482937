"""One of several processes that serve one store: rings for an hour of made-up time.

``python -m tests.integration.notify.shift FOLDER SERVER START MINUTES``: a minute passes
for each line that comes in, and a dot is said for it, so that whoever starts several can
keep their clocks together: a process that is not given its turn by a busy machine is
then not left behind by hours. The last line says how often it found work.
"""

import asyncio
import sys
from datetime import datetime, timedelta
from pathlib import Path

from bot.notify import NotifyAccount, NotifyPost
from bot.service.notify import EMAIL, SMS
from tests.integration.closures.stand_in import open_council
from tests.integration.notify import notify_server as server


async def serve(folder: Path, address: str, start: datetime, minutes: int) -> int:
    """Ring every minute."""
    council = open_council(folder)
    post = NotifyPost(NotifyAccount(server.KEY, address, server.SMS, server.EMAIL))
    council.reminders.use({SMS: post, EMAIL: post})
    council.group_reminders.use({EMAIL: post})
    print("ready", flush=True)  # noqa: T201  # the parent waits for it
    found = 0
    try:
        for minute in range(minutes):
            await asyncio.to_thread(sys.stdin.readline)
            now = start + timedelta(minutes=minute)
            found += await council.plans(now)
            await council.invite.follow_ups(now)
            found += await council.reminders(now)
            found += await council.group_reminders(now)
            print(".", flush=True)  # noqa: T201  # the parent waits for it
    finally:
        await council.close()
    return found


if __name__ == "__main__":
    place, url, begin, count = sys.argv[1:]
    print(  # noqa: T201  # the parent reads it
        asyncio.run(serve(Path(place), url, datetime.fromisoformat(begin), int(count)))
    )
