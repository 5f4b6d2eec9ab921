"""Shapes compiled to checks by column: each distinct value of a column is checked once.

The constraints are those of SHACL core with pyshacl's meaning; a test holds the two equal. A column holds one
value or none, so that ``sh:maxCount`` can only fail where it is 0.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from schemas.validation.errors import UncompiledShapeError
from schemas.validation.shapes import PropertyShape

XSD = "http://www.w3.org/2001/XMLSchema#"
Value = str | Decimal | None
Fails = Callable[[Value], bool]


@dataclass(frozen=True, slots=True)
class ColumnCheck:
    """One constraint of a shape as a function of a value.

    Args:
        component: SHACL's name of the constraint, e.g. ``InConstraintComponent``.
        fails: says whether a value breaks it; None and an empty text are no value.
    """

    shape: PropertyShape
    component: str
    fails: Fails


@dataclass(frozen=True, slots=True)
class Failure:
    """A value that breaks a constraint, in a row counted from 0."""

    row: int
    shape: PropertyShape
    component: str
    value: Value


def compile_shape(shape: PropertyShape) -> tuple[ColumnCheck, ...]:
    """Make a shape's column checks.

    Raises:
        UncompiledShapeError: the shape has a constraint that no check exists for.
    """
    return tuple(_check(shape, name, values) for name, values in shape.parameters.items())


def failures(
    rows: Sequence[object], getters: Mapping[str, Callable[[object], Value]], shapes: Sequence[PropertyShape]
) -> list[Failure]:
    """Check a table by its columns.

    Args:
        getters: give a column's value of a row, by the column's name.
        shapes: each speaks of the column it names.

    Returns:
        What fails, by row, and within a row in the order of the shapes.
    """
    found: list[Failure] = []
    for shape in shapes:
        get = getters[shape.column]
        found.extend(_column_failures([get(row) for row in rows], compile_shape(shape)))
    return sorted(found, key=lambda failure: failure.row)


def _column_failures(values: Sequence[Value], checks: Sequence[ColumnCheck]) -> Iterator[Failure]:
    broken = {value: [check for check in checks if check.fails(value)] for value in set(values)}
    broken = {value: failed for value, failed in broken.items() if failed}
    if not broken:
        return
    for row, value in enumerate(values):
        for check in broken.get(value, ()):
            yield Failure(row, check.shape, check.component, value)


def _check(shape: PropertyShape, name: str, values: tuple[str, ...]) -> ColumnCheck:
    if name not in COMPILERS:
        raise UncompiledShapeError(shape.iri, f"sh:{name}")
    component = f"{name[0].upper()}{name[1:]}ConstraintComponent"
    try:
        return ColumnCheck(shape, component, COMPILERS[name](values))
    except KeyError as error:
        raise UncompiledShapeError(shape.iri, f"sh:{name} {error.args[0]}") from error


def is_absent(value: Value) -> bool:
    """Say whether a cell holds nothing."""
    return value is None or value == ""


def _min_count(values: tuple[str, ...]) -> Fails:
    least = {"0": 0, "1": 1}[values[0]]
    return lambda value: is_absent(value) and least > 0


def _max_count(values: tuple[str, ...]) -> Fails:
    most = int(values[0])
    return lambda value: not is_absent(value) and most < 1


def _datatype(values: tuple[str, ...]) -> Fails:
    fits = {f"{XSD}string": _is_text, f"{XSD}decimal": _is_number}[values[0]]
    return lambda value: not is_absent(value) and not fits(value)


def _one_of(values: tuple[str, ...]) -> Fails:
    allowed = frozenset(values)
    return lambda value: not is_absent(value) and value not in allowed


def _pattern(values: tuple[str, ...]) -> Fails:
    form = re.compile(values[0])
    return lambda value: not is_absent(value) and not form.search(str(value))


def _least(values: tuple[str, ...]) -> Fails:
    bound = Decimal(values[0])
    return lambda value: not is_absent(value) and not (isinstance(value, Decimal) and value >= bound)


def _most(values: tuple[str, ...]) -> Fails:
    bound = Decimal(values[0])
    return lambda value: not is_absent(value) and not (isinstance(value, Decimal) and value <= bound)


def _is_text(value: Value) -> bool:
    return isinstance(value, str)


def _is_number(value: Value) -> bool:
    return isinstance(value, Decimal) and value.is_finite()


COMPILERS: Mapping[str, Callable[[tuple[str, ...]], Fails]] = {
    "minCount": _min_count,
    "maxCount": _max_count,
    "datatype": _datatype,
    "in": _one_of,
    "pattern": _pattern,
    "minInclusive": _least,
    "maxInclusive": _most,
}
