"""Row filters: the only place where a Scope is made."""

import hashlib
from functools import lru_cache

from sqlalchemy import ColumnElement, or_, select, true
from sqlmodel import col

from catalogue.models import Dataset, DatasetReader
from catalogue.scope import Scope
from policies.decision import Action, Residual


@lru_cache(maxsize=1024)
def scope(action: Action, left: Residual) -> Scope:
    """Make the SQL filter of a residual; a property test holds it equal to deciding one by one."""
    return Scope(
        action=action.value,
        datasets=_condition(left),
        fingerprint=_fingerprint(action, left),
        everything=left.everything,
    )


def _condition(left: Residual) -> ColumnElement[bool]:
    if left.everything:
        return true()
    conditions = [col(Dataset.access).in_(sorted(left.access))]
    if left.owners:
        conditions.append(col(Dataset.publisher).in_(sorted(left.owners)))
    if left.readers:
        named = select(col(DatasetReader.dataset)).where(
            col(DatasetReader.organisation).in_(sorted(left.readers))
        )
        conditions.append(col(Dataset.id).in_(named))
    return or_(*conditions)


def _fingerprint(action: Action, left: Residual) -> str:
    parts = (
        action.value,
        str(left.everything),
        *map(",".join, map(sorted, (left.access, left.owners, left.readers))),
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
