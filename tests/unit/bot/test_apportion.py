"""Sharing people out by weight."""

from hypothesis import given
from hypothesis import strategies as st

from bot.service.profiles import apportion, known

WEIGHTS = st.dictionaries(st.text("abc", min_size=1), st.integers(1, 50), min_size=1)


@given(total=st.integers(0, 500), weights=WEIGHTS)
def test_shares_add_up_and_no_share_is_more_than_one_off(
    total: int, weights: dict[str, float]
) -> None:
    shares = apportion(total, weights)
    assert sum(shares.values()) == total
    for key, share in shares.items():
        assert abs(share - total * weights[key] / sum(weights.values())) < 1


def test_an_area_with_other_names_gets_equal_weights() -> None:
    assert known({"a": 3, "b": 1}, ["b", "x"]) == {"b": 1}
    assert known({"a": 3}, ["x", "y"]) == {"x": 1.0, "y": 1.0}
