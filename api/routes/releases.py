"""Releases: the immutable sets of observations that were published, and their archives."""

import difflib
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import col, select

from api.answers import json_response
from api.asking import MOST, Asked, asked_of, told
from api.deps import DoorDep, GatewayDep, LangDep
from api.door import Door
from api.freshness import Fresh
from api.withdrawing import withdraw_release
from catalogue.errors import ReleaseNotFoundError
from catalogue.models import Release
from catalogue.publishing_errors import reason_text
from catalogue.withdrawal import withdrawn_error
from policies.decision import Action
from schemas.errors import UnknownCodeError
from schemas.languages import Lang, Text

router = APIRouter(prefix="/api/v1/releases", tags=["releases"])

STATES = ("current", "superseded", "withdrawn")
PARQUET = "application/vnd.apache.parquet"


class ReleasesAsked(Asked):
    """The parameters; an empty one does not narrow the list."""

    dataset: str = ""
    source: str = ""
    state: str = Field("", description="current, superseded or withdrawn")
    limit: int = Field(100, ge=1, le=1000)
    cursor: int | None = Field(None, ge=1, le=MOST, description="next_cursor of the page before")


class WithdrawalIn(BaseModel):
    """Why a release is withdrawn."""

    model_config = ConfigDict(extra="forbid")

    reason: str | dict[Lang, str] = Field(description="in one language, or by language")


@router.get("", openapi_extra=told(ReleasesAsked))
def list_releases(request: Request, door: DoorDep) -> Response:
    """List the releases of datasets that the caller may know of, the newest first."""
    asked = asked_of(ReleasesAsked, request)
    if asked.state and asked.state not in STATES:
        near = difflib.get_close_matches(asked.state.lower(), STATES, cutoff=0.5)
        raise UnknownCodeError("state", asked.state, near or STATES)
    fresh = Fresh.of(request, door)

    def draw() -> Response:
        found = _page(door, asked)
        more = str(found[-2].number) if len(found) > asked.limit else ""
        rows = [_told(row, fresh.lang) for row in found[: asked.limit]]
        return json_response({"releases": rows, "next_cursor": more})

    return fresh.answer(door.scope(Action.DISCOVER), "json", draw)


@router.get("/{release_hash}.parquet", response_class=Response, responses={200: {"content": {PARQUET: {}}}})
def read_archive(release_hash: str, request: Request, gateway: GatewayDep, door: DoorDep) -> Response:
    """Give a release's archive, to who may read its dataset."""
    release = _find(door, release_hash)
    door.require_whole(release.dataset)
    _require_served(door, release)
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
    _require_served(door, release)
    fresh = Fresh.of(request, door)
    return fresh.answer(
        door.scope(Action.DISCOVER), "json", lambda: json_response(_told(release, fresh.lang))
    )


@router.post("/{release_hash}/withdraw")
def withdraw_one(
    release_hash: str, body: WithdrawalIn, gateway: GatewayDep, door: DoorDep, lang: LangDep
) -> Response:
    """Withdraw a release: its figures are served at no time any more. Needs the role approver or administrator."""
    release = _find(door, release_hash)
    told_in: str | dict[str, str] = body.reason if isinstance(body.reason, str) else dict(body.reason.items())
    reason = Text.of(told_in)
    done = withdraw_release(gateway, door, release.id, reason)
    told_now = _told(_find(door, release_hash), lang)
    return json_response(told_now | {"rows_withdrawn": done.rows, "repeats": list(done.repeats)})


def _require_served(door: Door, release: Release) -> None:
    """Demand that a release was not withdrawn.

    Raises:
        ReleaseWithdrawnError: it was; says why and what stands in its place.
    """
    if release.withdrawn_at is not None:
        raise withdrawn_error(door.session, release)


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


def _told(row: Release, lang: Lang) -> dict[str, Any]:  # JSON
    archive = {
        "url": f"/api/v1/releases/{row.id}.parquet", "sha256": row.archive_sha256, "bytes": row.archive_bytes,
    }  # fmt: skip
    return {
        "id": row.id, "dataset": row.dataset, "source": row.source, "slot": row.slot, "mapping": row.mapping,
        "rows": row.rows, "state": row.state, "reason": reason_text(row.reason).in_(lang), "snapshots": row.snapshots,
        "recorded_from": row.recorded_from.isoformat() if row.recorded_from else None,
        "recorded_to": row.recorded_to.isoformat() if row.recorded_to else None,
        "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
        "archive": None if row.withdrawn_at else archive,
    }  # fmt: skip
