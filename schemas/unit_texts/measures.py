"""What a written unit measures: an amount, what it is divided by, and the unit of ours that is exactly that."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from schemas.codes import codelist
from schemas.quantities import PER
from schemas.unit_texts.gases import CARBON_EQUIVALENT, CH4, CO2, CO2_DOUBTFUL, CO2E, CO2E_DOUBTFUL, GCV, N2O

Why = str
"""Key of a reason, a text for people."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A unit without a denominator.

    Args:
        name: our code, or the name of a size that we have only in quotients.
        dimension: what it measures.
        factor: what one is of the dimension's base unit.
        count: how many of it, where it is a denominator: 100,000 inhabitants, 100 km.
    """

    name: str
    dimension: str
    factor: Fraction
    count: int = 1


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that a text may mean, and why it is undecided."""

    amount: Amount
    why: Why = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """What a part of a text says about the unit.

    Args:
        options: what is counted; several where it is undecided.
        per: what it is divided by.
        per_words: the thing by which it is divided where that is counted: lamp, household.
        per_time: year, month, week, day or hour.
        of: what is measured, in the text's words.
        doubt: why it is not certain although it has one option.
        beside: what else was meant by some who wrote so.
    """

    options: tuple[Option, ...]
    per: tuple[Amount, ...] = ()
    per_words: str = ""
    per_time: str = ""
    of: str = ""
    doubt: Why = ""
    beside: tuple[Option, ...] = ()


_SMALL: Mapping[str, tuple[str, Fraction]] = {
    "MG": ("mass", Fraction(1, 10**9)), "UG": ("mass", Fraction(1, 10**12)), "NG": ("mass", Fraction(1, 10**15)),
    "GT": ("mass", Fraction(10**9)), "ML": ("volume", Fraction(1, 10**6)),
}  # fmt: skip
"""Sizes that we have only in quotients."""

HAB = Amount("HAB", "hab", Fraction(1))
_PEOPLE = {1: "HAB", 1000: "1000HAB", 10_000: "10KHAB", 100_000: "100KHAB", 1_000_000: "MIOHAB"}
_OF_GAS = {
    CO2E: "mass_co2e", CO2E_DOUBTFUL: "mass_co2e", CO2: "mass_co2", CO2_DOUBTFUL: "mass_co2", CH4: "mass_ch4",
    N2O: "mass_n2o", "c": "mass_c", CARBON_EQUIVALENT: "mass_co2e",
}  # fmt: skip
_SPELT = {
    "T_CO2E/MWH": "T_CO2E_MWH", "KG_CO2E/KWH": "KG_CO2E_KWH", "G_CO2E/KWH": "G_CO2E_KWH", "KG/TJ": "KG_TJ", "UG/M3": "UG_M3",
}  # fmt: skip
"""Quotients whose codes are older than the stroke."""

_MANY = {1000: "THS", 10**6: "MIO", 10**9: "MRD"}


def amount(name: str) -> Amount:
    """Give a unit of ours, or a size that we have only in quotients, as an amount."""
    if name in _SMALL:
        return Amount(name, *_SMALL[name])
    columns = codelist("unit")[name].columns
    return Amount(name, columns["dimension"], Fraction(columns["factor_to_base"]))


def times(count: int, one: Amount) -> Amount:
    """Give so many of a unit as a unit: a thousand tonnes are a kilotonne."""
    if count == 1:
        return one
    factor = one.factor * count
    own = f"{_MANY.get(count, '')}_{one.name}"
    name = own if own in codelist("unit") else _named(one.dimension, factor)
    return Amount(name, one.dimension, factor)


def of_gas(mass: Amount, gas: str) -> Amount:
    """Give a mass as the mass of a gas; what is no mass stays as it is, save energy of gross calorific value."""
    dimension = _OF_GAS.get(gas, "") if mass.dimension == "mass" else ""
    if gas == GCV and mass.dimension == "energy":
        dimension = "energy_gcv"
    return Amount(_named(dimension, mass.factor), dimension, mass.factor) if dimension else mass


def people(count: int) -> Amount:
    """Give so many inhabitants as a denominator."""
    return Amount(_PEOPLE.get(count, ""), "hab", Fraction(count))


def code_of(whole: Amount, per: tuple[Amount, ...]) -> str | None:
    """Give the unit of ours that is exactly an amount by its denominators, or None.

    Args:
        whole: the amount.
        per: the denominators, a time the last.
    """
    if not per:
        return whole.name if whole.name in codelist("unit") else _named(whole.dimension, whole.factor) or None
    own = "/".join((whole.name, *(one.name for one in per)))
    if len(per) > 1 and per[-1].name == "DAY":
        own = f"{whole.name}_D/{per[0].name}"
    own = _SPELT.get(own, own)
    if own in codelist("unit"):
        return own
    return _named(*_quotient(whole, per)) or None


def near_codes(whole: Amount, per: tuple[Amount, ...], most: int = 3) -> tuple[str, ...]:
    """Give units that measure the same in another size, the nearest first."""
    dimension, factor = _quotient(whole, per)
    sizes = [(code, size) for (kind, size), code in _by_size().items() if kind == dimension]
    sizes.sort(key=lambda one: max(one[1] / factor, factor / one[1]))
    return tuple(code for code, _ in sizes[:most])


def _quotient(whole: Amount, per: tuple[Amount, ...]) -> tuple[str, Fraction]:
    dimension, factor = whole.dimension, whole.factor
    for one in per:
        dimension += PER + one.dimension
        factor /= one.factor
    return dimension, factor


def _named(dimension: str, factor: Fraction) -> str:
    return _by_size().get((dimension, factor), "")


@cache
def _by_size() -> Mapping[tuple[str, Fraction], str]:
    sizes: dict[tuple[str, Fraction], str] = {}
    for code in codelist("unit"):
        if code.columns["dimension"] != "per":
            size = Fraction(code.columns["factor_to_base"])
            sizes.setdefault((code.columns["dimension"], size), code.code)
    return sizes
