"""The numbered list: attack by attack, run on a `Loot`, printed in one line each.

The numbers are those of docs/attacks.md. Attack 3 needs Telegram's own updates
(`test_telegram.py`), and 31 needs a person (docs/attacks.md says how).
"""

import sys
from collections.abc import Callable

from tests.attack import printed, storage
from tests.attack.loot import Loot

Attack = Callable[[Loot], list[str]]
ATTACKS: dict[int, tuple[str, Attack]] = {
    1: ("canaries", storage.canaries),
    2: ("second detector", storage.second_detector),
    4: ("stable pseudonyms", storage.stable_pseudonyms),
    5: ("raw ids", storage.raw_ids),
    6: ("dictionary", storage.dictionary),
    7: ("insertion order", storage.insertion_order),
    8: ("timestamp join", storage.timestamps),
    9: ("rank join", storage.rank_join),
    10: ("session residue", storage.residue),
    11: ("free pages", storage.free_pages),
    12: ("k-anonymity", storage.small_groups),
    14: ("logs", storage.logs),
    15: ("transport metadata", storage.transport),
    16: ("small cells", printed.small_cells),
    17: ("complementary subtraction", printed.complementary),
    18: ("linked hierarchies", printed.linked),
    19: ("differencing exports", printed.differencing),
    20: ("nested groups", printed.nested),
    21: ("every filter", printed.every_filter),
    22: ("unanimous cells", printed.unanimous),
    23: ("dominance", printed.dominance),
    24: ("quotes", printed.quotes),
    25: ("participation", printed.participation),
    26: ("worker as subject", printed.workers),
    27: ("suppression leaks", printed.suppression),
    28: ("file metadata", printed.metadata),
    29: ("rounding averaging", printed.averaging),
    30: ("erasure", storage.erasure),
}


def attack(number: int, loot: Loot) -> list[str]:
    """Run one attack and print in one line what it recovered."""
    name, run = ATTACKS[number]
    found = run(loot)
    first = f", first: {found[0][:90]}" if found else ""
    say(f"attack {number:2} {name}: {loot.name}: {len(found)} recovered{first}")
    return found


def say(line: str) -> None:
    """Print one line of figures; `make attack` shows them."""
    sys.stdout.write(f"\n{line}\n")
