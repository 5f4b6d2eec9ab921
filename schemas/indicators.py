"""Indicators: the definitions of the common schema, as data."""

import csv
import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from schemas.codes import CODELISTS
from schemas.errors import UnknownCodeError
from schemas.languages import Text


@dataclass(frozen=True, slots=True)
class Indicator:
    """A definition, e.g. ``GHG.TOT``: unit ``T_CO2E``, kind ``level`` (level, ratio, count or target)."""

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
    mappings: Mapping[str, str]


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
        mappings={key: row[key] for key in ("sdg", "iso37120", "nzc_ccc", "gpc_crf")},
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
        raise UnknownCodeError("indicator", code, difflib.get_close_matches(code, known, cutoff=0.5))
    return known[code]
