"""Search: datasets by words and filters, with counts, inside what a scope lets through.

Everything is filtered and counted in SQL, in the same three statements however many datasets are stored.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, union_all
from sqlmodel import Session, col

from catalogue.cursor import Key, read_cursor, write_cursor
from catalogue.dataset_terms import INDICATOR, LEVEL, PLACE, WORD
from catalogue.dataset_views import standing, views
from catalogue.drafts import DatasetView
from catalogue.folding import stem, words
from catalogue.models import Dataset
from catalogue.ordering import by_code_point
from catalogue.scope import Scope
from catalogue.terms_model import DatasetTerm

Sort = Literal["relevance", "title", "modified"]
MOST_WORDS = 8
LARGEST_PAGE = 1000
COLUMN_FACETS = ("publisher", "theme", "source", "access")
TERM_FACETS = (PLACE, LEVEL, INDICATOR)
_TOTAL = "total"


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for; an empty part does not narrow it.

    Args:
        q: words; a dataset must hold all of them, or words that begin like them, in any language.
        place: code of a place.
        level: ``eu``, ``national``, ``regional`` or ``local``.
        publisher: id of an organisation.
        theme: code of the EU's data themes.
        source: id of a source.
        access: ``open``, ``restricted`` or ``hidden``.
        indicator: code of an indicator.
        sort: ``relevance`` (by title where `q` is empty), ``title``, or ``modified`` with the newest first.
        limit: most datasets of a page.
        cursor: `next_cursor` of the page before.
    """

    q: str = ""
    place: str = ""
    level: str = ""
    publisher: str = ""
    theme: str = ""
    source: str = ""
    access: str = ""
    indicator: str = ""
    sort: Sort = "relevance"
    limit: int = 20
    cursor: str = ""

    @property
    def stems(self) -> tuple[str, ...]:
        """The beginnings that a dataset's words must share."""
        return tuple(dict.fromkeys(stem(word) for word in words(self.q)))[:MOST_WORDS]

    def fingerprint(self) -> str:
        """Give what a cursor is bound to: everything but the page."""
        filters = (getattr(self, name) for name in (*COLUMN_FACETS, *TERM_FACETS))
        asked = (*self.stems, "", self.sort, *filters)
        return hashlib.sha256("\x1f".join(asked).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many of the datasets found have a value."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class DatasetPage:
    """A page of what was found.

    Args:
        datasets: in the order asked for.
        total: how many were found on all pages.
        facets: by filter, the values that what was found has, commonest first.
        next_cursor: for the page after; empty on the last one.
    """

    datasets: tuple[DatasetView, ...] = ()
    total: int = 0
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    next_cursor: str = ""


def search_datasets(session: Session, search: Search, within: Scope) -> DatasetPage:
    """Give a page of the datasets that match, with counts; what the scope hides is nowhere in them.

    Raises:
        CursorError: the cursor belongs to no page of this search.
    """
    matching = conditions(search, within)
    limit = min(max(search.limit, 0), LARGEST_PAGE)
    rows, next_cursor = _page(session, search, matching, limit)
    total, facets = _counts(session, matching, within)
    return DatasetPage(views(session, rows, within), total, facets, next_cursor)


def conditions(search: Search, within: Scope) -> list[ColumnElement[bool]]:
    """Give what a row of `dataset` must fulfil."""
    found = standing(within)
    for name in COLUMN_FACETS:
        if asked := getattr(search, name):
            found.append(_facet_column(name, within) == asked)
    for kind in TERM_FACETS:
        if asked := getattr(search, kind):
            found.append(_having(_is(kind), col(DatasetTerm.value) == asked))
    found += [_having(_is(WORD), _begins_with(beginning)) for beginning in search.stems]
    return found


def _facet_column(name: str, within: Scope) -> ColumnElement[Any]:
    """Give what a facet counts: of access what it amounts to for the world, not what a source declares."""
    column: ColumnElement[Any] = getattr(Dataset, name)
    return within.states.column if name == "access" else column


def _is(kind: str) -> ColumnElement[bool]:
    return col(DatasetTerm.kind) == kind


def _having(*terms: ColumnElement[bool]) -> ColumnElement[bool]:
    return col(Dataset.id).in_(select(col(DatasetTerm.dataset)).where(*terms))


def _begins_with(beginning: str) -> ColumnElement[bool]:
    """Give a prefix as a range, which both databases answer from the index."""
    after = beginning[:-1] + chr(ord(beginning[-1]) + 1)
    return and_(col(DatasetTerm.value) >= beginning, col(DatasetTerm.value) < after)


@dataclass(frozen=True, slots=True)
class _SortKey:
    name: str
    expression: ColumnElement[Any]
    type: type
    descending: bool = False


def _sort_keys(session: Session, search: Search) -> list[_SortKey]:
    title = _SortKey("folded", by_code_point(session, col(Dataset.folded)), str)
    last = _SortKey("id", by_code_point(session, col(Dataset.id)), str)
    if search.sort == "modified":
        newest = by_code_point(session, col(Dataset.modified))
        return [_SortKey("modified", newest, str, descending=True), last]
    if search.sort == "relevance" and search.stems:
        return [_SortKey("score", _score(search.stems), int, descending=True), title, last]
    return [title, last]


def _score(stems: Sequence[str]) -> ColumnElement[int]:
    weights = [
        select(func.max(DatasetTerm.weight))
        .where(col(DatasetTerm.dataset) == col(Dataset.id), _is(WORD), _begins_with(beginning))
        .correlate(Dataset)
        .scalar_subquery()
        for beginning in stems
    ]
    total: ColumnElement[int] = weights[0]
    for weight in weights[1:]:
        total = total + weight
    return total


def _page(
    session: Session, search: Search, matching: list[ColumnElement[bool]], limit: int
) -> tuple[list[Dataset], str]:
    keys = _sort_keys(session, search)
    ranked = select(col(Dataset.id).label("key"), *(key.expression.label(key.name) for key in keys[:-1]))
    ordered = ranked.where(*matching).subquery()
    columns: list[ColumnElement[Any]] = [ordered.c[key.name] for key in keys[:-1]]
    columns.append(by_code_point(session, ordered.c.key))
    statement: Select[Any] = select(Dataset, *columns).join(ordered, col(Dataset.id) == ordered.c.key)
    if search.cursor:
        after = read_cursor(search.fingerprint(), search.cursor, [key.type for key in keys])
        statement = statement.where(_after(keys, columns, after))
    order = [column.desc() if key.descending else column for key, column in zip(keys, columns, strict=True)]
    found = session.execute(statement.order_by(*order).limit(limit + 1)).all()
    rows = [row[0] for row in found[:limit]]
    if len(found) <= limit or not rows:
        return rows, ""
    return rows, write_cursor(search.fingerprint(), list(found[limit - 1][1:]))


def _after(
    keys: Sequence[_SortKey], columns: Sequence[ColumnElement[Any]], values: Sequence[Key]
) -> ColumnElement[bool]:
    """Give the condition for rows behind a row, by its sort keys."""
    ways: list[ColumnElement[bool]] = []
    for place, key in enumerate(keys):
        column, value = columns[place], values[place]
        behind = column < value if key.descending else column > value
        same = [columns[before] == values[before] for before in range(place)]
        ways.append(and_(*same, behind))
    return or_(*ways)


def _counts(
    session: Session, matching: list[ColumnElement[bool]], within: Scope
) -> tuple[int, Mapping[str, tuple[FacetCount, ...]]]:
    """Count what matches, and the values it has, in one statement."""
    parts = (col(Dataset.id), *(_facet_column(name, within).label(name) for name in COLUMN_FACETS))
    found = select(*parts).where(*matching).cte("found")
    counts: list[Select[str, str, int]] = [
        select(literal(_TOTAL), literal(""), func.count()).select_from(found)
    ]
    counts += [
        select(literal(name), found.c[name], func.count()).where(found.c[name] != "").group_by(found.c[name])
        for name in COLUMN_FACETS
    ]
    of_terms = select(col(DatasetTerm.kind), col(DatasetTerm.value), func.count())
    counts.append(
        of_terms.join(found, found.c.id == col(DatasetTerm.dataset))
        .where(col(DatasetTerm.kind).in_(TERM_FACETS))
        .group_by(col(DatasetTerm.kind), col(DatasetTerm.value))
    )
    facets: dict[str, list[FacetCount]] = {name: [] for name in (*COLUMN_FACETS, *TERM_FACETS)}
    total = 0
    for name, value, count in session.execute(union_all(*counts)):
        if name == _TOTAL:
            total = count
        else:
            facets[name].append(FacetCount(value, count))
    return total, {name: tuple(sorted(some, key=_commonest)) for name, some in facets.items()}


def _commonest(count: FacetCount) -> tuple[int, str]:
    return -count.count, count.value
