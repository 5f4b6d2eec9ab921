"""What publication refuses of a constraint: words and values that our profile does not know."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from policies.odrl.findings import LintFinding, finding
from policies.odrl.policy import Condition, Constraint, Duration, Iri, Span, Value, every_constraint
from policies.odrl.profile import SETS, Operand, operand, profile_operands
from policies.odrl.vocabulary import compact, is_term, nearest_terms, terms_of
from policies.odrl.writing_values import span_type

NO_CODE = ("iri",)


def check_conditions(conditions: tuple[Condition, ...]) -> Iterator[LintFinding]:
    """Give what is wrong with the constraints inside conditions, and with conditions that join none."""
    for condition in conditions:
        if not isinstance(condition, Constraint) and not condition.operands:
            yield finding("empty", "violation", condition.written, condition.logic)
    for constraint in every_constraint(conditions):
        yield from _constraint(constraint)
    for condition in conditions:
        if not isinstance(condition, Constraint):
            yield from (one for one in check_conditions(condition.operands) if one.code == "empty")


def _constraint(constraint: Constraint) -> Iterator[LintFinding]:
    known = operand(constraint.left)
    yield from _left(constraint, known)
    yield from _operator(constraint, known)
    yield from _number(constraint)
    if known is not None and known.in_profile:
        yield from _values(constraint, known)
    if constraint.reference:
        yield finding("reference", "violation", constraint.written, compact(constraint.reference))
    if constraint.unit:
        yield finding("unit", "violation", constraint.written, compact(constraint.unit))
    for name, _ in constraint.others:
        yield finding("other", "violation", constraint.written, compact(name))


def _left(constraint: Constraint, known: Operand | None) -> Iterator[LintFinding]:
    left, written = constraint.left, constraint.written
    if known is None or not known.in_profile:
        near = nearest_terms(left, [one.iri for one in profile_operands()])
        code = "operand" if known is None else "operand_closed"
        yield finding(code, "violation", written, compact(left), near=", ".join(near) or "-")
    elif known.phase == "aggregate":
        yield finding("aggregate", "violation", written, compact(left))


def _operator(constraint: Constraint, known: Operand | None) -> Iterator[LintFinding]:
    operator, written = constraint.operator, constraint.written
    allowed = known.operators if known is not None and known.in_profile else frozenset[str]()
    if not is_term(operator, "operator"):
        candidates = allowed or [term.iri for term in terms_of("operator")]
        near = ", ".join(nearest_terms(operator, candidates)) or "-"
        yield finding("operator", "violation", written, compact(operator), near=near)
    elif allowed and operator not in allowed:
        said = ", ".join(sorted(map(compact, allowed)))
        left = compact(constraint.left)
        yield finding("operator_of", "violation", written, compact(operator), operand=left, allowed=said)


def _number(constraint: Constraint) -> Iterator[LintFinding]:
    count = len(constraint.right)
    if constraint.reference and not count:
        return
    if count == 0 or (count > 1 and constraint.operator not in SETS):
        sets = ", ".join(sorted(map(compact, SETS)))
        yield finding("number", "violation", constraint.written, str(count), sets=sets)


def _values(constraint: Constraint, known: Operand) -> Iterator[LintFinding]:
    for value in constraint.right:
        if known.types and not set(value_types(value)) & set(known.types):
            types = ", ".join(known.types)
            yield finding("type", "violation", constraint.written, shown_value(value), types=types)
        elif known.codes and not isinstance(value, Iri) and value not in known.codes:
            codes = ", ".join(known.codes)
            yield finding("code", "violation", constraint.written, shown_value(value), codes=codes)


def value_types(value: Value) -> tuple[str, ...]:
    """Give the profile's types that a value is of."""
    if isinstance(value, Span):
        return (span_type(value),)
    if isinstance(value, bool):
        return ("boolean",)
    if isinstance(value, Decimal):
        return ("integer", "decimal") if value == value.to_integral_value() else ("decimal",)
    if isinstance(value, Iri):
        return NO_CODE
    if isinstance(value, datetime):
        return ("dateTime",)
    return ("duration",) if isinstance(value, Duration) else ("code", "text")


def shown_value(value: Value) -> str:
    """Give a value as people would write it."""
    if isinstance(value, Iri):
        return compact(value.iri)
    if isinstance(value, Span):
        return value.start.date().isoformat()
    return value.isoformat() if isinstance(value, datetime) else str(value)
