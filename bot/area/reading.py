"""Takes values out of a parsed area file and collects what is wrong with them.

Rule: each mistake says where it is and what to write instead; a value that cannot
be used is replaced by a harmless one, so that the rest can be looked at too.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from analysis.model import Bars
from analysis.release import Policy
from bot.area.model import Care, Carer, Place, Retention, Sending
from surveys.care import HelpLine, HelpLineError, national_lines, parse_help_lines
from surveys.check import LONGEST_LABEL
from surveys.hidden import hidden
from surveys.languages import LANGUAGES

LONGEST_LINE = 120
LONGEST_WAIT = 30
HELP = ("owner", "review", "national", "lines")
_SLUG = re.compile(r"[a-z][a-z0-9_]{0,19}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class Reader:
    """Takes values out of the parsed file and collects what is wrong with them."""

    def __init__(self, file: Mapping[str, object]) -> None:
        self.file = file
        self.mistakes: list[str] = []
        self.known: set[str] = {"languages"}

    def wrong(self, where: str, what: str) -> None:
        """Note a mistake: where it is, and what to write."""
        self.mistakes.append(f"{where}: {what}")

    def table(self, name: str, *keys: str) -> Mapping[str, object]:
        """Return the table of that name; an absent one is empty."""
        if name in self.known:
            found = self.file.get(name)
            return found if isinstance(found, dict) else {}
        self.known.add(name)
        found = self.file.get(name, {})
        if not isinstance(found, dict):
            self.wrong(name, f"write it as a table: [{name}]")
            return {}
        for key in found:
            if key not in keys:
                self.wrong(
                    f"{name}.{key}", f"unknown; this table has {', '.join(keys)}"
                )
        return found

    def unknown_tables(self) -> None:
        """Note the tables that nobody asked for."""
        for name in self.file:
            if name not in self.known:
                known = ", ".join(sorted(self.known))
                self.wrong(name, f"unknown; the file has {known}")

    def words(
        self, table: Mapping[str, object], where: str, *, longest: int = LONGEST_LINE
    ) -> str:
        """Take words that must be there."""
        value = table.get(where.rpartition(".")[2])
        if not isinstance(value, str) or not value.strip():
            self.wrong(where, 'missing or empty; write words in quotes, "like this"')
            return ""
        if len(value) > longest:
            self.wrong(where, f"too long; at most {longest} characters")
        if longest <= LONGEST_LINE and "\n" in value.strip():
            self.wrong(where, "write it on one line")
        self._visible(value, where)
        return value.strip()

    def _visible(self, text: str, where: str) -> None:
        """Note a sign that nobody sees: it could make one name look like another."""
        sign = hidden(text)
        if sign is not None:
            self.wrong(
                where,
                f"it holds the invisible character U+{ord(sign):04X}; type it anew"
                " instead of pasting it",
            )

    def number(
        self,
        table: Mapping[str, object],
        where: str,
        least: int,
        most: int,
        default: int | None = None,
    ) -> int:
        """Take a whole number within bounds."""
        value = table.get(where.rpartition(".")[2], default)
        if not isinstance(value, int) or isinstance(value, bool):
            self.wrong(where, f"write a whole number from {least} to {most}")
            return least
        if not least <= value <= most:
            self.wrong(where, f"{value} is out of range; from {least} to {most}")
            return least
        return value

    def yes(self, table: Mapping[str, object], where: str) -> bool:
        """Take true or false; false where it is left out."""
        value = table.get(where.rpartition(".")[2], False)
        if not isinstance(value, bool):
            self.wrong(where, "write true or false")
            return False
        return value

    def day(self, where: str) -> date:
        """Take the day of the next review."""
        value = self.table("help").get("review")
        if not isinstance(value, date) or isinstance(value, datetime):
            self.wrong(where, "write the day of the next review, as in 2027-04-01")
            return date.max
        return value

    def languages(self) -> tuple[str, ...]:
        """Take the languages; English must be among them."""
        value = self.file.get("languages", ["en"])
        if (
            not isinstance(value, list)
            or not value
            or not all(isinstance(v, str) and _LANGUAGE.fullmatch(v) for v in value)
        ):
            self.wrong("languages", 'write language codes, as in ["en", "pl"]')
            return ("en",)
        if "en" not in value:
            self.wrong("languages", 'English must be among them: add "en"')
        for language in value:
            if language not in LANGUAGES:
                self.wrong(
                    "languages",
                    f"{language!r} is unknown; there is {', '.join(LANGUAGES)}",
                )
        return tuple(dict.fromkeys(value))

    def places(self, name: str, *, core: bool = False) -> tuple[Place, ...]:
        """Take tiers, districts, partners or grades: one at least, ids unique."""
        self.known.add(name)
        rows = self.file.get(name)
        if not isinstance(rows, list) or not rows:
            self.wrong(name, f"at least one is needed: [[{name}]] with id and label")
            return ()
        found: dict[str, Place] = {}
        keys = ("id", "label", "core") if core else ("id", "label")
        if name == "tiers":
            keys = (*keys, "plain")  # taken by `bot.area.wording.in_plain_words`
        for number, row in enumerate(rows, 1):
            place = self._place(f"{name}[{number}]", row, keys)
            if place is None:
                continue
            if place.id in found:
                self.wrong(
                    f"{name}[{number}].id", f"{place.id!r} is taken; ids are unique"
                )
            found[place.id] = place
        return tuple(found.values())

    def _place(self, where: str, row: object, keys: tuple[str, ...]) -> Place | None:
        if not isinstance(row, dict):
            self.wrong(where, "write id and label")
            return None
        for key in row:
            if key not in keys:
                self.wrong(f"{where}.{key}", f"unknown; it has {', '.join(keys)}")
        place_id, core = row.get("id"), row.get("core", False)
        label = self.words(row, f"{where}.label", longest=LONGEST_LABEL)
        if not isinstance(place_id, str) or not _SLUG.fullmatch(place_id):
            self.wrong(
                f"{where}.id",
                "write a short id of small letters, digits and _, as in north_west",
            )
            return None
        if not isinstance(core, bool):
            self.wrong(f"{where}.core", "write true or false")
            core = False
        return Place(place_id, label, core)

    def help_lines(self) -> tuple[HelpLine, ...]:
        """Return the area's own lines, then the national ones."""
        table = self.table("help", *HELP)
        rows, national = table.get("lines", []), table.get("national", True)
        if not isinstance(national, bool):
            self.wrong("help.national", "write true or false")
        if not isinstance(rows, list):
            self.wrong("help.lines", "write each as [[help.lines]]")
            rows = []
        lines: list[HelpLine] = []
        for number, row in enumerate(rows, 1):
            try:
                (line,) = parse_help_lines([row])
            except (AttributeError, HelpLineError) as wrong:
                self.wrong(f"help.lines[{number}]", f"{wrong}")
                continue
            for text in line.text.by_language.values():
                self._visible(text, f"help.lines[{number}].text")
            lines.append(line)
        lines += national_lines() if national is True else ()
        if not any("999" in line.text.in_language("en") for line in lines):
            self.wrong("help.lines", "999 must be among them, for danger now")
        return tuple(lines)

    def per_cent(
        self, table: Mapping[str, object], where: str, default: int, *, fives: bool
    ) -> float:
        """Take a percentage as a fraction; ``fives``: a multiple of 5."""
        value = self.number(table, where, 5 if fives else 0, 95, default)
        if fives and value % 5:
            self.wrong(
                where,
                f"{value} is not a multiple of 5; bars are, so that what is printed"
                " never contradicts them",
            )
        return value / 100

    def bars(self) -> Bars:
        """Take the bars and thresholds; bars rise."""
        table = self.table("bars", "developing", "maturing", "mature", "gone")
        limits = self.table(
            "thresholds",
            "lowest_response_rate",
            "silent_group",
            "worker_present",
            "contradiction_gap",
        )
        bars = Bars(
            developing=self.per_cent(table, "bars.developing", 50, fives=True),
            maturing=self.per_cent(table, "bars.maturing", 60, fives=True),
            mature=self.per_cent(table, "bars.mature", 75, fives=True),
            gone=self.per_cent(table, "bars.gone", 25, fives=True),
            lowest_response_rate=self.per_cent(
                limits, "thresholds.lowest_response_rate", 15, fives=False
            ),
            silent_group=self.per_cent(
                limits, "thresholds.silent_group", 20, fives=False
            ),
            worker_present=self.per_cent(
                limits, "thresholds.worker_present", 25, fives=False
            ),
            contradiction_gap=self.per_cent(
                limits, "thresholds.contradiction_gap", 20, fives=False
            ),
        )
        if not bars.developing <= bars.maturing <= bars.mature:
            self.wrong("bars", "they must rise: developing, maturing, mature")
        if bars.gone >= bars.developing:
            self.wrong("bars.gone", "it must lie below the bar for developing")
        return bars

    def policy(self) -> Policy:
        """Take the rules of disclosure; they can be raised, never lowered."""
        table = self.table("disclosure", "fewest", "batch")
        return Policy(
            fewest=self.number(table, "disclosure.fewest", 10, 100, 10),
            batch=self.number(table, "disclosure.batch", 10, 100, 10),
        )

    def redaction(self) -> tuple[frozenset[str], str | None, frozenset[str]]:
        """Take names to take out, the file with more of them, and words to leave."""
        table = self.table("redaction", "deny", "deny_file", "allow")
        file = table.get("deny_file")
        if file is not None and (
            not isinstance(file, str) or not file or Path(file).name != file
        ):
            self.wrong(
                "redaction.deny_file", "write the name of a file in the data folder"
            )
            file = None
        return self._listed(table, "deny"), file, self._listed(table, "allow")

    def _listed(self, table: Mapping[str, object], key: str) -> frozenset[str]:
        words = table.get(key, [])
        if isinstance(words, list) and all(
            isinstance(word, str) and word.strip() for word in words
        ):
            return frozenset(words)
        self.wrong(f"redaction.{key}", 'write words in quotes: ["Ann Example"]')
        return frozenset()

    def care(self) -> Care | None:
        """Take who looks at words of harm; None where the table is left out."""
        table = self.table("care", "person", "deputy", "wish_days")
        if not table:
            return None
        return Care(
            self._carer(table, "person"),
            self._carer(table, "deputy"),
            self.number(table, "care.wish_days", 7, 90, 28),
        )

    def _carer(self, table: Mapping[str, object], who: str) -> Carer:
        where = f"care.{who}"
        found = table.get(who)
        if not isinstance(found, dict):
            self.wrong(where, 'write { role = "…", contact = "…" }')
            return Carer("", "")
        for key in found:
            if key not in ("role", "contact"):
                self.wrong(f"{where}.{key}", "unknown; it has role, contact")
        return Carer(
            self.words(found, f"{where}.role"), self.words(found, f"{where}.contact")
        )

    def retention(self) -> Retention:
        """Take how long things are kept."""
        names = tuple(Retention.__dataclass_fields__)
        table = self.table("retention", *names)
        usual = Retention()
        most = {"session_days": 60, "invitation_days": 180, "contact_days": 180}
        values = {
            name: self.number(
                table,
                f"retention.{name}",
                1,
                most.get(name, 120),
                getattr(usual, name),
            )
            for name in names
        }
        if values["words_months"] > values["answers_months"]:
            self.wrong(
                "retention.words_months",
                "words cannot outlive their answers; write at most answers_months",
            )
        return Retention(**values)

    def sending(self) -> Sending:
        """Take when families may be written to of our own accord."""
        names = tuple(Sending.__dataclass_fields__)
        table, usual = self.table("sending", *names), Sending()
        first = self.number(table, "sending.from_hour", 7, 20, usual.from_hour)
        last = self.number(table, "sending.until_hour", 8, 21, usual.until_hour)
        if first >= last:
            self.wrong("sending.until_hour", "it must be later than from_hour")
        return Sending(
            wait_days=self.number(table, "sending.wait_days", 0, 30, usual.wait_days),
            reminder_days=self._reminder_days(table, usual.reminder_days),
            from_hour=first,
            until_hour=last,
            closed_days=self._closed_days(table),
        )

    def _reminder_days(
        self, table: Mapping[str, object], usual: tuple[int, ...]
    ) -> tuple[int, ...]:
        """Take the days of the reminders: two at most, the second after the first."""
        days = table.get("reminder_days", list(usual))
        if (
            isinstance(days, list)
            and len(days) <= len(usual)
            and all(type(day) is int and 1 <= day <= LONGEST_WAIT for day in days)
            and days == sorted(set(days))
        ):
            return tuple(days)
        self.wrong(
            "sending.reminder_days",
            f"write two days at most, from 1 to {LONGEST_WAIT} and rising, as in"
            " [3, 7]; [] sends no reminders",
        )
        return usual

    def _closed_days(self, table: Mapping[str, object]) -> frozenset[date]:
        days = table.get("closed_days", [])
        if isinstance(days, list) and all(type(day) is date for day in days):
            return frozenset(days)
        self.wrong("sending.closed_days", "write days without quotes: [2027-12-29]")
        return frozenset()
