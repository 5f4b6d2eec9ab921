"""Policies as values: rules, constraints, duties, parties and assets of ODRL 2.2, whatever they were written in.

Every term is a full IRI (``http://www.w3.org/ns/odrl/2/read``), so that nothing depends on how a document spells it.
Policy-level targets, parties and actions are already handed down to the rules.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal, TypeAlias

ODRL = "http://www.w3.org/ns/odrl/2/"


@dataclass(frozen=True, slots=True)
class Iri:
    """Something that is named, as a right operand: a purpose, a sector, an organisation."""

    iri: str


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time as xsd:duration has it: months and seconds are not exchangeable.

    Args:
        months: years and months.
        seconds: days and less.
    """

    months: int = 0
    seconds: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Span:
    """A day, month or year of the calendar, as xsd:date, xsd:gYearMonth and xsd:gYear have it.

    A time is before it if it is before its start, and at most it if it is before its end; it is equal to it if
    it lies within. A day without a zone is a day in UTC.

    Args:
        start: its first moment, in UTC.
        end: the first moment after it, in UTC.
    """

    start: datetime
    end: datetime


Value: TypeAlias = Iri | str | bool | Decimal | datetime | Duration | Span
"""A right operand; times are UTC, numbers are exact."""

Logic: TypeAlias = Literal["and", "or", "xone", "andSequence"]
RuleKind: TypeAlias = Literal["permission", "prohibition", "obligation"]
PolicyKind: TypeAlias = Literal[
    "Set", "Offer", "Agreement", "Policy", "Assertion", "Privacy", "Request", "Ticket"
]
Conflict: TypeAlias = Literal["perm", "prohibit", "invalid"]


@dataclass(frozen=True, slots=True)
class Written:
    """Where something stands in the document it was read from.

    Args:
        pointer: RFC 6901 pointer in a JSON-LD document, else the subject in Turtle.
        line: 1-based line in Turtle, 0 where it is not known.
    """

    pointer: str = ""
    line: int = 0


NOWHERE = Written()


@dataclass(frozen=True, slots=True)
class Constraint:
    """One comparison.

    Args:
        left: IRI of the left operand.
        operator: IRI of the operator.
        right: one value or more; several only where the operator takes a set.
        iri: its own name, empty for a blank node.
        unit: IRI of the unit of the right operand.
        written: where it stands.
        reference: IRI whose value, not itself, is the right operand; empty where `right` gives it.
        others: properties that ODRL does not give a constraint (property, value), such as an anchor in time.
    """

    left: str
    operator: str
    right: tuple[Value, ...]
    iri: str = ""
    unit: str = ""
    written: Written = field(default=NOWHERE, compare=False)
    reference: str = ""
    others: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class LogicalConstraint:
    """Several conditions under one connective."""

    logic: Logic
    operands: tuple["Condition", ...]
    iri: str = ""
    written: Written = field(default=NOWHERE, compare=False)


Condition: TypeAlias = Constraint | LogicalConstraint


@dataclass(frozen=True, slots=True)
class Named:
    """An action, a party or an asset, perhaps narrowed by refinements.

    Args:
        iri: its name.
        collection: whether it is a PartyCollection or AssetCollection whose members are meant.
        refinements: all must hold of what is meant.
    """

    iri: str
    collection: bool = False
    refinements: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to be done: before (a precondition of a permission) or after.

    Args:
        iri: its name, empty for a blank node.
        actions: what is to be done.
        assignees: by whom; empty for whoever uses the permission.
        targets: with what; empty for the rule's.
        conditions: when it binds.
        consequences: further duties where it was not done.
        written: where it stands.
        parties: who else has a part in it (function, party), such as odrl:informedParty.
    """

    iri: str
    actions: tuple[Named, ...]
    assigners: tuple[Named, ...] = ()
    assignees: tuple[Named, ...] = ()
    targets: tuple[Named, ...] = ()
    conditions: tuple[Condition, ...] = ()
    consequences: tuple["Duty", ...] = ()
    written: Written = field(default=NOWHERE, compare=False)
    parties: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A permission, a prohibition or an obligation.

    Args:
        iri: its name; one of ours, made from the policy's, where the document gives none.
        kind: what it is.
        actions: any of them.
        targets: any of them; empty for everything the policy's owner has.
        assigners: who rules.
        assignees: for whom; empty for everybody.
        conditions: all must hold.
        duties: of a permission: to be fulfilled.
        remedies: of a prohibition: what mends its violation.
        consequences: of an obligation: what follows if it is not met.
        written: where it stands.
        parties: who else has a part in it (function, party), such as odrl:attributedParty.
    """

    iri: str
    kind: RuleKind
    actions: tuple[Named, ...]
    targets: tuple[Named, ...] = ()
    assigners: tuple[Named, ...] = ()
    assignees: tuple[Named, ...] = ()
    conditions: tuple[Condition, ...] = ()
    duties: tuple[Duty, ...] = ()
    remedies: tuple[Duty, ...] = ()
    consequences: tuple[Duty, ...] = ()
    written: Written = field(default=NOWHERE, compare=False)
    parties: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy with its rules.

    Args:
        iri: its name.
        kind: Set, Agreement, Offer and the other kinds.
        rules: permissions, prohibitions, obligations, each kind in the document's order.
        profiles: IRIs of the profiles it declares.
        conflict: what wins where rules contradict each other; None where the document does not say.
        inherits_from: IRIs of policies whose rules it takes over.
        undefined: what it says of actions that it does not name (`odrl:undefined`), empty where it says nothing.
        written: where it stands.
    """

    iri: str
    kind: PolicyKind
    rules: tuple[Rule, ...] = ()
    profiles: tuple[str, ...] = ()
    conflict: Conflict | None = None
    inherits_from: tuple[str, ...] = ()
    undefined: str = ""
    written: Written = field(default=NOWHERE, compare=False)


def every_constraint(conditions: tuple[Condition, ...]) -> Iterator[Constraint]:
    """Give all comparisons inside conditions, in order."""
    for condition in conditions:
        if isinstance(condition, Constraint):
            yield condition
        else:
            yield from every_constraint(condition.operands)
