"""Listing: all datasets that match, or a numbered page of them, in a fixed order for feeds."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session, col

from catalogue.dataset_views import views
from catalogue.drafts import DatasetView
from catalogue.models import Dataset
from catalogue.ordering import by_code_point
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
    counted = select(func.count(), func.max(col(Dataset.recorded_at))).select_from(Dataset).where(*matching)
    total, modified = session.execute(counted).one()
    rows = _rows(session, matching, page, page_size)
    return Listing(views(session, rows, within), total, modified)


def _rows(session: Session, matching: list[ColumnElement[bool]], page: int, page_size: int) -> list[Dataset]:
    ordered = select(Dataset).where(*matching).order_by(by_code_point(session, col(Dataset.id)))
    if page > 0:
        ordered = ordered.offset((page - 1) * page_size).limit(page_size)
    return list(session.scalars(ordered))
