"""The sandbox: who comes with a sandbox key sees example data, and of everything else not even that it exists."""

from typing import Any

from sqlalchemy import ColumnElement, true

from policies.decision import Subject


def may_see(subject: Subject, *, example: bool) -> bool:
    """Say whether the sandbox lets a dataset or row through; what policies say of it is asked besides.

    Args:
        subject: who asks.
        example: whether the dataset, or the row, is marked as an example.
    """
    return example or not subject.sandbox


def seen_rows(subject: Subject, example: Any) -> ColumnElement[bool]:  # a column as col() gives it
    """Give the same as SQL, over the column that marks examples."""
    within: ColumnElement[bool] = example.is_(True)
    return within if subject.sandbox else true()
