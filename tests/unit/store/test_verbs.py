"""What each verb of the store promises, noun by noun."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from analysis.model import Attached, Attestation, Reach, Tally
from analysis.release import Entry
from bot.keys import Keys, new_id
from bot.store import (
    Account,
    ConflictError,
    Delivery,
    FollowUp,
    Held,
    InvitationRow,
    Period,
    Quote,
    Rating,
    Sent,
    SessionRow,
    Store,
    Wave,
)
from surveys.model import Answer, Mode, Response

NOW = datetime(2026, 11, 18, 10, 30, tzinfo=UTC)
QUARTER = "2026-Q4"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path, Keys(b"k" * 32).derive)
    yield opened
    opened.close()


def response(**changes: object) -> Response:
    plain = Response(
        id=new_id(),
        questionnaire="family-closure",
        version=1,
        period=QUARTER,
        group="keyworker",
        language="en",
        mode=Mode.SELF,
        worker_present=None,
        quote_consent=True,
        answers=(
            Answer("Q4", options=("health", "school")),
            Answer("N1", number=3),
            Answer("O1", words="They listened."),
            Answer("O2", skipped=True),
        ),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # fields of a response


# --- conversations -------------------------------------------------------------


def test_a_delivery_is_new_once_then_repeated_or_recovered(store: Store) -> None:
    claim = store.deliveries.claim
    assert claim(b"1", b"first run", NOW) is Delivery.NEW
    assert claim(b"1", b"first run", NOW) is Delivery.REPEATED
    assert claim(b"1", b"second run", NOW) is Delivery.RECOVERED
    assert claim(b"1", b"second run", NOW) is Delivery.REPEATED
    assert claim(b"2", b"second run", NOW) is Delivery.NEW


def test_delivery_ids_live_25_hours_and_message_ids_48(store: Store) -> None:
    store.deliveries.claim(b"1", b"run", NOW)
    store.messages.remember(b"m", b"owner", b"sealed", NOW)
    later = NOW + timedelta(hours=25)
    assert (store.deliveries.purge(later), store.messages.purge(later)) == (0, 0)
    later = NOW + timedelta(hours=26)
    assert (store.deliveries.purge(later), store.messages.purge(later)) == (1, 0)
    later = NOW + timedelta(hours=49)
    assert store.messages.purge(later) == 1
    assert store.messages.take(b"owner") == ()


def test_message_ids_are_taken_once_and_only_the_owners(store: Store) -> None:
    for mark, owner in ((b"1", b"one"), (b"2", b"one"), (b"2", b"one"), (b"3", b"two")):
        store.messages.remember(mark, owner, b"sealed " + mark, NOW)
    assert set(store.messages.take(b"one")) == {b"sealed 1", b"sealed 2"}
    assert store.messages.take(b"one") == ()
    assert store.messages.take(b"two") == (b"sealed 3",)


def session(version: int, state: bytes = b"state") -> SessionRow:
    return SessionRow(b"who", version, "family-closure", state, b"token", None, 700)


def test_a_session_is_saved_over_the_version_that_was_read_and_no_other(
    store: Store,
) -> None:
    store.sessions.save(session(0))
    with pytest.raises(ConflictError):
        store.sessions.save(session(0))
    store.sessions.save(session(1, b"second"))
    with pytest.raises(ConflictError):
        store.sessions.save(session(1, b"late"))
    assert store.sessions.get(b"who") == session(2, b"second")
    assert store.sessions.delete(b"who")
    assert not store.sessions.delete(b"who")
    with pytest.raises(ConflictError):
        store.sessions.save(session(2))


def test_a_session_is_purged_after_its_last_day(store: Store) -> None:
    store.sessions.save(session(0))
    assert store.sessions.purge(700) == 0
    assert store.sessions.purge(701) == 1


# --- invitations, waves, reach, follow-ups ---------------------------------------


INVITATION = InvitationRow(
    b"t", "family-closure", "keyworker", "melton", "en", QUARTER, None, 700
)


def test_an_invitation_is_bound_once(store: Store) -> None:
    assert store.invitations.add(INVITATION)
    assert not store.invitations.add(INVITATION)
    store.invitations.bind(b"t", b"her")
    with pytest.raises(ConflictError):
        store.invitations.bind(b"t", b"him")
    assert store.invitations.get(b"t") == replace(INVITATION, person=b"her")
    assert store.invitations.remove(b"t")
    assert not store.invitations.remove(b"t")
    assert store.invitations.get(b"t") is None


def test_an_invitation_is_purged_after_its_last_day(store: Store) -> None:
    store.invitations.add(INVITATION)
    assert store.invitations.purge(700) == 0
    assert store.invitations.purge(701) == 1


def test_links_are_counted_for_whoever_hands_them_out(store: Store) -> None:
    for district in ("melton", "melton", None):
        invitation = replace(INVITATION, district=district)
        store.invitations.note_sent("anna", invitation, "2026-11")
    assert store.invitations.sent_by("anna") == (
        Sent("2026-11", "family-closure", "keyworker", None, 1),
        Sent("2026-11", "family-closure", "keyworker", "melton", 2),
    )
    assert store.invitations.sent_by("ben") == ()


WAVE = Wave("2026-Q4-check", "staff-check", QUARTER, 700, b"token", b"secret")


def test_a_wave_takes_one_answer_a_person_and_ends_with_its_key(store: Store) -> None:
    store.waves.open(WAVE)
    with pytest.raises(ConflictError, match="already"):
        store.waves.open(WAVE)
    assert store.waves.by_token(b"token") == WAVE
    assert store.waves.current(700) == (WAVE,)
    assert store.waves.current(701) == ()
    assert store.waves.participate(WAVE.id, b"her")
    assert not store.waves.participate(WAVE.id, b"her")
    assert store.waves.took_part(WAVE.id, b"her")
    store.sessions.save(replace(session(0), token=None, wave=WAVE.id))
    assert store.waves.close(WAVE.id)
    assert not store.waves.close(WAVE.id)
    assert store.waves.get(WAVE.id) == replace(WAVE, token=None, secret=None)
    assert store.waves.by_token(b"token") is None
    assert not store.waves.took_part(WAVE.id, b"her")
    assert store.sessions.get(b"who") is None


def test_reach_adds_up_and_never_goes_below_nought(store: Store) -> None:
    store.reach.add("f", "tier", "keyworker", QUARTER, sent=3)
    store.reach.add("f", "tier", "keyworker", QUARTER, answered=1)
    store.reach.add("f", "tier", "keyworker", QUARTER, sent=None, answered=-1)
    store.reach.add("f", "tier", "keyworker", QUARTER, sent=None, answered=-1)
    store.reach.add("s", "wave", "w", "w", sent=None)
    store.reach.add("s", "wave", "w", "w", sent=None, answered=1)
    store.reach.closings("f", "district", "melton", "2026", 40)
    assert store.reach.of((QUARTER, "2026", "w")) == (
        Reach("f", "2026", "melton", "district", 0, 0, 40),
        Reach("f", QUARTER, "keyworker", "tier", 3, 0),
        Reach("s", "w", "w", "wave", None, 1),
    )
    assert store.reach.of(("2025",)) == ()


def test_follow_ups_come_due_in_their_month_and_lapse(store: Store) -> None:
    wish = FollowUp("1", "family-followup", None, "en", "2027-02", b"sealed")
    store.follow_ups.add(wish)
    assert store.follow_ups.due("2027-01") == ()
    assert store.follow_ups.due("2027-02") == (wish,)
    assert store.follow_ups.all() == (wish,)
    assert store.follow_ups.purge("2027-02") == 0
    assert store.follow_ups.purge("2027-03") == 1
    assert not store.follow_ups.remove("1")


def test_opting_out_is_kept(store: Store) -> None:
    assert not store.follow_ups.opted_out(b"her")
    store.follow_ups.opt_out(b"her")
    store.follow_ups.opt_out(b"her")
    assert store.follow_ups.opted_out(b"her")


# --- accounts ---------------------------------------------------------------------


def test_a_code_gives_its_role_to_one_person(store: Store) -> None:
    store.accounts.grant(b"code", "coordinator", "", 700)
    with pytest.raises(ConflictError):
        store.accounts.grant(b"code", "coordinator", "", 700)
    redeem = store.accounts.redeem
    assert redeem(b"other", b"her", "a", b"sealed", 700) is None
    assert redeem(b"code", b"her", "a", b"sealed", 701) is None
    assert redeem(b"code", b"her", "a", b"sealed", 700) == Account("a", "coordinator")
    assert redeem(b"code", b"her", "b", b"sealed", 700) == Account("a", "coordinator")
    assert redeem(b"code", b"him", "b", b"sealed", 700) is None
    assert store.accounts.who(b"her") == Account("a", "coordinator")
    assert store.accounts.contacts("coordinator") == (b"sealed",)
    assert store.accounts.count("coordinator") == 1


def test_a_second_code_replaces_the_role(store: Store) -> None:
    store.accounts.grant(b"1", "coordinator", "", 700)
    store.accounts.grant(b"2", "keyworker", "melton", 700)
    store.accounts.redeem(b"1", b"her", "a", b"sealed", 700)
    store.accounts.redeem(b"2", b"her", "b", b"sealed", 700)
    assert store.accounts.who(b"her") == Account("b", "keyworker", "melton")
    assert store.accounts.count("coordinator") == 0
    assert store.accounts.remove(b"her")
    assert not store.accounts.remove(b"her")
    assert store.accounts.contacts("keyworker") == ()


def test_codes_are_purged(store: Store) -> None:
    store.accounts.grant(b"1", "coordinator", "", 700)
    assert (store.accounts.purge(700), store.accounts.purge(701)) == (0, 1)


# --- responses ----------------------------------------------------------------------


def test_a_response_comes_back_as_it_was(store: Store) -> None:
    kept = response(worker_present=False)
    other = response(period="2026-Q3", worker_present=True, group=None)
    store.responses.add(kept)
    store.responses.add(other)
    assert store.responses.of((QUARTER,)) == (kept,)
    assert set(store.responses.of((QUARTER, "2026-Q3"))) == {kept, other}
    assert store.responses.get(other.id) == other
    assert store.responses.get("none") is None
    assert store.responses.count(QUARTER) == 1


def test_deleting_a_response_leaves_nothing_of_it(store: Store) -> None:
    gone, kept = response(), response()
    for one in (gone, kept):
        store.responses.add(one)
        store.quotes.offer(new_id(), one.id, "O1", ("trust",))
        held = Held(new_id(), "care", "O2", b"sealed", QUARTER)
        store.held.add(held, one.id, ())
        store.database.run("INSERT INTO objection VALUES (?, 'FE-M6')", (one.id,))
    assert store.responses.delete(gone.id)
    assert not store.responses.delete(gone.id)
    assert store.responses.of((QUARTER,)) == (kept,)
    for table in ("quote", "held", "objection", "answer"):
        rows = store.database.rows(f"SELECT DISTINCT response FROM {table}")  # noqa: S608  # table names of this test
        assert rows == [(kept.id,)], table


@pytest.mark.parametrize(
    ("sizes", "after"),
    [
        # every tier has five or more: all labels stay
        ({"a": 5, "b": 9}, {"a": 5, "b": 9}),
        # two small tiers make up five between them
        ({"a": 20, "b": 3, "c": 2}, {"a": 20, None: 5}),
        # one small tier alone would still be recognisable: the next one joins it
        ({"a": 20, "b": 6, "c": 4}, {"a": 20, None: 10}),
        ({"a": 20, "b": 4}, {None: 24}),
        # those that never had a label count as well
        ({"a": 20, "b": 6, None: 2}, {"a": 20, None: 8}),
        # too few in all: nothing is left to tell apart
        ({"a": 2, "b": 1}, {None: 3}),
    ],
)
def test_labels_that_fewer_than_five_share_are_taken_away(
    store: Store, sizes: dict[str | None, int], after: dict[str | None, int]
) -> None:
    with store.transaction():
        for group, size in sizes.items():
            for _ in range(size):
                store.responses.add(response(group=group, language="und"))
        changed = store.responses.generalise(QUARTER, 5)
    found: dict[str | None, int] = {}
    for one in store.responses.of((QUARTER,)):
        found[one.group] = found.get(one.group, 0) + 1
    assert found == after
    assert changed == after.get(None, 0) - sizes.get(None, 0)
    assert store.responses.generalise(QUARTER, 5) == 0


@pytest.mark.parametrize(
    ("languages", "after"),
    [
        ("en " * 9 + "pl " * 5, "en " * 9 + "pl " * 5),
        ("en " * 9 + "pl " * 3 + "gu " * 2, "en " * 9 + "und " * 5),
        ("en " * 9 + "pl " * 2, "und " * 11),  # alone they would still stand out
    ],
)
def test_a_rare_language_is_taken_away_and_other_periods_are_left(
    store: Store, languages: str, after: str
) -> None:
    other = response(period="2026-Q3", language="pl")
    with store.transaction():
        store.responses.add(other)
        for language in languages.split():
            store.responses.add(response(language=language))
        store.responses.generalise(QUARTER, 5)
    found = sorted(one.language for one in store.responses.of((QUARTER,)))
    assert found == sorted(after.split())
    assert store.responses.get(other.id) == other


def test_questionnaires_are_generalised_apart(store: Store) -> None:
    for _ in range(5):
        store.responses.add(response())
    for _ in range(2):
        store.responses.add(response(questionnaire="family-followup"))
    assert store.responses.generalise(QUARTER, 5) == 2 + 2  # language and tier


def test_answers_and_words_go_when_their_time_is_over(store: Store) -> None:
    store.periods.ensure(Period("2023-Q1", "quarter", "2023-Q1"))
    store.periods.ensure(Period("2023-Q1-check", "wave", "2023-Q1", "staff-check"))
    old, wave = response(period="2023-Q1"), response(period="2023-Q1-check")
    kept = response()
    for one in (old, wave, kept):
        store.responses.add(one)
        store.quotes.offer(new_id(), one.id, "O1", ())
    store.receipts.add(b"r", b"sealed", "2023-Q1")
    store.receipts.add(b"k", b"sealed", QUARTER)
    assert store.responses.purge_words(("2023-Q1",)) == 4  # two quotes, two answers
    assert store.responses.purge_words(("2023-Q1",)) == 0
    words = {
        answer.words
        for one in store.responses.of(("2023-Q1", "2023-Q1-check"))
        for answer in one.answers
    }
    assert words == {None}
    assert store.responses.purge(("2023-Q1",)) == 2
    assert store.responses.of(("2023-Q1", "2023-Q1-check", QUARTER)) == (kept,)
    assert store.receipts.take(b"r") is None
    assert store.receipts.take(b"k") == b"sealed"
    assert store.receipts.take(b"k") is None


def test_counters_add_up_and_never_go_below_nought(store: Store) -> None:
    tally = Tally("f", "Q1", "a", "melton", "2026", 1)
    store.tallies.count(tally)
    store.tallies.count(tally)
    assert store.tallies.of(("2026",)) == (replace(tally, count=2),)
    for _ in range(3):
        store.tallies.take_back(tally)
    assert store.tallies.of(("2026",)) == ()
    store.tallies.count(tally)
    assert store.tallies.of(("2026",)) == (tally,)


def test_a_small_group_is_pooled_in_the_counters_too_and_found_there(
    store: Store,
) -> None:
    """Of two small tiers nothing is left at the close, on responses or in counters."""
    for number in range(12):
        tier = "keyworker" if number < 7 else "family" if number < 10 else "intensive"
        store.responses.add(response(group=tier))
        store.tallies.count(counted(tier))
        store.tallies.count(counted("melton", "district", QUARTER[:4]))
    store.periods.ensure(Period(QUARTER, "quarter", QUARTER))
    assert store.responses.generalise(QUARTER, 5) > 0
    tiers = {t.group: t.count for t in store.tallies.of((QUARTER,))}
    on_responses = Counter(r.group or "" for r in store.responses.of((QUARTER,)))
    assert tiers == on_responses == {"keyworker": 7, "": 5}
    assert "intensive" not in tiers
    store.tallies.take_back(counted("intensive"))
    left = store.tallies.of((QUARTER,))
    assert sum(t.count for t in left) == 11
    assert sum(t.count for t in store.tallies.of((QUARTER[:4],))) == 12


def counted(group: str, kind: str = "tier", period: str = QUARTER) -> Tally:
    return Tally("family-closure", "Q1", "a", group, period, 1, kind)


def test_periods_know_their_quarter_and_year(store: Store) -> None:
    quarter = Period(QUARTER, "quarter", QUARTER)
    wave = Period("spring", "wave", "2026-Q2", "staff-check")
    for period in (quarter, wave, wave):
        store.periods.ensure(period)
    assert store.periods.all() == (wave, quarter)
    assert store.periods.within("2026") == (wave, quarter)
    assert store.periods.within("2026-Q2") == (wave,)
    assert store.periods.within("spring") == (wave,)
    assert store.periods.within("2025") == ()
    store.periods.close(QUARTER)
    store.periods.ensure(quarter)
    assert store.periods.get(QUARTER) == replace(quarter, closed=True)


# --- queues -------------------------------------------------------------------------


def fill_quotes(store: Store, number: int) -> None:
    with store.transaction():
        for _ in range(number):
            one = response()
            store.responses.add(one)
            store.quotes.offer(new_id(), one.id, "O1", ("trust",))


def test_quotes_are_shown_only_in_batches_of_ten(store: Store) -> None:
    fill_quotes(store, 9)
    assert store.quotes.batch() == ()
    assert store.quotes.batch(least=1) == ()  # no setting can make it smaller
    assert store.quotes.waiting() == 9
    fill_quotes(store, 1)
    assert store.quotes.batch(least=12) == ()
    batch = store.quotes.batch()
    assert len(batch) == 10
    assert {q.words for q in batch} == {"They listened."}
    fill_quotes(store, 3)
    assert store.quotes.batch() == batch  # the three wait for seven more


def test_a_quote_is_printed_only_when_a_person_approved_it(store: Store) -> None:
    fill_quotes(store, 10)
    waiting = str(store.database.rows("SELECT id FROM quote")[0][0])
    assert not store.quotes.approve(waiting)  # nobody has seen it yet
    first, second, *_ = store.quotes.batch()
    assert store.quotes.approve(first.id)
    assert store.quotes.decline(second.id)
    assert not store.quotes.approve("none")
    assert store.quotes.approved((QUARTER,)) == (
        Quote(first.id, "O1", ("trust",), "They listened."),
    )
    assert store.quotes.approved(("2026-Q3",)) == ()
    assert len(store.quotes.batch()) == 8


def test_ticked_objections_are_counted_by_people(store: Store) -> None:
    fill_quotes(store, 10)
    waiting = str(store.database.rows("SELECT id FROM quote")[0][0])
    assert not store.objections.tick(waiting, "FE-M6")
    first, second, *_ = store.quotes.batch()
    for quote in (first, first, second):
        store.objections.tick(quote.id, "FE-M6")
    assert store.objections.of((QUARTER,)) == {"FE-M6": (2, 10)}
    assert store.objections.of(("2026-Q3",)) == {}


def hold(store: Store, number: int, kind: str = "language") -> list[Held]:
    found = []
    for place in range(number):
        one = response(quote_consent=place % 2 == 0)
        store.responses.add(one)
        found.append(Held(new_id(), kind, "O2", b"sealed", "2027-Q1"))
        store.held.add(found[-1], one.id, ("trust",))
    return found


def test_held_words_go_back_into_their_answer_once_cleared(store: Store) -> None:
    held = hold(store, 10)
    assert store.held.waiting("language") == tuple(sorted(held, key=lambda h: h.id))
    assert store.held.waiting("care") == ()
    for one in held:
        assert store.held.release(one.id, "in English", new_id())
        assert not store.held.release(one.id, "again", new_id())
    for after in store.responses.of((QUARTER,)):
        assert after.answers[-1] == Answer("O2", words="in English")
    assert store.quotes.waiting() == 5  # only whoever agreed to be quoted


def test_words_in_other_languages_come_ten_at_a_time_and_alarming_ones_at_once(
    store: Store,
) -> None:
    nine = hold(store, 9)
    (alarm,) = hold(store, 1, "care")
    assert store.held.waiting("language") == ()
    assert store.held.waiting("language", least=1) == ()  # nothing makes it smaller
    assert store.held.waiting("care") == (alarm,)
    assert not store.held.release(nine[0].id, "unseen", new_id())
    assert not store.held.drop(nine[0].id)
    assert store.status().language_waiting == 9
    hold(store, 1)
    batch = store.held.waiting("language")
    assert len(batch) == 10
    assert store.held.drop(batch[0].id)
    hold(store, 3)
    assert store.held.waiting("language") == batch[1:]
    status = store.status()
    assert (status.language_open, status.language_waiting) == (9, 3)


def test_any_queue_can_fill_in_batches(store: Store) -> None:
    for number in range(10):
        assert not store.batches.offer("clause")
        store.batches.join("clause", f"c{number}")
        assert store.batches.waits(f"c{number}")
    store.batches.join("quote", "another")
    store.batches.leave("c3")
    assert not store.batches.offer("clause")
    store.batches.join("clause", "c10")
    assert not store.batches.offer("clause", least=11)
    assert store.batches.offer("clause")
    assert not store.batches.waits("c0")
    assert (store.batches.waiting("clause"), store.batches.waiting("quote")) == (0, 1)


def test_no_mark_outlives_the_words_that_waited(store: Store) -> None:
    fill_quotes(store, 3)
    hold(store, 4)
    for one in store.responses.of((QUARTER,))[:2]:
        store.responses.delete(one.id)
    marks = store.batches.waiting("quote") + store.batches.waiting("language")
    assert marks == 5
    store.periods.ensure(Period(QUARTER, "quarter", QUARTER))
    store.held.purge("2027-Q2")
    assert store.batches.waiting("language") == 0
    store.responses.purge_words((QUARTER,))
    assert store.batches.waiting("quote") == 0


def test_held_words_are_dropped_or_expire(store: Store) -> None:
    for name in ("1", "2"):
        held = Held(name, "care", "O1", b"sealed", "2027-Q1")
        store.held.add(held, "r", ())
    assert store.held.drop("1")
    assert not store.held.drop("1")
    assert store.held.count("care") == 1
    assert store.held.purge("2027-Q1") == 0
    assert store.held.purge("2027-Q2") == 1


# --- what people typed, and what was published -----------------------------------------


def test_the_panels_words_are_kept(store: Store) -> None:
    first = Attestation("L-D1", "The director", "Minutes", "2026-11-18")
    store.panel.attest(first)
    store.panel.attest(replace(first, reason="Other minutes"))
    assert store.panel.attestations() == (replace(first, reason="Other minutes"),)
    assert store.panel.withdraw_attestation("L-D1")
    assert not store.panel.withdraw_attestation("L-D1")
    audit = Attached("FE-M6", "Case audit", 40, 31, "The auditor", "2026-11-18")
    store.panel.attach(audit, new_id())
    assert store.panel.attached() == (audit,)
    rating = Rating("family", QUARTER, "D M", "amber", "Because", "Do this")
    store.panel.rate(replace(rating, letters="D"))
    store.panel.rate(rating)
    assert store.panel.ratings(QUARTER) == (rating,)
    assert store.panel.ratings("2026") == ()


def test_the_register_keeps_every_version_and_repeats_none(store: Store) -> None:
    cell = Entry("family|2026-Q4|all|Q1", 25, 20, {"n": 25, "share": 80})
    other = Entry("family|2026-Q4|all|Q2", 25, 9, {"n": 25})
    moved = replace(cell, n=36, supporting=30, shown={"n": 35, "share": 85})
    record = store.releases.record
    assert record("family", QUARTER, (cell, other), "one", closed=False) == 1
    assert record("family", QUARTER, (cell, other), "two", closed=False) == 2
    assert record("family", QUARTER, (moved,), "three", closed=True) == 3
    assert store.releases.register() == (cell, moved, other)
    assert store.releases.published("family", QUARTER) == "three"
    assert store.releases.published("culture", QUARTER) is None


def test_the_status_counts_and_tells_nothing_else(store: Store) -> None:
    store.sessions.save(session(0))
    store.invitations.add(INVITATION)
    fill_quotes(store, 2)
    status = store.status()
    assert (status.sessions, status.invitations, status.quotes_waiting) == (1, 1, 2)
    assert (status.care_waiting, status.language_waiting, status.releases) == (0, 0, 0)
