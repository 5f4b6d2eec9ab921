"""S10: the same fact twice in one document, with different numbers."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from schemas.observations import Observation, SeriesKey
from schemas.rules.evidence import Evidence
from schemas.rules.inventories import ACTUAL, TOTALS, amount
from schemas.rules.printing import step
from schemas.rules.suspicions import Suspicion, names
from schemas.units import plain
from schemas.validation.wording import number

NEAR = Decimal("0.005")
GAP = "GHG.GAP"
Fact = tuple[str, ...]


def told_once(evidence: Evidence) -> Iterator[Suspicion]:
    """S10: a document prints a fact with one number, wherever it prints it."""
    facts = _facts(evidence)
    told: set[int] = set()
    for rows in facts.values():
        if len(rows) > 1:
            for row in _different(rows):
                told.add(id(row))
                yield _suspicion(row, rows[0])
    yield from (one for one in _baselines(evidence) if id(one.cell) not in told)
    yield from _per_head(evidence)


def _facts(evidence: Evidence) -> Mapping[Fact, list[Observation]]:
    """Sort rows by what they tell and in which document; a gap is one fact whatever year it is printed under."""
    gaps = _years_of_gaps(evidence)
    found: dict[Fact, list[Observation]] = {}
    for row in evidence.observations:
        if row.value is not None and row.value.is_finite():
            where = evidence.document(row), row.key.place, row.key.sector
            what = _what(row) if not _is_gap(row) else (GAP, "" if len(gaps[where]) <= 1 else row.key.period)
            found.setdefault((*where, *what), []).append(row)
    return found


def _is_gap(row: Observation) -> bool:
    return row.key.indicator == GAP or row.key.value_type == "GAP"


def _years_of_gaps(evidence: Evidence) -> Mapping[Fact, set[str]]:
    """Give the target years that a document tells gaps for; its base year is where a gap is measured from."""
    found: dict[Fact, set[str]] = {}
    for row in evidence.observations:
        if _is_gap(row):
            basis = evidence.basis(row)
            base = row.key.value_type == "BASE" or (basis is not None and basis.base_period == row.key.period)
            years = found.setdefault((evidence.document(row), row.key.place, row.key.sector), set())
            years |= set() if base else {row.key.period}
    return found


def _what(row: Observation) -> Fact:
    key = row.key
    return (
        key.indicator, key.period, key.scope, key.gas, key.carrier, key.mode, key.value_type, key.unit,
    )  # fmt: skip


def _different(rows: Sequence[Observation]) -> Iterator[Observation]:
    """Give the rows whose number is not the first one's, rounded as it is printed."""
    first = rows[0]
    for row in rows[1:]:
        difference = abs((row.value or Decimal(0)) - (first.value or Decimal(0)))
        if difference > max(step(row), step(first)) / 2 and not _same_place(row, first):
            yield row


def _same_place(row: Observation, other: Observation) -> bool:
    """Say whether two rows are one cell read twice, which is no contradiction of the document."""
    return bool(row.source_cell) and (row.snapshot, row.source_cell) == (other.snapshot, other.source_cell)


def _suspicion(row: Observation, other: Observation) -> Suspicion:
    values = {
        "number": number(plain(other.value or Decimal(0))),
        "cell": names((other,)),
        "difference": number(plain(abs((row.value or Decimal(0)) - (other.value or Decimal(0))))),
        "unit": row.key.unit,
    }
    return Suspicion("S10", row, "twice", values, (other,))


def _baselines(evidence: Evidence) -> Iterator[Suspicion]:
    """Hold each stated baseline beside the inventory of its document."""
    if all(row.key.value_type != "BASE" for row in evidence.observations):
        return
    observed: dict[tuple[str, str, str, str], list[Observation]] = {}
    for row in evidence.observations:
        if row.key.value_type == ACTUAL and row.value is not None and _counts_all(row.key):
            where = evidence.document(row), row.key.place, row.key.period, _flavour(row.key)
            observed.setdefault(where, []).append(row)
    for row in evidence.observations:
        if row.key.value_type == "BASE" and row.value is not None and row.key.indicator != GAP:
            basis = evidence.basis(row)
            years = dict.fromkeys(
                year for year in (row.key.period, basis.base_period if basis else "") if year
            )
            found = [
                one
                for year in years
                for one in observed.get((evidence.document(row), row.key.place, year, _flavour(row.key)), ())
            ]
            number_of = amount(row)
            if found and number_of is not None and not any(_agree(row, one) for one in found):
                yield _baseline(row, min(found, key=lambda one: abs((amount(one) or Decimal(0)) - number_of)))


def _counts_all(key: SeriesKey) -> bool:
    return key.scope in ("_T", "S1_S2", "S1_S2_S3") and key.carrier == "_T" and key.mode == "_T"


def _flavour(key: SeriesKey) -> str:
    """Give what a total or a sector's figure is of, net and gross totals alike: which was meant is not always said."""
    return "_T" if key.indicator in TOTALS and key.sector == "_T" else f"{key.indicator}|{key.sector}"


def _agree(row: Observation, other: Observation) -> bool:
    one, two = amount(row) or Decimal(0), amount(other) or Decimal(0)
    return abs(one - two) <= max(step(row), step(other), abs(two) * NEAR)


def _baseline(row: Observation, other: Observation) -> Suspicion:
    values = {
        "number": number(plain(amount(other) or Decimal(0))),
        "cell": names((other,)),
        "difference": number(plain(abs((amount(row) or Decimal(0)) - (amount(other) or Decimal(0))))),
        "unit": "t",
    }
    return Suspicion("S10", row, "baseline", values, (other,))


def _per_head(evidence: Evidence) -> Iterator[Suspicion]:
    """Hold a figure per inhabitant beside the total and the inhabitants of its year."""
    if all(row.key.indicator != "GHG.CAP" for row in evidence.observations):
        return
    totals: dict[tuple[str, str, str], Observation] = {}
    people: dict[tuple[str, str], list[Observation]] = {}
    for row in evidence.everything:
        if row.key.indicator == "GHG.TOT" and row.key.sector == "_T" and _counts_all(row.key):
            totals.setdefault((row.key.place, row.key.period, row.key.source), row)
        elif row.key.indicator == "CX.POP" and row.value:
            people.setdefault((row.key.place, row.key.period), []).append(row)
    for row in evidence.observations:
        key = row.key
        total = totals.get((key.place, key.period, key.source))
        counted = people.get((key.place, key.period), [])
        if key.indicator == "GHG.CAP" and key.sector == "_T" and row.value and total is not None and counted:
            quotients = [((amount(total) or Decimal(0)) / (one.value or 1), one) for one in counted]
            quotient, one = min(quotients, key=lambda pair: abs(pair[0] - (row.value or 0)))
            if abs(quotient - row.value) > max(step(row), quotient * Decimal("0.02")):
                values = {
                    "quotient": number(plain(quotient.quantize(Decimal("0.001")))),
                    "cells": names((total, one)),
                }
                yield Suspicion("S10", row, "per_head", values, (total, one))
