"""S3, besides jumps: a year that prints the figures of the year before, and a series made in another way from a year on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from schemas.basis import UNKNOWN, Basis
from schemas.errors import PeriodError
from schemas.messages import Message
from schemas.observations import Observation
from schemas.periods import parse_period
from schemas.rules.evidence import FACTOR, Evidence
from schemas.rules.inventories import ACTUAL
from schemas.rules.printing import printed_number
from schemas.rules.suspicions import Suspicion, names
from schemas.validation.wording import label

DIGITS = 5
"""Digits that two years must have in common before it is no chance: one of ten thousand figures repeats by itself."""

MEASURED = ("GHG.", "EN.", "WA.", "WT.", "MO.VKM", "MO.FUEL", "CX.POP", "CX.GDP")
"""Indicators that are measured anew each year; an area or the length of a network may well stay."""

GUESSED = frozenset({"E", "I", "F", "B"})
"""Estimated, imputed, forecast: who says so may carry a figure on. A break is told already."""

NEAR = 3
"""Years apart that two figures may be of which one was copied."""

OFTEN = 2
"""Years that a source may repeat before they are told together."""

HISTORY = 20
"""Years before a series' last one from which on a repetition or a jump is told: wars and the end of works are nobody's
mistake to mend."""

MADE: tuple[str, ...] = (
    "gwp_set", "gas_group", "ef_basis", "elec_method", "accounting", "lulucf", "ets", "calorific", "boundary",
)  # fmt: skip
"""What a series must not change without a break."""

_Slot = tuple[str, str, str]
Series = Mapping[tuple[str, ...], Sequence[Observation]]


@dataclass
class _Year:
    """A source's year beside the one before.

    Args:
        compared: figures of enough digits that both years tell.
        repeated: those that are the same, each with the one before.
    """

    compared: int = 0
    repeated: list[tuple[Observation, Observation]] = field(default_factory=list)


def years_repeated(series: Series) -> Iterator[Suspicion]:
    """Find the years that repeat figures of a year before, each once a source: a remark, a warning where most do."""
    years: dict[_Slot, _Year] = {}
    for rows in series.values():
        if len(rows) > 1 and len({row.value for row in rows}) < len(rows):
            for before, after in _pairs(rows):
                if before.value == after.value:
                    years.setdefault(_slot(after), _Year()).repeated.append((after, before))
    if years:
        _compare(series, years)
        yield from _by_source(years)


def _slot(row: Observation) -> _Slot:
    return row.key.place, row.key.source, row.key.period


def _compare(series: Series, years: Mapping[_Slot, _Year]) -> None:
    """Count the figures that could have been repeated in the years in which some are."""
    for rows in series.values():
        if len(rows) > 1:
            for _, after in _pairs(rows):
                if _slot(after) in years:
                    years[_slot(after)].compared += 1


def _pairs(rows: Sequence[Observation]) -> Iterator[tuple[Observation, Observation]]:
    """Give each row with the one before that prints its number, or the last one; those of long ago not at all."""
    told = [row for row in rows if _tells(row)] if _is_measured(rows[0].key.indicator) else []
    since = _year(told[-1]) - HISTORY if told else 0
    printed: dict[Decimal | None, Observation] = {}
    for before, after in pairwise(told):
        printed[before.value] = before
        other = printed.get(after.value, before)
        if 0 < _year(after) - _year(other) <= NEAR and _year(after) >= since:
            yield other, after


def _by_source(years: Mapping[_Slot, _Year]) -> Iterator[Suspicion]:
    """Tell a source that repeats itself in year after year once, by the year that repeats most."""
    sources: dict[tuple[str, str], list[_Year]] = {}
    for (place, source, _), year in years.items():
        sources.setdefault((place, source), []).append(year)
    for told in sources.values():
        if len(told) <= OFTEN:
            yield from map(_repeated, told)
        else:
            most = max(told, key=lambda year: len(year.repeated))
            others = [after for year in told if year is not most for after, _ in year.repeated]
            yield _repeated(most).with_also(others)


def _beside_those_before(rows: Sequence[Observation]) -> Iterator[tuple[Observation, Observation]]:
    """Give each row with the one before that prints its number, or the last one; those of long ago not at all."""
    since = _year(rows[-1]) - HISTORY if rows else 0
    printed: dict[Decimal | None, Observation] = {}
    for before, after in pairwise(rows):
        printed[before.value] = before
        other = printed.get(after.value, before)
        if 0 < _year(after) - _year(other) <= NEAR and _year(after) >= since:
            yield other, after


def _is_measured(indicator: str) -> bool:
    return indicator.startswith(MEASURED) and not indicator.endswith(FACTOR)


def _tells(row: Observation) -> bool:
    number = printed_number(row)
    if number is None or number <= 0 or row.obs_status in GUESSED:
        return False
    return len(str(number).replace(".", "").strip("0")) >= DIGITS


def _year(row: Observation) -> int:
    try:
        return parse_period(row.key.period).year
    except PeriodError:
        return 0


def _repeated(year: _Year) -> Suspicion:
    (cell, before), *_ = sorted(year.repeated, key=lambda pair: pair[0].key.sector != "_T")
    count = len(year.repeated)
    values = {
        "year": before.key.period,
        "cell": names((before,)),
        "count": count,
        "compared": year.compared,
    }
    whole = count > 1 and count * 2 > year.compared
    involves = (before, *(after for after, _ in year.repeated if after is not cell))
    kind = "year_repeated" if whole else "repeated"
    return Suspicion("S3", cell, kind, values, involves, "warning" if whole else "info")


def bases_changed(evidence: Evidence) -> Iterator[Suspicion]:
    """Find the years from which on a source makes its emissions in another way and marks no break, each once."""
    if len({row.key.basis for row in evidence.observations}) < 2:
        return
    told = [row for row in evidence.observations if row.key.basis in evidence.bases and _is_emission(row)]
    if len({row.key.basis for row in told}) < 2:
        return
    found: dict[tuple[str, str, str, str], list[Observation]] = {}
    first: dict[tuple[str, str, str, str], tuple[Observation, list[str]]] = {}
    for years in _by_series(told).values():
        for before, after in pairwise(sorted(years)):
            old, new = years[before], years[after]
            changed = _changed(evidence.bases, old, new)
            row = next(iter(new.values()))
            if changed and row.obs_status not in GUESSED:
                key = row.key.place, row.key.source, after, ",".join(changed)
                found.setdefault(key, []).append(row)
                first.setdefault(key, (next(iter(old.values())), changed))
    for key, rows in found.items():
        yield _made_otherwise(evidence.bases, rows, *first[key])


def _is_emission(row: Observation) -> bool:
    key = row.key
    return (
        key.indicator.startswith("GHG.")
        and key.value_type == ACTUAL
        and key.freq == "A"
        and row.value is not None
    )


Years = dict[str, dict[str, Observation]]


def _by_series(rows: Sequence[Observation]) -> Mapping[tuple[str, ...], Years]:
    """Sort rows into series, and the rows of each year by their basis."""
    found: dict[tuple[str, ...], Years] = {}
    for row in rows:
        key = row.key
        series = key.place, key.indicator, key.sector, key.scope, key.gas, key.carrier, key.mode, key.source
        found.setdefault(series, {}).setdefault(key.period, {}).setdefault(key.basis, row)
    return found


def _changed(
    bases: Mapping[str, Basis], old: Mapping[str, Observation], new: Mapping[str, Observation]
) -> list[str]:
    """Name what differs between a year's basis and the next one's; nothing where one basis tells both years."""
    if len(old) > 1 or len(new) > 1 or old.keys() & new.keys():
        return []
    before, after = bases[next(iter(old))], bases[next(iter(new))]
    return [
        name
        for name in MADE
        if UNKNOWN not in (getattr(before, name), getattr(after, name))
        and getattr(before, name) != getattr(after, name)
    ]


def _made_otherwise(
    bases: Mapping[str, Basis], rows: Sequence[Observation], before: Observation, changed: Sequence[str]
) -> Suspicion:
    cell = max(rows, key=lambda row: (row.key.sector == "_T", row.value or Decimal(0)))
    values = {
        "year": before.key.period,
        "before": _said(bases[before.key.basis], changed),
        "after": _said(bases[cell.key.basis], changed),
    }
    involves = (before, *(row for row in rows if row is not cell))
    return Suspicion("S3", cell, "basis", values, involves)


def _said(basis: Basis, names_of: Sequence[str]) -> Message:
    told = [label(name, getattr(basis, name)) for name in names_of]
    joined = told[0]
    for one in told[1:]:
        joined = Message("across.list", {"one": joined, "other": one})
    return joined
