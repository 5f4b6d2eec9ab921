"""Tables of a million rows as offices write them: inventories that close, but for slips; and monthly means of the air."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

from schemas.places import shipped_places

FOUNDED = {code: place.valid_from[:4] for code, place in shipped_places().items() if place.kind == "MUN"}
YEARS = range(1995, 2025)
CARRIERS = {
    "NG": "S1", "LFO": "S1", "DIESEL": "S1", "PETROL": "S1", "LPG": "S1", "COAL": "S1", "ELEC": "S2", "DH": "S2",
}  # fmt: skip
SECTORS = ("I.1", "I.2", "I.3", "I.4", "I.5", "I.6", "I.7", "II.1", "II.2", "II.3", "II.4", "II.5")
OTHERS = ("III", "IV", "V.1_V.3")
STATIONS = tuple(f"ST_{number:04d}" for number in range(2800))
SLIPS = 20_000
"""One of so many figures is ten times too great."""


def spread(*numbers: int) -> int:
    """Give a number of 0 to 999 that looks like chance and is the same every time."""
    mixed = 7
    for number in numbers:
        mixed = (mixed * 1_000_003 + number * 7919 + 11) % 2_147_483_647
    return mixed // 97 % 1000


def printed(hundredths: int) -> str:
    """Print a number of hundredths as Slovenian does."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole:,}".replace(",", ".") + f",{rest:02d}"


def inventories(rows: int) -> bytes:
    """Write emissions of Slovenia's towns by sector, scope and carrier, with their sums."""
    head = "Place;Year;Sector;Scope;Carrier;Unit;Value"
    return _table(head, _inventories(), rows)


def _inventories() -> Iterator[str]:
    number = 0
    for (town, place), year in product(enumerate(sorted(FOUNDED)), YEARS):
        if FOUNDED[place] > str(year):
            continue
        for sector, scope, carrier, value in _inventory(town, year):
            number += 1
            value = value * 10 if number % SLIPS == 0 else value
            yield f"{place};{year};{sector};{scope};{carrier};T_CO2E;{printed(value)}"


def _inventory(town: int, year: int) -> Iterator[tuple[str, str, str, int]]:
    people = 5000 + spread(town) * 90
    sums: dict[tuple[str, str], int] = {}
    for (row, sector), (column, (carrier, scope)) in product(enumerate(SECTORS), enumerate(CARRIERS.items())):
        value = (
            people
            * (200 + spread(town, row, column))
            * (970 + spread(town, row, column, year) * 60 // 1000)
            // 10_000
        )
        yield sector, scope, carrier, value
        for whole in (sector, sector.partition(".")[0]):
            sums[whole, scope] = sums.get((whole, scope), 0) + value
    sums |= {(sector, "S1"): people * (990 + spread(town, year) // 50) // 20 for sector in OTHERS}
    for sector in dict.fromkeys(sector for sector, _ in sums):
        told = {scope: sums.get((sector, scope), 0) for scope in ("S1", "S2")}
        losses = told["S2"] // 20
        told |= {"S3": losses, "S1_S2": sum(told.values()), "S1_S2_S3": sum(told.values()) + losses}
        yield from ((sector, scope, "_T", value) for scope, value in told.items())


def months(rows: int) -> bytes:
    """Write monthly means of nitrogen dioxide at stations, each a place of the node's own."""
    return _table("Place;Month;Unit;Value", _months(), rows)


def _months() -> Iterator[str]:
    for (station, place), year, month in product(enumerate(STATIONS), YEARS, range(1, 13)):
        yield f"{place};{year}-{month:02d};UG_M3;{printed(1000 + spread(station, year, month) * 5)}"


def _table(head: str, lines: Iterator[str], rows: int) -> bytes:
    made = list(islice(lines, rows))
    assert len(made) == rows, f"too few combinations: {len(made):,}"
    return "\r\n".join([head, *made, ""]).encode()
