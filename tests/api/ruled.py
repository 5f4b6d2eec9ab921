"""Policies put into force directly, for tests that are about what follows from them."""

from __future__ import annotations

import json
from datetime import datetime

from sqlmodel import Session

from catalogue import epochs
from policies.names import Names
from policies.odrl.policy import Condition, Constraint, Iri, Named, Policy, Rule
from policies.odrl.profile import PROFILE
from policies.odrl.vocabulary import expand
from policies.odrl.writing import write_jsonld
from policies.tables import PolicyRow, PolicyVersion

NAMES = Names("https://node.example")


def rule(
    name: str,
    action: str,
    *datasets: str,
    kind: str = "permission",
    organisations: tuple[str, ...] = (),
    conditions: tuple[Condition, ...] = (),
) -> Rule:
    """Make a rule on datasets, for organisations or for everybody."""
    return Rule(
        name,
        kind,  # type: ignore[arg-type]  # one of the kinds of rules
        (Named(expand(action)),),
        tuple(Named(NAMES.iri("dataset", one)) for one in datasets),
        assignees=tuple(Named(NAMES.iri("organisation", one)) for one in organisations),
        conditions=conditions,
    )


def where(left: str, operator: str, *right: str | Iri) -> Constraint:
    """Make a comparison of compact names."""
    return Constraint(expand(left), expand(f"odrl:{operator}"), right)


def put_in_force(
    session: Session, id_: str, owner: str, now: datetime, *rules: Rule, until: datetime | None = None
) -> None:
    """Put a policy into force as its lifecycle would."""
    iri = NAMES.iri("policy", id_)
    named = tuple(
        Rule(
            f"{iri}#{one.iri}",
            one.kind,
            one.actions,
            one.targets,
            assignees=one.assignees,
            conditions=one.conditions,
        )
        for one in rules
    )
    document = json.loads(write_jsonld(Policy(iri, "Set", named, (PROFILE,), "prohibit")))
    session.add(PolicyRow(id=id_, owner=owner, created_at=now))
    session.add(
        PolicyVersion(
            policy=id_,
            version=1,
            state="active",
            document=document,
            recorded_at=now,
            active_from=now,
            active_to=until,
        )
    )
    epochs.advance(session, epochs.RULES)
