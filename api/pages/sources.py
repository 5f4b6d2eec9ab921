"""The page of sources: which portals are read, and how the last run of each went."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Response
from sqlalchemy import func, tuple_
from sqlmodel import Session, col, select

from api.pages.visit import VisitDep
from api.source_condition import Condition, condition
from catalogue import registry
from catalogue.models import Dataset, Organisation
from catalogue.scope import Scope
from connectors.models import Run, SourceRow
from connectors.source_state import standings
from schemas.languages import Lang, Text

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """A source and its last run.

    Args:
        id: the source's id.
        title: its name in the reader's language.
        owner: the organisation's name.
        connector: e.g. ``ckan``.
        state: running, done, partial, failed or held; empty where it never ran.
        at: when the last run ended, or began where it still runs.
        condition: whether it is paused or left alone, and when it is read next.
        datasets: ids and titles of its datasets that the reader may know of.
    """

    id: str
    title: str
    owner: str
    connector: str
    state: str
    at: datetime | None
    condition: Condition
    datasets: tuple[tuple[str, str], ...]


@router.get("/sources")
def sources_page(visit: VisitDep) -> Response:
    """Show the sources with their last run and what they gave."""
    found = sources(visit.session, visit.visible, visit.lang, visit.door.now)
    return visit.page("sources.html", sources=found)


def sources(session: Session, visible: Scope, lang: Lang, now: datetime) -> list[SourceHealth]:
    """Give the sources in the order in which they were registered.

    A source all of whose datasets are hidden from the reader is hidden with them.
    """
    rows = session.exec(select(SourceRow).order_by(col(SourceRow.position), col(SourceRow.id))).all()
    seen, every = _datasets(session, visible, lang), set(session.exec(select(Dataset.source).distinct()))
    runs, owners, stand = _last_runs(session), registry.organisations(session), standings(session)
    shown = [row for row in rows if row.id in seen or not (row.id in every or _declares_hidden(row))]
    return [
        _health(row, runs.get(row.id), seen.get(row.id, ()), owner, told, lang)
        for row in shown
        for owner in (_name(owners, row.owner, lang),)
        for told in (condition(row.id, _schedule(row), stand.get(row.id), now),)
    ]


def _schedule(row: SourceRow) -> str:
    return str(row.definition.get("schedule", ""))


def _declares_hidden(row: SourceRow) -> bool:
    return any(told.get("access") == "hidden" for told in row.definition.get("dataset", ()))


def _name(owners: Mapping[str, Organisation], owner: str, lang: Lang) -> str:
    return Text.of(owners[owner].name).in_(lang) if owner in owners else owner


def _datasets(session: Session, visible: Scope, lang: Lang) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    statement = select(Dataset).where(col(Dataset.gone_at).is_(None), visible.datasets)
    for row in session.exec(statement.order_by(col(Dataset.folded), col(Dataset.id))):
        title = Text.of(row.title).in_(lang) or row.id
        found[row.source] = (*found.get(row.source, ()), (row.id, title))
    return found


def _last_runs(session: Session) -> dict[str, Run]:
    last = select(col(Run.source), func.max(col(Run.started_at))).group_by(col(Run.source))
    of_last = tuple_(col(Run.source), col(Run.started_at)).in_(last)
    return {run.source: run for run in session.exec(select(Run).where(of_last))}


def _health(
    row: SourceRow,
    run: Run | None,
    datasets: Sequence[tuple[str, str]],
    owner: str,
    told: Condition,
    lang: Lang,
) -> SourceHealth:
    title = Text.of(row.definition.get("title") or row.id).in_(lang)
    at = None if run is None else run.finished_at or run.started_at
    state = run.state if run else ""
    return SourceHealth(row.id, title, owner, row.connector, state, at, told, tuple(datasets))
