"""An explanation tells callers of themselves, and of rules about others only that they are there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from api.explanations_told import explanation_json
from policies.decision import Action
from policies.judging import judge
from policies.refusing import explanation
from policies.rehearsal.datasets import targets_of
from policies.rehearsal.personas import Persona, asker_of, with_personas
from tests.policies.analysis.made_up import constraint, rule
from tests.policies.rehearsal.made_up import (
    ENERGY,
    NEIGHBOUR,
    SCHOOL,
    WORLD,
    a_policy,
    fill_town,
    in_force,
    put_policy,
)

FOR_SCHOOL = rule(
    "permission",
    constraint("og:sector", "isPartOf", '"I"'),
    action="odrl:read",
    more="odrl:target <energy> ; odrl:assignee <https://node.example/id/organisation/institute>",
)
FOR_RESEARCH = rule(
    "permission",
    constraint("odrl:purpose", "isA", "dpv:ResearchAndDevelopment"),
    action="odrl:read",
    more="odrl:target <energy> ; odrl:duty [ odrl:action odrl:acceptTracking ]",
)


def told(engine: Engine, now: datetime, persona: Persona, *, of_others: bool) -> dict[str, Any]:
    """Explain a request to read."""
    with Session(engine) as session:
        fill_town(session, now)
        put_policy(session, "energy", a_policy("energy", FOR_SCHOOL + FOR_RESEARCH), now)
        found = with_personas(in_force(session, now), [persona])
        asker, target = asker_of(persona, now, found, session), targets_of(session, ids={ENERGY})[0]
        why = explanation(asker, Action.READ, target, found, of_others=of_others)
        decision = judge(asker, Action.READ, target, found)
        return explanation_json(why, decision, found, "en", of_others, now=now)


@pytest.mark.parametrize("persona", [WORLD, NEIGHBOUR])
def test_a_rule_about_another_organisation_is_not_told_to_a_caller(
    engine: Engine, now: datetime, persona: Persona
) -> None:
    found = told(engine, now, persona, of_others=False)
    others = [one for one in found["rules"] if one["about_others"]]
    assert [(one["iri"], one["policy"], one["version"], one["constraints"]) for one in others] == [
        (None, None, None, [])
    ]
    assert SCHOOL not in str(found)
    assert "sql_text" not in found["row_filter"]


def test_the_owners_staff_is_told_of_every_rule(engine: Engine, now: datetime) -> None:
    found = told(engine, now, WORLD, of_others=True)
    assert all(one["iri"] and one["policy"] == "energy" for one in found["rules"])
    assert found["row_filter"] == {"which": "none", "human": "No row.", "sql_text": "false"}


def test_what_a_request_does_not_say_is_unknown_and_missing(engine: Engine, now: datetime) -> None:
    found = told(engine, now, WORLD, of_others=False)
    purpose = "http://www.w3.org/ns/odrl/2/purpose"
    one = next(each for rule in found["rules"] for each in rule["constraints"] if each["left"] == purpose)
    assert (one["found"], one["state"]) == ("unknown", "unknown")
    assert [one["left"] for one in found["missing"]] == [purpose]
    duty = next(each for rule in found["rules"] for each in rule["duties"])
    assert (duty["kind"], duty["state"]) == ("technical", "not-set")
    assert found["now"] == "2026-11-24T09:00:00.000000Z"


def test_a_caller_is_told_which_rows_a_rule_about_it_lets_through(engine: Engine, now: datetime) -> None:
    found = told(engine, now, Persona("school", frozenset({SCHOOL})), of_others=False)
    assert (found["decision"], found["row_filter"]["which"], found["nearest"]) == ("permit", "some", None)
    assert found["row_filter"]["human"].startswith("Rows for which: sector is one of I, I.1")
    states = [
        each["state"] for rule in found["rules"] for each in rule["constraints"] if each["label"] == "sector"
    ]
    assert states == ["residual"]
