"""Mappings of our indicators to those of others: which, how near, from when to when, and how to ask for them.

Schemes: ``sdg``, ``iso37120``, ``nzc_cif`` and ``ccc`` (NetZeroCities), ``gpc``, ``crf2013``, ``ipcc2006``, ``eurostat``.
Relations are those of SKOS, read "ours is ... of theirs": ``broadMatch`` says that theirs is broader.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from schemas.codes import CODELISTS
from schemas.errors import SchemaError
from schemas.languages import Text

SCHEMES = ("sdg", "iso37120", "nzc_cif", "ccc", "gpc", "crf2013", "ipcc2006", "eurostat")
RELATIONS = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")

_TERM = re.compile(r"([+-]?)([A-Z][A-Z0-9_]*)")
_SUM = re.compile(r"[A-Z][A-Z0-9_]*([+-][A-Z][A-Z0-9_]*)+")
"""A code begins with a letter, so that ``C0000X0350-0370`` is one code and no difference."""


class RecipeError(SchemaError):
    """Say which recipe cannot be read."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is no recipe: write dataset?dimension=CODE&dimension=CODE+CODE-CODE")


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a figure is made of a source's own: a data set, what each dimension is held at, and what is added.

    Args:
        dataset: e.g. ``env_air_gge``.
        fixed: dimensions held at one code, e.g. ``airpol``: ``GHG``.
        over: the dimension whose codes are added, empty where nothing is.
        terms: those codes, each with ``1`` or ``-1``.
    """

    dataset: str
    fixed: Mapping[str, str]
    over: str = ""
    terms: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class IndicatorMapping:
    """That an indicator of ours is near one of another scheme, e.g. ``GHG.TOT``, ``sdg``, ``13.2.2``.

    Args:
        valid_from: first year for which it holds, empty where it always did.
        valid_to: last year for which it holds, empty where it still does.
        verified: whether somebody checked it against its publisher; else it is from memory.
        note: what must be minded, in English, as `notes` has it.
    """

    indicator: str
    scheme: str
    code: str
    relation: str
    recipe: str
    valid_from: str
    valid_to: str
    verified: bool
    source: str
    note: str
    notes: Text

    def holds_in(self, year: int | None) -> bool:
        """Say whether it holds in a year, or now where no year is meant."""
        if year is None:
            return not self.valid_to
        return int(self.valid_from or year) <= year <= int(self.valid_to or year)


@cache
def indicator_mappings() -> tuple[IndicatorMapping, ...]:
    """Give all mappings, those that no longer hold among them."""
    with (CODELISTS / "indicator_mappings.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(_mapping(row) for row in csv.DictReader(lines))


def _mapping(row: dict[str, str]) -> IndicatorMapping:
    return IndicatorMapping(
        row["indicator"], row["scheme"], row["code"], row["relation"], row["recipe"], row["valid_from"],
        row["valid_to"], row["verified"] == "yes", row["source"], row["note"],
        Text(row["note"], row["note_sl"], row["note_hr"]),
    )  # fmt: skip


@cache
def mappings_of(indicator: str) -> tuple[IndicatorMapping, ...]:
    """Give the mappings of one indicator, by scheme."""
    return tuple(one for one in indicator_mappings() if one.indicator == indicator)


def mapped(scheme: str, code: str, at: int | None = None) -> tuple[IndicatorMapping, ...]:
    """Give the mappings to a code of another scheme.

    Args:
        scheme: one of `SCHEMES`.
        code: as that scheme writes it.
        at: year in which they must hold; now where none is given.
    """
    return tuple(
        one for one in indicator_mappings() if (one.scheme, one.code) == (scheme, code) and one.holds_in(at)
    )


def recipe(text: str) -> Recipe:
    """Read a recipe.

    Args:
        text: e.g. ``env_air_gge?airpol=GHG&unit=THS_T&src_crf=TOTX4_MEMO+CRF1D1A``.

    Raises:
        RecipeError: it is none, or adds codes of two dimensions.
    """
    dataset, _, query = text.partition("?")
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    sums = [(name, value) for name, _, value in pairs if _SUM.fullmatch(value)]
    if not re.fullmatch(r"[a-z0-9_]+", dataset) or len(sums) > 1 or any(not value for _, _, value in pairs):
        raise RecipeError(text)
    over, added = sums[0] if sums else ("", "")
    fixed = {name: value for name, _, value in pairs if name != over}
    terms = tuple((-1 if sign == "-" else 1, code) for sign, code in _TERM.findall(added))
    return Recipe(dataset, fixed, over, terms)
