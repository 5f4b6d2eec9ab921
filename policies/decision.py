"""Decisions: permit or deny, with the rule, the reason and what of a dataset is let through.

Pure values: no database. A residual is what is left to ask of each dataset; `policies.rowfilter` makes SQL of it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from schemas.languages import Text

NO_TEXT = Text()


class Action(StrEnum):
    """What may be done: ODRL's `read` for figures, ours for seeing that a dataset exists."""

    DISCOVER = "discover"
    READ = "read"
    WRITE = "write"
    ADMINISTER = "administer"


class Role(StrEnum):
    """What a person may do for an organisation."""

    EDITOR = "editor"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True)
class Subject:
    """Who asks.

    Args:
        id: key or person; ``anonymous`` for the world.
        organisations: the organisations the subject speaks for.
        roles: pairs of organisation and role.
    """

    id: str = "anonymous"
    organisations: frozenset[str] = frozenset()
    roles: frozenset[tuple[str, Role]] = frozenset()

    def has_role(self, organisation: str, roles: Collection[Role]) -> bool:
        """Say whether the subject holds one of the roles on an organisation."""
        return any((organisation, role) in self.roles for role in roles)


ANONYMOUS = Subject()


@dataclass(frozen=True, slots=True)
class Target:
    """What a decision needs to know of a dataset."""

    dataset: str
    owner: str
    access: str
    readers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to: may this subject do this with this dataset?

    Args:
        permitted: whether it may.
        rule: id of the rule that decided, e.g. ``template/restricted#read``.
        reason: why, in three languages.
        how_to_ask: what a refused caller can do.
        visible: whether the subject may know that the dataset exists.
    """

    permitted: bool
    rule: str
    reason: Text
    how_to_ask: Text = NO_TEXT
    visible: bool = True


@dataclass(frozen=True, slots=True)
class Residual:
    """Which datasets an action is permitted on, as plain values: any of the three suffices.

    Args:
        access: access states that suffice by themselves.
        owners: organisations whose datasets are permitted.
        readers: organisations for which a dataset permits by naming them.
    """

    access: frozenset[str]
    owners: frozenset[str]
    readers: frozenset[str]
    everything: bool = False

    def admits(self, target: Target) -> bool:
        """Say whether one dataset passes: what the SQL filter is held equal to."""
        return (
            self.everything
            or target.access in self.access
            or target.owner in self.owners
            or bool(target.readers & self.readers)
        )
