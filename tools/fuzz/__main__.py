"""Run one fuzz target with atheris: ``python -m tools.fuzz TARGET [OPTION]...``.

A target raises where the code breaks its word; atheris then writes the input down.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

with atheris.instrument_imports(include=["surveys", "bot"]):
    from bot.area import Area, example_area, parse_area
    from bot.service.intake import IntakeError, read_sheets
    from bot.service.sheets import Rules as SheetRules
    from bot.telegram.callbacks import decode
    from bot.telegram.inbound import read
    from surveys.care import notice
    from surveys.check import check_files
    from surveys.details import Rules
    from surveys.hidden import hidden, visible
    from surveys.loading import demo_files, shipped
    from surveys.replies import understand

REDACTOR = Rules()
QUESTIONS = [q for one in shipped().values() for q in one.questions]
FOLDER = TemporaryDirectory()


def _area() -> Area:
    found, mistakes = parse_area(example_area())
    if found is None:
        raise ValueError(mistakes)
    return found


SHEETS = SheetRules(shipped(), _area(), {"2026-Q4-check": "staff-check"})


def update(data: bytes) -> None:
    """A Telegram update as the webhook reads it."""
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError):
        return
    incoming = read(raw)
    if incoming is not None:
        incoming.words.encode()
        decode(incoming.data)


def reply(data: bytes) -> None:
    """A typed reply: visible, redacted, read."""
    source = atheris.FuzzedDataProvider(data)
    question = QUESTIONS[source.ConsumeIntInRange(0, len(QUESTIONS) - 1)]
    words = visible(source.ConsumeUnicode(sys.maxsize))
    if hidden(words) is not None:
        raise ValueError("an invisible sign is left")
    REDACTOR.redact(words)
    notice(words, "en")
    understand(question, question.options, words, "en")


def definition(data: bytes) -> None:
    """A questionnaire's definition."""
    check_files({"fuzz": data}, features=(), themes=())


def area(data: bytes) -> None:
    """An area file."""
    parse_area(data.decode(errors="surrogateescape"))


def _import(data: bytes, suffix: str) -> None:
    file = Path(FOLDER.name) / f"fuzz.{suffix}"
    file.write_bytes(data)
    try:
        read_sheets(file, SHEETS)
    except IntakeError as wrong:
        if any(hidden(mistake) for mistake in wrong.mistakes):
            raise ValueError("a mistake holds an invisible sign") from wrong


def table(data: bytes) -> None:
    """A CSV file to import."""
    _import(data, "csv")


def lines(data: bytes) -> None:
    """A JSON-lines file to import."""
    _import(data, "jsonl")


TARGETS: dict[str, Callable[[bytes], None]] = {
    "update": update,
    "reply": reply,
    "definition": definition,
    "area": area,
    "csv": table,
    "jsonl": lines,
}


CORPUS = Path(".cache/fuzz")
SEEDS = {
    "update": b'{"update_id":1,"message":{"message_id":2,"text":"/start a",'
    b'"chat":{"id":7,"type":"private"},"from":{"id":7,"language_code":"en"}}}',
    "definition": next(iter(demo_files().values())),
    "area": example_area().encode(),
    "csv": b"row,questionnaire,mode,tier,district,Q1,Q4,O1\n"
    b"1,family-closure,paper,keyworker,melton,a,school;health,Thank you\n",
    "jsonl": b'{"row":"1","questionnaire":"family-closure","mode":"paper",'
    b'"tier":"keyworker","district":"melton","Q1":"a","Q4":["school"],"O1":"Hi"}',
}


def main() -> None:
    """Fuzz one target until a failure or the time is over."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:  # noqa: PLR2004  name and target
        sys.exit(f"Name a target: {', '.join(TARGETS)}")
    name, *options = sys.argv[1:]
    corpus = CORPUS / name
    corpus.mkdir(parents=True, exist_ok=True)
    corpus.joinpath("seed").write_bytes(SEEDS.get(name, b"yes, both of them"))
    prefix = f"-artifact_prefix={CORPUS}/failed-{name}-"
    atheris.Setup([sys.argv[0], prefix, *options, str(corpus)], TARGETS[name])
    atheris.Fuzz()


main()
