"""Scope: what of the catalogue a decision lets through. Nothing reads rows except through one.

Only `policies.rowfilter` makes a Scope; every reader of the catalogue demands one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, String, and_, case, literal, or_, select, type_coerce
from sqlmodel import col

from catalogue.models import Dataset, ObservationRow

Sql: TypeAlias = ColumnElement[bool]
Rows: TypeAlias = Any  # the table of observations or an alias of it: mapped classes have no narrower type


@dataclass(frozen=True, slots=True)
class Part:
    """Some rows of some datasets.

    Args:
        datasets: which datasets, as a condition on the table `dataset`.
        rows: which rows, as a condition on a table of observations.
    """

    datasets: Sql
    rows: Callable[[Rows], Sql]


def _declared() -> ColumnElement[Any]:
    """Give what the sources declare."""
    return type_coerce(Dataset.access, String)


@dataclass(frozen=True, slots=True)
class States:
    """The state of access that each dataset has for the world: ``open``, ``restricted`` or ``hidden``.

    Args:
        datasets: by the id of a dataset that a policy names.
        owners: by the organisation whose other datasets policies govern.
        column: the same in SQL, on the table `dataset`.
    """

    datasets: Mapping[str, str] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    column: ColumnElement[Any] = field(default_factory=_declared)

    def of(self, row: Dataset) -> str:
        """Give the state of one dataset."""
        return self.datasets.get(row.id) or self.owners.get(row.publisher) or row.access


DECLARED = States()
"""Where no policy governs anything: what the sources declare."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A decision about an action, as a filter.

    Args:
        action: ``discover`` (see that it exists) or ``read`` (its figures).
        datasets: the datasets of which it lets something through, as a condition on the table `dataset`.
        fingerprint: equal for callers who see the same: keys caches and ETags.
        everything: true when nothing is left out, so that no filter needs to run.
        whole: the datasets of which it lets every row through; those of `datasets` where that is all of them.
        parts: of the others, which rows.
        plain: the datasets of which it lets everything through, every column too; those of `whole` where no is masked.
        masks: for each column that is kept back of some datasets, which those are.
        states: the state of access of each dataset.
        made_of: stands for what decided: two scopes of one fingerprint filter alike where this is one object, too.
    """

    action: str
    datasets: Sql
    fingerprint: str
    everything: bool = False
    whole: Sql | None = None
    parts: tuple[Part, ...] = ()
    plain: Sql | None = None
    masks: Mapping[str, Sql] = field(default_factory=dict)
    states: States = DECLARED
    made_of: object = field(default=None, repr=False, compare=False)

    def observations(self, rows: Rows = ObservationRow) -> Sql:
        """Give the condition on the table `observation`, or on an alias of it."""
        whole = self.datasets if self.whole is None else self.whole
        allowed = _in_one_of(rows, whole)
        if not self.parts:
            return allowed
        return or_(allowed, *(and_(_in_one_of(rows, part.datasets), part.rows(rows)) for part in self.parts))

    def of(self, dataset_column: Any) -> Sql:  # a mapped column of any table that names a dataset
        """Give the condition on another table's column that names a dataset: only what is let through whole and plain.

        What other tables tell of figures (findings, releases, archives) cannot be told row by row.
        """
        return _among(dataset_column, self._plain)

    def touches(self, dataset_column: Any) -> Sql:  # a mapped column of any table that names a dataset
        """Give the condition on another table's column that names a dataset of which something is let through."""
        return _among(dataset_column, self.datasets)

    def shown(self, name: str, column: Any, empty: Any = "") -> Any:  # a mapped column, or what is made of it
        """Give a column of the table `observation`, empty where it is kept back.

        Args:
            name: the column's name.
            column: the column, or what is made of it.
            empty: what stands in its place.
        """
        kept = self.masks.get(name)
        if kept is None:
            return column
        return case((_among(ObservationRow.dataset, kept), literal(empty, column.type)), else_=column)

    @property
    def gives_whole(self) -> bool:
        """Whether what it lets through to be read it lets through whole, so that its source's address may be told."""
        return self.everything or (self.action == "read" and not self.parts and not self.masks)

    @property
    def _plain(self) -> Sql:
        if self.plain is not None:
            return self.plain
        return self.datasets if self.whole is None else self.whole


def _in_one_of(rows: Rows, datasets: Sql) -> Sql:
    """Give the condition that a row's dataset is one of some, asked of it alone: the list of all that are is never made.

    Measured with 1,000 policies in force: 0.5 ms for a question with 60 rows against 1.0 ms for the list.
    """
    its_own = select(col(Dataset.id)).where(col(Dataset.id) == rows.dataset, datasets)
    return its_own.correlate(rows).exists()


def _among(column: Any, datasets: Sql) -> Sql:  # a mapped column
    condition: Sql = col(column).in_(select(col(Dataset.id)).where(datasets))
    return condition
