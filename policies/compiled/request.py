"""What is asked of the policies: who wants to do what with what, when and what for, and the state of affairs.

Of everything that may be unknown, None says so. Unknown never grants: where a permission asks for it, it is not
granted, and where a prohibition asks for it, it applies. An empty set says that there is certainly none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias

from policies.odrl.policy import Value

ANONYMOUS_PARTY = "https://w3id.org/ogledalo/odrl#anonymous"
NO_PARTIES: frozenset[str] = frozenset()

DutyState: TypeAlias = Literal["fulfilled", "violated", "not-set", "unknown"]


@dataclass(frozen=True, slots=True)
class Membership:
    """That a party or an asset belongs to a collection, for a time.

    Args:
        member: IRI of the party or asset.
        collection: IRI of the collection, organisation or network.
        valid_from: first moment at which it does; None for always.
        valid_to: first moment at which it no longer does; None for open.
    """

    member: str
    collection: str
    valid_from: datetime | None = None
    valid_to: datetime | None = None

    def holds(self, now: datetime | None) -> bool | None:
        """Say whether it holds at a time; unknown where it ends or begins and the time is not known."""
        if self.valid_from is None and self.valid_to is None:
            return True
        if now is None:
            return None
        begun = self.valid_from is None or self.valid_from <= now
        return begun and (self.valid_to is None or now < self.valid_to)


@dataclass(frozen=True, slots=True)
class Subject:
    """Who asks, as the token or key says, never a parameter.

    Args:
        id: IRI of the person or machine.
        organisations: IRIs of the organisations it speaks for.
        memberships: networks and groups it belongs to, itself or through its organisations.
        kinds: codes such as ``research``.
        assurance: ``low``, ``substantial`` or ``high``.
        auth_method: how it signed in, such as ``api-key``.
    """

    id: str | None = ANONYMOUS_PARTY
    organisations: frozenset[str] | None = NO_PARTIES
    memberships: tuple[Membership, ...] | None = ()
    kinds: frozenset[str] | None = NO_PARTIES
    assurance: str | None = None
    auth_method: str | None = None


NOBODY = Subject()


@dataclass(frozen=True, slots=True)
class Fact:
    """The values of a left operand.

    Args:
        values: one or more.
        unit: IRI of their unit; None where they are in whatever unit is asked for.
    """

    values: tuple[Value, ...]
    unit: str | None = ""


@dataclass(frozen=True, slots=True)
class Performed:
    """An action that was done.

    Args:
        action: its IRI, empty where only the duty it served is known.
        by: who did it, empty where it is not known.
        on: with what, empty where it is not known.
        to: whom it benefits, empty where it is not known.
        at: when; None where it is not known.
        duty: IRI of the duty it served, empty where it is not known.
        facts: more of it, such as the amount paid, by IRI of the left operand.
    """

    action: str = ""
    by: str = ""
    on: str = ""
    to: str = ""
    at: datetime | None = None
    duty: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class State:
    """The state of affairs at the time of a request.

    Args:
        duties: states of duties by their IRI, where they are stated.
        performed: what was done.
        counts: how often each rule was used, by its IRI, this time included; ``*`` for a rule not named.
    """

    duties: Mapping[str, DutyState] = field(default_factory=dict)
    performed: tuple[Performed, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


NO_STATE = State()


@dataclass(frozen=True, slots=True)
class Request:
    """A request.

    Args:
        action: IRI of what is to be done.
        target: IRI of the asset.
        subject: who asks.
        now: the time at which it is decided, in UTC.
        purposes: IRIs of what for; all of them, since a permission for one does not cover another.
        format: IRI of the file format.
        channel: IRI of the way of delivery.
        agreements: IRIs of the agreements in force with the subject.
        recipients: IRIs of who receives, where it is not who asks.
        result_rows: most rows that the answer may have.
        facts: whatever else is declared, by IRI of the left operand.
        state: the state of affairs.
    """

    action: str
    target: str
    subject: Subject = NOBODY
    now: datetime | None = None
    purposes: frozenset[str] | None = None
    format: str | None = None
    channel: str | None = None
    agreements: frozenset[str] | None = None
    recipients: frozenset[str] | None = None
    result_rows: int | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    state: State = NO_STATE
