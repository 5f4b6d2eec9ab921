"""Counting: how many rows one filter lets through, another one, and each that the other does not; in SQL."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Subquery, case, func, literal, select
from sqlmodel import Session, col

from catalogue.among import among
from catalogue.models import ObservationRow
from policies.compiled.residual import AllOf, AnyOf, NoneOf, OneOf, RowTest
from policies.compiled.rowfilter import row_filter

Wanted: TypeAlias = tuple[str, RowTest, RowTest]
"""A dataset, and the rows that are let through before and after."""

MOST_TESTS = 24
MOST_CODES = 12_000
"""How many tests and codes stand in one statement: SQLite takes 32,766 parameters."""


@dataclass(frozen=True, slots=True)
class RowCounts:
    """How many of a dataset's rows that stand today.

    Args:
        before: let through before.
        after: let through after.
        gained: let through after, and not before.
        lost: let through before, and not after.
        total: there are.
    """

    before: int = 0
    after: int = 0
    gained: int = 0
    lost: int = 0
    total: int = 0


NO_ROWS = RowCounts()


def count_rows(session: Session, wanted: Collection[Wanted]) -> dict[Wanted, RowCounts]:
    """Count the rows of datasets that pass one test and another.

    Args:
        session: where the observations are.
        wanted: datasets with the tests before and after.
    """
    found = dict.fromkeys(wanted, NO_ROWS)
    by_pair: dict[tuple[RowTest, RowTest], list[str]] = {}
    for dataset, before, after in found:
        by_pair.setdefault((before, after), []).append(dataset)
    for pairs in _together(by_pair):
        datasets = {name for pair in pairs for name in by_pair[pair]}
        for row in session.execute(_statement(pairs, datasets)):
            for number, (before, after) in enumerate(pairs):
                key = (row[0], before, after)
                if key in found:
                    now, then, gained, lost = map(int, row[2 + 4 * number : 6 + 4 * number])
                    found[key] = RowCounts(now, then, gained, lost, int(row[1]))
    return found


def count_one(session: Session, dataset: str, test: RowTest) -> int:
    """Count the rows of a dataset that pass a test."""
    wanted = (dataset, test, test)
    return count_rows(session, [wanted])[wanted].after


def _together(
    pairs: Iterable[tuple[RowTest, RowTest]],
) -> Iterator[list[tuple[RowTest, RowTest]]]:
    """Put as many pairs of tests into a statement as it takes."""
    some: list[tuple[RowTest, RowTest]] = []
    tests: set[RowTest] = set()
    for pair in pairs:
        joined = tests.union(pair)
        if some and (len(joined) > MOST_TESTS or sum(map(_codes, joined)) > MOST_CODES):
            yield some
            some, joined = [], set(pair)
        some.append(pair)
        tests = joined
    if some:
        yield some


def _codes(test: RowTest) -> int:
    if isinstance(test, AllOf | AnyOf):
        return sum(map(_codes, test.parts))
    return len(test.values) if isinstance(test, OneOf | NoneOf) else 1


def _statement(
    pairs: Collection[tuple[RowTest, RowTest]], datasets: Collection[str]
) -> Any:  # a select of integers
    tests = list(dict.fromkeys(test for pair in pairs for test in pair))
    passed = _passed(tests, datasets)
    place = {test: passed.c[f"passes_{number}"] for number, test in enumerate(tests)}
    columns = [sum_ for before, after in pairs for sum_ in _sums(place[before], place[after])]
    return select(passed.c.dataset, func.count(), *columns).group_by(passed.c.dataset)


def _passed(tests: Iterable[RowTest], datasets: Collection[str]) -> Subquery:
    """Give for each row which tests it passes; each test stands in the statement once."""
    columns = (
        case((row_filter(test), literal(1)), else_=literal(0)).label(f"passes_{number}")
        for number, test in enumerate(tests)
    )
    query = select(col(ObservationRow.dataset).label("dataset"), *columns)
    standing = (col(ObservationRow.recorded_to).is_(None), col(ObservationRow.withdrawn_at).is_(None))
    return query.where(among(col(ObservationRow.dataset), datasets), *standing).subquery()


def _sums(before: ColumnElement[int], after: ColumnElement[int]) -> Iterator[ColumnElement[int]]:
    yield func.sum(before)
    yield func.sum(after)
    yield func.sum(after * (1 - before))
    yield func.sum(before * (1 - after))
