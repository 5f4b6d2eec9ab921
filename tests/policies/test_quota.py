"""Quotas: how a policy says how often, and that nobody uses a rule more often, however many ask at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from catalogue.database import unit_of_work
from policies.compiled.deciding import decide
from policies.compiled.policy_set import compile_policies
from policies.compiled.request import Request, State
from policies.decision import ANONYMOUS, Subject
from policies.odrl.policy import (
    ODRL,
    Condition,
    Constraint,
    Duration,
    Iri,
    LogicalConstraint,
    Named,
    Policy,
    Rule,
    RuleKind,
    Value,
)
from policies.quota import (
    QuotaUse,
    counted_as,
    forget_past,
    take,
    take_now,
    taking,
    used,
    uses_of,
)
from policies.quota_errors import QuotaTermsError, QuotaUsedUpError
from policies.quota_terms import DATASET, EVER, REQUEST, QuotaTerms, windows_of, without_counting
from policies.tables import QuotaCounter

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)  # a Tuesday
DAY = Duration(seconds=Decimal(86_400))
READ, ALICE, DATA = f"{ODRL}read", "urn:alice", "urn:data"
RULE = "urn:policy#1"


def _of(left: str, operator: str, *right: Value) -> Constraint:
    prefix = "https://w3id.org/ogledalo/odrl#" if left == "window" else ODRL
    return Constraint(f"{prefix}{left}", f"{ODRL}{operator}", right)


def _policy(*conditions: Condition, kind: RuleKind = "permission") -> Policy:
    rule = Rule(RULE, kind, (Named(READ),), (Named(DATA),), conditions=conditions)
    return Policy("urn:policy", "Set", (rule,))


TEN = _of("count", "lteq", Decimal(10))
DAILY = _of("window", "eq", DAY)


def _at_once(engine: Engine, calls: int, take_one: Callable[[Session], bool]) -> int:
    def one(_: int) -> bool:
        with taking(engine) as session:
            return take_one(session)

    with ThreadPoolExecutor(calls) as pool:
        return sum(pool.map(one, range(calls)))


def test_of_fifty_calls_at_once_exactly_ten_use_a_rule_that_allows_ten(engine: Engine) -> None:
    terms = QuotaTerms(10, DAY)
    assert _at_once(engine, 50, lambda session: take(session, RULE, ALICE, terms, NOW)) == 10
    with Session(engine) as session:
        assert used(session, {RULE: terms}, ALICE, NOW) == {RULE: 10}


def test_a_use_in_a_transaction_that_does_not_commit_was_none(engine: Engine) -> None:
    terms = QuotaTerms(1, DAY)
    with Session(engine) as session:
        assert take(session, RULE, ALICE, terms, NOW)
        session.rollback()
    with unit_of_work(engine) as session:
        assert take(session, RULE, ALICE, terms, NOW)


def test_each_rule_subject_and_window_has_uses_of_its_own(engine: Engine) -> None:
    terms = QuotaTerms(1, DAY)
    tomorrow = NOW + timedelta(days=1)
    with unit_of_work(engine) as session:
        asked = [
            (RULE, ALICE, NOW),
            (RULE, "urn:bob", NOW),
            ("urn:other", ALICE, NOW),
            (RULE, ALICE, tomorrow),
        ]
        assert [take(session, rule, who, terms, when) for rule, who, when in asked] == [True] * 4
        assert [take(session, rule, who, terms, when) for rule, who, when in asked] == [False] * 4
        assert used(session, {RULE: terms, "urn:none": terms}, ALICE, NOW) == {RULE: 1, "urn:none": 0}


def test_what_does_not_fit_whole_is_not_counted(engine: Engine) -> None:
    terms = QuotaTerms(10, DAY, DATASET)
    with unit_of_work(engine) as session:
        answers = [take(session, RULE, ALICE, terms, NOW, amount=rows) for rows in (11, 6, 5, 4, 1)]
        assert answers == [False, True, False, True, False]
        assert used(session, {RULE: terms}, ALICE, NOW) == {RULE: 10}
        assert not take(session, RULE, ALICE, QuotaTerms(0), NOW)


def test_of_several_rules_all_are_used_or_none(engine: Engine) -> None:
    both = {"urn:a": QuotaTerms(2, DAY), "urn:b": QuotaTerms(1, DAY)}
    assert [take_now(engine, both, ALICE, NOW) for _ in range(2)] == ["", "urn:b"]
    with Session(engine) as session:
        assert used(session, both, ALICE, NOW) == {"urn:a": 1, "urn:b": 1}


def test_a_lower_limit_and_another_window_count_what_was_used_before(engine: Engine) -> None:
    midnight = datetime(2026, 12, 1, tzinfo=UTC)
    with unit_of_work(engine) as session:
        assert all(take(session, RULE, ALICE, QuotaTerms(9, DAY), midnight) for _ in range(5))
        assert not take(session, RULE, ALICE, QuotaTerms(5, Duration(months=1)), midnight)
        assert take(session, RULE, ALICE, QuotaTerms(6, Duration(months=1)), midnight)
        assert [row.window_end for row in session.exec(select(QuotaCounter))] == [
            datetime(2027, 1, 1, tzinfo=UTC)
        ]


def test_what_was_used_is_told_until_its_window_ends_and_then_forgotten(engine: Engine) -> None:
    with unit_of_work(engine) as session:
        take(session, RULE, ALICE, QuotaTerms(9, DAY), NOW)
        assert uses_of(session, ALICE, NOW) == [QuotaUse(RULE, 1, datetime(2026, 11, 25, tzinfo=UTC))]
        assert forget_past(session, NOW) == 0
        assert forget_past(session, datetime(2026, 11, 25, tzinfo=UTC)) == 1
        assert uses_of(session, ALICE, NOW) == []


@pytest.mark.parametrize(
    ("window", "bounds"),
    [
        (Duration(seconds=Decimal(3600)), ("2026-11-24T09:00", "2026-11-24T10:00")),
        (DAY, ("2026-11-24T00:00", "2026-11-25T00:00")),
        (Duration(seconds=7 * DAY.seconds), ("2026-11-23T00:00", "2026-11-30T00:00")),
        (Duration(months=1), ("2026-11-01T00:00", "2026-12-01T00:00")),
        (Duration(months=3), ("2026-10-01T00:00", "2027-01-01T00:00")),
        (Duration(months=12), ("2026-01-01T00:00", "2027-01-01T00:00")),
    ],
)
def test_windows_are_those_of_the_calendar(window: Duration, bounds: tuple[str, str]) -> None:
    start, end = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in bounds)
    terms = QuotaTerms(1, window)
    assert terms.bounds(NOW) == terms.bounds(start) == (start, end)
    assert terms.bounds(end)[0] == end == terms.opens_at(NOW)


def test_without_a_window_a_limit_never_opens_again() -> None:
    assert QuotaTerms(3).opens_at(NOW) is None
    assert QuotaTerms(3).bounds(NOW) == QuotaTerms(3).bounds(NOW + timedelta(days=9999))


def test_a_permission_says_how_often_within_which_window_and_what_is_counted() -> None:
    rows = _of("unitOfCount", "eq", Iri(DATASET))
    under = _of("count", "lt", Decimal(10))
    assert windows_of([_policy(TEN, DAILY)]) == {RULE: QuotaTerms(10, DAY, REQUEST)}
    assert windows_of([_policy(under, DAILY, rows)]) == {RULE: QuotaTerms(9, DAY, DATASET)}
    assert windows_of([_policy(LogicalConstraint("and", (TEN, DAILY)))]) == {RULE: QuotaTerms(10, DAY)}
    assert windows_of([_policy(TEN)]) == {RULE: QuotaTerms(10, EVER)}
    assert windows_of([_policy(DAILY), _policy(TEN, kind="prohibition")]) == {}


@pytest.mark.parametrize(
    "conditions",
    [
        (TEN, _of("count", "lteq", Decimal(9))),
        (TEN, DAILY, _of("window", "eq", Duration(months=1))),
        (_of("count", "lteq", Decimal("1.5")),),
        (_of("count", "lteq", Decimal(-1)),),
        (_of("count", "lteq", Decimal("NaN")),),
        (_of("count", "lteq", Decimal(10**12)),),
        (_of("count", "gteq", Decimal(3)),),
        (_of("count", "lteq", "ten"),),
        (TEN, _of("window", "eq", Duration(1, Decimal(1)))),
        (TEN, _of("window", "eq", Duration())),
        (TEN, _of("window", "eq", Duration(-1))),
        (TEN, _of("window", "eq", Duration(0, Decimal("0.5")))),
        (TEN, _of("window", "lteq", DAY)),
        (TEN, _of("window", "eq", Duration(10**9))),
        (TEN, _of("unitOfCount", "eq", Iri("urn:beans"))),
        (LogicalConstraint("or", (TEN, _of("purpose", "eq", Iri("urn:research")))),),
    ],
)
def test_a_count_that_cannot_be_counted_by_is_refused_with_the_rule(
    conditions: tuple[Condition, ...],
) -> None:
    with pytest.raises(QuotaTermsError) as refused:
        windows_of([_policy(*conditions)])
    assert refused.value.rule == RULE


def test_a_rule_permits_as_often_as_it_says_although_it_names_a_window_and_a_unit() -> None:
    policy = _policy(TEN, LogicalConstraint("and", (DAILY, _of("unitOfCount", "eq", Iri(DATASET)))))
    policies = compile_policies([without_counting(policy)])
    asked = {
        count: decide(Request(READ, DATA, state=State(counts={RULE: count})), policies)
        for count in (1, 10, 11)
    }
    assert {count: decision.permitted for count, decision in asked.items()} == {1: True, 10: True, 11: False}


def test_a_window_without_a_count_stays_a_condition_that_nothing_fulfils() -> None:
    policies = compile_policies([without_counting(_policy(DAILY))])
    assert not decide(Request(READ, DATA), policies).permitted


def test_an_organisations_keys_share_its_uses() -> None:
    keys = [Subject(id=f"k{one}", client=f"k{one}", organisations=frozenset({"b", "a"})) for one in range(2)]
    assert {counted_as(key) for key in keys} == {"organisation:a,b"}
    assert counted_as(Subject(id="ana", client="key-1")) == "party:key-1"
    assert counted_as(ANONYMOUS) == "party:anonymous"


def test_a_used_up_quota_says_when_it_opens_in_three_languages() -> None:
    error = QuotaUsedUpError(RULE, 10, ALICE, datetime(2026, 11, 25, tzinfo=UTC))
    assert str(error) == (
        "urn:policy#1: The rule allows 10 in its period, and they are used up. "
        "The next period begins at 2026-11-25 00:00 UTC."
    )
    assert "2026-11-25 00:00 UTC" in error.reason.in_("sl")
    assert "u svojem razdoblju" in error.reason.in_("hr")
    assert str(QuotaUsedUpError(RULE, 10, ALICE, None)).endswith("allows 10 in all, and they are used up.")
