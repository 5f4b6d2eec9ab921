"""Maps that a flow's structure gives by itself: from code lists that we know to our own codes.

A mapping's column that names no map is read through one of these where its code list is known and has a code that is written
otherwise than ours: countries in three letters, units with their power of ten, Eurostat's gases and sectors. What is not plainly
one of ours is left out, so that it is told and not guessed.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache

from connectors.definitions import ColumnDefinition
from connectors.mapping import AppliedMapping
from connectors.raw_table import clean_name
from connectors.sdmx_answer import COMPONENTS
from connectors.sdmx_structure import Listed, Structure
from schemas.codes import codelist
from schemas.errors import UnitError
from schemas.unit_texts import unit_of_text
from schemas.units import factor

Found = Iterator[tuple[str, str]]
POWERS = range(-6, 13)
"""Powers of ten that UNIT_MULT has (SDMX CL_UNIT_MULT), but the largest."""

UNIT = "unit"
UNIT_MEASURE = "unit_measure"


def with_found_maps(applied: AppliedMapping, structure: Structure) -> AppliedMapping:
    """Give a mapping with what the structure adds to it, so that its version needs nothing else to be applied again."""
    parts = {part.id.lower(): part for part in structure.parts}
    columns, maps = dict(applied.mapping.columns), dict(applied.maps)
    for name, column in applied.mapping.columns.items():
        part = parts.get(_component(column, parts))
        if column.map or column.prefix or part is None or part.list is None:
            continue
        selected = _selected(applied, part.id)
        found = found_map(name, part.list, applied.places, selected)
        if any(code != ours for code, ours in found.items()):
            called = f"sdmx-{part.list.id}-{name}"
            columns[name], maps[called] = column.model_copy(update={"map": called}), found
    maps[COMPONENTS] = {part.id: part.list.id if part.list else "" for part in structure.parts}
    return replace(applied, mapping=applied.mapping.model_copy(update={"columns": columns}), maps=maps)


def found_map(
    name: str, listed: Listed, places: Collection[str], selected: Collection[str]
) -> dict[str, str]:
    """Give our codes by those of a code list that we know, as far as they are plain; empty where we do not know it.

    Args:
        name: the dimension of ours that is read.
        places: codes of the places that the node knows.
        selected: the codes that are asked for; empty for all.
    """
    rule = next(
        (rule for wanted, words, rule in _RULES if wanted == name and _is_one_of(listed.id, words)), None
    )
    if rule is None:
        return {}
    codes = {code: label for code, label in listed.codes.items() if not selected or code in selected}
    return dict(sorted(rule(codes, places)))


def _component(column: ColumnDefinition, parts: Collection[str]) -> str:
    """Name the component that a column is: by its name, or the unit behind the column ``unit``."""
    name = clean_name(column.column).lower()
    return UNIT_MEASURE if name == UNIT and name not in parts else name


def _selected(applied: AppliedMapping, dimension: str) -> frozenset[str]:
    key = applied.mapping.select.key
    return frozenset(
        code for name, codes in key.items() if name.lower() == dimension.lower() for code in codes
    )


def _is_one_of(list_id: str, words: Collection[str]) -> bool:
    """Say whether a code list's id is one of some, with or without ``CL_``."""
    return list_id.upper().removeprefix("CL_") in words


def _places(codes: Mapping[str, str], places: Collection[str]) -> Found:
    countries = {code.columns["alpha3"]: code.code for code in codelist("country")}
    for code in codes:
        ours = code if code in places else countries.get(code, "")
        if ours in places:
            yield code, ours


def _units(codes: Mapping[str, str], places: Collection[str]) -> Found:
    for code, label in codes.items():
        ours = code if code in codelist("unit") else unit_of_text(code) or unit_of_text(label)
        if ours is None:
            continue
        yield code, ours
        for power in POWERS:
            multiple = times_ten(ours, power) if power else None
            if multiple is not None:
                yield f"10^{power} {code}", multiple


@cache
def times_ten(unit: str, power: int) -> str | None:
    """Give the unit that is a power of ten of another; None where there is none, or more than one."""
    wanted = Fraction(10) ** power
    found = [code.code for code in codelist("unit") if _is_factor(code.code, unit, wanted)]
    return found[0] if len(found) == 1 else None


def _is_factor(found: str, unit: str, wanted: Fraction) -> bool:
    try:
        return factor(found, unit) == wanted
    except UnitError:
        return False


def _by_column(name: str, column: str) -> Callable[[Mapping[str, str], Collection[str]], Found]:
    """Make a rule of a column of our own code list that has the other's codes."""

    def rule(codes: Mapping[str, str], places: Collection[str]) -> Found:
        theirs: dict[str, list[str]] = {}
        for own in codelist(name):
            theirs.setdefault(own.columns[column], []).append(own.code)
        for code in codes:
            ours = theirs.get(code, [])
            if len(ours) == 1:
                yield code, ours[0]

    return rule


_RULES = (
    (
        "place",
        frozenset(
            {"AREA", "REF_AREA", "GEO", "COUNTRY", "AREA_EE", "NUTS", "REGION", "TERRITORY", "AREA_CTY"}
        ),
        _places,
    ),
    ("unit", frozenset({"UNIT", "UNIT_MEASURE", "UNITS", "MEASURE_UNIT"}), _units),
    ("gas", frozenset({"AIRPOL", "POLLUTANT"}), _by_column("gas", "eurostat_airpol")),
    ("sector", frozenset({"SRC_CRF"}), _by_column("sector", "eurostat_src_crf")),
)
