"""What publishers state: the metrics that a dataset's record meets at its source, kept beside our description."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from catalogue import epochs
from catalogue.models import FindingRow
from catalogue.quality_tables import StatedMetrics
from schemas.mqa.metrics import NAMES


def record_stated(session: Session, dataset: str, stated: frozenset[str] | None, now: datetime) -> None:
    """Keep what a source's record states, within the caller's transaction; None: it is not known, and nothing changes.

    Args:
        stated: names of metrics, as `schemas.mqa.scoring.stated_by` gives them; others are left out.
    """
    if stated is None:
        return
    names = sorted(stated & set(NAMES))
    row = session.get(StatedMetrics, dataset)
    if row is not None and row.stated == names:
        return
    session.merge(StatedMetrics(dataset=dataset, stated=names, recorded_at=now))
    epochs.advance(session, epochs.CATALOGUE)


def stated_metrics(session: Session, datasets: Collection[str]) -> Mapping[str, frozenset[str]]:
    """Give what is stated of some datasets; what is not known is missing."""
    found = select(StatedMetrics).where(col(StatedMetrics.dataset).in_(datasets))
    return {row.dataset: frozenset(row.stated) for row in session.exec(found)}


def not_compliant(session: Session, datasets: Collection[str]) -> set[str]:
    """Give those of some datasets in whose description the shapes of DCAT-AP found a violation that stands."""
    found = select(FindingRow.dataset).where(
        col(FindingRow.slot).in_([f"record:{dataset}" for dataset in datasets]),
        col(FindingRow.severity) == "violation",
        col(FindingRow.recorded_to).is_(None),
    )
    return set(session.exec(found))
