"""SHACL's core constraints as checks of whole columns, with the meaning that pyshacl gives them.

A column holds one value or none: a text is an xsd:string, a plain decimal an xsd:decimal, and what stands in a column
of numbers without being one an xsd:string. What is not here is refused by name, never left out in silence.
"""

import operator
import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import reduce

import pyarrow.compute as pc
from pyoxigraph import Literal

from schemas.validation.columns import ColumnTable, Mask, everywhere, nowhere
from schemas.validation.constraint_place import IS_PLAIN, Compiler, Failing, Place
from schemas.validation.pair_constraints import ordered, pair, shared, unequal
from schemas.validation.shape_graph import name_of
from schemas.validation.shapes import SH, Term

XSD = "http://www.w3.org/2001/XMLSchema#"
WHOLE = frozenset({f"{XSD}integer", f"{XSD}decimal"})
"""Types of bounds that compare exactly with our numbers."""


def check_of(place: Place, name: str, term: Term) -> Failing:
    """Make the check of one constraint.

    Args:
        name: SHACL's local name of its parameter, e.g. ``minCount``.
        term: the parameter's value.

    Raises:
        UncompiledShapeError: no check exists for it.
    """
    if name not in COMPILERS:
        raise place.refuse(f"sh:{name}")
    return COMPILERS[name](place, term)


def component_of(name: str) -> str:
    """Give SHACL's name of the constraint that a parameter belongs to."""
    return f"{name[0].upper()}{name[1:]}ConstraintComponent"


def _nobody(table: ColumnTable) -> Mask:
    return nowhere(table.rows)


def _present(place: Place) -> Failing:
    return lambda table: table.present(place.column)


def _where(place: Place, fails: Callable[[str, bool], bool]) -> Failing:
    """Make a check of a column's distinct values: the text, and whether it is a plain number."""

    def test(text: str) -> bool:
        return fails(text, place.of_numbers and IS_PLAIN.search(text) is not None)

    return lambda table: table.text(place.column).where(test)


def _whole(place: Place, name: str, term: Term) -> int:
    if isinstance(term, Literal) and term.datatype.value == f"{XSD}integer" and term.value.isdecimal():
        return int(term.value)
    raise place.refuse(f"sh:{name} {term}")


def _min_count(place: Place, term: Term) -> Failing:
    least = _whole(place, "minCount", term)
    if least == 0:
        return _nobody
    if least > 1:
        return lambda table: everywhere(table.rows)
    return lambda table: pc.invert(table.present(place.column))


def _max_count(place: Place, term: Term) -> Failing:
    return _present(place) if _whole(place, "maxCount", term) == 0 else _nobody


def _datatype(place: Place, term: Term) -> Failing:
    wanted = name_of(term).removeprefix(XSD)
    if wanted not in ("string", "decimal"):
        raise place.refuse(f"sh:datatype {name_of(term)}")
    if not place.of_numbers:
        return _nobody if wanted == "string" else _present(place)
    if wanted == "string":
        return lambda table: table.number(place.column).well
    return lambda table: pc.and_not(table.number(place.column).present, table.number(place.column).well)


def _node_kind(place: Place, term: Term) -> Failing:
    kind = name_of(term).removeprefix(SH)
    if kind not in ("IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral"):
        raise place.refuse(f"sh:nodeKind {name_of(term)}")
    return _nobody if "Literal" in kind else _present(place)


def _as_value(term: Term) -> tuple[str, bool] | None:
    """Give a term as a column's value: its text, and whether it is a number; None where no column can hold it."""
    if not isinstance(term, Literal) or term.language:
        return None
    kind = term.datatype.value.removeprefix(XSD)
    return (term.value, kind == "decimal") if kind in ("string", "decimal") else None


def _one_of(place: Place, term: Term) -> Failing:
    allowed = {_as_value(member) for member in place.graph.members(place.node, term, "in")}
    return _where(place, lambda text, plain: (text, plain) not in allowed)


def _has_value(place: Place, term: Term) -> Failing:
    wanted = _as_value(term)
    has = _where(place, lambda text, plain: (text, plain) == wanted)
    return lambda table: pc.invert(has(table))


def _pattern(place: Place, term: Term) -> Failing:
    flags = place.graph.text(place.node, f"{SH}flags")
    known = {"i": re.IGNORECASE, "m": re.MULTILINE}
    if not set(flags) <= set(known) or not isinstance(term, Literal):
        raise place.refuse(f"sh:pattern {term} sh:flags {flags}")
    try:
        form = re.compile(term.value, reduce(operator.or_, map(known.__getitem__, flags), re.NOFLAG))
    except re.error as error:
        raise place.refuse(f"sh:pattern {term}") from error
    return _where(place, lambda text, _: form.search(text) is None)


def _flags(place: Place, term: Term) -> Failing:
    if "pattern" not in place.graph.stated(place.node):
        raise place.refuse(f"sh:flags {term}")
    return _nobody  # sh:pattern has heeded them


def _min_length(place: Place, term: Term) -> Failing:
    least = _whole(place, "minLength", term)
    return _where(place, lambda text, _: len(text) < least)


def _max_length(place: Place, term: Term) -> Failing:
    most = _whole(place, "maxLength", term)
    return _where(place, lambda text, _: len(text) > most)


def _bound(name: str, compare: Callable[[Decimal, Decimal], bool]) -> Compiler:
    def compiler(place: Place, term: Term) -> Failing:
        try:
            if not isinstance(term, Literal) or term.datatype.value not in WHOLE:
                raise InvalidOperation
            bound = Decimal(term.value)
        except InvalidOperation:
            raise place.refuse(f"sh:{name} {term}") from None
        if not place.of_numbers:
            return _present(place)  # a text compares with no number

        def failing(table: ColumnTable) -> Mask:
            column = table.number(place.column)
            return pc.and_not(column.present, column.where(compare, bound))

        return failing

    return compiler


def _inner(place: Place, node: Term) -> Failing:
    """Make the check of a shape that stands inside another: which present values break any of its constraints."""
    inside = Place(place.graph, node, place.column, place.columns, place.numbers)
    checks = []
    for name, terms in place.graph.stated(node).items():
        if name in SAID:
            continue
        if name not in OF_A_VALUE:
            raise inside.refuse(f"sh:{name}")
        checks += [check_of(inside, name, term) for term in terms]
    return lambda table: pc.and_(table.present(place.column), _any(table, [check(table) for check in checks]))


def _any(table: ColumnTable, masks: list[Mask]) -> Mask:
    return reduce(pc.or_, masks, nowhere(table.rows))


def _not(place: Place, term: Term) -> Failing:
    breaks = _inner(place, term)
    return lambda table: pc.and_not(table.present(place.column), breaks(table))


def _logical(name: str, wrong: Callable[[int, int], bool]) -> Compiler:
    """Make the compiler of a constraint on how many of some shapes a value fits.

    Args:
        wrong: of how many it fits, and of how many there are.
    """

    def compiler(place: Place, term: Term) -> Failing:
        inner = [_inner(place, node) for node in place.graph.members(place.node, term, name)]

        def failing(table: ColumnTable) -> Mask:
            breaks = [check(table).cast("int32") for check in inner]
            broken = reduce(pc.add, breaks, nowhere(table.rows).cast("int32"))
            bad = [count for count in range(len(inner) + 1) if wrong(len(inner) - count, len(inner))]
            many = _any(table, [pc.equal(broken, count) for count in bad])
            return pc.and_(table.present(place.column), many)

        return failing

    return compiler


SAID = frozenset({"message", "severity", "name", "description", "order", "group", "defaultValue"})
"""What says something to people and constrains nothing."""

OF_A_VALUE = frozenset(
    {
        "datatype", "nodeKind", "in", "hasValue", "pattern", "flags", "minLength", "maxLength", "minInclusive",
        "maxInclusive", "minExclusive", "maxExclusive", "not", "and", "or", "xone",
    }
)  # fmt: skip
"""Constraints that a shape inside another may have: they speak of the value alone."""

SINGLE = frozenset({"minCount", "maxCount", "datatype", "nodeKind", "in", "minLength", "maxLength", "flags"})
"""Parameters that a shape may state once only."""

COMPILERS: Mapping[str, Compiler] = {
    "minCount": _min_count,
    "maxCount": _max_count,
    "datatype": _datatype,
    "nodeKind": _node_kind,
    "in": _one_of,
    "hasValue": _has_value,
    "pattern": _pattern,
    "flags": _flags,
    "minLength": _min_length,
    "maxLength": _max_length,
    "minInclusive": _bound("minInclusive", operator.ge),
    "maxInclusive": _bound("maxInclusive", operator.le),
    "minExclusive": _bound("minExclusive", operator.gt),
    "maxExclusive": _bound("maxExclusive", operator.lt),
    "equals": pair("equals", unequal),
    "disjoint": pair("disjoint", shared),
    "lessThan": pair("lessThan", ordered(operator.lt)),
    "lessThanOrEquals": pair("lessThanOrEquals", ordered(operator.le)),
    "not": _not,
    "and": _logical("and", lambda fits, of: fits < of),
    "or": _logical("or", lambda fits, _: fits == 0),
    "xone": _logical("xone", lambda fits, _: fits != 1),
}
