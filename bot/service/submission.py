"""A submission: what is stored of finished answers, in one transaction.

Rule 1: the response gets a fresh random id; session and invitation go in the same
commit, so that never both and never neither are there.
Rule 2: district and grade stand on no response. Answers to counted questions do not
either: they are only added up, by each sort of group apart (ADR 0011), so that there
is nothing by which a counter could be dealt out to responses again.
Rule 3: words that a person must see first are held back from the response.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product
from typing import Final

from analysis.model import Tally
from bot.keys import Keys, new_id, open_receipt, wave_mark
from bot.service.errors import ServiceError
from bot.service.periods import quarter_of, span
from bot.service.person import Person
from bot.service.setup import day
from bot.store import Delivery, Held, Period, SessionRow, Store, Wave
from surveys.conversation import Labels, Session
from surveys.events import Submit
from surveys.model import Answer, Audience, Mode, Questionnaire, Response

CARE: Final = "care"
LANGUAGE: Final = "language"
_SHEET_HOURS: Final = 24 * 366
_NOTE: Final = 1024
_YEAR: Final = 4  # quarters
_UNDETERMINED: Final = "und"  # BCP 47
_PART: Final = "\0"  # stands in no words: `surveys.hidden` takes it out


@dataclass(frozen=True, slots=True)
class Finished:
    """Answers that are complete, with the labels to stamp on them."""

    questionnaire: Questionnaire
    labels: Labels
    language: str
    submit: Submit


@dataclass(frozen=True, slots=True)
class Sheet:
    """One person's answers from paper or phone, checked, words not yet redacted.

    ``row`` is the sheet's own number (the stamp on the paper): it keeps a sheet from
    being counted twice within a year, and is not kept with the answers.
    """

    row: str
    questionnaire: Questionnaire
    labels: Labels
    language: str
    submit: Submit


@dataclass(frozen=True, slots=True)
class Stamp:
    """Where one submission is counted.

    Attributes:
        period: The quarter or wave that stands on the response.
        group: The tier or partner that stands on the response.
        counted: Kind, group and period of each counter of counted answers.
        reach: Kind, place and period of each counter of who answered.
    """

    period: str
    quarter: str
    group: str | None
    counted: tuple[tuple[str, str, str], ...]
    reach: tuple[tuple[str, str, str], ...]


def finished(questionnaire: Questionnaire, session: Session, done: Submit) -> Finished:
    """Return what a conversation that was sent leaves."""
    labels = session.labels
    if labels.mode is Mode.EVENT:
        labels = replace(labels, tier=labels.tier or done.tier)
    return Finished(questionnaire, labels, session.language, done)


def participation(wave: Wave, person: Person) -> bytes:
    """Return the mark of a person's taking part in an open wave."""
    return wave_mark(wave.secret or b"", person.channel, person.key)


def wave_for(
    store: Store, questionnaire: Questionnaire, labels: Labels, now: datetime
) -> Wave | None:
    """Return the wave that answers given without a link belong to; families: None.

    Raises:
        ServiceError: Staff answer in waves, and none is open.
    """
    if questionnaire.audience is not Audience.STAFF:
        return None
    for wave in reversed(store.waves.current(day(now))):
        if wave.questionnaire == questionnaire.id and labels.wave in (None, wave.id):
            return wave
    raise ServiceError(
        f"No wave of {questionnaire.id} is open. Open one first: "
        "strandline wave open --help says how."
    )


def submit(
    store: Store,
    keys: Keys,
    done: Finished,
    row: SessionRow,
    person: Person,
    code: str,
    now: datetime,
) -> str | None:
    """Store a submission, and delete the session and the link that led to it.

    Returns:
        None when it is stored; else the key of the text that says why it is not.
    """
    store.sessions.delete(row.pseudonym)
    if row.token is not None and not spent(store, row, row.token):
        return "over"  # the link ran out while they were answering
    wave = None
    if row.wave is not None:
        wave = store.waves.get(row.wave)
        if wave is None or not wave.open or day(now) > wave.until:
            return "over"
        if not store.waves.participate(wave.id, participation(wave, person)):
            return "no_use"
    stamp = _stamp(store, done, wave, now, invited=row.token is not None)
    _write(store, keys, done, stamp, code)
    return None


def spent(store: Store, row: SessionRow, token: bytes) -> bool:
    """Spend what led here: a family's link, or a code that was dealt to staff."""
    if row.wave is not None:
        return store.waves.spend_code(token)
    return store.invitations.remove(token)


def record(store: Store, keys: Keys, sheet: Sheet, now: datetime) -> bool:
    """Store one sheet from paper or phone; False if it was stored before.

    Raises:
        ServiceError: It belongs to no wave that is open.
    """
    mark = keys.mark("sheet", sheet.questionnaire.id, sheet.row)
    claim = store.deliveries.claim(mark, b"", now, hours=_SHEET_HOURS)
    if claim is not Delivery.NEW:
        return False
    done = Finished(sheet.questionnaire, sheet.labels, sheet.language, sheet.submit)
    wave = wave_for(store, sheet.questionnaire, sheet.labels, now)
    stamp = _stamp(store, done, wave, now, invited=False)
    _write(store, keys, done, stamp, None)
    return True


def withdraw(store: Store, receipt: bytes, seal: bytes) -> bool:
    """Take back everything that a receipt's holder sent; False for no such receipt.

    Args:
        store: Inside a transaction.
        receipt: The mark of the code (`Keys.receipt`).
        seal: What opens the receipt (`Keys.receipt_seal`).
    """
    sealed = store.receipts.take(receipt)
    if sealed is None:
        return False
    note = json.loads(open_receipt(seal, sealed))
    # A receipt of before ADR 0011 names no answers; its counters have gone.
    for tally in _tallies(
        note["questionnaire"], note.get("answers", ()), note["counted"] or ()
    ):
        store.tallies.take_back(tally)
    for kind, place, period in note["reach"]:
        store.reach.add(
            note["questionnaire"], kind, place, period, sent=None, answered=-1
        )
    store.responses.delete(note["response"])
    return True


# --- the parts of a submission -----------------------------------------------------


def _open_quarter(store: Store, now: datetime) -> str:
    """Return the quarter of today, or the next one that is not closed yet."""
    quarter = quarter_of(now.date())
    while (known := store.periods.get(quarter)) is not None and known.closed:
        days = span(quarter)
        if days is None:  # pragma: no cover  # every quarter has its days
            break
        quarter = quarter_of(days.end)
    return quarter


def _whole_county_only(questionnaire: Questionnaire) -> bool:
    """Say whether no table by tier is ever made of a questionnaire.

    What no table needs does not stand on a response: young people are few.
    """
    return questionnaire.audience is Audience.YOUNG


def _stamp(
    store: Store, done: Finished, wave: Wave | None, now: datetime, *, invited: bool
) -> Stamp:
    if wave is not None:
        store.periods.ensure(
            Period(wave.id, "wave", wave.quarter, done.questionnaire.id)
        )
        grade, partner = done.submit.grade, done.submit.partner
        return Stamp(
            period=wave.id,
            quarter=wave.quarter,
            group=partner,
            counted=(
                ("partner", partner or "", wave.id),
                *((("grade", grade, wave.id),) if grade else ()),
            ),
            reach=(
                ("wave", wave.id, wave.id),
                *((("partner", partner, wave.id),) if partner else ()),
            ),
        )
    quarter = _open_quarter(store, now)
    store.periods.ensure(Period(quarter, "quarter", quarter))
    year, tier, district = quarter[:4], done.labels.tier, done.labels.district
    reach = [
        *([("tier", tier, quarter)] if invited and tier else []),
        *([("district", district, year)] if invited and district else []),
    ]
    return Stamp(
        period=quarter,
        quarter=quarter,
        group=None if _whole_county_only(done.questionnaire) else tier,
        counted=(
            ("tier", tier or "", quarter),
            ("mode", done.labels.mode.value, year),
            *((("district", district, year),) if district else ()),
        ),
        reach=tuple(reach),
    )


def _write(
    store: Store, keys: Keys, done: Finished, stamp: Stamp, code: str | None
) -> None:
    held_back = {*done.submit.review, *done.submit.concern}
    apart = {q.id for q in done.questionnaire.questions if q.counted}
    counted = [
        (answer.question, answer.options[0] if answer.options else "")
        for answer in done.submit.answers
        if answer.question in apart
    ]
    kept = [a for a in done.submit.answers if a.question not in apart]
    response = Response(
        id=new_id(),
        questionnaire=done.questionnaire.id,
        version=done.questionnaire.version,
        period=stamp.period,
        group=stamp.group,
        language=done.language,
        mode=done.labels.mode,
        worker_present=done.submit.worker_present,
        quote_consent=done.submit.quote_consent,
        answers=tuple(_kept(kept, held_back)),
    )
    store.responses.add(response)
    for answer in done.submit.answers:
        if answer.words is not None:
            _queue_words(store, keys, done, stamp, response, answer)
    for tally in _tallies(response.questionnaire, counted, stamp.counted):
        store.tallies.count(tally)
    for kind, place, period in stamp.reach:
        unknown = kind in ("wave", "partner")
        store.reach.add(
            response.questionnaire,
            kind,
            place,
            period,
            sent=None if unknown else 0,
            answered=1,
        )
    if code is not None:
        note = {
            "response": response.id,
            "questionnaire": response.questionnaire,
            "answers": counted,
            "counted": stamp.counted,
            "reach": stamp.reach,
        }
        sealed = keys.seal_for(code, _of_one_length(json.dumps(note).encode()))
        store.receipts.add(keys.receipt(code), sealed, stamp.quarter)


def _kept(answers: Sequence[Answer], held_back: set[str]) -> Iterator[Answer]:
    for answer in answers:
        if answer.words is not None and answer.question in held_back:
            yield Answer(answer.question, skipped=True)
        else:
            yield answer


def _queue_words(
    store: Store,
    keys: Keys,
    done: Finished,
    stamp: Stamp,
    response: Response,
    answer: Answer,
) -> None:
    """Put words into the queue that they must go through."""
    themes = done.questionnaire.question(answer.question).theme
    words = answer.words or ""
    for kind, questions in (
        (CARE, done.submit.concern),
        (LANGUAGE, done.submit.review),
    ):
        if answer.question in questions:
            sealed = seal_words(keys, kind, words, done.language)
            until = _keep_until(stamp, kind)
            held = Held(new_id(), kind, answer.question, sealed, until)
            store.held.add(held, response.id, themes)
            return
    if response.quote_consent:
        store.quotes.offer(new_id(), response.id, answer.question, themes)


def seal_words(keys: Keys, kind: str, words: str, language: str) -> bytes:
    """Return held words with the language of their conversation, locked together.

    The language stands with the words alone: beside a response it is generalised
    away where few share it.
    """
    return keys.seal(f"held {kind}", f"{language}{_PART}{words}".encode())


def unseal_words(keys: Keys, kind: str, sealed: bytes) -> tuple[str, str]:
    """Return held words and the language of their conversation.

    The language is ``und`` for words that were held before it was kept.
    """
    text = keys.unseal(f"held {kind}", sealed).decode()
    language, part, words = text.partition(_PART)
    return (words, language) if part else (text, _UNDETERMINED)


def _keep_until(stamp: Stamp, kind: str) -> str:
    """Return the last quarter in which held words are kept.

    For words that alarm it is the one after theirs. Words that no rule reads are kept
    a year, because they come in batches that have to fill first.
    """
    quarter = stamp.quarter
    for _ in range(_YEAR if kind == LANGUAGE else 1):
        days = span(quarter)
        quarter = quarter if days is None else quarter_of(days.end)
    return quarter


def _tallies(
    questionnaire: str,
    answers: Iterable[Sequence[str]],
    groups: Iterable[Sequence[str]],
) -> Iterator[Tally]:
    """Yield the counters of one person's counted answers, each one person strong."""
    for (question, option), (kind, group, period) in product(answers, groups):
        yield Tally(questionnaire, question, option, group, period, 1, kind)


def _of_one_length(note: bytes) -> bytes:
    """Fill a receipt's note up, so that its length tells nothing of what is in it."""
    return note.ljust(-(-len(note) // _NOTE) * _NOTE)
