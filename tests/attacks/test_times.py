"""Threat 20: a boundary in time has one side, to the microsecond, on every day of the year and in every zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from policies.compiled.deciding import decide
from policies.compiled.policy_set import compile_policies
from policies.compiled.request import Request, Subject
from policies.odrl.reading import read_policies
from tests.policies.odrl.documents import DATASET, JSON, constraint, document, permission, typed

READ = "http://www.w3.org/ns/odrl/2/read"
LJUBLJANA = ZoneInfo("Europe/Ljubljana")
TICK = timedelta(microseconds=1)
MOMENTS = {
    "in winter": datetime(2026, 11, 24, 10, 0, tzinfo=LJUBLJANA),
    "the hour that is left out in March": datetime(2026, 3, 29, 3, 0, tzinfo=LJUBLJANA),
    "the hour that comes twice in October, first": datetime(2026, 10, 25, 2, 30, tzinfo=LJUBLJANA),
    "the hour that comes twice in October, again": datetime(2026, 10, 25, 2, 30, tzinfo=LJUBLJANA, fold=1),
    "the last microsecond of a year": datetime(2026, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    "29 February": datetime(2028, 2, 29, 0, 0, tzinfo=UTC),
}
SIDES = {
    "lt": (True, False, False),
    "lteq": (True, True, False),
    "gt": (False, False, True),
    "gteq": (False, True, True),
}


def permitted(operator: str, boundary: datetime, now: datetime, kind: str = "permission") -> bool:
    """Decide at a time under a policy with a boundary, which is written as a document and read."""
    told = constraint("dateTime", operator, typed(boundary.isoformat(), "dateTime"))
    rules = {"permission": [permission(constraint=told)]}
    if kind == "prohibition":
        rules = {"permission": [permission()], "prohibition": [permission(constraint=told)]}
    policies = read_policies(
        document(*rules["permission"], **{k: v for k, v in rules.items() if k != "permission"}), JSON
    )
    request = Request(READ, DATASET, Subject("https://x.si/ana"), now.astimezone(UTC))
    return decide(request, compile_policies(policies, 1)).permitted


@pytest.mark.parametrize("when", MOMENTS)
@pytest.mark.parametrize("operator", SIDES)
def test_a_boundary_has_one_side_to_the_microsecond(when: str, operator: str) -> None:
    at = MOMENTS[when].astimezone(UTC)
    for kind, turned in (("permission", False), ("prohibition", True)):
        found = tuple(
            permitted(operator, MOMENTS[when], moment, kind) is not turned
            for moment in (at - TICK, at, at + TICK)
        )
        assert found == SIDES[operator], kind


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    first, again = (
        MOMENTS[f"the hour that comes twice in October, {which}"].astimezone(UTC)
        for which in ("first", "again")
    )
    assert again - first == timedelta(hours=1)
    assert not permitted("gteq", again, first)
    assert permitted("gteq", first, again)


def test_a_boundary_is_the_same_in_whichever_zone_it_is_written() -> None:
    at = datetime(2026, 6, 1, 22, 0, tzinfo=UTC)
    for zone in (UTC, LJUBLJANA, ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Pacific/Pago_Pago")):
        found = [permitted("gteq", at.astimezone(zone), moment) for moment in (at - TICK, at)]
        assert found == [False, True], zone


@pytest.mark.parametrize("operator", SIDES)
def test_a_time_that_is_not_known_opens_nothing(operator: str) -> None:
    told = constraint("dateTime", operator, typed("2026-01-01T00:00:00Z", "dateTime"))
    timeless = replace(Request(READ, DATASET, Subject("https://x.si/ana")), now=None)
    allowing = read_policies(document(permission(constraint=told)), JSON)
    forbidding = read_policies(document(permission(), prohibition=[permission(constraint=told)]), JSON)
    assert not decide(timeless, compile_policies(allowing, 1)).permitted
    assert not decide(timeless, compile_policies(forbidding, 1)).permitted
