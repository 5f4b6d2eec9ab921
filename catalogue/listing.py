"""Listing: all datasets that match, or a numbered page of them, in a fixed order for feeds."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlmodel import Session, col

from catalogue.dataset_views import views
from catalogue.drafts import DatasetView
from catalogue.models import Dataset
from catalogue.ordering import by_code_point
from catalogue.records import with_records
from catalogue.scope import Scope
from catalogue.search import Search, conditions


@dataclass(frozen=True, slots=True)
class Listing:
    """What a feed holds.

    Args:
        datasets: by id.
        total: how many there are on all pages.
        modified: when one of them last changed, None where there are none.
    """

    datasets: tuple[DatasetView, ...]
    total: int
    modified: datetime | None


def list_datasets(
    session: Session,
    search: Search,
    within: Scope,
    *,
    modified_since: datetime | None = None,
    page: int = 0,
    page_size: int = 100,
) -> Listing:
    """Give the datasets that match, whatever the sort, limit and cursor of the search.

    Args:
        modified_since: only those whose description changed at that time or later.
        page: number of the page, from 1; 0 for all of them.
        page_size: datasets of a page.
    """
    matching = conditions(search, within)
    if modified_since is not None:
        matching.append(col(Dataset.recorded_at) >= modified_since)
    found = _numbered(session, matching, page, page_size)
    if found or page <= 1:
        rows, total, modified = [row for row, _, _ in found], *(found[0][1:] if found else (0, None))
    else:  # past the last page: how many there are must be asked for
        rows, (total, modified) = [], _counted(session, matching)
    return Listing(with_records(session, views(session, rows, within)), total, modified)


def _numbered(
    session: Session, matching: list[ColumnElement[bool]], page: int, page_size: int
) -> list[tuple[Dataset, int, datetime | None]]:
    """Give the rows of a page, each with what is said of all pages: how many match, and when one of them last changed."""
    counts = (func.count().over(), func.max(col(Dataset.recorded_at)).over())
    key = by_code_point(session, col(Dataset.id))
    ids: Select[str, int, datetime] = select(
        col(Dataset.id).label("key"), counts[0].label("total"), counts[1].label("modified")
    )
    ids = ids.where(*matching).order_by(key)
    if page > 0:
        ids = ids.offset((page - 1) * page_size).limit(page_size)
    chosen = ids.subquery()
    statement = select(Dataset, chosen.c.total, chosen.c.modified).join(
        chosen, col(Dataset.id) == chosen.c.key
    )
    return [tuple(row) for row in session.execute(statement.order_by(key))]


def _counted(session: Session, matching: list[ColumnElement[bool]]) -> tuple[int, datetime | None]:
    statement = select(func.count(), func.max(col(Dataset.recorded_at))).select_from(Dataset)
    total, modified = session.execute(statement.where(*matching)).one()
    return total, modified
