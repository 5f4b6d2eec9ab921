"""Releases: the immutable sets of observations that were published, and their archives."""

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import Field
from sqlmodel import col, select

from api.answers import json_response
from api.asking import Asked, asked_of, told
from api.deps import DoorDep, GatewayDep
from api.door import Door
from api.freshness import Fresh
from catalogue.errors import ReleaseNotFoundError
from catalogue.models import Release
from policies.decision import Action

router = APIRouter(prefix="/api/v1/releases", tags=["releases"])

PARQUET = "application/vnd.apache.parquet"


class ReleasesAsked(Asked):
    """The parameters; an empty one does not narrow the list."""

    dataset: str = ""
    source: str = ""
    state: str = Field("", description="current or superseded")
    limit: int = Field(100, ge=1, le=1000)
    cursor: int | None = Field(None, ge=1, description="next_cursor of the page before")


@router.get("", openapi_extra=told(ReleasesAsked))
def list_releases(request: Request, door: DoorDep) -> Response:
    """List the releases of datasets that the caller may know of, the newest first."""
    asked = asked_of(ReleasesAsked, request)
    fresh = Fresh.of(request, door)

    def draw() -> Response:
        found = _page(door, asked)
        more = str(found[-2].number) if len(found) > asked.limit else ""
        rows = [_told(row) for row in found[: asked.limit]]
        return json_response({"releases": rows, "next_cursor": more})

    return fresh.answer(door.scope(Action.DISCOVER), "json", draw)


@router.get("/{release_hash}.parquet", response_class=Response, responses={200: {"content": {PARQUET: {}}}})
def read_archive(release_hash: str, request: Request, gateway: GatewayDep, door: DoorDep) -> Response:
    """Give a release's archive, to who may read its dataset."""
    release = _find(door, release_hash)
    door.require_read(release.dataset)
    fresh = Fresh.of(request, door)
    name = {"content-disposition": f'attachment; filename="{release.id}.parquet"', "content-type": PARQUET}
    return fresh.answer(
        door.scope(Action.READ),
        "parquet",
        lambda: Response(gateway.store.get(release.archive_sha256), headers=name),
    )


@router.get("/{release_hash}")
def read_release(release_hash: str, request: Request, door: DoorDep) -> Response:
    """Give what is on record of a release."""
    release = _find(door, release_hash)
    fresh = Fresh.of(request, door)
    return fresh.answer(door.scope(Action.DISCOVER), "json", lambda: json_response(_told(release)))


def _page(door: Door, asked: ReleasesAsked) -> list[Release]:
    """Give a page, and one release more where there is a page after it."""
    conditions = [door.scope(Action.DISCOVER).of(col(Release.dataset)), col(Release.state) != "staged"]
    for column, word in (
        (Release.dataset, asked.dataset),
        (Release.source, asked.source),
        (Release.state, asked.state),
    ):
        if word:
            conditions.append(col(column) == word)
    if asked.cursor is not None:
        conditions.append(col(Release.number) < asked.cursor)
    ordered = select(Release).where(*conditions).order_by(col(Release.number).desc())
    return list(door.session.exec(ordered.limit(asked.limit + 1)))


def _find(door: Door, release_hash: str) -> Release:
    """Give the newest release with this hash: the same rows may have been published again after others.

    Raises:
        ReleaseNotFoundError: absent, or of a dataset that is hidden from the caller.
    """
    visible = door.scope(Action.DISCOVER).of(col(Release.dataset))
    conditions = (col(Release.id) == release_hash, col(Release.state) != "staged", visible)
    newest = select(Release).where(*conditions).order_by(col(Release.number).desc())
    found = door.session.exec(newest).first()
    if found is None:
        raise ReleaseNotFoundError(release_hash)
    return found


def _told(row: Release) -> dict[str, Any]:  # JSON
    return {
        "id": row.id, "dataset": row.dataset, "source": row.source, "slot": row.slot, "mapping": row.mapping,
        "rows": row.rows, "state": row.state, "reason": row.reason, "snapshots": row.snapshots,
        "recorded_from": row.recorded_from.isoformat() if row.recorded_from else None,
        "recorded_to": row.recorded_to.isoformat() if row.recorded_to else None,
        "archive": {
            "url": f"/api/v1/releases/{row.id}.parquet", "sha256": row.archive_sha256, "bytes": row.archive_bytes,
        },
    }  # fmt: skip
