"""S4 and S5: a place's figure per inhabitant beside those of its peers."""

from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from schemas.errors import PeriodError
from schemas.indicators import indicators
from schemas.observations import Observation
from schemas.periods import parse_period
from schemas.rules.evidence import Evidence
from schemas.rules.grids import BY_CONTRACT, ELECTRICITY
from schemas.rules.inhabitants import PEOPLE as PEOPLE
from schemas.rules.inhabitants import counted_alike, told_by_cause
from schemas.rules.inventories import ACTUAL, amount
from schemas.rules.series import LAND, MOVING
from schemas.rules.slips import DECIMAL, said, slips
from schemas.rules.suspicions import Suspicion
from schemas.units import plain
from schemas.validation.wording import number

NEAR_YEARS, PEOPLE_YEARS = 2, 5
FOR_QUARTILES, FOR_SLIPS = 4, 3
MOST = 40
"""Peers that a place is held beside at most: the ones next to it in the order of codes, which is by state."""

FAR_OUT = 3
"""Interquartile ranges beyond the quartiles: Tukey's far outliers."""

MUCH = Decimal("1.5")
"""What a figure must exceed the upper quartile by besides, as a part of it: a handful of peers lie close by chance."""

ALIKE = Decimal(5)
"""Most that peers may differ among themselves for a factor of ten to stand out."""

CONTEXT = frozenset({PEOPLE, "CX.AREA", "CX.GDP"})
Cell = tuple[str, ...]


class PerHead(NamedTuple):
    """A figure per inhabitant, and the row that it is of."""

    row: Observation
    value: Decimal
    year: int


def beside_peers(evidence: Evidence) -> Iterator[Suspicion]:
    """S4 and S5: a figure per inhabitant lies among those of places of the same kind."""
    people = _people(evidence.everything)
    asked = {id(row) for row in evidence.observations}
    found: list[Suspicion] = []
    for by_place in _per_head(evidence, people).values():
        if len(by_place) > FOR_SLIPS:
            found += _among(by_place, asked)
    yield from told_by_cause(evidence, found)
    yield from counted_alike(evidence)


def _among(by_place: Mapping[str, list[PerHead]], asked: set[int]) -> Iterator[Suspicion]:
    """Hold each figure beside its peers; those that lie amid them are passed over by their order alone."""
    places = sorted(by_place)
    nearest = [_first_of_each_year(by_place[place]) for place in places]
    figures = [[one for one in by_place[place] if id(one.row) in asked] for place in places]
    years = sorted({one.year for told in figures for one in told})
    amid: dict[int, set[int]] = {year: _amid(nearest, year) for year in years}
    for number_of, told in enumerate(figures):
        for one in told:
            if id(one.row) in amid[one.year]:
                continue
            others = _others(number_of, len(places))
            peers = [near for other in others if (near := _near(nearest[other], one.year))]
            suspicion = _judged(one, peers)
            if suspicion is not None:
                yield suspicion


def _first_of(number_of: int, count: int) -> int:
    """Give the first of the places beside one another that a place is held among."""
    last = count - MOST - 1
    wanted = number_of - MOST // 2
    return 0 if wanted < 0 or last < 0 else min(wanted, last)


def _others(number_of: int, count: int) -> Iterator[int]:
    first = _first_of(number_of, count)
    return (other for other in range(first, min(first + MOST + 1, count)) if other != number_of)


def _amid(nearest: Sequence[Mapping[int, PerHead]], year: int) -> set[int]:
    """Give the identities of a year's rows that lie amid their peers: neither far nor a slip away.

    The peers' figures are kept in order while the places are passed, so that each costs two steps of a search.
    """
    near = [_near(one, year) for one in nearest]
    found: set[int] = set()
    values: list[Decimal] = sorted(one.value for one in near[: MOST + 1] if one is not None)
    first = 0
    for number_of, own in enumerate(near):
        if _first_of(number_of, len(near)) != first:
            _move(values, near[first], near[first + MOST + 1])
            first += 1
        if own is not None and own.year == year and _is_amid(own.value, values):
            found.add(id(own.row))
    return found


def _move(values: list[Decimal], gone: PerHead | None, new: PerHead | None) -> None:
    if gone is not None:
        del values[bisect_left(values, gone.value)]
    if new is not None:
        insort(values, new.value)


def _is_amid(value: Decimal, values: Sequence[Decimal]) -> bool:
    """Say whether a figure among others in order lies so near to their quartiles that nothing is odd about it.

    The figure itself is among them, so that the lower quartile of the others is looked for one place further up. Half of
    it lies above what counts as far, and half as much again as the upper quartile lies below.
    """
    low, high = (len(values) - 2) // 4 + 2, (len(values) - 2) * 3 // 4
    if len(values) <= FOR_QUARTILES or low >= len(values):
        return False
    return values[low] <= 2 * value <= 3 * values[high]


def _first_of_each_year(rows: Sequence[PerHead]) -> Mapping[int, PerHead]:
    """Give a place's figure of each year: of several the first by its key."""
    found: dict[int, PerHead] = {}
    for row in rows:
        other = found.get(row.year)
        if other is None or row.row.key < other.row.key:
            found[row.year] = row
    return found


def _people(rows: Sequence[Observation]) -> Mapping[str, list[tuple[int, Decimal]]]:
    found: dict[str, list[tuple[int, Decimal]]] = {}
    for row in rows:
        if (
            row.key.indicator == PEOPLE
            and row.key.value_type == ACTUAL
            and row.value
            and row.key.sector == "_T"
        ):
            year = _year(row.key.period)
            if year and row.value > 0:
                found.setdefault(row.key.place, []).append((year, row.value))
    return found


def _per_head(
    evidence: Evidence, people: Mapping[str, list[tuple[int, Decimal]]]
) -> Mapping[Cell, Mapping[str, list[PerHead]]]:
    """Give each cell's figures per inhabitant, by place; places of different kinds are no peers."""
    found: dict[Cell, dict[str, list[PerHead]]] = {}
    heads = _Heads(people)
    for row in evidence.everything:
        key = row.key
        measured = _measured().get(key.indicator)
        place = evidence.places.get(key.place)
        usual = key.freq == "A" and key.value_type == ACTUAL and measured is not None
        if not usual or row.value is None or key.sector in LAND or place is None:
            continue
        year = _year(key.period)
        value = _divided(row, measured == "ratio", year, heads)
        if year and value is not None and value > 0:
            cell = (
                place.kind, key.indicator, key.sector, key.scope, key.gas, key.carrier, key.mode, _bought(evidence, row),
            )  # fmt: skip
            found.setdefault(cell, {}).setdefault(key.place, []).append(PerHead(row, value, year))
    return found


def _bought(evidence: Evidence, row: Observation) -> str:
    """Tell the emissions of power that was bought from those of the grid's mix: they are no peers."""
    if (row.key.scope != "S2" and row.key.carrier != ELECTRICITY) or not row.key.indicator.startswith("GHG."):
        return ""
    basis = evidence.basis(row)
    return "" if basis is None or basis.elec_method not in BY_CONTRACT else basis.elec_method


@cache
def _measured() -> Mapping[str, str]:
    """Give the kind of each indicator whose figures are held beside those of peers."""
    return {code: known.kind for code, known in indicators().items() if code not in MOVING | CONTEXT}


class _Heads(dict[tuple[str, int], Decimal | None]):
    """The inhabitants of a place in a year, counted in the year nearest to it; each looked for once."""

    def __init__(self, people: Mapping[str, list[tuple[int, Decimal]]]) -> None:
        super().__init__()
        self._people = people

    def __missing__(self, key: tuple[str, int]) -> Decimal | None:
        place, year = key
        near = [one for one in self._people.get(place, ()) if abs(one[0] - year) <= PEOPLE_YEARS]
        found = min(near, key=lambda one: (abs(one[0] - year), one))[1] if near else None
        self[key] = found
        return found


def _divided(row: Observation, ratio: bool, year: int, heads: _Heads) -> Decimal | None:
    """Give a figure per inhabitant; a ratio per inhabitant as it is, other ratios not at all."""
    if ratio:
        return amount(row) if "HAB" in row.key.unit else None
    count = heads[row.key.place, year]
    value = None if count is None else amount(row)
    return None if value is None or count is None else value / count


def _near(by_year: Mapping[int, PerHead], year: int) -> PerHead | None:
    """Give a place's figure of the nearest year; of two as near the first by its key."""
    if year in by_year:
        return by_year[year]
    for away in range(1, NEAR_YEARS + 1):
        near = [by_year[other] for other in (year - away, year + away) if other in by_year]
        if near:
            return min(near, key=lambda one: one.row.key)
    return None


def _judged(one: PerHead, peers: Sequence[PerHead]) -> Suspicion | None:
    """Say whether a figure is a slip away from its peers (S5), or far outside their quartiles (S4)."""
    if len(peers) < FOR_SLIPS:
        return None
    values = sorted(peer.value for peer in peers)
    middle = _quantile(values, Decimal("0.5"))
    told: dict[str, object] = {
        "value": number(_digits(one.value)), "unit": one.row.key.unit, "median": number(_digits(middle)),
        "count": len(peers), "low": number(_digits(values[0])), "high": number(_digits(values[-1])),
    }  # fmt: skip
    involves = tuple(peer.row for peer in peers)
    slip = _slip(one.value, values, middle)
    if slip:
        told["slip"] = said(slip)
        return Suspicion(
            "S5", one.row, "peers", told, involves, right=(amount(one.row) or Decimal(0)) / slip[0][1]
        )
    return Suspicion("S4", one.row, "", told, involves) if _is_far(one.value, values) else None


def _slip(value: Decimal, peers: Sequence[Decimal], middle: Decimal) -> list[tuple[str, Decimal]]:
    """Name the decimal slip that would bring a figure among peers who are alike."""
    if peers[-1] / peers[0] > ALIKE or peers[0] / 3 <= value <= peers[-1] * 3:
        return []
    wide = Decimal("0.75")
    back = [(name, by) for name, by in slips(value / middle, wide, wide) if name in DECIMAL]
    return [
        (name, by)
        for name, by in back
        if peers[0] * Decimal("0.8") <= value / by <= peers[-1] * Decimal("1.25")
    ][:1]


def _is_far(value: Decimal, peers: Sequence[Decimal]) -> bool:
    if len(peers) < FOR_QUARTILES:
        return False
    low, high = _quantile(peers, Decimal("0.25")), _quantile(peers, Decimal("0.75"))
    reach = max(FAR_OUT * (high - low), high * MUCH)
    return value > high + reach or value < max(low - reach, low / 5)


def _quantile(values: Sequence[Decimal], share: Decimal) -> Decimal:
    """Give a quantile by linear interpolation."""
    place = share * (len(values) - 1)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    return values[below] + (values[above] - values[below]) * (place - below)


def _digits(value: Decimal) -> Decimal:
    """Round to four digits, for a sentence."""
    return plain(Decimal(f"{value:.4g}"))


@lru_cache(maxsize=4096)
def _year(period: str) -> int:
    try:
        return parse_period(period).year
    except PeriodError:
        return 0
