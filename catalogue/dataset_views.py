"""Rows of datasets as values, with their distributions and the date of their figures."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from catalogue.drafts import DatasetView, DistributionView
from catalogue.models import Dataset, Distribution, Release
from catalogue.scope import Scope
from schemas.languages import Text

BATCH = 500


def standing(within: Scope) -> list[ColumnElement[bool]]:
    """Give the conditions under which a row of `dataset` exists for a caller."""
    return [col(Dataset.gone_at).is_(None), within.datasets]


def views(session: Session, rows: Sequence[Dataset], within: Scope) -> tuple[DatasetView, ...]:
    """Give rows as values, in their order.

    The addresses at the source are given only of what is open, or to a scope that may read: whoever knows the
    address could else get the figures around the door.
    """
    open_to = [row.id for row in rows if row.access == "open" or within.action == "read" or within.everything]
    distributions = _distributions(session, open_to)
    released = _released(session, [row.id for row in rows])
    return tuple(_view(row, distributions.get(row.id, ()), released.get(row.id)) for row in rows)


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _distributions(session: Session, ids: Sequence[str]) -> Mapping[str, Sequence[DistributionView]]:
    found: dict[str, list[DistributionView]] = defaultdict(list)
    for some in _batches(ids):
        statement = select(Distribution).where(col(Distribution.dataset).in_(some))
        for row in session.exec(statement.order_by(col(Distribution.dataset), col(Distribution.position))):
            found[row.dataset].append(_distribution(row))
    return found


def _released(session: Session, ids: Sequence[str]) -> dict[str, datetime]:
    """Give when each dataset's observations last changed."""
    found: dict[str, datetime] = {}
    for some in _batches(ids):
        statement = (
            select(Release.dataset, func.max(Release.recorded_from))
            .where(col(Release.dataset).in_(some), col(Release.state) == "current")
            .group_by(col(Release.dataset))
        )
        found |= {dataset: at for dataset, at in session.exec(statement) if at is not None}
    return found


def _distribution(row: Distribution) -> DistributionView:
    return DistributionView(
        id=row.id, key=row.id.removeprefix(f"{row.dataset}#"), title=Text.of(row.title), access_url=row.access_url,
        download_url=row.download_url, format=row.format, media_type=row.media_type, byte_size=row.byte_size,
        sha256=row.sha256, licence=row.licence, modified=row.modified,
    )  # fmt: skip


def _view(
    row: Dataset, distributions: Sequence[DistributionView], released_at: datetime | None
) -> DatasetView:
    return DatasetView(
        id=row.id, source=row.source, remote=row.remote, title=Text.of(row.title), description=Text.of(row.description),
        publisher=row.publisher, access=row.access, theme=row.theme, keywords=tuple(row.keywords), licence=row.licence,
        rights=row.rights, attribution=row.attribution, landing_page=row.landing_page, spatial=tuple(row.spatial),
        temporal=(row.temporal_start, row.temporal_end), issued=row.issued, modified=row.modified,
        periodicity=row.periodicity, language=row.language, example=row.example, note=Text.of(row.note),
        provenance=tuple(Text.of(step) for step in row.provenance.get("steps", ())), indicators=tuple(row.indicators),
        recorded_from=row.recorded_from, recorded_at=row.recorded_at, released_at=released_at,
        record_snapshot=row.record_snapshot, distributions=tuple(distributions),
    )  # fmt: skip
