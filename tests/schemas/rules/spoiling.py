"""Four cities' figures, spoiled at random but the same way each time."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from random import Random

from schemas.observations import Observation
from tests.fakes.cities_for_rules import kranj, ljubljana, velenje, zagreb

FACTORS = ("10", "1000", "0.001", "3.6", "1.3", "0.5", "11.63", "-1", "0")
DIMENSIONS: Mapping[str, tuple[str, ...]] = {
    "scope": ("S1", "S2", "S3", "_T", "S1_S2"),
    "sector": ("I", "I.1", "II", "III", "IV", "V", "V.2", "_T", "V.1_V.3"),
    "carrier": ("ELEC", "NG", "_T", "DIESEL", "DH"),
    "period": ("2017", "2018", "2019", "2020", "2030", "2018-03"),
    "indicator": ("GHG.TOT", "GHG.NET", "GHG.SEC", "EN.FEC", "EN.EL.EF", "GHG.CAP", "CX.POP", "GHG.LULUCF"),
    "value_type": ("ACT", "BASE", "TGT", "TGT_RED", "GAP"),
    "source": ("other", "third"),
    "unit": ("KT_CO2E", "T_CO2E", "MWH", "GWH", "T_CO2E_MWH"),
    "place": ("SI_052", "SI_061", "SI_133", "HR_01333", "SI", "SI042", "HR"),
}


def spoiled_cities(seed: int) -> list[Observation]:
    """Give the figures of all four with a few, or many, of them changed; those of a place beside one another."""
    chance = Random(seed)
    rows = [*kranj(), *ljubljana(), *velenje(), *zagreb()]
    for _ in range(chance.choice([1, 3, 10, 40])):
        at = chance.randrange(len(rows))
        rows[at] = chance.choice(WAYS)(rows[at], chance)
    return sorted(rows, key=lambda row: row.key.place)


def _number(row: Observation, chance: Random) -> Observation:
    by = Decimal(chance.choice(FACTORS))
    return row if row.value is None else replace(row, value=row.value * by)


def _empty(row: Observation, chance: Random) -> Observation:
    return replace(row, value=None, obs_status=chance.choice("OMKLQ"), raw_value=chance.choice(["", "-"]))


def _dimension(row: Observation, chance: Random) -> Observation:
    name = chance.choice(sorted(DIMENSIONS))
    return replace(row, key=replace(row.key, **{name: chance.choice(DIMENSIONS[name])}))


def _unit_text(row: Observation, chance: Random) -> Observation:
    return replace(row, raw_unit=chance.choice(["t CO2", "t CO2e", "kt CO2 eq", "MWh"]))


def _mark(row: Observation, chance: Random) -> Observation:
    if row.value is None:
        return row
    shown = f"{row.value:,}"
    other = shown.translate(str.maketrans(",.", ".,"))
    return replace(row, raw_value=chance.choice([shown, other, str(row.value)]))


def _cell(row: Observation, chance: Random) -> Observation:
    cell = chance.choice(["A-1.3!C5", "X!B2", "value[3]", ""])
    return replace(row, source_cell=cell, snapshot=chance.choice("ab") * 64)


WAYS: tuple[Callable[[Observation, Random], Observation], ...] = (
    _number, _number, _empty, _dimension, _dimension, _dimension, _unit_text, _mark, _cell,
)  # fmt: skip
