"""The life of a version: draft, review, approved, active, retired; or rejected. What may follow on what, and its times.

A version that was submitted never changes: a new draft is a new version. Whether one is in force follows from its times
alone, so that one can be activated, or retired, for a time to come.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

import simplejson

from policies.activated import policy_of, rebased
from policies.names import Names
from policies.odrl.policy import Policy
from policies.tables import Json, PolicyVersion


class State(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    REVIEW = "review"
    APPROVED = "approved"
    ACTIVE = "active"
    RETIRED = "retired"
    REJECTED = "rejected"


FROM: dict[str, tuple[State, ...]] = {
    "submit": (State.DRAFT,),
    "approve": (State.REVIEW,),
    "reject": (State.REVIEW,),
    "activate": (State.APPROVED,),
    "retire": (State.ACTIVE,),
}
"""The states in which each act finds the version that it is about."""

_BETWEEN = "\n"


def policy_in(document: Json, names: Names | None = None) -> Policy:
    """Read the policy of a stored document, under the node's address of today where its names are given."""
    text = simplejson.dumps(document, sort_keys=True)
    return policy_of(text if names is None else rebased(text, names))


def state_at(row: PolicyVersion, now: datetime) -> State:
    """Give where a version stands at a moment: one whose time in force is over is retired."""
    state = State(row.state)
    over = row.active_to is not None and row.active_to <= now
    return State.RETIRED if state is State.ACTIVE and over else state


def in_force_at(row: PolicyVersion, moment: datetime) -> bool:
    """Say whether a version is in force at a moment."""
    begun = row.active_from is not None and row.active_from <= moment
    return begun and (row.active_to is None or moment < row.active_to)


def not_over(rows: Iterable[PolicyVersion], moment: datetime) -> list[PolicyVersion]:
    """Give the versions that are in force at a moment, or will be after it; not those that were called off."""
    return [row for row in rows if _lasts_past(row, moment)]


def _lasts_past(row: PolicyVersion, moment: datetime) -> bool:
    if row.active_from is None:
        return False
    return row.active_to is None or row.active_to > max(moment, row.active_from)


def end_of(row: PolicyVersion, moment: datetime) -> datetime:
    """Give when a version ends that is to be in force no more from a moment on; one not begun by then never is."""
    assert row.active_from is not None  # it was activated
    return max(row.active_from, moment)


def found_for(act: str, rows: Sequence[PolicyVersion], now: datetime) -> PolicyVersion | None:
    """Give the newest version that an act can be about; None where none is in a state for it.

    What was approved before a later version was activated has been overtaken: it is not activated any more.
    """
    found = next((row for row in reversed(rows) if state_at(row, now) in FROM[act]), None)
    activated = [row.version for row in rows if row.active_from is not None]
    overtaken = act == "activate" and found is not None and found.version < max(activated, default=0)
    return None if overtaken else found


def authors(row: PolicyVersion) -> tuple[str, ...]:
    """Give everybody who wrote a draft, in order."""
    return tuple(one for one in row.author.split(_BETWEEN) if one)


def with_author(row: PolicyVersion, name: str) -> str:
    """Give the authors of a draft with another one, as the table holds them."""
    return _BETWEEN.join(dict.fromkeys((*authors(row), name)))
