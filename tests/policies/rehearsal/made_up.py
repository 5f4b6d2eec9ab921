"""Policies put into force, and a town whose datasets they are about."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session

from catalogue.models import Dataset, ObservationRow, Organisation
from policies.in_force import InForce
from policies.loading import load_in_force
from policies.names import Names
from policies.odrl.policy import Policy
from policies.odrl.reading import read_policies
from policies.odrl.writing import write_jsonld
from policies.rehearsal.changes import Change
from policies.rehearsal.personas import Persona
from policies.rehearsal.rehearsing import Past, Rehearsal, rehearse
from policies.tables import Network, PartyMembership, PolicyRow, PolicyVersion
from tests.policies.analysis.made_up import PREFIXES

NAMES = Names("https://node.example")
TOWN, OTHER, SCHOOL = "town", "other-town", "institute"
NETWORK = "mission-cities"
ENERGY, HEAT = "energy", "heat"
ROWS = (
    ("I", "2018", "A"), ("I.1", "2019", "A"), ("II", "2018", "A"), ("II", "2020", "E"), ("III", "2021", ""), ("", "2018-Q1", "A"),
)  # fmt: skip
"""Sector, period and status of the rows of each dataset."""

WORLD = Persona("world")
MEMBER = Persona("member", networks=frozenset({NETWORK}))
NEIGHBOUR = Persona("neighbour", frozenset({OTHER}))


def fill_town(session: Session, now: datetime) -> None:
    """Put two datasets of a town, its neighbours and a network into the tables."""
    for name, kind in ((TOWN, "municipality"), (OTHER, "municipality"), (SCHOOL, "research")):
        session.add(Organisation(id=name, name={"en": name}, kind=kind))
    session.add(Network(id=NETWORK, name={"en": "Mission cities"}))
    session.add(PartyMembership(member=OTHER, network=NETWORK, recorded_at=now))
    for name, access in ((ENERGY, "restricted"), (HEAT, "open")):
        session.add(
            Dataset(
                id=name, source="s", remote=name, publisher=TOWN, access=access, recorded_from=now, recorded_at=now
            )
        )  # fmt: skip
        session.add_all(a_row(name, number, *row, now) for number, row in enumerate(ROWS))
    session.flush()


def a_row(dataset: str, number: int, sector: str, period: str, status: str, now: datetime) -> ObservationRow:
    """A row that stands, recorded the longer ago the later it comes."""
    return ObservationRow(
        id=f"{dataset}-{number}", slot="s", release="r", dataset=dataset, indicator="GHG.SEC", place="SI_052", period=period,
        freq="A", sector=sector, scope="S1", gas="", carrier="", mode="", value_type="", unit="T_CO2E", source="s",
        basis="b", obs_status=status, recorded_from=now - timedelta(days=200 * number),
    )  # fmt: skip


def a_policy(name: str, body: str) -> Policy:
    """Read a policy written in Turtle; `<dataset>` stands for a dataset of the node."""
    text = f"{PREFIXES}\n<{NAMES.iri('policy', name)}> a odrl:Set ; {body} .".replace("; .", ".")
    for dataset in (ENERGY, HEAT):
        text = text.replace(f"<{dataset}>", f"<{NAMES.iri('dataset', dataset)}>")
    return read_policies(text.replace("<network>", f"<{NAMES.iri('network', NETWORK)}>"), "text/turtle")[0]


def put_policy(
    session: Session, name: str, policy: Policy, now: datetime, *, owner: str = TOWN, state: str = "active"
) -> None:
    """Put a policy into the tables, in force from a day ago on, or as a draft."""
    if session.get(PolicyRow, name) is None:
        session.add(PolicyRow(id=name, owner=owner, created_at=now))
    from_ = now - timedelta(days=1) if state == "active" else None
    session.add(
        PolicyVersion(
            policy=name, version=1 if from_ else 2, state=state, document=json.loads(write_jsonld(policy)),
            recorded_at=now, active_from=from_,
        )
    )  # fmt: skip
    session.flush()


def in_force(session: Session, now: datetime) -> InForce:
    """Read what is in force."""
    return load_in_force(session, NAMES, now, 0)


def rehearsed(
    session: Session, name: str, drafted: Policy | None, personas: Iterable[Persona], now: datetime
) -> Rehearsal:
    """Rehearse a policy of the town, without requests of the past."""
    past = Past(30, now - timedelta(days=30), {}, lambda *_: WORLD.subject())
    change = Change(name, TOWN, drafted)
    return rehearse(session, in_force(session, now), change, tuple(personas), past, now)
