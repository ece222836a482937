"""What a council decides for itself: the area file, read and checked at the start.

Rule 1: the file is data that a coordinator can edit; nothing in it is code.
Rule 2: every mistake is reported, together, with where it is and what to write.
Rule 3: no setting can make the results less safe than DESIGN section 3 asks.
"""

from collections.abc import Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Final

from bot.area.council import (
    CouncilWords,
    LanguageCheck,
    Look,
    PrivacyNotice,
    Route,
)
from bot.area.equality import equality_tally
from bot.area.model import Area, Care, Carer, Place, Retention
from bot.area.reading import HELP, Reader
from bot.area.wording import council_words, in_plain_words, text_in
from surveys.bounds import LARGEST, Refused, read_toml
from surveys.model import Text

__all__ = [
    "Area",
    "AreaError",
    "Care",
    "Carer",
    "CouncilWords",
    "LanguageCheck",
    "Look",
    "Place",
    "PrivacyNotice",
    "Retention",
    "Route",
    "example_area",
    "load_area",
    "parse_area",
]

EXAMPLE: Final = files("bot.area") / "example.toml"


class AreaError(Exception):
    """The area file cannot be used; ``mistakes`` says everything that is wrong."""

    def __init__(self, path: Path, mistakes: tuple[str, ...]) -> None:
        self.path = path
        self.mistakes = mistakes
        super().__init__("\n".join(f"{path}: {mistake}" for mistake in mistakes))


def load_area(path: Path) -> Area:
    """Return the area of the file at ``path``.

    Raises:
        AreaError: It cannot be read, or something in it is wrong.
    """
    try:
        written = _read(path)
    except FileNotFoundError:
        raise AreaError(
            path, ("there is no area file yet. Write one with: strandline init",)
        ) from None
    except OSError as wrong:
        raise AreaError(path, (f"it cannot be read: {wrong}",)) from wrong
    area, mistakes = _parse(written)
    if area is None:
        raise AreaError(path, mistakes)
    if area.deny_file is None:
        return area
    return replace(area, deny=area.deny | _names(path.parent / area.deny_file))


def _read(path: Path) -> bytes:
    """Return a file's bytes, cut off where it is too large to be refused as such."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _names(path: Path) -> frozenset[str]:
    try:
        lines = _read(path).decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as wrong:
        raise AreaError(
            path, (f"redaction.deny_file cannot be read: {wrong}",)
        ) from wrong
    if sum(map(len, lines)) >= LARGEST:
        raise AreaError(path, (f"redaction.deny_file is over {LARGEST // 1024} KB",))
    return frozenset(line.strip() for line in lines if line.strip())


def example_area() -> str:
    """Return the area file that `strandline init` writes."""
    return EXAMPLE.read_text(encoding="utf-8")


def parse_area(written: str) -> tuple[Area | None, tuple[str, ...]]:
    """Return the area that the text describes, or every mistake in it."""
    return _parse(written.encode(errors="surrogatepass"))


def _parse(written: bytes) -> tuple[Area | None, tuple[str, ...]]:
    read = read_toml(written)
    if isinstance(read, Refused):
        return None, (f"line {read.line}: {read.what} {read.remedy}",)
    reader = Reader(read.tables)
    council = reader.table("council", "name", "service", "ask_contact")
    area = Area(
        council=reader.words(council, "council.name", longest=80),
        service=reader.words(council, "council.service", longest=80),
        ask_contact=_ask_contact(reader, council),
        languages=reader.languages(),
        families_a_year=reader.number(
            reader.table("volume", "families_a_year"),
            "volume.families_a_year",
            1,
            1_000_000,
        ),
        tiers=reader.places("tiers"),
        districts=reader.places("districts"),
        partners=reader.places("partners", core=True),
        grades=reader.places("grades", core=True),
        help_owner=reader.words(reader.table("help", *HELP), "help.owner"),
        help_lines=reader.help_lines(),
        help_review=reader.day("help.review"),
        bars=reader.bars(),
        policy=reader.policy(),
        retention=reader.retention(),
        sending=reader.sending(),
        care=reader.care(),
        quote_batch=reader.number(
            reader.table("quotes", "batch"), "quotes.batch", 10, 1000, default=10
        ),
        keep_ticked=reader.yes(
            reader.table("reading", "keep_ticked"), "reading.keep_ticked"
        ),
    )
    area = replace(
        area,
        tiers=in_plain_words(reader, area.tiers),
        words=council_words(reader),
        equality=equality_tally(reader),
    )
    deny, deny_file, allow = reader.redaction()
    reader.unknown_tables()
    if reader.mistakes:
        return None, tuple(reader.mistakes)
    return replace(area, deny=deny, deny_file=deny_file, allow=allow), ()


def _ask_contact(reader: Reader, council: Mapping[str, object]) -> Text:
    where = "council.ask_contact"
    if isinstance(council.get("ask_contact"), dict):
        return text_in(reader, council, where, longest=300) or Text({"en": ""})
    return Text({"en": reader.words(council, where, longest=300)})
