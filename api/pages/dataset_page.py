"""The page of one dataset: what it is, who may read it, where it is from, and its first rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from fastapi import APIRouter, Response
from sqlmodel import Session, col, select

from api.door import is_whole
from api.pages.access import access_view
from api.pages.figures import FigureRow, figure_rows
from api.pages.finding_list import Rules, by_rule, finding_views
from api.pages.held import known_places
from api.pages.quality import quality_view
from api.pages.visit import Visit, VisitDep
from catalogue import registry
from catalogue.datasets import find_dataset
from catalogue.drafts import DatasetView
from catalogue.findings import standing_findings
from catalogue.models import Release, Snapshot
from catalogue.observations import ObservationQuery
from connectors.models import Run
from policies.decision import Action, Decision
from schemas.languages import Text

router = APIRouter(include_in_schema=False)

PREVIEW = 10
MOST_RUNS = 5


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A release that stands.

    Args:
        id: hash of its rows.
        slot: source and mapping.
        rows: how many.
        recorded_from: since when it stands.
        snapshots: the bytes it was made from.
    """

    id: str
    slot: str
    rows: int
    recorded_from: datetime | None
    snapshots: tuple[Snapshot, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """What only a reader of the figures sees.

    Args:
        findings: what checks found in them, by rule.
        releases: the releases that stand.
        preview: the first rows.
        more: whether there are more rows than shown.
    """

    findings: Rules = field(default_factory=list)
    releases: Sequence[ReleaseView] = ()
    preview: Sequence[FigureRow] = ()
    more: bool = False


@router.get("/datasets/{dataset_id}")
def dataset_page(dataset_id: str, visit: VisitDep) -> Response:
    """Show one dataset; its figures only where the reader may read them."""
    view = find_dataset(visit.session, dataset_id, visit.visible)
    decision = visit.door.decide(Action.READ, visit.door.target(dataset_id))
    if decision.permitted:
        view = find_dataset(visit.session, dataset_id, visit.readable)
    return visit.page(
        "dataset.html",
        view=view,
        decision=decision,
        access=access_view(visit, view, decision),
        owner=_owner(visit, view),
        places=known_places(visit.session, view.spatial),
        runs=_runs(visit.session, view.source),
        figures=_figures(visit, view, decision),
        quality=quality_view(visit, dataset_id),
    )


def _owner(visit: Visit, view: DatasetView) -> tuple[str, str, str]:
    """Give name, homepage and mail address of the owner."""
    row = registry.organisations(visit.session).get(view.publisher)
    if row is None:
        return view.publisher, "", ""
    return Text.of(row.name).in_(visit.lang) or row.id, row.homepage, row.email


def _runs(session: Session, source: str) -> Sequence[Run]:
    statement = select(Run).where(col(Run.source) == source).order_by(col(Run.started_at).desc())
    return session.exec(statement.limit(MOST_RUNS)).all()


def _figures(visit: Visit, view: DatasetView, decision: Decision) -> Figures:
    if not decision.permitted:
        return Figures()
    visit.door.require_read(view.id)
    found = standing_findings(visit.session, visit.readable, visit.door.onlooker, dataset=view.id)
    rows = figure_rows(visit, ObservationQuery(datasets=(view.id,)), most=PREVIEW + 1)
    return Figures(
        by_rule(finding_views(visit, found)),
        _releases(visit.session, view.id) if is_whole(decision) else (),
        rows[:PREVIEW],
        len(rows) > PREVIEW,
    )


def _releases(session: Session, dataset: str) -> list[ReleaseView]:
    statement = select(Release).where(col(Release.dataset) == dataset, col(Release.state) == "current")
    rows = session.exec(statement.order_by(col(Release.slot))).all()
    named = {name for row in rows for name in row.snapshots}
    stored = {
        one.sha256: one for one in session.exec(select(Snapshot).where(col(Snapshot.sha256).in_(named)))
    }
    return [_release(row, stored) for row in rows]


def _release(row: Release, stored: Mapping[str, Snapshot]) -> ReleaseView:
    snapshots = tuple(stored[name] for name in row.snapshots if name in stored)
    return ReleaseView(row.id, row.slot, row.rows, row.recorded_from, snapshots)
