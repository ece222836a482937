"""The idle lock: what a shared phone does not show again."""

from datetime import UTC, datetime, timedelta

from bot.web.idle import KEPT, Idle

NOW = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
HOUR = "2026-11-22T12"


def idle() -> Idle:
    found = Idle(timedelta(minutes=20))
    found.begin("a", NOW)
    return found


def test_an_address_in_use_hides_nothing() -> None:
    found = idle()
    later = NOW + timedelta(minutes=19)
    assert not found.locked("a", HOUR, later)
    assert found.use("a", ("Q1",), later) == frozenset()
    assert not found.locked("a", HOUR, later + timedelta(minutes=20))


def test_a_rest_locks_and_carrying_on_hides_what_was_answered_before() -> None:
    found = idle()
    later = NOW + timedelta(minutes=21)
    assert found.locked("a", HOUR, later)
    assert found.locked("a", HOUR, later)  # looking does not open it
    found.unlock("a", ("Q1", "Q2"), later)
    assert not found.locked("a", HOUR, later)
    assert found.use("a", ("Q1", "Q2", "Q3"), later) == {"Q1", "Q2"}
    found.answered("a", "Q2")
    assert found.use("a", ("Q1", "Q2", "Q3"), later) == {"Q1"}


def test_after_a_restart_all_is_hidden_and_an_old_page_is_locked() -> None:
    found = Idle(timedelta(minutes=20))
    assert found.locked("a", "2026-11-22T11", NOW)
    assert not found.locked("a", HOUR, NOW)
    assert found.locked("a", "nonsense", NOW)
    assert found.use("a", ("Q1",), NOW) == {"Q1"}
    assert not found.fresh("b", NOW)


def test_what_rested_longest_is_forgotten_and_then_locked_by_its_hour() -> None:
    found = idle()
    later = NOW + KEPT + timedelta(minutes=1)
    found.use("b", (), later)
    assert len(found._seen) == 1
    assert found.locked("a", HOUR, later)


def test_no_address_is_kept() -> None:
    found = Idle(timedelta(minutes=20))
    found.begin("private-address", NOW)
    assert "private-address" not in repr(found)
    found.forget("private-address")
    assert not found.fresh("private-address", NOW)
