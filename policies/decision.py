"""Decisions: permit or deny, with the rule, the reason and what of a dataset is let through.

Pure values: no database. A residual is what is left to ask of each dataset; `policies.rowfilter` makes SQL of it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from policies.compiled.residual import EVERY_ROW, RowTest
from schemas.languages import Text

NO_TEXT = Text()


class Action(StrEnum):
    """What may be done: ODRL's `read` for figures, ours for seeing that a dataset exists and for whole archives."""

    DISCOVER = "discover"
    READ = "read"
    BULK = "bulk-download"
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
    """Who asks, as the key, token or session says; never a parameter.

    Args:
        id: name of the person or machine; ``anonymous`` for the world.
        organisations: the organisations the subject speaks for.
        roles: pairs of organisation and role.
        person: name of the natural person, empty for a machine: the audit log keeps it apart, to be erased.
        client: id of the key or OAuth client it came with, empty for none.
        auth_method: a code of og:authMethod: ``anonymous``, ``api-key``, ``bearer``, ``session``, ``dpop``, ``mtls``.
        assurance: a code of og:assuranceLevel: ``low``, ``substantial``, ``high``; empty for nobody.
        scopes: what the key may be used for, such as ``read`` or ``upload``; None for whatever its holder may.
        purposes: IRIs of the purposes it may declare; None for any.
        networks: ids of the networks it may act as a member of; None for all that its organisations belong to.
        sandbox: whether it sees example data only.
    """

    id: str = "anonymous"
    organisations: frozenset[str] = frozenset()
    roles: frozenset[tuple[str, Role]] = frozenset()
    person: str = ""
    client: str = ""
    auth_method: str = "anonymous"
    assurance: str = ""
    scopes: frozenset[str] | None = None
    purposes: frozenset[str] | None = None
    networks: frozenset[str] | None = None
    sandbox: bool = False

    def has_role(self, organisation: str, roles: Collection[Role]) -> bool:
        """Say whether the subject holds one of the roles on an organisation."""
        return any((organisation, role) in self.roles for role in roles)


ANONYMOUS = Subject()


@dataclass(frozen=True, slots=True)
class Target:
    """What a decision needs to know of a dataset.

    Args:
        dataset: its id.
        owner: the organisation whose it is.
        access: what its source declares: ``open``, ``restricted`` or ``hidden``.
        readers: organisations that may read it although it is not open.
        example: whether it is example data.
    """

    dataset: str
    owner: str
    access: str
    readers: frozenset[str] = frozenset()
    example: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to: may this subject do this with this dataset?

    Args:
        permitted: whether it may.
        rule: id of the rule that decided, e.g. ``template/restricted#read``, or IRI of one of a policy's.
        reason: why, in three languages.
        how_to_ask: what a refused caller can do.
        visible: whether the subject may know that the dataset exists.
        rows: which of its rows are let through.
        masks: columns that are kept back.
        rules: all rules that decided.
        duties: IRIs of what is to be done afterwards.
        alerts: prohibitions that contradict a permission where a policy calls that invalid.
        for_everybody: whether the world is given the same.
        epoch: the number of the state of the policies.
    """

    permitted: bool
    rule: str
    reason: Text
    how_to_ask: Text = NO_TEXT
    visible: bool = True
    rows: RowTest = EVERY_ROW
    masks: frozenset[str] = frozenset()
    rules: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()
    for_everybody: bool = False
    epoch: int = 0


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
