"""Limits by connection: counted without keeping an address."""

from datetime import UTC, datetime, timedelta

from bot.web.limits import MOST, Kind, Limits

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_so_many_at_once_then_evenly() -> None:
    limits = Limits(pages=6)
    who = limits.whose("192.0.2.1", (), NOW)
    assert [limits.allows(who, Kind.PAGE, NOW) for _ in range(7)] == [True] * 6 + [
        False
    ]
    assert limits.allows(who, Kind.PAGE, NOW + timedelta(seconds=5)) is False
    assert limits.allows(who, Kind.PAGE, NOW + timedelta(seconds=10)) is True


def test_another_connection_and_another_kind_count_apart() -> None:
    limits = Limits(pages=1, misses=1)
    one, two = (limits.whose(a, (), NOW) for a in ("192.0.2.1", "192.0.2.2"))
    assert limits.allows(one, Kind.PAGE, NOW)
    assert not limits.allows(one, Kind.PAGE, NOW)
    assert limits.allows(one, Kind.MISS, NOW)
    assert limits.allows(two, Kind.PAGE, NOW)


def test_none_means_no_limit() -> None:
    limits = Limits(pages=0)
    who = limits.whose("192.0.2.1", (), NOW)
    assert all(limits.allows(who, Kind.PAGE, NOW) for _ in range(2000))


def test_no_address_is_kept_and_the_key_changes_every_day() -> None:
    limits = Limits()
    who = limits.whose("192.0.2.77", (), NOW)
    limits.allows(who, Kind.PAGE, NOW)
    assert b"192.0.2.77" not in repr(limits).encode()
    assert bytes([192, 0, 2, 77]) not in b"".join(limits._buckets)
    assert limits.whose("192.0.2.77", (), NOW) == who
    assert limits.whose("192.0.2.77", (), NOW + timedelta(days=1)) != who
    assert limits._buckets == {}


def test_only_trusted_proxies_are_believed() -> None:
    forwarded = ["198.51.100.9, 203.0.113.5"]
    alone, behind = Limits(hops=0), Limits(hops=1)
    liar = Limits(hops=0)
    assert alone.whose("192.0.2.1", forwarded, NOW) == alone.whose("192.0.2.1", (), NOW)
    assert behind.whose("192.0.2.1", forwarded, NOW) == behind.whose(
        "192.0.2.1", ["203.0.113.5"], NOW
    )
    # What the caller wrote itself, further left, changes nothing.
    assert behind.whose("192.0.2.1", ["6.6.6.6, 203.0.113.5"], NOW) == behind.whose(
        "192.0.2.1", ["7.7.7.7, 203.0.113.5"], NOW
    )
    assert liar.whose(None, (), NOW) is None


def test_one_home_of_ipv6_is_one_connection() -> None:
    limits = Limits()
    one = limits.whose("2001:db8:1:2::1", (), NOW)
    assert one == limits.whose("2001:db8:1:2:ffff::9", (), NOW)
    assert one != limits.whose("2001:db8:1:3::1", (), NOW)


def test_memory_is_bounded() -> None:
    limits = Limits()
    for number in range(MOST + 10):
        limits.allows(number.to_bytes(4, "big"), Kind.PAGE, NOW)
    assert len(limits._buckets) == MOST


def test_what_a_proxy_writes_around_an_address_makes_no_new_visitor() -> None:
    limits = Limits(hops=1)

    def seen(written: str) -> bytes | None:
        return limits.whose("127.0.0.1", (written,), NOW)

    assert seen("192.0.2.1:50123") == seen("192.0.2.1:50124") == seen("192.0.2.1")
    assert seen("[2001:db8::1]:443") == seen("2001:db8::2")
    # A proxy that listens for both kinds writes IPv4 like this: not all one home.
    assert seen("::ffff:192.0.2.1") == seen("192.0.2.1")
    assert seen("::ffff:192.0.2.1") != seen("::ffff:192.0.2.2")
