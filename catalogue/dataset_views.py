"""Rows of datasets as values, with their distributions and the date of their figures."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import Session, col

from catalogue.among import among
from catalogue.drafts import DatasetView, DistributionView
from catalogue.models import Dataset, Distribution, Release
from catalogue.scope import Scope
from schemas.languages import Text


def standing(within: Scope) -> list[ColumnElement[bool]]:
    """Give the conditions under which a row of `dataset` exists for a caller."""
    return [col(Dataset.gone_at).is_(None), within.datasets]


def views(session: Session, rows: Sequence[Dataset], within: Scope) -> tuple[DatasetView, ...]:
    """Give rows as values, in their order.

    The addresses at the source are given only of what is open, or to a scope that may read: whoever knows the
    address could else get the figures around the door.
    """
    states = {row.id: within.states.of(row) for row in rows}
    open_to = [row.id for row in rows if states[row.id] == "open" or within.gives_whole]
    distributions, released = _beside(session, list(states), open_to)
    return tuple(
        _view(row, states[row.id], distributions.get(row.id, ()), released.get(row.id)) for row in rows
    )


def _beside(
    session: Session, ids: Sequence[str], open_to: Sequence[str]
) -> tuple[Mapping[str, Sequence[DistributionView]], Mapping[str, datetime]]:
    """Give the distributions of some of the datasets, and when each one's observations last changed, in one statement."""
    if not ids:
        return {}, {}
    dataset = col(Dataset.id)
    its_own = and_(col(Distribution.dataset) == dataset, among(col(Distribution.dataset), open_to))
    statement = (
        select(dataset, _last_released(), Distribution)
        .outerjoin(Distribution, its_own)
        .where(among(dataset, ids))
        .order_by(dataset, col(Distribution.position))
    )
    distributions: dict[str, list[DistributionView]] = defaultdict(list)
    released: dict[str, datetime] = {}
    for name, at, row in session.execute(statement):
        if at is not None:
            released[name] = at
        if row is not None:
            distributions[name].append(_distribution(row))
    return distributions, released


def _last_released() -> ColumnElement[datetime | None]:
    last = select(func.max(Release.recorded_from)).where(
        col(Release.dataset) == col(Dataset.id), col(Release.state) == "current"
    )
    return last.correlate(Dataset).scalar_subquery()


def _distribution(row: Distribution) -> DistributionView:
    return DistributionView(
        id=row.id, key=row.id.removeprefix(f"{row.dataset}#"), title=Text.of(row.title), access_url=row.access_url,
        download_url=row.download_url, format=row.format, media_type=row.media_type, byte_size=row.byte_size,
        sha256=row.sha256, licence=row.licence, modified=row.modified,
    )  # fmt: skip


def _view(
    row: Dataset, state: str, distributions: Sequence[DistributionView], released_at: datetime | None
) -> DatasetView:
    return DatasetView(
        id=row.id, source=row.source, remote=row.remote, title=Text.of(row.title), description=Text.of(row.description),
        publisher=row.publisher, access=state, theme=row.theme, keywords=tuple(row.keywords), licence=row.licence,
        rights=row.rights, attribution=row.attribution, landing_page=row.landing_page, spatial=tuple(row.spatial),
        temporal=(row.temporal_start, row.temporal_end), issued=row.issued, modified=row.modified,
        periodicity=row.periodicity, language=row.language, example=row.example, note=Text.of(row.note),
        provenance=tuple(Text.of(step) for step in row.provenance.get("steps", ())), indicators=tuple(row.indicators),
        recorded_from=row.recorded_from, recorded_at=row.recorded_at, released_at=released_at,
        record_snapshot=row.record_snapshot, distributions=tuple(distributions),
        missing_since=row.missing_since,
    )  # fmt: skip
