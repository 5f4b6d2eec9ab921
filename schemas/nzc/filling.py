"""Filling a plan: our values where the city has none, with their provenance in the notes, and the diff."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from schemas.comparability.evidence import LicenceLine
from schemas.nzc.gap_report import Given, Line
from schemas.nzc.plan import Json, Plan
from schemas.observations import decimal_text
from schemas.units import plain

MARK = "[Ogledalo]"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the plan, as a JSON Patch operation (RFC 6902) with what stood there before."""

    op: str
    path: str
    value: object
    before: object = None


@dataclass(frozen=True)
class Filled:
    """A filled plan and how it differs from the one that came."""

    plan: Json
    changes: tuple[Change, ...]


def fill(plan: Plan, lines: Iterable[Line], licences: Mapping[str, LicenceLine]) -> Filled:
    """Fill a plan: nothing that is not told in the lines' `fill` is touched."""
    content = plan.copy()
    changes: list[Change] = []
    for line in lines:
        if not line.fill or line.measure is None:
            continue
        position = _position(content, line, changes)
        for year in line.fill:
            changes += _put(
                content["measures"][position], position, line.given[year], _note(line, year, licences)
            )
    return Filled(content, tuple(changes))


def _position(content: Json, line: Line, changes: list[Change]) -> int:
    """Give where the measure stands, added at the end where the plan lacks it."""
    if line.entry is not None:
        return line.entry.position
    added: Json = {
        "internalNotes": "", "measureTemplate": {"uuid": line.measure.uuid if line.measure else ""}, "dataPoints": [],
    }  # fmt: skip
    content["measures"].append(added)
    position = len(content["measures"]) - 1
    told = {"internalNotes": "", "measureTemplate": dict(added["measureTemplate"]), "dataPoints": []}
    changes.append(Change("add", f"/measures/{position}", told))
    return position


def _put(measure: Json, position: int, given: Given, note: str) -> Sequence[Change]:
    at = f"/measures/{position}"
    points: list[Any] = measure.setdefault("dataPoints", [])
    value = _number(given.value)
    change = _point(points, at, given.year, value)
    before = measure.get("internalNotes") or ""
    if note in before.splitlines():
        return [change]
    after = f"{before}\n{note}" if before else note
    op = "replace" if "internalNotes" in measure else "add"
    measure["internalNotes"] = after
    return [change, Change(op, f"{at}/internalNotes", after, before)]


def _point(points: list[Any], at: str, year: int, value: int | Decimal) -> Change:
    for number, point in enumerate(points):
        if point.get("year") == year:
            change = Change(
                "replace" if "value" in point else "add",
                f"{at}/dataPoints/{number}/value",
                value,
                point.get("value"),
            )
            point["value"] = value
            return change
    points.append({"value": value, "year": year})
    return Change("add", f"{at}/dataPoints/{len(points) - 1}", {"value": value, "year": year})


def _number(value: Decimal) -> int | Decimal:
    whole = plain(value)
    return int(whole) if whole == whole.to_integral_value() else whole


def _note(line: Line, year: int, licences: Mapping[str, LicenceLine]) -> str:
    """Say where a value is from in one line: an internal note is read by people and by us, to fill nothing twice."""
    given = line.given[year]
    stored = given.answer.stored
    row = stored.observation
    said = "as answered" if given.answered else "certain"
    terms = licences.get(stored.dataset)
    approximate = f", approximate: {line.doubt.in_('en')}" if line.doubt else ""
    return (
        f"{MARK} {given.year}: {decimal_text(given.value)} {given.unit} (unit {said}) = {row.key.indicator} "
        f"{row.key.place} {row.key.period} {decimal_text(given.answer.value)} {given.answer.unit}, source {row.key.source}, "
        f"dataset {stored.dataset}, observation {stored.id}, release {stored.release[:16]}, "
        f"licence {terms if terms else 'not stated'}{approximate}"
    )
