"""The templates as ODRL decide as the templates do: whoever read a dataset goes on reading it once a policy governs it."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product

import pytest

from policies.agreements import on_agreement
from policies.asker import Asker
from policies.compiled.policy_set import compile_policies
from policies.compiled.world import OF_THE_GATEWAY, World
from policies.decision import ANONYMOUS, Action, Subject, Target
from policies.engine import decide
from policies.in_force import InForce, Parties
from policies.judging import granted
from policies.names import Names
from policies.odrl.lint import lint
from policies.odrl.policy import Policy
from policies.odrl.profile import PROFILE
from policies.odrl.reading import read_policies
from policies.odrl.writing import write_jsonld
from policies.tables import Agreement
from policies.template_rules import template_policy, template_rules

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NAMES = Names("https://node.example")
IRI = NAMES.iri("policy", "ours")
SUBJECTS = (
    ANONYMOUS,
    Subject("ana", frozenset({"reader"})),
    Subject("bor", frozenset({"department-of-reader"})),
    Subject("cene", frozenset({"stranger"})),
)
PARTIES = Parties(parents={"department-of-reader": "reader"})


@pytest.mark.parametrize("access", ["open", "restricted", "hidden"])
@pytest.mark.parametrize("readers", [frozenset(), frozenset({"reader"}), frozenset({"reader", "second"})])
def test_a_template_written_as_a_policy_decides_as_it_did(access: str, readers: frozenset[str]) -> None:
    target = Target("data", "owner", access, readers)
    compiled = compile_policies([template_policy(target, IRI, NAMES)], 1, World(), OF_THE_GATEWAY)
    in_force = InForce(NAMES, compiled, parties=PARTIES, named={"data": "owner"})
    for subject, action in product(SUBJECTS, (Action.DISCOVER, Action.READ, Action.BULK)):
        found = granted(Asker(subject, NOW), action, NAMES.iri("dataset", "data"), in_force)
        every = Subject(subject.id, PARTIES.with_parents(subject.organisations))
        before = decide(every, Action.READ if action is Action.BULK else action, target)
        assert (found.permitted, found.visible) == (before.permitted, before.visible), (subject.id, action)


@pytest.mark.parametrize("access", ["open", "restricted", "hidden"])
def test_what_a_grant_writes_can_be_published_and_reads_back(access: str) -> None:
    target = Target("data", "owner", access, frozenset({"reader"}))
    purposes = ["https://w3id.org/dpv#CommercialPurpose", "https://w3id.org/dpv#ResearchAndDevelopment"]
    agreed = Agreement(
        id="a1", dataset="data", assigner="owner", assignee="university", purposes=purposes, accepted_at=NOW,
        valid_from=NOW,
    )  # fmt: skip
    rules = (*template_rules(target, IRI, NAMES), on_agreement(agreed, IRI, NAMES))
    policy = Policy(IRI, "Set", rules, (PROFILE,), "prohibit")
    assert lint(policy) == ()
    assert read_policies(write_jsonld(policy), "application/ld+json") == (policy,)
