"""Indicators: the definitions of the common schema, as data."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from schemas.codes import CODELISTS, codelist
from schemas.errors import UnknownCodeError
from schemas.languages import Text
from schemas.spelling import nearest, spellings

RATIO = "ratio"
LEVELS = ("core", "ext")


@dataclass(frozen=True, slots=True)
class Indicator:
    """A definition, e.g. ``GHG.TOT``: unit ``T_CO2E``, kind ``level`` (level, ratio, count or target).

    Args:
        definition: in English, as `definitions` has it.
        dimensions: in which it may be broken down.
        must_match: attributes that two values must share to be compared.
        additive: dimensions over which values may be summed, ``place`` for areas that do not overlap; a ratio never.
        numerator: code of ours, or the name of a quantity that is no indicator (``lamps``); ratios only.
        denominator: likewise.
        quantity_kind: QUDT's, empty where it has none.
        own_ucum: UCUM for a unit whose list entry has none.
        sources: where its figures come from: of the Union, Slovenia, Croatia and cities.
    """

    code: str
    group: str
    level: str
    name: Text
    definition: str
    unit: str
    formula: str
    dimensions: tuple[str, ...]
    must_match: tuple[str, ...]
    kind: str
    sources: Mapping[str, str]
    definitions: Text
    additive: tuple[str, ...] = ()
    numerator: str = ""
    denominator: str = ""
    quantity_kind: str = ""
    own_ucum: str = ""

    @property
    def ucum(self) -> str:
        """The unit in UCUM, for exchange."""
        units = codelist("unit")
        told = units[self.unit].columns.get("ucum", "") if self.unit in units else ""
        return told or self.own_ucum

    def may_be_summed(self, dimension: str) -> bool:
        """Say whether its values may be summed over a dimension; over periods they never may."""
        return dimension in self.additive


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _indicator(row: dict[str, str]) -> Indicator:
    return Indicator(
        code=row["code"],
        group=row["group"],
        level=row["level"],
        name=Text(row["name_en"], row["name_sl"], row["name_hr"]),
        definition=row["definition"],
        unit=row["unit"],
        formula=row["formula"],
        dimensions=_split(row["dimensions"]),
        must_match=_split(row["must_match"]),
        kind=row["kind"],
        sources={key: row[f"{key}_source"] for key in ("eu", "si", "hr", "local")},
        definitions=Text(row["definition"], row["definition_sl"], row["definition_hr"]),
        additive=tuple(row["additive"].split()),
        numerator=row["numerator"],
        denominator=row["denominator"],
        quantity_kind=row["quantity_kind"],
        own_ucum=row["ucum"],
    )


@cache
def indicators() -> Mapping[str, Indicator]:
    """Give all indicators by code."""
    with (CODELISTS / "indicators.csv").open(encoding="utf-8", newline="") as lines:
        return {row["code"]: _indicator(row) for row in csv.DictReader(lines)}


def indicator(code: str) -> Indicator:
    """Give one indicator.

    Raises:
        UnknownCodeError: none has that code; the nearest are named.
    """
    known = indicators()
    if code not in known:
        raise UnknownCodeError("indicator", code, nearest_indicators(code))
    return known[code]


def nearest_indicators(text: str) -> tuple[str, ...]:
    """Give the codes of the indicators whose code or name a text may mean."""
    return nearest(text, _named())


@cache
def _named() -> Mapping[str, frozenset[str]]:
    return {code: spellings((code, *one.name.as_dict().values())) for code, one in indicators().items()}


def found_indicators(group: str = "", level: str = "", words: str = "") -> tuple[Indicator, ...]:
    """Give the indicators of a group and level whose code, name or definition holds all of some words.

    Args:
        group: e.g. ``GHG``; empty for all.
        level: ``core`` or ``ext``; empty for all.
        words: in any of the languages, in any order.

    Raises:
        UnknownCodeError: there is no such group or level.
    """
    for name, said, known in (("group", group, _groups()), ("level", level, LEVELS)):
        if said and said.casefold() not in {one.casefold() for one in known}:
            raise UnknownCodeError(
                name, said, nearest(said, {one: spellings((one,)) for one in known}) or known
            )
    return tuple(
        one
        for one in indicators().values()
        if group.casefold() in ("", one.group.casefold())
        and level.casefold() in ("", one.level)
        and all(word in _text_of(one.code) for word in words.casefold().split())
    )


@cache
def _groups() -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.group for one in indicators().values()))


@cache
def _text_of(code: str) -> str:
    one = indicators()[code]
    texts = (*one.name.as_dict().values(), *one.definitions.as_dict().values())
    return " ".join((one.code, *texts)).casefold()
