"""A node with many datasets, each governed by a policy of its own: open, a network's, or some rows of it for everybody."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import cycle, islice
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel

from catalogue import epochs
from catalogue.models import Dataset, Distribution, Organisation, Release
from catalogue.terms_model import DatasetTerm
from policies.odrl.policy import Iri, Policy, Rule
from policies.odrl.profile import PROFILE
from policies.odrl.writing import write_jsonld
from policies.tables import Network, PartyMembership, PolicyRow, PolicyVersion
from schemas.places import shipped_places
from tests.api.ruled import NAMES, rule, where

Row = dict[str, Any]  # the columns of a table by name
OWNERS, MEMBER, NETWORK = 40, "member-city", "mission-cities"
SECTORS = ("I", "II", "III", "IV", "V")
KINDS = 4 * len(SECTORS)
_NAME = "dataset-in-question"


def fill_many(session: Session, number: int, now: datetime) -> None:
    """Put datasets on record, and a policy in force on each."""
    for owner in (*map(_owner, range(OWNERS)), MEMBER):
        session.add(Organisation(id=owner, name={"en": owner.title()}, kind="municipality"))
    session.add(Network(id=NETWORK))
    session.add(PartyMembership(member=MEMBER, network=NETWORK, recorded_at=now))
    session.flush()
    datasets = [_dataset(at, place, now) for at, place in enumerate(islice(cycle(shipped_places()), number))]
    _insert(session, Dataset, datasets)
    _insert(session, DatasetTerm, (term for row in datasets for term in _terms(row)))
    _insert(session, Distribution, map(_file, datasets))
    _insert(session, Release, (_release(row, now) for row in datasets))
    govern(session, ((row["id"], row["publisher"]) for row in datasets), now)
    epochs.advance(session, epochs.CATALOGUE)


def govern(session: Session, datasets: Iterable[tuple[str, str]], now: datetime) -> None:
    """Put a policy of its own in force on each dataset, told by its id and its owner."""
    kinds = [_document(kind) for kind in range(KINDS)]
    several = list(datasets)
    _insert(
        session, PolicyRow, ({"id": f"on-{one}", "owner": owner, "created_at": now} for one, owner in several)
    )
    versions = (
        {
            "policy": f"on-{one}", "version": 1, "state": "active", "recorded_at": now, "active_from": now,
            "document": json.loads(kinds[at % KINDS].replace(_NAME, one)),
        }
        for at, (one, _) in enumerate(several)
    )  # fmt: skip
    _insert(session, PolicyVersion, versions)
    epochs.advance(session, epochs.POLICY)
    epochs.advance(session, epochs.RULES)


def _insert(session: Session, table: type[SQLModel], rows: Iterable[Row]) -> None:
    session.execute(insert(table), list(rows))


def _owner(at: int) -> str:
    return f"owner-{at % OWNERS}"


def _document(kind: int) -> str:
    iri = NAMES.iri("policy", f"on-{_NAME}")
    return write_jsonld(Policy(iri, "Set", tuple(_rules(f"{iri}#", kind)), (PROFILE,), "prohibit"))


def _rules(begin: str, kind: int) -> Iterator[Rule]:
    """Open; known to all and read by a network; a network's; some rows of it for everybody."""
    network = where("og:recipientNetwork", "isAnyOf", Iri(NAMES.iri("network", NETWORK)))
    some = where("og:sector", "isPartOf", SECTORS[kind // 4])
    conditions = ((), (network,), (network,), (some,))[kind % 4]
    if kind % 2:
        yield rule(f"{begin}seen", "og:discover", _NAME)
    yield rule(f"{begin}read", "odrl:read", _NAME, conditions=conditions)


def _dataset(at: int, place: str, now: datetime) -> Row:
    title, owner = f"Inventory of emissions {at:04} in {place}", _owner(at)
    return {
        "id": f"inventory-{at:04}", "source": "bench-source", "remote": str(at), "title": {"en": title}, "publisher": owner,
        "description": {"en": "Emissions by sector and year.", "sl": "Izpusti po sektorjih in letih."}, "theme": "ENVI",
        "licence": "https://creativecommons.org/licenses/by/4.0/", "attribution": owner, "spatial": [place],
        "keywords": ["emissions", "energy"], "indicators": ["GHG.SEC"], "folded": title.lower(), "temporal_start": "2018",
        "temporal_end": "2024", "recorded_from": now, "recorded_at": now,
    }  # fmt: skip


def _terms(dataset: Row) -> Iterator[Row]:
    found = [("place", dataset["spatial"][0], 0), ("level", "local", 0), ("indicator", "GHG.SEC", 0)]
    found += [("word", word, 8) for word in ("inventory", "emissions", dataset["folded"].split()[3])]
    for kind, value, weight in found:
        yield {"dataset": dataset["id"], "kind": kind, "value": value, "weight": weight}


def _file(dataset: Row) -> Row:
    return {
        "id": f"{dataset['id']}#table", "dataset": dataset["id"], "title": {"en": "Table"}, "format": "CSV",
        "media_type": "text/csv", "download_url": f"https://files.example/{dataset['id']}.csv",
    }  # fmt: skip


def _release(dataset: Row, now: datetime) -> Row:
    return {
        "id": f"{dataset['id']}-1", "slot": f"{dataset['id']}/all", "dataset": dataset["id"], "source": dataset["source"],
        "mapping": "all@1", "rows": 0, "archive_sha256": "0" * 64, "archive_bytes": 0, "state": "current",
        "recorded_from": now,
    }  # fmt: skip
