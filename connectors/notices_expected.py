"""Figures that are overdue: a sources file says how long after a period's end they may take, and they are not there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from catalogue.models import Dataset, ObservationRow
from catalogue.notices import About, Notice, day
from connectors.definitions import SourceDefinition
from connectors.describing import definition_for
from connectors.notices_calendar import GRACE, Expected, next_expected, read_lag
from schemas.errors import PeriodError
from schemas.indicators import indicators
from schemas.languages import Text

TOGETHER = 500


@dataclass(frozen=True, slots=True)
class _Promise:
    """That figures of a dataset come within a time."""

    dataset: str
    title: Text
    owner: str
    source: str
    periodicity: str
    due: str
    grace: str


def overdue_notices(session: Session, sources: Sequence[SourceDefinition], now: datetime) -> Iterator[Notice]:
    """Give the indicators of which an expected period is not there, for the owner of the dataset."""
    promised = {one.dataset: one for source in sources if _promises(source) for one in _of(session, source)}
    for dataset, indicator, newest in _newest(session, sorted(promised)):
        promise = promised[dataset]
        found = _expected(promise, newest)
        if found is not None and found.told_from <= now:
            yield _notice(promise, indicator, newest, found)


def _promises(source: SourceDefinition) -> bool:
    return bool(source.due) or any(told.due for told in source.dataset)


def _of(session: Session, source: SourceDefinition) -> Iterator[_Promise]:
    standing = (col(Dataset.source) == source.id, col(Dataset.gone_at).is_(None))
    columns = (Dataset.id, Dataset.remote, Dataset.title, Dataset.publisher, Dataset.periodicity)
    described = select(*map(col, columns)).where(*standing)
    for id_, remote, title, owner, periodicity in session.execute(described):
        told = definition_for(source, remote, id_)
        due = told.due or source.due
        if due:
            grace = told.grace or source.grace or GRACE
            yield _Promise(id_, Text.of(title), owner, source.id, periodicity, due, grace)


def _newest(session: Session, datasets: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Give the newest period of each indicator of some datasets, of each length of period.

    A figure whose absence the source explains by a notation key is there; an empty cell is not.
    """
    columns = (col(ObservationRow.dataset), col(ObservationRow.indicator), col(ObservationRow.freq))
    told = or_(col(ObservationRow.value).is_not(None), col(ObservationRow.notation_key) != "")
    current = (col(ObservationRow.recorded_to).is_(None), col(ObservationRow.withdrawn_at).is_(None), told)
    for start in range(0, len(datasets), TOGETHER):
        some = col(ObservationRow.dataset).in_(datasets[start : start + TOGETHER])
        newest = select(*columns, func.max(col(ObservationRow.period))).where(some, *current)
        for dataset, indicator, _freq, period in session.execute(
            newest.group_by(*columns).order_by(*columns)
        ):
            yield dataset, indicator, period


def _expected(promise: _Promise, newest: str) -> Expected | None:
    try:
        return next_expected(newest, promise.periodicity, read_lag(promise.due), read_lag(promise.grace))
    except PeriodError:
        return None


def _notice(promise: _Promise, indicator: str, newest: str, expected: Expected) -> Notice:
    known = indicators().get(indicator)
    values: Mapping[str, object] = {
        "dataset": promise.title, "indicator": known.name if known else indicator, "newest": newest,
        "period": expected.period, "due": expected.due.isoformat(), "since": day(expected.since),
        "source": promise.source, "owner": promise.owner,
    }  # fmt: skip
    about = About(source=promise.source, dataset=promise.dataset, indicator=indicator, period=expected.period)
    key = f"{promise.dataset}/{indicator}/{expected.period}"
    path = f"/datasets/{quote(promise.dataset)}"
    return Notice("overdue", promise.owner, key, about, expected.since, expected.since, path, dict(values))
