"""A case has ended: one verb, once, and nothing of the family beside it."""

from datetime import timedelta

import pytest

from bot.service.closures import Asked, ConflictingError, Count, Halt
from bot.service.errors import ServiceError
from bot.service.notify import SMS
from tests.integration.closures.stand_in import HERS, NOW, Council, closure, token_of
from tests.integration.store.thief import encodings

REFERENCE = "EH-2026-00412"


async def test_without_a_contact_there_is_a_link_to_hand_over(council: Council) -> None:
    closed = await council.closures.close(closure(phone=""), now=NOW)
    assert closed.channel is None
    assert closed.invitation.web_link == (
        f"https://survey.example/s/{closed.invitation.token}"
    )
    assert council.store.contacts.count() == 0


async def test_the_same_reference_makes_one_invitation(council: Council) -> None:
    one = closure(phone="", reference=REFERENCE)
    first = await council.closures.close(one, now=NOW, request="a")
    second = await council.closures.close(one, now=NOW, request="b")
    third = await council.closures.close(one, now=NOW, request="b")
    assert (first.again, second.again, third.again) == (False, True, True)
    assert first.invitation == second.invitation == third.invitation
    assert council.store.status().invitations == 1
    (reach,) = (r for r in council.store.reach.of(["2026-Q4"]) if r.kind == "tier")
    assert reach.sent == 1


async def test_a_reference_with_other_contents_is_a_conflict(council: Council) -> None:
    await council.closures.close(closure(reference=REFERENCE), now=NOW)
    other = closure(reference=REFERENCE, tier="lead_worker")
    with pytest.raises(ConflictingError):
        await council.closures.close(other, now=NOW)
    assert council.store.status().invitations == 1


async def test_after_thirty_days_a_reference_is_forgotten(council: Council) -> None:
    one = closure(phone="", reference=REFERENCE)
    await council.closures.close(one, now=NOW)
    await council.closing.tick(NOW + timedelta(days=30))
    assert (await council.closures.close(one, now=NOW)).again
    await council.closing.tick(NOW + timedelta(days=31))
    assert not (await council.closures.close(one, now=NOW)).again


async def test_many_closures_are_taken_all_or_none(council: Council) -> None:
    await council.closures.close(closure(reference=REFERENCE), now=NOW)
    fine = Asked(closure(reference="EH-2026-00413"))
    other = Asked(closure(reference=REFERENCE, district="melton"))
    with pytest.raises(ConflictingError) as conflict:
        await council.closures.close_all((fine, other, fine), now=NOW)
    assert conflict.value.rows == (1,)
    assert council.store.status().invitations == 1
    done = await council.closures.close_all((fine, fine), now=NOW)
    assert [one.again for one in done] == [False, True]


async def test_staff_questionnaires_and_unknown_places_are_refused(
    council: Council,
) -> None:
    for wrong in ({"questionnaire": "staff-check"}, {"tier": "x"}, {"district": "x"}):
        with pytest.raises(ServiceError):
            await council.closures.close(closure(**wrong), now=NOW)
    assert council.store.status().invitations == 0


async def test_the_files_hold_neither_reference_nor_address_in_the_clear(
    council: Council,
) -> None:
    for number in range(20):
        one = closure(reference=f"EH-2026-0{number:04d}")
        await council.closures.close(one, now=NOW)
    rows = [
        value
        for table in ("request", "contact", "sending", "invitation")
        for row in council.store.database.rows(f"SELECT * FROM {table}")  # noqa: S608  # our own names
        for value in row
    ]
    stored = b" ".join(v if isinstance(v, bytes) else str(v).encode() for v in rows)
    for secret in (HERS, "7700900123", "EH-2026-00007"):
        assert not [shape for shape in encodings(secret) if shape in stored]


async def test_only_the_reference_opens_what_came_of_it(council: Council) -> None:
    """Somebody with files and keys has no reference, and cannot go from case to link."""
    await council.closures.close(closure(phone="", reference=REFERENCE), now=NOW)
    (row,) = council.store.database.rows("SELECT mark, sealed FROM request")
    keys = council.closures._keys
    for label in ("request", "contact", "request lock", "closure"):
        with pytest.raises(Exception, match="cannot be opened"):
            keys.unseal(label, bytes(row[1]))  # type: ignore[arg-type]  # a BLOB
    tokens = council.store.database.rows("SELECT token FROM invitation")
    assert (row[0],) not in tokens


async def test_holding_stops_link_and_message_and_releasing_lets_them_go_on(
    council: Council,
) -> None:
    closed = await council.closures.close(
        closure(reference=REFERENCE), now=NOW, request="tap"
    )
    mark = council.closures._keys.token(closed.invitation.token)
    await council.closures.halt(Halt.HOLD, request="tap", now=NOW)
    assert council.store.invitations.get(mark) is None
    await council.ring(NOW + timedelta(days=1))
    assert council.post.taken == []
    await council.closures.halt(Halt.RELEASE, reference=REFERENCE, now=NOW)
    await council.ring(NOW + timedelta(days=5))
    assert council.post.kinds == ["invite"]
    assert token_of(council.post.taken[0]) == closed.invitation.token


async def test_cancelling_takes_the_invitation_back(council: Council) -> None:
    await council.closures.close(closure(reference=REFERENCE), now=NOW)
    await council.closures.halt(Halt.CANCEL, reference=REFERENCE, now=NOW)
    assert council.store.status().invitations == 0
    assert council.store.contacts.count() == 0
    assert council.store.sendings.claim((SMS,), 10**9, 1, 1) is None
    (reach,) = (r for r in council.store.reach.of(["2026-Q4"]) if r.kind == "tier")
    assert reach.sent == 0


async def test_cancelling_after_the_first_message_leaves_it_counted(
    council: Council,
) -> None:
    await council.closures.close(closure(reference=REFERENCE), now=NOW)
    await council.ring(NOW + timedelta(days=1))
    await council.closures.halt(Halt.CANCEL, reference=REFERENCE, now=NOW)
    await council.ring(NOW + timedelta(days=9))
    assert council.post.kinds == ["invite"]
    (reach,) = (r for r in council.store.reach.of(["2026-Q4"]) if r.kind == "tier")
    assert reach.sent == 1


async def test_halting_says_nothing_about_what_there_is(council: Council) -> None:
    for action in Halt:
        await council.closures.halt(action, reference="EH-2026-99999", now=NOW)
        await council.closures.halt(action, request="never", now=NOW)


async def test_a_closure_of_last_quarter_counts_there_while_it_is_open(
    council: Council,
) -> None:
    january = NOW + timedelta(days=50)
    await council.closures.close(closure(month="2026-12"), now=january)
    (reach,) = (r for r in council.store.reach.of(["2026-Q4"]) if r.kind == "tier")
    assert reach.sent == 1
    await council.closing.close_quarter("2026-Q4", january)
    await council.closures.close(closure(month="2026-12"), now=january)
    (later,) = (r for r in council.store.reach.of(["2027-Q1"]) if r.kind == "tier")
    assert later.sent == 1


async def test_closings_are_counted_and_counted_anew(council: Council) -> None:
    for number in (70, 80):
        counts = [Count("family-closure", "tier", "keyworker", "2026-Q4", number)]
        await council.closures.count(counts)
    await council.closures.close(closure(), now=NOW)
    (reach,) = (r for r in council.store.reach.of(["2026-Q4"]) if r.kind == "tier")
    assert (reach.closed, reach.sent, reach.answered) == (80, 1, 0)
