"""What is in force: the filter lets through exactly what judging dataset by dataset and row by row does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlmodel import Session, col

from catalogue.models import Dataset, ObservationRow
from policies.asker import Asker
from policies.compiled.residual import EVERY_ROW
from policies.decision import ANONYMOUS, Action, Decision, Target
from policies.in_force import InForce, PolicyInForce
from policies.judging import judge
from policies.loading import compose
from policies.odrl.policy import Policy, Rule
from policies.rowfilter import scope
from tests.policies import random_policies as chance

BY_CHANCE = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A unit of work that is never committed."""
    with Session(engine) as session:
        yield session


def _judged(asker: Asker, action: Action, listed: list[Target], in_force: InForce) -> dict[str, Decision]:
    return {one.dataset: judge(asker, action, one, in_force) for one in listed}


def _rows(session: Session) -> list[ObservationRow]:
    return list(session.scalars(select(ObservationRow)))


def _admitted(decisions: dict[str, Decision], rows: list[ObservationRow]) -> set[str]:
    return {
        row.id
        for row in rows
        if decisions[row.dataset].permitted and decisions[row.dataset].rows.admits(row.model_dump())
    }


@BY_CHANCE
@given(told=chance.stored, listed=chance.policies, asker=chance.askers)
def test_the_filter_equals_judging_one_by_one(
    session: Session,
    told: dict[str, tuple[str, str, frozenset[str], bool]],
    listed: tuple[PolicyInForce, ...],
    asker: Asker,
) -> None:
    targets = chance.put_world(session, told)
    in_force = compose(session, chance.NAMES, listed, 1, now=asker.now)
    for action in (Action.DISCOVER, Action.READ, Action.BULK):
        within = scope(asker, action, in_force)
        decisions = _judged(asker, action, targets, in_force)
        seen = set(session.scalars(select(col(Dataset.id)).where(within.datasets)))
        assert seen == {name for name, one in decisions.items() if one.permitted}
        ids = set(session.scalars(select(col(ObservationRow.id)).where(within.observations())))
        assert ids == _admitted(decisions, _rows(session))
        plain = set(
            session.scalars(select(col(ObservationRow.dataset)).where(within.of(ObservationRow.dataset)))
        )
        assert plain == {
            name
            for name, one in decisions.items()
            if one.permitted and one.rows is EVERY_ROW and not one.masks
        }
        assert _masked(session, within.masks) == {
            (name, column) for name, one in decisions.items() if one.permitted for column in one.masks
        }
    session.rollback()


def _masked(session: Session, masks: object) -> set[tuple[str, str]]:
    assert isinstance(masks, dict)
    return {
        (name, column)
        for column, condition in masks.items()
        for name in session.scalars(select(col(Dataset.id)).where(condition))
    }


@BY_CHANCE
@given(told=chance.stored, listed=chance.policies)
def test_the_state_of_a_dataset_is_what_the_world_may_do_with_it(
    session: Session,
    told: dict[str, tuple[str, str, frozenset[str], bool]],
    listed: tuple[PolicyInForce, ...],
) -> None:
    targets = chance.put_world(session, told)
    in_force = compose(session, chance.NAMES, listed, 1)
    world = Asker(ANONYMOUS, chance.NOW)
    states = scope(world, Action.READ, in_force).states
    found = {row[0]: row[1] for row in session.execute(select(col(Dataset.id), states.column))}
    reading = _judged(world, Action.READ, targets, in_force)
    for target in targets:
        decision = reading[target.dataset]
        is_open = decision.permitted and decision.rows is EVERY_ROW and not decision.masks
        expected = "open" if is_open else "restricted" if decision.visible else "hidden"
        assert found[target.dataset] == expected
    session.rollback()


@BY_CHANCE
@given(
    told=chance.stored,
    listed=chance.policies,
    asker=chance.askers,
    rule=chance.rules,
    place=st.integers(0, 20),
)
def test_a_prohibition_more_or_a_permission_less_never_widens(
    session: Session,
    told: dict[str, tuple[str, str, frozenset[str], bool]],
    listed: tuple[PolicyInForce, ...],
    asker: Asker,
    rule: Rule,
    place: int,
) -> None:
    targets = chance.put_world(session, told)
    rows = _rows(session)
    before = compose(session, chance.NAMES, listed, 1)
    for after in (_forbidding(session, listed, rule, place), _permitting_less(session, listed, place)):
        for target in targets:
            if not before.governs(target.dataset, target.owner) or not after.governs(
                target.dataset, target.owner
            ):
                continue
            narrow = _admitted({target.dataset: judge(asker, Action.READ, target, after)}, _of(target, rows))
            wide = _admitted({target.dataset: judge(asker, Action.READ, target, before)}, _of(target, rows))
            assert narrow <= wide
    session.rollback()


def _of(target: Target, rows: list[ObservationRow]) -> list[ObservationRow]:
    return [row for row in rows if row.dataset == target.dataset]


def _forbidding(session: Session, listed: tuple[PolicyInForce, ...], rule: Rule, place: int) -> InForce:
    """Give what is in force once a prohibition stands in a further policy."""
    if not listed:
        return compose(session, chance.NAMES, listed, 2)
    owner = listed[place % len(listed)].owner
    iri = chance.NAMES.iri("policy", "more")
    more = replace(rule, iri=f"{iri}#no", kind="prohibition")
    return compose(
        session, chance.NAMES, (*listed, PolicyInForce("more", owner, 1, Policy(iri, "Set", (more,)))), 2
    )


def _permitting_less(session: Session, listed: tuple[PolicyInForce, ...], place: int) -> InForce:
    """Give what is in force once a permission is gone."""
    if not listed:
        return compose(session, chance.NAMES, listed, 2)
    at = place % len(listed)
    policy = listed[at].policy
    permissions = [rule for rule in policy.rules if rule.kind == "permission"]
    gone = permissions[place % len(permissions)] if permissions else None
    fewer = replace(policy, rules=tuple(rule for rule in policy.rules if rule is not gone))
    return compose(
        session, chance.NAMES, (*listed[:at], replace(listed[at], policy=fewer), *listed[at + 1 :]), 2
    )


def test_a_policy_reaches_only_what_its_owner_has(session: Session) -> None:
    told = {name: ("ljubljana", "open", frozenset[str](), False) for name in chance.DATASETS}
    told["d0"] = ("kranj", "open", frozenset(), False)
    told["d1"] = (chance.DEPARTMENT, "open", frozenset(), False)
    targets = chance.put_world(session, told)
    everything = Rule("https://node.example/id/policy/p#no", "prohibition", (), ())
    listed = (
        PolicyInForce("p", "kranj", 1, Policy("https://node.example/id/policy/p", "Set", (everything,))),
    )
    in_force = compose(session, chance.NAMES, listed, 1)
    world = Asker(ANONYMOUS, chance.NOW)
    refused = {
        name for name, one in _judged(world, Action.READ, targets, in_force).items() if not one.permitted
    }
    assert refused == {"d0", "d1"}
    assert asdict(in_force.parties)["parents"] == {chance.DEPARTMENT: "kranj"}
