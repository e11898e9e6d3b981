"""Exact intervals: against closed forms, published values, and scipy."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta

from offpurpose.reviewing.intervals import exact_interval


def by_scipy(agreed: int, of: int, confidence: float) -> tuple[float, float]:
    tail = (1 - confidence) / 2
    lower = 0.0 if agreed == 0 else float(beta.ppf(tail, agreed, of - agreed + 1))
    upper = 1.0 if agreed == of else float(beta.ppf(1 - tail, agreed + 1, of - agreed))
    return lower, upper


@pytest.mark.parametrize("of", [1, 2, 10, 59, 200, 5000])
def test_none_and_all_have_closed_forms(of: int) -> None:
    bound = 1 - 0.025 ** (1 / of)
    assert exact_interval(0, of, 0.95) == pytest.approx((0.0, bound), abs=1e-12)
    assert exact_interval(of, of, 0.95) == pytest.approx((1 - bound, 1.0), abs=1e-12)


def test_a_published_example() -> None:
    # Conover (1971), p. 97, as the manual of R gives it for binom.test(682, 682 + 243).
    lower, upper = exact_interval(682, 925, 0.95)
    assert (round(lower, 7), round(upper, 7)) == (0.7076683, 0.7654066)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_as_scipy_has_it(data: st.DataObject) -> None:
    of = data.draw(st.integers(1, 3000))
    agreed = data.draw(st.integers(0, of))
    confidence = data.draw(st.sampled_from([0.5, 0.9, 0.95, 0.99, 0.9999]))
    assert exact_interval(agreed, of, confidence) == pytest.approx(by_scipy(agreed, of, confidence), abs=1e-9)


def test_it_holds_the_share_as_often_as_it_says() -> None:
    from scipy.stats import binom

    for share in (0.01, 0.3, 0.5, 0.97):
        held = [
            k for k in range(41) if exact_interval(k, 40, 0.95)[0] <= share <= exact_interval(k, 40, 0.95)[1]
        ]
        assert sum(binom.pmf(held, 40, share)) >= 0.95


def test_of_nothing_nothing_is_known() -> None:
    assert exact_interval(0, 0, 0.95) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("agreed", "of", "confidence"), [(2, 1, 0.95), (-1, 1, 0.95), (1, 1, 1.0), (1, 1, 0.0)]
)
def test_what_is_no_sample(agreed: int, of: int, confidence: float) -> None:
    with pytest.raises(ValueError, match="no sample"):
        exact_interval(agreed, of, confidence)
