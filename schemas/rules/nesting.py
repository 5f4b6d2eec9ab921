"""S9: places inside a place never add up to more than it."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache

from schemas.indicators import indicators
from schemas.observations import Observation, SeriesKey
from schemas.places import ancestors
from schemas.rules.evidence import Evidence
from schemas.rules.inventories import ACTUAL, LAND, amount
from schemas.rules.suspicions import Suspicion, names
from schemas.units import plain
from schemas.validation.wording import number, spoken

NEAR = Decimal("0.005")
NET = frozenset({"GHG.NET", LAND})
"""Figures with sinks: a part may well be more than the whole."""

ADDITIVE = frozenset({"level", "count"})
OF_AREA = frozenset({"T_CO2E", "MWH", "NR", "T", "KM2", "MIO_VKM", "MIO_EUR", "KW", "KM", "HA", "M3"})

Cell = tuple[str, ...]
Values = Mapping[str, list[Observation]]


def parts_within_the_whole(evidence: Evidence) -> Iterator[Suspicion]:
    """S9: per cell, municipalities add up to at most their region, regions to at most their state.

    Two places that do not fit are told once an indicator, with all the cells and years in which they do not.
    """
    asked = {id(row) for row in evidence.observations}
    found: dict[tuple[str, str, str, str], Suspicion] = {}
    for by_place in _cells(evidence).values():
        if len(by_place) > 1:
            for one in _exceeded(evidence, by_place, asked):
                key = one.cell.key
                same = (one.kind, key.place, key.indicator, one.involves[0].key.place)
                found[same] = found[same].with_also((one.cell,)) if same in found else one
    yield from found.values()


def _cells(evidence: Evidence) -> Mapping[Cell, Values]:
    """Sort the rows of wholes and of what lies in them by cell; a cell that no whole tells is left aside."""
    wholes = _wholes(evidence)
    if not wholes:
        return {}
    rows = [row for row in evidence.everything if row.key.indicator in _adding() and _adds_up(row)]
    held = {_cell(row.key) for row in rows if row.key.place in wholes}
    found: dict[Cell, dict[str, list[Observation]]] = {}
    for row in rows:
        cell = _cell(row.key)
        if cell in held and row.key.place in evidence.places:
            found.setdefault(cell, {}).setdefault(row.key.place, []).append(row)
    return found


def _wholes(evidence: Evidence) -> set[str]:
    """Give the places among those of the rows that others of them lie in."""
    told = {row.key.place for row in evidence.everything} & evidence.places.keys()
    return {whole for place in told for whole in ancestors(place, evidence.places)} & told


@cache
def _adding() -> frozenset[str]:
    """Give the indicators whose figures add up over places."""
    known = indicators().items()
    return frozenset(code for code, one in known if one.kind in ADDITIVE and one.unit in OF_AREA) - NET


def _adds_up(row: Observation) -> bool:
    key = row.key
    return key.value_type == ACTUAL and key.sector not in ("V", "V.2") and (amount(row) or 0) > 0


def _cell(key: SeriesKey) -> Cell:
    return key.indicator, key.period, key.freq, key.sector, key.scope, key.gas, key.carrier, key.mode


def _exceeded(evidence: Evidence, by_place: Values, asked: set[int]) -> Iterator[Suspicion]:
    """Find the wholes that their parts exceed: by a single part, else by all of one kind together."""
    inside: dict[tuple[str, str], list[str]] = {}
    for place in by_place:
        for whole in ancestors(place, evidence.places):
            if whole in by_place:
                inside.setdefault((whole, evidence.places[place].kind), []).append(place)
    told: set[int] = set()
    for (whole, _), parts in sorted(inside.items()):
        most = max(by_place[whole], key=lambda row: amount(row) or 0)
        limit = (amount(most) or Decimal(0)) * (1 + NEAR)
        alone = [row for part in parts for row in by_place[part] if (amount(row) or Decimal(0)) > limit]
        for row in alone:
            if id(row) in asked and id(row) not in told:
                told.add(id(row))
                yield _alone(evidence, row, most)
        least = [min(by_place[part], key=lambda row: amount(row) or 0) for part in parts]
        together = sum((amount(row) or Decimal(0) for row in least), Decimal(0))
        if not alone and len(least) > 1 and together > limit:
            yield from _together(evidence, most, least, together, asked)


def _alone(evidence: Evidence, row: Observation, whole: Observation) -> Suspicion:
    return Suspicion("S9", row, "part", _values(evidence, row, whole, amount(row) or Decimal(0)), (whole,))


def _together(
    evidence: Evidence, whole: Observation, parts: list[Observation], total: Decimal, asked: set[int]
) -> Iterator[Suspicion]:
    own = [row for row in parts if id(row) in asked]
    cell = whole if id(whole) in asked else max(own, key=lambda row: amount(row) or 0, default=None)
    if cell is not None:
        values = {**_values(evidence, parts[0], whole, total), "count": len(parts)}
        biggest = sorted(parts, key=lambda row: -(amount(row) or 0))
        yield Suspicion("S9", cell, "parts", values, (whole, *biggest[:10]))


def _values(evidence: Evidence, part: Observation, whole: Observation, total: Decimal) -> dict[str, object]:
    known = indicators()[whole.key.indicator]
    return {
        "part": spoken(evidence.places[part.key.place].name),
        "whole": spoken(evidence.places[whole.key.place].name),
        "total": number(plain(total)),
        "limit": number(plain(amount(whole) or Decimal(0))),
        "cell": names((whole,)),
        "unit": known.unit,
    }
