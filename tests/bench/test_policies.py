"""Policies: decisions and row filters a second at 1,000 policies on one core."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from policies.compiled.deciding import decide
from policies.compiled.policy_set import PolicySet, compile_policies
from policies.compiled.request import Membership, Request, Subject
from policies.compiled.residual import EVERY_ROW
from policies.compiled.rowfilter import row_filter
from policies.compiled.world import World
from policies.odrl.policy import ODRL, Condition, Constraint, Iri, Named, Policy, Rule, RuleKind, Span
from policies.odrl.vocabulary import OG

EX = "https://example.org/"
POLICIES, DATASETS, COLLECTIONS, ORGANISATIONS = 1_000, 200, 20, 40
DECISIONS_AIM, FILTERS_AIM = 30_000, 3_000
REQUESTS = 4_000
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
PURPOSES = tuple(Iri(f"{EX}purpose/{number}") for number in range(6))
SECTORS = ("I", "I.1", "II", "III", "IV")


def name(kind: str, number: int) -> str:
    """The IRI of one of many."""
    return f"{EX}{kind}/{number}"


def year(number: int) -> Span:
    """A year."""
    return Span(datetime(number, 1, 1, tzinfo=UTC), datetime(number + 1, 1, 1, tzinfo=UTC))


def conditions(chance: random.Random, number: int) -> Iterator[Condition]:
    """Purpose in three of eight, a network in one of three, an end in one of four, rows in every second."""
    if number % 8 < 3:
        yield Constraint(f"{ODRL}purpose", f"{ODRL}isAnyOf", tuple(chance.sample(PURPOSES, 2)))
    if number % 3 == 0:
        network = Iri(name("network", chance.randrange(4)))
        yield Constraint(f"{OG}recipientNetwork", f"{ODRL}isAnyOf", (network,))
    if number % 4 == 0:
        yield Constraint(f"{ODRL}dateTime", f"{ODRL}lt", (datetime(2027, 1, 1, tzinfo=UTC),))
    if number % 2:
        yield Constraint(f"{OG}sector", f"{ODRL}isPartOf", (chance.choice(SECTORS),))
        yield Constraint(f"{OG}referencePeriod", f"{ODRL}lteq", (year(chance.randrange(2018, 2025)),))


def one_policy(chance: random.Random, number: int) -> Policy:
    """A policy of one rule: 85 of 100 permit, half are on a collection."""
    kind: RuleKind = "permission" if number % 100 < 85 else "prohibition"
    on_collection = number % 2
    target = (
        Named(name("collection", chance.randrange(COLLECTIONS)), collection=True)
        if on_collection
        else Named(name("dataset", chance.randrange(DATASETS)))
    )
    assignee = Named(name("organisation", chance.randrange(ORGANISATIONS)))
    rule = Rule(
        name("rule", number), kind, (Named(f"{ODRL}{('read', 'use')[number % 2]}"),), (target,), (),
        (assignee,) if number % 5 else (), tuple(conditions(chance, number)),
    )  # fmt: skip
    return Policy(name("policy", number), "Set", (rule,))


def one_request(chance: random.Random) -> Request:
    """Somebody of an organisation in a network reads a dataset."""
    organisation = name("organisation", chance.randrange(ORGANISATIONS))
    networks = (Membership(organisation, name("network", chance.randrange(4))),)
    subject = Subject(name("person", chance.randrange(500)), frozenset({organisation}), networks)
    purposes = frozenset({chance.choice(PURPOSES).iri})
    return Request(f"{ODRL}read", name("dataset", chance.randrange(DATASETS)), subject, NOW, purposes)


def measured(work: Callable[[Request], object], requests: list[Request]) -> float:
    """Do something with every request, and give how often a second."""
    begun = time.perf_counter()
    for request in requests:
        work(request)
    return len(requests) / (time.perf_counter() - begun)


def policy_set(number: int) -> PolicySet:
    """So many policies, compiled."""
    chance = random.Random(2026)
    assets = tuple(
        Membership(name("dataset", at), name("collection", at % COLLECTIONS)) for at in range(DATASETS)
    )
    return compile_policies([one_policy(chance, at) for at in range(number)], 1, World(assets=assets))


@pytest.mark.bench
@pytest.mark.parametrize("number", [10, 100, POLICIES])
def test_decisions_and_row_filters(number: int) -> None:
    """Print decisions and row filters a second, and how they stand to what we aim at."""
    chance = random.Random(1)
    policies = policy_set(number)
    requests = [one_request(chance) for _ in range(REQUESTS)]
    decided = measured(lambda request: decide(request, policies), requests)
    decided = max(decided, measured(lambda request: decide(request, policies), requests))
    filtered = measured(lambda request: row_filter(decide(request, policies).rows), requests)
    filtered = max(filtered, measured(lambda request: row_filter(decide(request, policies).rows), requests))
    answers = [decide(request, policies) for request in requests]
    permitted = sum(one.permitted for one in answers) / REQUESTS
    partly = sum(one.permitted and one.rows != EVERY_ROW for one in answers)
    print(f"\n{number:5} policies: {permitted:.0%} permitted, {partly / REQUESTS:.0%} with some rows only")
    print(f"  decisions    {decided:10,.0f} /s {decided / DECISIONS_AIM:6.2f} x aim ({DECISIONS_AIM:,})")
    print(f"  row filters  {filtered:10,.0f} /s {filtered / FILTERS_AIM:6.2f} x aim ({FILTERS_AIM:,})")
