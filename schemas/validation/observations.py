"""Checking observations: the observation's shape by column, then the hard rules of the rule table."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from operator import attrgetter

from schemas.basis import ATTRIBUTES, Basis
from schemas.codes import FILES, codelist
from schemas.findings import Finding, Location
from schemas.messages import Message
from schemas.observations import DIMENSIONS, Observation
from schemas.places import Place
from schemas.validation.columns import Failure, Value, failures
from schemas.validation.hard_rules import HARD_RULES
from schemas.validation.ledger import Ledger, location_of, nearest
from schemas.validation.shapes import PropertyShape, property_shapes
from schemas.validation.wording import spoken

NOTHING = "—"


def check_observations(
    observations: Sequence[Observation],
    bases: Mapping[str, Basis],
    places: Mapping[str, Place],
    now_year: int,
    *,
    document: str = "",
) -> list[Finding]:
    """Check observations against the shape and the hard rules, in seconds for 100,000 of them.

    Args:
        bases: those that the observations may name, by id.
        places: those that we know, by code.
        now_year: the current year; what was observed cannot lie after it.
        document: what to call the file; the basis's document, else the source, unless told.

    Returns:
        What breaks the shape, by row; then what breaks each rule, in the order of the rule table.
    """
    ledger = Ledger(observations, bases, places, now_year, document)
    found = list(_shape_findings(ledger))
    for rule in HARD_RULES:
        found.extend(rule.findings(ledger))
    return found


def shape_failures(observations: Sequence[Observation]) -> list[Failure]:
    """Check observations against the shape alone."""
    return failures(observations, observation_getters(), observation_shapes())


def check_bases(bases: Sequence[Basis], *, document: str = "") -> list[Finding]:
    """Check bases against the shape of a basis.

    Args:
        document: what to call the file that states them.
    """
    getters = {name: _getter(name) for name in ATTRIBUTES}
    found: list[Finding] = []
    for failure in _one_a_cell(failures(bases, getters, tuple(property_shapes("basis.ttl").values()))):
        basis = bases[failure.row]
        where = Location(document or basis.source_document or basis.id, failure.shape.column)
        found.append(_finding(failure, where, subject=basis.id, place=basis.place))
    return found


@cache
def observation_shapes() -> tuple[PropertyShape, ...]:
    """Give the property shapes of an observation."""
    return tuple(property_shapes("observation.ttl").values())


@cache
def observation_getters() -> Mapping[str, Callable[[object], Value]]:
    """Give what reads each column of an observation."""
    columns = [shape.column for shape in observation_shapes()]
    return {name: _getter(f"key.{name}" if name in DIMENSIONS else name) for name in columns}


def _getter(path: str) -> Callable[[object], Value]:
    get: Callable[[object], Value] = attrgetter(path)
    return get


def _shape_findings(ledger: Ledger) -> Iterator[Finding]:
    for failure in _one_a_cell(shape_failures(ledger.observations)):
        observation = ledger.observations[failure.row]
        where = location_of(observation, ledger.bases, ledger.document)
        key = observation.key
        yield _finding(failure, where, subject=key.canonical(), place=key.place)


def _one_a_cell(found: Sequence[Failure]) -> list[Failure]:
    """Keep the first failure of each shape in each row: one cell, one finding."""
    return list({(failure.row, failure.shape.iri): failure for failure in reversed(found)}.values())[::-1]


def _finding(failure: Failure, where: Location, *, subject: str, place: str) -> Finding:
    shape = failure.shape
    found = NOTHING if failure.value in (None, "") else f"{shape.column} {failure.value}"
    return Finding(
        rule=shape.rule,
        severity=shape.severity,
        where=where,
        found=found if found != NOTHING else f"{shape.column} {NOTHING}",
        expected=_expected(failure),
        mend=spoken(shape.mend),
        subject=subject,
        place=place,
    )


def _expected(failure: Failure) -> Message:
    """Say what is expected, and of a closed list the nearest codes."""
    shape, value = failure.shape, str(failure.value)
    allowed = shape.parameters.get("in", ())
    if not allowed or failure.component != "InConstraintComponent":
        return spoken(shape.expected)
    near = _nearest(shape.column, value, allowed)
    if not near:
        return spoken(shape.expected)
    return Message("validation.near", {"expected": spoken(shape.expected), "near": ", ".join(near)})


@lru_cache(maxsize=1000)
def _nearest(column: str, value: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    return codelist(column).nearest(value) if column in FILES else nearest(value, allowed)
