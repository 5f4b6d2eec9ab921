"""Reading the log of changes: what happened to the datasets that a caller may know of, after what she has seen.

Who may see a dataset is decided now, by the scope of the question. A dataset that she may no longer see is told as deleted
only to who has proof that she saw it: a cursor given while everybody could, or while she could. To everybody else it is
not there, now or ever.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlmodel import Session, col

from catalogue.change_tables import DatasetChange, SeenSet
from catalogue.changes import KINDS
from catalogue.errors import CursorError
from catalogue.models import Dataset, Organisation
from catalogue.scope import Scope
from schemas.languages import Text

OF_FIGURES = ("data", "withdrawn")
NO_TEXT = Text()


@dataclass(frozen=True, slots=True)
class Mark:
    """How far somebody has read.

    Args:
        position: the place of the last entry that was told.
        began: where the reading before this one ended; None where it is not known what she saw then.
        seen: name of the set of datasets that not everybody may see and that she saw; empty for none.
    """

    position: int = 0
    began: int | None = 0
    seen: str = ""


BEGINNING = Mark()


@dataclass(frozen=True, slots=True)
class ChangesAsked:
    """What is asked of the log.

    Args:
        mark: how far the caller has read.
        since: only what happened at that time or later, where she has read nothing.
        kinds: which kinds of change; empty for all.
        limit: most entries of a page.
    """

    mark: Mark = BEGINNING
    since: datetime | None = None
    kinds: frozenset[str] = frozenset()
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Change:
    """An entry, as it is told to a caller.

    Args:
        dataset: id of the dataset.
        kind: ``created``, ``updated``, ``deleted``, ``restored``, ``data``, ``withdrawn`` or ``access``.
        at: when it happened; None where only a decision about access changed.
        title: the dataset's, as it was last known; empty of what the caller may no longer see.
        release: hash of the release that came or was withdrawn.
        source: the source that told of it.
        gone_since: since when the dataset is gone.
        missing_since: since when its source had not listed it before it was gone, ISO 8601.
        reason: why it is deleted: ``gone-at-source``, ``merged`` or ``not-available``; else empty.
        merged_into: the dataset that it became a record of.
    """

    dataset: str
    kind: str
    at: datetime | None
    title: Text = NO_TEXT
    release: str = ""
    source: str = ""
    gone_since: datetime | None = None
    missing_since: str = ""
    reason: str = ""
    merged_into: str = ""


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """A page of the log.

    Args:
        changes: in the order in which they happened.
        mark: how far the caller has read with them.
        more: whether there is more already.
        seen: the datasets that `mark.seen` names.
    """

    changes: tuple[Change, ...]
    mark: Mark
    more: bool
    seen: tuple[str, ...] = ()


def read_changes(session: Session, asked: ChangesAsked, within: Scope) -> ChangesPage:
    """Give what happened after a mark to the datasets of a scope.

    Args:
        session: where it is read.
        asked: from where, and what.
        within: the caller's scope of discovery.

    Raises:
        CursorError: the mark is of a log that went further than this one.
    """
    head = session.scalar(select(func.max(col(DatasetChange.position)))) or 0
    if asked.mark.position > head:
        raise CursorError(str(asked.mark.position))
    rows = _rows(session, asked, within)
    told, more = rows[: asked.limit], len(rows) > asked.limit
    changes = _merged_seen(session, [_told(change, dataset, may) for change, dataset, may in told], within)
    mark = asked.mark
    if told:
        mark = replace(mark, position=told[-1][0].position or 0)
    elif asked.since is not None:
        mark = replace(mark, position=_last_visible(session, within))
    if asked.since is not None:
        mark = replace(mark, began=None, seen="")
    if more:
        from_the_start = asked.since is None and asked.mark == BEGINNING
        seen = tuple(sorted(_guarded(session, within))) if from_the_start else ()
        mark = replace(mark, seen=name_of_set(seen)) if from_the_start else mark
        return ChangesPage(tuple(changes), mark, more=True, seen=seen)
    return _with_access(session, asked, within, changes, replace(mark, began=mark.position))


def keep_seen(session: Session, page: ChangesPage, now: datetime) -> None:
    """Keep what a page's mark says was seen, within the caller's transaction."""
    if page.seen and session.get(SeenSet, page.mark.seen) is None:
        session.add(SeenSet(digest=page.mark.seen, datasets=list(page.seen), made_at=now))


def is_kept(session: Session, page: ChangesPage) -> bool:
    """Say whether what a page's mark says was seen need not be kept any more."""
    return not page.seen or session.get(SeenSet, page.mark.seen) is not None


def _rows(session: Session, asked: ChangesAsked, within: Scope) -> list[tuple[DatasetChange, Dataset, bool]]:
    """Give the entries of a page and one more, each with its dataset and whether that may be seen."""
    seen = within.datasets
    of_figures = col(DatasetChange.kind).in_(OF_FIGURES)
    told = and_(seen, or_(~of_figures, within.of(col(DatasetChange.dataset))))
    kinds = asked.kinds or frozenset(KINDS)
    told = and_(told, col(DatasetChange.kind).in_(sorted(kinds)))
    if asked.since is None and asked.mark.began is not None and "deleted" in kinds:
        told = or_(told, and_(~seen, _was_seen(asked.mark.began)))
    statement = (
        select(DatasetChange, Dataset, case((seen, 1), else_=0))
        .join(Dataset, col(Dataset.id) == col(DatasetChange.dataset))
        .where(col(DatasetChange.position) > asked.mark.position, told)
        .order_by(col(DatasetChange.position))
        .limit(asked.limit + 1)
    )
    if asked.since is not None:
        statement = statement.where(col(DatasetChange.at) >= asked.since)
    return [(change, dataset, bool(may)) for change, dataset, may in session.execute(statement)]


def _was_seen(began: int) -> ColumnElement[bool]:
    """Give the condition that an entry is the first of its dataset after a mark, and that everybody saw it until then."""
    earlier = DatasetChange.__table__.alias("earlier")  # type: ignore[attr-defined]  # SQLModel's tables have one
    before = and_(
        earlier.c.dataset == col(DatasetChange.dataset),
        earlier.c.position > began,
        earlier.c.position < col(DatasetChange.position),
    )
    first = ~exists().where(before).correlate(DatasetChange)
    return and_(col(DatasetChange.was_public).is_(True), col(DatasetChange.position) > began, first)


def _told(change: DatasetChange, dataset: Dataset, seen: bool) -> Change:
    if not seen:
        return Change(dataset.id, "deleted", None, reason="not-available")
    title, details = Text.of(dataset.title), change.details
    if change.kind != "deleted":
        return Change(dataset.id, change.kind, change.at, title, change.release, change.source)
    merged = str(details.get("merged_into", ""))
    return Change(
        dataset.id, "deleted", change.at, title, "", change.source, change.at, str(details.get("missing_since", "")),
        "merged" if merged else "gone-at-source", merged,
    )  # fmt: skip


def _merged_seen(session: Session, changes: list[Change], within: Scope) -> list[Change]:
    """Leave out what datasets were merged into where the caller may not know of that."""
    targets = sorted({one.merged_into for one in changes} - {""})
    seen = {row.id for row in _datasets(session, targets, within.datasets)}
    return [
        replace(one, merged_into="", reason="gone-at-source")
        if one.merged_into and one.merged_into not in seen
        else one
        for one in changes
    ]


def _with_access(
    session: Session, asked: ChangesAsked, within: Scope, changes: list[Change], mark: Mark
) -> ChangesPage:
    """Add, at the end of the log, what a decision about access gave or took since the caller's mark."""
    now_seen, before = _guarded(session, within), _set_named(session, mark.seen)
    if asked.since is None and asked.mark == BEGINNING:
        before = now_seen  # all of it was told just now
    already = {one.dataset for one in changes}
    came = [
        Change(row.id, "access", None, Text.of(row.title), source=row.source)
        for row in _datasets(session, sorted(now_seen - before - already))
    ]
    gone = sorted(before - now_seen - already - _still_seen(session, before - now_seen, within))
    went = [Change(id_, "deleted", None, reason="not-available") for id_ in gone]
    kinds = asked.kinds or frozenset(KINDS)
    wanted = sorted((one for one in (*came, *went) if one.kind in kinds), key=lambda one: one.dataset)
    room = max(asked.limit - len(changes), 0 if changes else 1)
    added, left = wanted[:room], wanted[room:]
    missing = {one.dataset for one in left if one.kind == "access"}
    seen = tuple(sorted((now_seen - missing) | {one.dataset for one in left if one.kind == "deleted"}))
    return ChangesPage((*changes, *added), replace(mark, seen=name_of_set(seen)), more=bool(left), seen=seen)


def name_of_set(datasets: Sequence[str]) -> str:
    """Give the name of a set of datasets, empty for none."""
    return hashlib.sha256("\n".join(datasets).encode()).hexdigest()[:32] if datasets else ""


def _set_named(session: Session, name: str) -> frozenset[str]:
    row = session.get(SeenSet, name) if name else None
    return frozenset(row.datasets) if row is not None else frozenset()


def _guarded(session: Session, within: Scope) -> frozenset[str]:
    """Give the datasets of a scope that not everybody may see, or of which a policy decides who may."""
    owners = select(col(Organisation.id)).where(col(Organisation.governed).is_(True))
    guarded = or_(
        col(Dataset.access) == "hidden",
        col(Dataset.governed).is_(True),
        col(Dataset.publisher).in_(owners),
    )
    standing = select(col(Dataset.id)).where(guarded, col(Dataset.gone_at).is_(None), within.datasets)
    return frozenset(session.scalars(standing))


def _still_seen(session: Session, datasets: Collection[str], within: Scope) -> frozenset[str]:
    """Give those of some datasets that a scope lets through, be they gone: then the log says so."""
    return frozenset(row.id for row in _datasets(session, sorted(datasets), within.datasets))


def _datasets(session: Session, ids: Sequence[str], *conditions: Any) -> Iterable[Dataset]:  # SQL conditions
    for start in range(0, len(ids), 500):
        some = col(Dataset.id).in_(ids[start : start + 500])
        yield from session.scalars(select(Dataset).where(some, *conditions).order_by(col(Dataset.id)))


def _last_visible(session: Session, within: Scope) -> int:
    """Give the place of the last entry that a scope lets through: it tells nothing of the others."""
    last = (
        select(func.max(col(DatasetChange.position)))
        .join(Dataset, col(Dataset.id) == col(DatasetChange.dataset))
        .where(within.datasets)
    )
    return session.scalar(last) or 0
