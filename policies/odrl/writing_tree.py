"""A policy as a tree of described things, from which both formats are written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from pyoxigraph import NamedNode

from policies.odrl.contexts import odrl_context
from policies.odrl.errors import UnwritableValueError, expected, mend
from policies.odrl.graph import TYPE
from policies.odrl.policy import ODRL, Condition, Constraint, Duty, Iri, Named, Policy, Rule, Value
from policies.odrl.profile import operand
from policies.odrl.reading_rules import FOLLOWING, RULES
from policies.odrl.values import untyped_value
from policies.odrl.vocabulary import RDF, XSD
from policies.odrl.writing_values import lexical


@dataclass(frozen=True, slots=True)
class Ref:
    """A name."""

    iri: str


@dataclass(frozen=True, slots=True)
class Text:
    """A literal: its lexical form and the IRI of its type."""

    text: str
    datatype: str


@dataclass(frozen=True, slots=True)
class Listed:
    """An rdf:List."""

    items: tuple["Item", ...]


@dataclass(frozen=True, slots=True)
class Described:
    """Something with what is said of it; without a name it is a blank node.

    Args:
        iri: its name, empty for none.
        said: property and values, in the order in which they are written.
    """

    iri: str
    said: tuple[tuple[str, tuple["Item", ...]], ...]


Item: TypeAlias = Ref | Text | Listed | Described


def tree(policy: Policy) -> Described:
    """Give a policy as a tree.

    Raises:
        UnwritableValueError: a name is none, a value has no xsd type, or a name stands for two things.
    """
    conflict: list[Item] = [Ref(f"{ODRL}{policy.conflict}")] if policy.conflict else []
    said: list[tuple[str, list[Item]]] = [
        (TYPE, [Ref(f"{ODRL}{policy.kind}")]),
        (f"{ODRL}profile", [_ref(iri) for iri in policy.profiles]),
        (f"{ODRL}inheritFrom", [_ref(iri) for iri in policy.inherits_from]),
        (f"{ODRL}conflict", conflict),
        (f"{ODRL}undefined", [_ref(policy.undefined)] if policy.undefined else []),
    ]
    rules: list[tuple[str, list[Item]]] = [
        (f"{ODRL}{kind}", [_rule(rule) for rule in policy.rules if rule.kind == kind]) for kind in RULES
    ]
    whole = _described(policy.iri, [*said, *rules])
    _refuse_ambiguous(whole)
    return whole


def _described(iri: str, said: Iterable[tuple[str, Iterable[Item]]]) -> Described:
    kept = tuple((name, tuple(values)) for name, values in said)
    return Described(_ref(iri).iri if iri else "", tuple(pair for pair in kept if pair[1]))


def _ref(iri: str) -> Ref:
    """Give a name that reads back as itself: absolute, and with no scheme that is a prefix of the context."""
    try:
        NamedNode(iri)
    except ValueError as error:
        raise _unwritable(iri) from error
    if iri.partition(":")[0] in odrl_context():
        raise _unwritable(iri)
    return Ref(iri)


def _unwritable(found: str) -> UnwritableValueError:
    return UnwritableValueError(found, expected("writable_name"), mend("writable_name"))


def _rule(rule: Rule) -> Described:
    following = (*rule.duties, *rule.remedies, *rule.consequences)
    kind = "Duty" if rule.kind == "obligation" else rule.kind.capitalize()
    duties: list[Item] = [_duty(duty) for duty in following]
    return _described(
        rule.iri, [(TYPE, [Ref(f"{ODRL}{kind}")]), *_shared(rule), (f"{ODRL}{FOLLOWING[rule.kind]}", duties)]
    )


def _duty(duty: Duty) -> Described:
    consequences: list[Item] = [_duty(one) for one in duty.consequences]
    return _described(
        duty.iri, [(TYPE, [Ref(f"{ODRL}Duty")]), *_shared(duty), (f"{ODRL}consequence", consequences)]
    )


def _shared(rule: Rule | Duty) -> Iterator[tuple[str, list[Item]]]:
    yield f"{ODRL}action", [_action(one) for one in rule.actions]
    yield f"{ODRL}target", [_named(one, "AssetCollection") for one in rule.targets]
    yield f"{ODRL}assigner", [_named(one, "PartyCollection") for one in rule.assigners]
    yield f"{ODRL}assignee", [_named(one, "PartyCollection") for one in rule.assignees]
    for function in dict.fromkeys(name for name, _ in rule.parties):
        yield _ref(function).iri, [_ref(iri) for name, iri in rule.parties if name == function]
    yield f"{ODRL}constraint", [_condition(one) for one in rule.conditions]


def _action(action: Named) -> Item:
    if not action.refinements:
        return _ref(action.iri)
    said: list[tuple[str, list[Item]]] = [
        (f"{RDF}value", [_ref(action.iri)]),
        (f"{ODRL}refinement", _conditions(action.refinements)),
    ]
    return _described("", said)


def _named(named: Named, collection: str) -> Item:
    if not named.collection:
        refinements = _conditions(named.refinements)
        return _described(named.iri, [(f"{ODRL}refinement", refinements)]) if refinements else _ref(named.iri)
    said: list[tuple[str, list[Item]]] = [
        (TYPE, [Ref(f"{ODRL}{collection}")]),
        (f"{ODRL}source", [_ref(named.iri)]),
        (f"{ODRL}refinement", _conditions(named.refinements)),
    ]
    return _described("", said)


def _conditions(conditions: tuple[Condition, ...]) -> list[Item]:
    return [_condition(one) for one in conditions]


def _condition(condition: Condition) -> Described:
    if isinstance(condition, Constraint):
        return _constraint(condition)
    listed = Listed(tuple(map(_condition, condition.operands)))
    return _described(condition.iri, [(f"{ODRL}{condition.logic}", [listed])])


def _constraint(constraint: Constraint) -> Described:
    values = [_value(one) for one in constraint.right]
    right: list[Item] = values if len(values) == 1 else [Listed(tuple(values))]
    said: list[tuple[str, list[Item]]] = [
        (f"{ODRL}leftOperand", [_ref(constraint.left)]),
        (f"{ODRL}operator", [_ref(constraint.operator)]),
        (f"{ODRL}rightOperand", [] if constraint.reference and not values else right),
        (f"{ODRL}rightOperandReference", [_ref(constraint.reference)] if constraint.reference else []),
        (f"{ODRL}dataType", [Ref(f"{XSD}string")] if _could_be_taken_otherwise(constraint) else []),
        (f"{ODRL}unit", [_unit(constraint.unit)] if constraint.unit else []),
    ]
    names = dict.fromkeys(name for name, _ in constraint.others)
    others = [
        (_ref(one).iri, [_value(value) for name, value in constraint.others if name == one]) for one in names
    ]
    return _described(constraint.iri, [*said, *others])


def _could_be_taken_otherwise(constraint: Constraint) -> bool:
    """Say whether a text would be read as a name, number or time if nothing said that it is a text."""
    known = operand(constraint.left)
    texts = [value for value in constraint.right if isinstance(value, str)]
    return known is not None and any(untyped_value(text, known.types)[0] != text for text in texts)


def _value(value: Value) -> Item:
    return _ref(value.iri) if isinstance(value, Iri) else Text(*lexical(value))


def _unit(unit: str) -> Item:
    try:
        return _ref(unit)
    except UnwritableValueError:
        return Text(unit, f"{XSD}string")


def _refuse_ambiguous(whole: Described) -> None:
    """Refuse a name under which different things are described: triples would mix them up."""
    described: dict[str, Item] = {}
    for item in _every_item(whole):
        if not isinstance(item, Described) or not item.iri:
            continue
        if described.setdefault(item.iri, item) != item:
            raise _unwritable(item.iri)
    for item in _every_item(whole):
        refined = described.get(item.iri) if isinstance(item, Ref) else None
        if isinstance(refined, Described) and any(name == f"{ODRL}refinement" for name, _ in refined.said):
            raise _unwritable(refined.iri)


def _every_item(item: Item) -> Iterator[Item]:
    yield item
    inside = (
        item.items
        if isinstance(item, Listed)
        else [value for _, values in item.said for value in values]
        if isinstance(item, Described)
        else ()
    )
    for one in inside:
        yield from _every_item(one)
