"""Where the value of each left operand is found in a request."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias

from policies.compiled.request import Fact, Request
from policies.odrl.policy import ODRL, Iri, Value
from policies.odrl.vocabulary import OG

Found: TypeAlias = Callable[[Request], Fact | None]

COUNT = f"{ODRL}count"
MEMBERSHIPS = frozenset({f"{OG}recipientNetwork", f"{OG}recipientKind", f"{OG}agreement"})
"""Operands whose several values are memberships: one of them suffices."""

WHOLE_RULE = "*"
REMEMBERED = 4_096
"""How many sets of names are remembered as facts: the same callers ask again and again."""


@lru_cache(maxsize=REMEMBERED)
def _names(several: frozenset[str] | None) -> Fact | None:
    return None if several is None else Fact(tuple(Iri(one) for one in sorted(several)))


@lru_cache(maxsize=REMEMBERED)
def _texts(several: frozenset[str] | None) -> Fact | None:
    return None if several is None else Fact(tuple(sorted(several)))


def _single(value: Value | None) -> Fact | None:
    return None if value is None else Fact((value,))


def _name(text: str | None) -> Fact | None:
    return None if text is None else Fact((Iri(text),))


def _number(number: int | None) -> Fact | None:
    return None if number is None else Fact((Decimal(number),))


def _networks(request: Request) -> Fact | None:
    """Give the networks that the subject is in now; unknown if that hangs on a time that is not known."""
    memberships = request.subject.memberships
    if memberships is None:
        return None
    held = [(one.collection, one.holds(request.now)) for one in memberships]
    if any(answer is None for _, answer in held):
        return None
    return _names(frozenset(one for one, answer in held if answer))


def _recipient(request: Request) -> Fact | None:
    """Give who receives: whom the request names, else the organisations spoken for, else the subject."""
    subject = request.subject
    if request.recipients is not None:
        return _names(request.recipients)
    if subject.organisations is None:
        return None
    return _names(subject.organisations) if subject.organisations else _name(subject.id)


KNOWN: Mapping[str, Found] = {
    f"{ODRL}purpose": lambda request: _names(request.purposes),
    f"{OG}recipientOrganisation": lambda request: _names(request.subject.organisations),
    f"{ODRL}recipient": _recipient,
    f"{OG}recipientNetwork": _networks,
    f"{OG}recipientKind": lambda request: _texts(request.subject.kinds),
    f"{OG}assuranceLevel": lambda request: _single(request.subject.assurance),
    f"{OG}authMethod": lambda request: _single(request.subject.auth_method),
    f"{ODRL}dateTime": lambda request: _single(request.now),
    f"{OG}resultRows": lambda request: _number(request.result_rows),
    f"{ODRL}fileFormat": lambda request: _name(request.format),
    f"{ODRL}deliveryChannel": lambda request: _name(request.channel),
    f"{OG}agreement": lambda request: _names(request.agreements),
}
"""Operands whose value the request has a place for; all others are among its facts."""

NAMING_PARTIES = frozenset({f"{OG}recipientOrganisation", f"{ODRL}recipient", f"{OG}recipientNetwork"})
"""Operands whose right values name parties."""


def finder(operand: str, rule: str) -> Found:
    """Give where to find a left operand's value.

    Args:
        operand: its IRI.
        rule: IRI of the rule that asks: each rule counts its own uses.
    """
    if operand == COUNT:
        return lambda request: _counted(request, rule)
    place = KNOWN.get(operand)
    if place is None:
        return lambda request: request.facts.get(operand)
    known = place

    def find(request: Request) -> Fact | None:
        found = known(request)
        return request.facts.get(operand) if found is None else found

    return find


def _counted(request: Request, rule: str) -> Fact | None:
    counts = request.state.counts
    found = counts.get(rule, counts.get(WHOLE_RULE))
    return request.facts.get(COUNT) if found is None else _number(found)
