"""Read a unit that stands at a token, with its gas, or a gas with its mass: t CO2e, CO2e (t), EUR million."""

from collections.abc import Sequence
from dataclasses import replace

from schemas.unit_texts.found import Found, multiplied, with_gas
from schemas.unit_texts.gases import CARBON_EQUIVALENT, CO2, CO2E, CO2E_DOUBTFUL
from schemas.unit_texts.measures import Measure, Option, amount, of_gas
from schemas.unit_texts.multipliers import multiplier
from schemas.unit_texts.tokens import GAS, Token

MASSES = ("T", "THS_T", "KG")
"""Masses in which a gas is told whose mass is not."""


def unit_at(row: Sequence[Token], at: int) -> Found:
    """Read the unit at a token that is one, with its gas or multiplier."""
    token = row[at]
    symbol = token.symbol
    if symbol is None:
        options: tuple[Option, ...] = (Option(amount(token.means["unit"])),)
    else:
        options = tuple(Option(amount(name), symbol.why) for name in symbol.units)
        if symbol.gas:
            options = tuple(replace(one, amount=of_gas(one.amount, symbol.gas)) for one in options)
    sort = token.means.get("sort", "")
    if options[0].amount.dimension.startswith("money"):
        return _money(row, Found(Measure(options), at + 1))
    return _with_gas(row, Found(Measure(options, of=sort), at + 1))


def _money(row: Sequence[Token], core: Found) -> Found:
    """Read "EUR million" and "£m": money is told with its multiplier behind it."""
    many = multiplier(row, core.end)
    if many is None and core.end < len(row) and row[core.end].text == "m" and not row[core.end].spaced:
        return multiplied(Found(core.measure, core.end + 1), 10**6, 0, "")
    return multiplied(Found(core.measure, many.end), many.count, many.other, many.doubt) if many else core


def _with_gas(row: Sequence[Token], core: Found) -> Found:
    """Read the gas behind a mass: t CO2e, t/CO2e, t (CO2e), t of CO2e, t C."""
    at = core.end
    while at < len(row) and (
        row[at].text in ("/", "(", "-", ".", ",", "[") or row[at].word in ("of", "de", "d", "von", "di", "en")
    ):
        at += 1
    if core.measure.options[0].amount.dimension != "mass" or at >= len(row):
        return core
    if GAS in row[at].means:
        closed = at + 1 < len(row) and row[at + 1].text in ")]" and row[at - 1].text in "(["
        return Found(with_gas(core.measure, row[at].means[GAS]), at + 2 if closed else at + 1)
    if row[at].text == "c" and at == core.end:
        return Found(with_gas(core.measure, "carbon"), at + 1)
    if row[at].text == "C" and at == core.end:
        return Found(with_gas(core.measure, "c"), at + 1)
    if "carbon" in row[at].means and row[at].text != "C":
        return Found(with_gas(core.measure, "carbon"), at + 1)
    return core


def gas_at(row: Sequence[Token], at: int, *, free: bool) -> Found | None:
    """Read "CO2e (t)" and "CO2 tonnes"; a gas without a mass is undecided."""
    gas, follows = row[at].means[GAS], at + 1
    while follows < len(row) and (row[follows].text in "([-,:" or "in" in row[follows].means):
        follows += 1
    many = multiplier(row, follows)
    unit = many.end if many else follows
    if unit < len(row) and _is_mass(row[unit]) and (row[unit].word not in ("t",) or unit > at + 1 or free):
        core = unit_at(row, unit)
        closed = core.end < len(row) and row[core.end].text in ")]"
        core = Found(with_gas(core.measure, gas), core.end + 1 if closed else core.end)
        return multiplied(core, many.count, many.other, many.doubt) if many else core
    if not free or any(_is_mass(one) for one in row[at + 1 :]):
        return None
    wanted = CO2E if gas in (CO2E, CO2E_DOUBTFUL, CARBON_EQUIVALENT) else CO2
    options = tuple(Option(of_gas(amount(mass), wanted), "units.why.mass") for mass in MASSES)
    return Found(Measure(options), at + 1)


def _is_mass(token: Token) -> bool:
    names = token.symbol.units if token.symbol else (token.means.get("unit", ""),)
    return names[0] in ("T", "THS_T", "MIO_T", "KG", "GRAM")
