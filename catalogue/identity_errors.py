"""Errors about which dataset is which.

DatasetNotFoundError
└── DatasetGoneError        it was there, and is gone; told only to who might know of it
MergeError
├── ProposalNotFoundError   no such proposal, or not one to the asker
└── MergeRefusedError       two datasets that cannot be made one as they are
"""

from datetime import datetime

from catalogue.errors import CatalogueError, DatasetNotFoundError


class DatasetGoneError(DatasetNotFoundError):
    """Say which dataset is gone, since when, and what it became a part of."""

    def __init__(
        self, dataset_id: str, since: datetime, missing_since: str = "", merged_into: str = ""
    ) -> None:
        super().__init__(dataset_id)
        self.since = since
        self.missing_since = missing_since
        self.merged_into = merged_into
        self.args = (f"dataset {dataset_id!r} is gone since {since.isoformat()}",)


class MergeError(CatalogueError):
    """Two datasets are not made one."""


class ProposalNotFoundError(MergeError):
    """Say which proposal was asked for."""

    def __init__(self, asked: str) -> None:
        self.asked = asked
        super().__init__(f"no proposal {asked} to make two datasets one")


class MergeRefusedError(MergeError):
    """Say which two datasets cannot be made one, and what stands in the way."""

    def __init__(self, dataset: str, other: str, found: str, expected: str) -> None:
        self.dataset = dataset
        self.other = other
        self.found = found
        self.expected = expected
        super().__init__(
            f"{other!r} cannot become a record of {dataset!r}: found {found}, expected {expected}"
        )
