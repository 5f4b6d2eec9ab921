"""A version that breaks a promised answer is named with what was expected and found."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session

from policies.golden import GoldenFailure, failing
from policies.rehearsal.personas import Persona
from policies.tables import GoldenRequest
from tests.policies.analysis.made_up import constraint, rule
from tests.policies.rehearsal.made_up import (
    ENERGY,
    HEAT,
    MEMBER,
    NAMES,
    WORLD,
    a_policy,
    fill_town,
    put_policy,
)

READ = rule("permission", action="odrl:read", more="odrl:target <energy>")
NETWORK_READS = rule(
    "permission",
    constraint("og:recipientNetwork", "isAnyOf", "<network>"),
    action="odrl:read",
    more="odrl:target <energy>",
)
STOP = rule("prohibition", action="odrl:read", more="odrl:target <energy>")


def promise(
    session: Session,
    policy: str,
    name: str,
    persona: Persona,
    expected: str,
    now: datetime,
    rows: int | None = None,
) -> None:
    """Promise the answer to a request to read."""
    request = {"persona": persona.as_json(), "dataset": ENERGY, "action": "read"}
    session.add(
        GoldenRequest(
            id=name, policy=policy, label=name, request=request, expected=expected, rows=rows, recorded_at=now
        )
    )
    session.flush()


def test_a_candidate_that_keeps_its_promises_fails_none(engine: Engine, now: datetime) -> None:
    with Session(engine) as session:
        fill_town(session, now)
        put_policy(session, "energy", a_policy("energy", NETWORK_READS), now)
        promise(session, "energy", "members", MEMBER, "permit", now, rows=6)
        promise(session, "energy", "others", WORLD, "deny", now)
        assert failing(session, NAMES, "energy", a_policy("energy", NETWORK_READS), now) == ()


def test_a_broken_promise_says_what_was_expected_and_which_rule_decided(
    engine: Engine, now: datetime
) -> None:
    with Session(engine) as session:
        fill_town(session, now)
        put_policy(session, "energy", a_policy("energy", NETWORK_READS), now)
        promise(session, "energy", "members", MEMBER, "permit", now, rows=6)
        promise(session, "energy", "others", WORLD, "deny", now)
        wide, none = a_policy("energy", READ), a_policy("energy", STOP)
        opened = GoldenFailure("others", "energy", "others", "deny", "permit", wide.rules[0].iri)
        shut = GoldenFailure("members", "energy", "members", "permit", "deny", none.rules[0].iri, 6, 0)
        assert failing(session, NAMES, "energy", wide, now) == (opened,)
        assert failing(session, NAMES, "energy", none, now) == (shut,)


def test_other_policies_promises_on_the_same_dataset_must_go_on_holding(
    engine: Engine, now: datetime
) -> None:
    with Session(engine) as session:
        fill_town(session, now)
        put_policy(session, "energy", a_policy("energy", NETWORK_READS), now)
        put_policy(session, "new", a_policy("new", STOP), now, state="draft")
        promise(session, "energy", "members", MEMBER, "permit", now)
        promise(session, "energy", "never held", WORLD, "permit", now)
        stop = a_policy("new", STOP)
        found = failing(session, NAMES, "new", stop, now)
        assert found == (GoldenFailure("members", "energy", "members", "permit", "deny", stop.rules[0].iri),)
        elsewhere = a_policy("new", rule("prohibition", action="odrl:read", more=f"odrl:target <{HEAT}>"))
        assert failing(session, NAMES, "new", elsewhere, now) == ()
        assert [one.label for one in failing(session, NAMES, "energy", None, now)] == []


def test_a_promise_about_a_dataset_that_is_gone_fails(engine: Engine, now: datetime) -> None:
    with Session(engine) as session:
        fill_town(session, now)
        put_policy(session, "energy", a_policy("energy", READ), now)
        request = {"persona": WORLD.as_json(), "dataset": "gone", "action": "read"}
        session.add(
            GoldenRequest(
                id="g", policy="energy", label="g", request=request, expected="permit", recorded_at=now
            )
        )
        session.flush()
        found = failing(session, NAMES, "energy", a_policy("energy", READ), now)
        assert found == (GoldenFailure("g", "energy", "g", "permit", "absent", ""),)
