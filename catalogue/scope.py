"""Scope: what of the catalogue a decision lets through. Nothing reads rows except through one.

Only `policies.rowfilter` makes a Scope; every reader of the catalogue demands one.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlmodel import col

from catalogue.models import Dataset, ObservationRow


@dataclass(frozen=True, slots=True)
class Scope:
    """A decision about an action, as a filter.

    Args:
        action: ``discover`` (see that it exists) or ``read`` (its figures).
        datasets: the datasets it lets through, as a condition on the table `dataset`.
        fingerprint: equal for callers who see the same: keys caches and ETags.
        everything: true when nothing is left out, so that no filter needs to run.
    """

    action: str
    datasets: ColumnElement[bool]
    fingerprint: str
    everything: bool = False

    def observations(self) -> ColumnElement[bool]:
        """Give the condition on the table `observation`."""
        allowed = select(col(Dataset.id)).where(self.datasets)
        return col(ObservationRow.dataset).in_(allowed)

    def of(
        self, dataset_column: Any
    ) -> ColumnElement[bool]:  # a mapped column of any table that names a dataset
        """Give the condition on another table's column that names a dataset."""
        condition: ColumnElement[bool] = dataset_column.in_(select(col(Dataset.id)).where(self.datasets))
        return condition
