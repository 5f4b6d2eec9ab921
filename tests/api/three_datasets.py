"""A node with one dataset of each state of access, each with figures, a release, a finding and a basis of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session

from catalogue import findings, registry
from catalogue.datasets import put_dataset
from catalogue.drafts import DatasetDraft, DistributionDraft
from catalogue.models import Organisation
from catalogue.object_store import ObjectStore
from catalogue.releases import ReleaseDraft, publish
from schemas.basis import Basis
from schemas.findings import Finding, Location
from schemas.languages import Text
from schemas.messages import Message
from schemas.observations import Observation, SeriesKey

OPEN, RESTRICTED, HIDDEN = "city-inventory", "utility-customers", "heat-draft"
ACCESS = {OPEN: "open", RESTRICTED: "restricted", HIDDEN: "hidden"}
OWNERS = {OPEN: "city-office", RESTRICTED: "utility", HIDDEN: "planning"}
READER = "city-office"
"""Reads what the utility keeps, and does not know of what is hidden."""

EXACT = Decimal("1234567890123456.12345")
NOTE = Text(
    "Converted by machine; check it.", "Strojno pretvorjeno; preverite.", "Strojno pretvoreno; provjerite."
)
FIGURES = {
    OPEN: (
        ("GHG.SEC", "SI_052", "2018", "I", "65831"),
        ("GHG.SEC", "SI_052", "2019", "I", "64000.5"),
        ("GHG.SEC", "SI_061", "2018", "I", str(EXACT)),
        ("GHG.SEC", "SI_061", "2018", "II", ""),
    ),
    RESTRICTED: (("EN.FEC", "SI_052", "2018", "I", "61000"), ("GHG.SEC", "SI_052", "2018", "II", "77")),
    HIDDEN: (("GHG.SEC", "SI_133", "2018", "I", "4242"), ("GHG.SEC", "SI_052", "2018", "III", "4243")),
}


def source(dataset: str) -> str:
    """The source that tells of a dataset."""
    return f"{dataset}-source"


def basis(dataset: str) -> str:
    """The basis of a dataset's figures."""
    return f"{dataset}-basis"


def fill(session: Session, store: ObjectStore, now: datetime) -> None:
    """Publish everything in the caller's transaction."""
    for owner in OWNERS.values():
        registry.put_organisation(session, Organisation(id=owner, name={"en": owner.title()}))
    for dataset in ACCESS:
        registry.put_basis(session, Basis(id=basis(dataset), title=f"Basis of {dataset}", gwp_set="AR5"))
        put_dataset(session, draft(dataset), record_snapshot="", now=now)
        publish_figures(session, store, dataset, figures(dataset), now)
        findings.record(session, f"{dataset}/all", dataset, [_finding(dataset)], now)


def draft(dataset: str) -> DatasetDraft:
    """What the source says of a dataset."""
    return DatasetDraft(
        id=dataset, source=source(dataset), remote=dataset, title=Text.of(f"Emissions: {dataset}"),
        publisher=OWNERS[dataset], access=ACCESS[dataset], theme="ENVI", licence=f"licence of {dataset}",
        attribution=f"{OWNERS[dataset]}, the owner", spatial=("SI_052",), note=NOTE,
        indicators=tuple(sorted({figure[0] for figure in FIGURES[dataset]})), readers=(READER,) if dataset == RESTRICTED else (),
        example=dataset == RESTRICTED,
        distributions=(DistributionDraft(key="table", download_url=f"https://files.example/{dataset}.csv"),),
    )  # fmt: skip


def figures(dataset: str) -> tuple[Observation, ...]:
    """The dataset's figures."""
    return tuple(_observation(dataset, *figure) for figure in FIGURES[dataset])


def publish_figures(
    session: Session, store: ObjectStore, dataset: str, rows: Sequence[Observation], now: datetime
) -> str:
    """Publish figures of a dataset and give the outcome."""
    release = ReleaseDraft(
        f"{dataset}/all", dataset, source(dataset), "all@1", tuple(rows), (), example=dataset == RESTRICTED
    )
    return publish(session, store, release, now)


def changed(rows: Sequence[Observation], value: str) -> list[Observation]:
    """The same figures, the first one with another value."""
    return [replace(rows[0], value=Decimal(value)), *rows[1:]]


def _observation(
    dataset: str, indicator: str, place: str, period: str, sector: str, value: str
) -> Observation:
    unit = "MWH" if indicator == "EN.FEC" else "T_CO2E"
    key = SeriesKey(
        indicator,
        place,
        period,
        sector=sector,
        scope="S1",
        unit=unit,
        source=source(dataset),
        basis=basis(dataset),
    )
    number = Decimal(value) if value else None
    return Observation(
        key, number, published_value=number, published_unit=unit, raw_value=value, obs_status="A" if value else "O",
        comment='said "so", it is\nwritten: č, š, ž', source_cell="A-1.3!F6",
    )  # fmt: skip


def _finding(dataset: str) -> Finding:
    where = Location(f"{dataset}.xlsx", "A-1.3!F6")
    return Finding(
        "S2", "warning", where, "9,885.83", Message("page.yes"), Message("page.no"), place="SI_052"
    )
