"""How long we wait before we ask again."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.waiting import Backoff, retry_after


@given(st.integers(1, 40), st.floats(0, 1), st.none() | st.floats(0, 1e9))
def test_no_wait_is_negative_or_longer_than_the_longest(
    tried: int, jitter: float, told: float | None
) -> None:
    assert 0 <= Backoff().wait(tried, jitter, told) <= 120


def test_chance_shortens_a_wait_by_half_at_most() -> None:
    assert [Backoff(first=2.0).wait(2, jitter) for jitter in (0.0, 0.5, 1.0)] == [2.0, 3.0, 4.0]


NOON = {"date": "Tue, 24 Nov 2026 12:00:00 GMT"}


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "30"}, 30.0),
        ({"retry-after": " 0 "}, 0.0),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "²"}, None),
        ({**NOON, "retry-after": "Tue, 24 Nov 2026 12:01:30 GMT"}, 90.0),
        ({**NOON, "retry-after": "Tue, 24 Nov 2026 11:00:00 GMT"}, 0.0),
        ({"retry-after": "Tue, 24 Nov 2026 12:01:30 GMT"}, None),
    ],
)
def test_the_servers_wish_is_read_as_seconds_or_as_a_moment(
    headers: Mapping[str, str], seconds: float | None
) -> None:
    assert retry_after(headers) == seconds
