"""Rehearsing: a draft for 20 personas and 50 datasets among 1,000 policies, and 100,000 requests of the past."""

from __future__ import annotations

import random
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from catalogue.audit import AuditEntry, AuditLog, Kind
from catalogue.audit_writing import Waiting
from catalogue.models import Dataset, Organisation
from policies.decision import Action
from policies.odrl.policy import ODRL, Named, Policy, Rule
from policies.rehearsal.changes import Change
from policies.rehearsal.logged import logged_requests
from policies.rehearsal.personas import Persona
from policies.rehearsal.rehearsing import Past, rehearse
from tests.bench.test_policies import conditions
from tests.policies.rehearsal.made_up import NAMES, TOWN, WORLD, a_row, in_force, put_policy

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
POLICIES, DATASETS, PERSONAS, ROWS, LOGGED = 1_000, 50, 20, 200, 100_000
AIM = 5.0


def town_of(number: int) -> str:
    """The owner of one of many policies."""
    return TOWN if number < 100 else f"town-{number % 20}"


def a_policy(chance: random.Random, number: int, targets: tuple[str, ...]) -> Policy:
    """A policy of one rule on some datasets."""
    iri = NAMES.iri("policy", f"p{number}")
    named = tuple(Named(NAMES.iri("dataset", one)) for one in targets)
    return Policy(
        iri,
        "Set",
        (
            Rule(
                f"{iri}#r",
                "permission",
                (Named(f"{ODRL}read"),),
                named,
                conditions=tuple(conditions(chance, number)),
            ),
        ),
    )


def fill(session: Session, chance: random.Random) -> None:
    """Put organisations, datasets with rows, and the policies into the tables."""
    for name in {town_of(number) for number in range(POLICIES)}:
        session.add(Organisation(id=name, name={"en": name}, kind="municipality"))
    owned: dict[str, list[str]] = {}
    for number in range(400):
        owner = TOWN if number < DATASETS else f"town-{number % 20}"
        name = f"d{number}"
        owned.setdefault(owner, []).append(name)
        session.add(
            Dataset(
                id=name,
                source="s",
                remote=name,
                publisher=owner,
                access="restricted",
                recorded_from=NOW,
                recorded_at=NOW,
            )
        )
    for number in range(DATASETS):
        session.add_all(
            a_row(
                f"d{number}",
                row,
                chance.choice(["I", "II", "III"]),
                str(chance.randrange(2015, 2025)),
                "A",
                NOW,
            )
            for row in range(ROWS)
        )
    session.flush()
    for number in range(POLICIES):
        owner = town_of(number)
        put_policy(
            session, f"p{number}", a_policy(chance, number, (chance.choice(owned[owner]),)), NOW, owner=owner
        )


def test_a_draft_is_rehearsed_among_a_thousand_policies(engine: Engine, tmp_path: Path) -> None:
    chance = random.Random(7)
    with Session(engine) as session:
        fill(session, chance)
        begun = time.perf_counter()
        before = in_force(session, NOW)
        loaded = time.perf_counter() - begun
        drafted = a_policy(chance, 1, tuple(f"d{number}" for number in range(DATASETS)))
        personas = [Persona(f"o{number}", frozenset({f"town-{number % 20}"})) for number in range(PERSONAS)]
        past = Past(30, NOW - timedelta(days=30), Counter(), lambda *_: WORLD.subject())
        begun = time.perf_counter()
        found = rehearse(session, before, Change("p1", TOWN, drafted), personas, past, NOW)
        taken = time.perf_counter() - begun
    print(
        f"\n{engine.dialect.name}: policies read in {loaded:.2f} s; {len(found.cells):,} cells rehearsed in {taken:.2f} s, aim {AIM} s ({taken / AIM:.2f} of it)"
    )


def test_a_hundred_thousand_logged_requests_are_judged_again(engine: Engine, tmp_path: Path) -> None:
    chance, log = random.Random(7), AuditLog.beside(engine, tmp_path)
    log._write([Waiting(one, NOW) for one in some_requests(chance)])
    with Session(engine) as session:
        fill(session, chance)
        before = in_force(session, NOW)
        drafted = a_policy(chance, 1, tuple(f"d{number}" for number in range(DATASETS)))
        begun = time.perf_counter()
        with log.engine.connect() as connection:
            logged = logged_requests(connection, {TOWN}, NOW - timedelta(days=30))
        read = time.perf_counter() - begun
        past = Past(
            30,
            NOW - timedelta(days=30),
            logged,
            lambda organisation, _: Persona("o", frozenset({organisation})).subject(),
        )
        begun = time.perf_counter()
        found = rehearse(session, before, Change("p1", TOWN, drafted), [], past, NOW)
        taken = time.perf_counter() - begun
    print(
        f"\n{engine.dialect.name}: {found.replay.whole.requests:,} requests in {len(logged):,} groups: read in {read:.2f} s, judged in {taken:.2f} s"
    )


def some_requests(chance: random.Random) -> list[AuditEntry]:
    """Logged requests of many organisations and keys."""
    return [
        AuditEntry(
            f"somebody-{number % 97}",
            Action.READ.value,
            f"d{chance.randrange(DATASETS)}",
            bool(chance.randrange(2)),
            "rule",
            kind=Kind.DECISION,
            organisation=f"town-{chance.randrange(20)}",
            owner=TOWN,
            client=f"key{chance.randrange(50)}",
        )
        for number in range(LOGGED)
    ]
