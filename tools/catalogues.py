"""Keep the translations: write, fill and report the catalogues of all languages.

    python tools/catalogues.py update                 every .po file as the sources ask
    python tools/catalogues.py missing pl             what is missing: key, English
    python tools/catalogues.py fill pl words.json     put translations in (JSON or TSV)
    python tools/catalogues.py report                 a line a language
    python tools/catalogues.py checked pl --by ROLE --on 2027-01-31

The English is at home in TOML files; nothing here changes it. An entry whose English
has changed keeps its old translation, marked fuzzy, and counts as missing.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from surveys import catalogues, offered  # noqa: E402  after the path is set
from surveys.entries import Entry, faults  # noqa: E402
from surveys.languages import ENGLISH, LANGUAGES  # noqa: E402
from surveys.texts import all_texts  # noqa: E402

FOLDER = ROOT / "surveys" / "data" / "languages"
CODES = tuple(code for code in LANGUAGES if code != ENGLISH)
WIDTH = 88
DRAFT = (
    "{english}: a first draft, made with a machine's help and checked by nobody who "
    "speaks it.\nHow it is kept: docs/languages.md. The English is at home in the TOML "
    "files; change it there."
)


def sources() -> dict[str, Entry]:
    """Return every text that is translated, by key, in the order of the sources."""
    return {
        **offered.entries(),
        **{e.key: e for texts in all_texts("bot") for e in texts.entries()},
    }


def opened(language: str) -> polib.POFile:
    """Return the catalogue as it stands, or a new one."""
    file = FOLDER / f"{language}.po"
    if file.is_file():
        return polib.pofile(str(file), wrapwidth=WIDTH)
    return polib.POFile(wrapwidth=WIDTH)


def updated(
    old: polib.POFile, language: str, wanted: Mapping[str, Entry]
) -> polib.POFile:
    """Return the catalogue with exactly the entries that the sources ask for."""
    new = polib.POFile(wrapwidth=WIDTH)
    known = LANGUAGES[language]
    new.metadata = {
        "Project-Id-Version": "Strandline",
        "Language": language,
        "Language-Name": known.english,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        catalogues.CHECKED_BY: old.metadata.get(
            catalogues.CHECKED_BY, catalogues.NOBODY
        ),
        catalogues.CHECKED_ON: old.metadata.get(catalogues.CHECKED_ON, ""),
    }
    if new.metadata[catalogues.CHECKED_BY] == catalogues.NOBODY:
        new.header = DRAFT.format(english=known.english)
    else:
        new.header = f"{known.english}. How it is kept: docs/languages.md."
    before = {entry.msgctxt: entry for entry in old if not entry.obsolete}
    for key, entry in wanted.items():
        new.append(_entry(entry, before.get(key)))
    return new


def _entry(entry: Entry, before: polib.POEntry | None) -> polib.POEntry:
    made = polib.POEntry(msgctxt=entry.key, msgid=entry.english, comment=_note(entry))
    if before is None or not before.msgstr:
        return made
    made.msgstr, made.tcomment = before.msgstr, before.tcomment
    if before.msgid != entry.english:
        made.flags, made.previous_msgid = ["fuzzy"], before.msgid
    elif before.fuzzy:
        made.flags, made.previous_msgid = ["fuzzy"], before.previous_msgid
    return made


def _note(entry: Entry) -> str:
    notes = []
    if entry.safety:
        notes.append("consent or safety: the language is not offered without it")
    if entry.label:
        notes.append(f"a button: at most {entry.longest} places, one line")
    return "; ".join(notes)


def save(file: polib.POFile, language: str) -> None:
    """Write a catalogue, whole or not at all."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{language}.po"
    part = path.with_suffix(".part")
    part.write_text(f"{file}", encoding="utf-8")
    part.replace(path)


def lacking(file: polib.POFile, wanted: Mapping[str, Entry]) -> dict[str, str]:
    """Return what is missing: key to English."""
    done = {e.msgctxt for e in file if e.msgstr and not e.fuzzy and not e.obsolete}
    return {key: entry.english for key, entry in wanted.items() if key not in done}


def fill(
    file: polib.POFile, given: Mapping[str, str], wanted: Mapping[str, Entry]
) -> tuple[int, list[str]]:
    """Put translations in; return how many entries they filled, and what was refused.

    A translation also serves every other entry of the same English that has none yet.
    """
    refused: list[str] = []
    entries = {entry.msgctxt: entry for entry in file}
    filled = 0
    for key, text in given.items():
        if key not in wanted:
            refused.append(f"{key}: there is no such text")
            continue
        said = text.strip()
        wrong = faults(wanted[key], said)
        if wrong:
            refused.append(f"{key}: {'; '.join(wrong)}")
            continue
        _put(entries[key], said)
        filled += 1
    for key in given:
        if key in wanted and entries[key].msgstr and not entries[key].fuzzy:
            filled += _spread(key, entries, wanted)
    return filled, refused


def _spread(
    key: str, entries: Mapping[str, polib.POEntry], wanted: Mapping[str, Entry]
) -> int:
    filled, said = 0, entries[key].msgstr
    for other, entry in wanted.items():
        empty = not entries[other].msgstr or entries[other].fuzzy
        same = entry.english == wanted[key].english and entry.label == wanted[key].label
        if same and empty and not faults(entry, said):
            _put(entries[other], said)
            filled += 1
    return filled


def _put(entry: polib.POEntry, text: str) -> None:
    entry.msgstr = text
    entry.previous_msgid = None
    if "fuzzy" in entry.flags:
        entry.flags.remove("fuzzy")


def read_given(path: Path) -> dict[str, str]:
    """Return key to translation, from JSON (an object) or TSV (key, tab, text)."""
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".json":
        return {str(key): str(value) for key, value in json.loads(text).items()}
    rows = [line.split("\t") for line in text.splitlines() if line.strip()]
    return {row[0]: row[-1].replace("\\n", "\n") for row in rows}


def once(missing: Mapping[str, str], wanted: Mapping[str, Entry]) -> dict[str, str]:
    """Leave out what a translation of an earlier key would fill too."""
    first: dict[tuple[str, bool], str] = {}
    for key, english in missing.items():
        first.setdefault((english, wanted[key].label), key)
    return {key: missing[key] for key in first.values()}


def report(codes: Iterable[str], wanted: Mapping[str, Entry]) -> None:
    """Print a line a language."""
    safety = {key for key, entry in wanted.items() if entry.safety}
    for code in codes:
        file = opened(code)
        missing = lacking(file, wanted)
        checked = file.metadata.get(catalogues.CHECKED_BY, catalogues.NOBODY)
        wrong = sum(
            bool(faults(wanted[e.msgctxt], e.msgstr))
            for e in file
            if e.msgctxt in wanted and e.msgstr and not e.fuzzy
        )
        print(
            f"{code} {LANGUAGES[code].english:<11} {len(wanted) - len(missing):>4} of "
            f"{len(wanted)}; safety {len(safety - missing.keys())} of {len(safety)}; "
            f"faulty {wrong}; checked by {checked}"
        )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("update")
    commands.add_parser("report")
    one = commands.add_parser("missing")
    one.add_argument("--all", action="store_true", help="repeat the same English, too")
    one.add_argument("--safety", action="store_true", help="safety texts only")
    one.add_argument("language", choices=CODES)
    put = commands.add_parser("fill")
    put.add_argument("language", choices=CODES)
    put.add_argument("file", type=Path)
    checked = commands.add_parser("checked")
    checked.add_argument("language", choices=CODES)
    checked.add_argument("--by", required=True, help="a role, no name")
    checked.add_argument("--on", required=True, type=date.fromisoformat)
    return parser


def _missing(asked: argparse.Namespace, wanted: Mapping[str, Entry]) -> None:
    missing = lacking(opened(asked.language), wanted)
    if asked.safety:
        missing = {k: v for k, v in missing.items() if wanted[k].safety}
    shown = missing if asked.all else once(missing, wanted)
    print(json.dumps(shown, ensure_ascii=False, indent=1))


def _fill(asked: argparse.Namespace, wanted: Mapping[str, Entry]) -> int:
    file = updated(opened(asked.language), asked.language, wanted)
    filled, refused = fill(file, read_given(asked.file), wanted)
    save(file, asked.language)
    print("\n".join((f"{filled} entries filled, {len(refused)} refused", *refused)))
    report([asked.language], wanted)
    return 1 if refused else 0


def main() -> int:
    """Run one of the commands."""
    asked = _parser().parse_args()
    wanted = sources()
    match asked.command:
        case "update":
            for code in CODES:
                save(updated(opened(code), code, wanted), code)
            report(CODES, wanted)
        case "report":
            report(CODES, wanted)
        case "missing":
            _missing(asked, wanted)
        case "fill":
            return _fill(asked, wanted)
        case "checked":
            file = opened(asked.language)
            file.metadata[catalogues.CHECKED_BY] = asked.by
            file.metadata[catalogues.CHECKED_ON] = asked.on.isoformat()
            save(updated(file, asked.language, wanted), asked.language)
    return 0


if __name__ == "__main__":
    sys.exit(main())
