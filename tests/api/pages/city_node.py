"""A node with the four cities, the states and the EU; one dataset on request, one hidden, one finding."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from catalogue import findings, registry
from catalogue.datasets import put_dataset
from catalogue.drafts import DatasetDraft, DistributionDraft
from catalogue.models import Organisation, Snapshot
from catalogue.object_store import ObjectStore
from catalogue.releases import ReleaseDraft, publish
from connectors.models import Run, SourceRow
from schemas.findings import Finding, Location
from schemas.languages import Text
from schemas.messages import Message
from schemas.observations import Observation, StoredObservation
from tests.fakes.inventories import BASES, LICENCES, everything, observe

OWNER, READER = "elektro-example", "mestna-obcina-ljubljana"
RESTRICTED, HIDDEN = "customers-example", "heat-plan-example"
HOSTILE = "<script>alert(1)</script>\u202e" + "x" * 5000
MACHINE_CONVERTED = Text("Machine-converted; check it.", "Strojno pretvorjeno.", "Strojno pretvoreno.")
KRANJ_SNAPSHOT = "snapshot-of-kranj-contract"


def fill(session: Session, store: ObjectStore, now: datetime) -> None:
    """Publish everything in the caller's transaction."""
    for basis in BASES.values():
        registry.put_basis(session, basis)
    session.add(Organisation(id=OWNER, name={"en": "Elektro Example"}, email="data@elektro.example"))
    by_dataset: dict[str, list[StoredObservation]] = defaultdict(list)
    for stored in everything():
        by_dataset[stored.dataset].append(stored)
    for dataset, some in by_dataset.items():
        _publish(session, store, now, _draft(dataset, some), some)
    for dataset, access in ((RESTRICTED, "restricted"), (HIDDEN, "hidden")):
        some = [_example(dataset)]
        _publish(
            session,
            store,
            now,
            replace(_draft(dataset, some), access=access, example=True, publisher=OWNER),
            some,
        )
    _hostile(session, now)
    _around_kranj(session, now)
    _velenje_does_not_add_up(session, now)


def _draft(dataset: str, some: Iterable[StoredObservation]) -> DatasetDraft:
    keys = [stored.observation.key for stored in some]
    licence = LICENCES.get(dataset)
    return DatasetDraft(
        id=dataset, source=dataset, remote=dataset, title=Text.of(f"Figures of {dataset}"), note=MACHINE_CONVERTED,
        licence=licence.licence if licence else "", attribution=licence.attribution if licence else "",
        spatial=tuple(sorted({key.place for key in keys})), indicators=tuple(sorted({key.indicator for key in keys})),
        provenance=(Text.of(f"Transcribed into a table: {dataset}"),), readers=(READER,),
        distributions=(DistributionDraft(key="table", download_url=f"https://files.example/{dataset}.csv"),),
    )  # fmt: skip


def _example(dataset: str) -> StoredObservation:
    where = {"carrier": "ELEC"}
    return observe("EN.FEC", "SI_052", "2022", "61000", source=dataset, unit="MWH", where=where, example=True)


def _publish(
    session: Session,
    store: ObjectStore,
    now: datetime,
    draft: DatasetDraft,
    some: Iterable[StoredObservation],
) -> None:
    put_dataset(session, draft, record_snapshot="", now=now)
    rows: dict[object, Observation] = {stored.observation.key: stored.observation for stored in some}
    release = ReleaseDraft(
        f"{draft.id}/all",
        draft.id,
        draft.source,
        f"{draft.id}/all@1",
        tuple(rows.values()),
        (),
        draft.example,
    )
    publish(session, store, release, now)
    session.add(SourceRow(id=draft.source, connector="table", owner=draft.publisher, definition={}))


def _hostile(session: Session, now: datetime) -> None:
    draft = DatasetDraft(
        id="hostile", source="hostile", remote="hostile", title=Text.of(HOSTILE), description=Text.of(HOSTILE),
        landing_page="javascript:alert(1)", keywords=(HOSTILE,), licence="javascript:alert(2)",
    )  # fmt: skip
    put_dataset(session, draft, record_snapshot="", now=now)


def _around_kranj(session: Session, now: datetime) -> None:
    address = "https://files.example/kranj-a-1-3.xlsx"
    session.add(Snapshot(sha256=KRANJ_SNAPSHOT, size=37_273, url=address, fetched_at=now))
    session.add(Run(id="1", source="kranj-contract", state="failed", started_at=now, heartbeat=now))


def _velenje_does_not_add_up(session: Session, now: datetime) -> None:
    finding = Finding(
        rule="S2", severity="warning", where=Location("A-1.3", "E8"), found="171,276.25",
        expected=Message("page.yes"), mend=Message("page.no"), place="SI_133",
    )  # fmt: skip
    findings.record(session, "velenje-contract/all", "velenje-contract", [finding], now)
