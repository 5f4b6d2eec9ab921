"""The log of changes: what a harvester needs to follow the catalogue without reading it again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, col, select

from api.answers import json_response
from api.asking import Asked, Codes, asked_of, told
from api.change_cursors import open_mark, seal_mark
from api.deps import DoorDep, GatewayDep
from api.door import Door
from api.errors import ParameterError
from api.freshness import Fresh
from api.gateway import Gateway
from api.representations.times import rfc3339
from api.routes.dataset_models import DatasetOut, Teller
from api.routes.observations import Moment
from catalogue.change_reading import (
    BEGINNING,
    Change,
    ChangesAsked,
    ChangesPage,
    is_kept,
    keep_seen,
    read_changes,
)
from catalogue.changes import KINDS
from catalogue.database import apart, unit_of_work
from catalogue.dataset_views import standing, views
from catalogue.models import Dataset
from catalogue.records import with_records
from catalogue.scope import Scope
from policies.decision import Action
from schemas.errors import UnknownCodeError
from schemas.messages import say

router = APIRouter(prefix="/api/v1/changes", tags=["datasets"])
LARGEST_PAGE = 1000


class ChangesAskedFor(Asked):
    """The parameters: where to go on, by a cursor or by a time, and what is wanted."""

    cursor: str = Field("", description="next_cursor of the answer before")
    since: Moment | None = Field(None, description="instead of a cursor: what happened at that time or later")
    kind: Codes = Field((), description="created, updated, deleted, restored, data, withdrawn or access")
    include: Literal["", "dataset"] = Field("", description="dataset: the description of each dataset, too")
    limit: int = Field(100, ge=1, le=LARGEST_PAGE)


class ChangeOut(BaseModel):
    """An entry of the log."""

    dataset: str
    kind: str
    at: datetime | None = Field(description="None where a decision about access changed, and nothing else")
    title: str = Field(description="as it was last known")
    source: str
    release: str | None = Field(description="the release that came or was withdrawn")
    reason: str | None = Field(description="of what was deleted: why")
    gone_since: datetime | None
    missing_since: datetime | None = Field(description="since when its source had not listed it before")
    merged_into: str | None = Field(description="the dataset that it became a record of")
    description: DatasetOut | None = Field(None, description="where it is asked for and the dataset is there")


class ChangesOut(BaseModel):
    """A page of the log: ascending; the cursor is there when nothing happened, too."""

    changes: tuple[ChangeOut, ...]
    next_cursor: str
    more: bool = Field(description="whether there is more already")


@router.get("", responses={200: {"model": ChangesOut}}, openapi_extra=told(ChangesAskedFor))
def list_changes(request: Request, gateway: GatewayDep, door: DoorDep) -> Response:
    """List what changed, came and went since a cursor or a time, of datasets that the caller may know of."""
    asked = asked_of(ChangesAskedFor, request)
    wanted = _wanted(asked, gateway, door)
    fresh, within = Fresh.of(request, door), door.scope(Action.DISCOVER)

    def draw() -> Response:
        page = _kept(gateway, door, read_changes(door.session, wanted, within), wanted)
        cursor = seal_mark(gateway.pepper, page.mark, door.subject)
        descriptions = _descriptions(fresh, within, page.changes) if asked.include else {}
        body = ChangesOut(
            changes=tuple(_entry(one, fresh, descriptions) for one in page.changes),
            next_cursor=cursor,
            more=page.more,
        )
        return json_response(
            body.model_dump(mode="json"), headers=_next(request, cursor) if page.more else {}
        )

    return fresh.answer(within, f"json;{door.subject.id}", draw)


def _wanted(asked: ChangesAskedFor, gateway: Gateway, door: Door) -> ChangesAsked:
    """Give what is meant.

    Raises:
        CursorError: no answer gave the cursor.
        ParameterError: both a cursor and a time.
        UnknownCodeError: no such kind of change.
    """
    for kind in asked.kind:
        if kind not in KINDS:
            raise UnknownCodeError("kind", kind, KINDS)
    if asked.cursor and asked.since is not None:
        raise ParameterError("since", rfc3339(asked.since), "nothing beside a cursor: it says where to go on")
    mark = open_mark(gateway.pepper, asked.cursor, door.subject) if asked.cursor else BEGINNING
    return ChangesAsked(mark, asked.since, frozenset(asked.kind), asked.limit)


def _kept(gateway: Gateway, door: Door, page: ChangesPage, asked: ChangesAsked) -> ChangesPage:
    """Keep what the caller has seen for the next time, beside the request's own unit of work, which only reads.

    Where somebody writes for long she is told the same again: what she saw before stands in her cursor still.
    """
    if is_kept(door.session, page):
        return page
    try:
        with unit_of_work(apart(gateway.engine)) as session:
            if gateway.engine.dialect.name == "sqlite":
                session.connection().exec_driver_sql("PRAGMA busy_timeout=1000")
            keep_seen(session, page, door.now)
    except IntegrityError:
        return page  # somebody else kept the same set meanwhile
    except OperationalError:
        before = page.mark.__class__(page.mark.position, page.mark.began, asked.mark.seen)
        return ChangesPage(page.changes, before, page.more)
    return page


def _descriptions(fresh: Fresh, within: Scope, changes: Sequence[Change]) -> dict[str, DatasetOut]:
    """Describe the datasets that stand, each once."""
    session: Session = fresh.door.session
    ids = sorted({one.dataset for one in changes})
    rows = session.exec(select(Dataset).where(col(Dataset.id).in_(ids), *standing(within))).all()
    teller = Teller(fresh)
    told_of = with_records(session, views(session, rows, within))
    return {view.id: teller.dataset(view) for view in told_of}


def _entry(change: Change, fresh: Fresh, descriptions: dict[str, DatasetOut]) -> ChangeOut:
    gone = change.gone_since
    told_of = {"since": rfc3339(gone) if gone else "", "dataset": change.merged_into}
    reason = say(f"changes.{change.reason}", fresh.lang, **told_of) if change.reason else None
    return ChangeOut(
        dataset=change.dataset,
        kind=change.kind,
        at=change.at,
        title=change.title.in_(fresh.lang),
        source=change.source,
        release=change.release or None,
        reason=reason,
        gone_since=gone,
        missing_since=datetime.fromisoformat(change.missing_since) if change.missing_since else None,
        merged_into=change.merged_into or None,
        description=None if change.kind == "deleted" else descriptions.get(change.dataset),
    )


def _next(request: Request, cursor: str) -> dict[str, str]:
    """Give the link to the page after."""
    kept = [pair for pair in request.query_params.multi_items() if pair[0] not in ("cursor", "since")]
    return {"link": f'<{request.url.path}?{urlencode([*kept, ("cursor", cursor)])}>; rel="next"'}
