"""Reading a comparison: the API's own answer made ready to be shown."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from api.pages.comparison_view import (
    Compared,
    ComparisonView,
    CoverageRow,
    Dimension,
    PairReason,
    Printed,
    Step,
    Told,
    Value,
)
from schemas.codes import codelist
from schemas.comparability.scopes import CELLS
from schemas.comparability.wording import quantity
from schemas.languages import Lang
from schemas.places import Place

LEVELS = ("BLOCKER", "CAVEAT", "BOUNDED", "CONVERTIBLE")
"""Levels of a reason, the gravest first."""


def view_of(told: Told, unit: str, places: Mapping[str, Place], lang: Lang) -> ComparisonView:
    """Make the view of an answer.

    Args:
        told: the answer of GET /api/v1/compare in the reader's language.
        unit: code of the indicator's unit.
        places: by code.
        lang: for the names.
    """
    names = {code: place.name.in_(lang) for code, place in places.items()}
    common = {one["place"]: one for one in told["coverage"]["values"]}
    ranks = {one["place"]: one["rank"] for one in told.get("rank") or ()}
    compared = tuple(
        _compared(one, places.get(one["place"]), names, common.get(one["place"]), ranks.get(one["place"]))
        for one in told["places"]
    )
    return ComparisonView(
        told=told,
        verdict=told["verdict"],
        sentence=told["sentence"],
        unit=unit,
        places=compared,
        dimensions=_dimensions(told["pairs"], names, unit, lang),
        coverage=_coverage(compared, told["coverage"]["cells"], lang),
    )


def _compared(
    told: Told, place: Place | None, names: Mapping[str, str], common: Told | None, rank: int | None
) -> Compared:
    code = told["place"]
    return Compared(
        place=code,
        name=names.get(code, code),
        level=place.level if place else "local",
        period=told.get("period") or "",
        published=_printed(told.get("published")),
        harmonised=_value(told.get("harmonised")),
        common=_value(common),
        missing=tuple(reason["message"] for reason in told["reasons"]),
        rank=rank,
        population=told.get("population"),
    )


def _printed(told: Told | None) -> Printed | None:
    if told is None:
        return None
    return Printed(
        told["indicator"], told["value"], told["unit"], told["raw"], told["observation"], tuple(told["covers"]),
        told["status"], told["source"], told["dataset"], told["example"],
    )  # fmt: skip


def _value(told: Told | None) -> Value | None:
    if told is None or told.get("value") is None:
        return None
    steps = tuple(Step(one["step"], one["message"], one["delta"]) for one in told.get("steps", ()))
    left_out = tuple((one["cell"], one["value"]) for one in told.get("left_out", ()))
    return Value(told["value"], told["lower"], told["upper"], told.get("delta"), left_out, steps)


def _dimensions(
    pairs: Sequence[Told], names: Mapping[str, str], unit: str, lang: Lang
) -> tuple[Dimension, ...]:
    reasons = [(pair["places"], reason) for pair in pairs for reason in pair["reasons"]]
    found = []
    by_dimension = sorted(reasons, key=lambda one: str(one[1]["dimension"]))
    for dimension, some in groupby(by_dimension, key=lambda one: str(one[1]["dimension"])):
        of_one = list(some)
        said = sorted(_same_words(of_one, names, unit, lang), key=_gravity)
        found.append(Dimension(dimension, said[0].level, tuple(said), _lifts(reason for _, reason in of_one)))
    return tuple(sorted(found, key=lambda one: (_gravity(one.reasons[0]), one.dimension)))


def _same_words(
    reasons: Iterable[tuple[Sequence[str], Told]], names: Mapping[str, str], unit: str, lang: Lang
) -> Iterable[PairReason]:
    """Say once what several pairs have in the same words."""
    by_words: dict[tuple[str, str, Decimal | None], list[tuple[str, str]]] = {}
    for (one, other), reason in reasons:
        words = (reason["level"], reason["message"], reason["tonnes"])
        by_words.setdefault(words, []).append((names.get(one, one), names.get(other, other)))
    return (
        PairReason(tuple(pairs), level, message, tonnes, _unsaid(message, tonnes, unit, lang))
        for (level, message, tonnes), pairs in by_words.items()
    )


def _unsaid(message: str, tonnes: Decimal | None, unit: str, lang: Lang) -> str:
    """Give a weight with its unit, unless the message says it already."""
    said = "" if tonnes is None else quantity(tonnes, unit).in_(lang)
    return "" if said in message else said


def _gravity(reason: PairReason) -> tuple[int, Decimal]:
    level = LEVELS.index(reason.level) if reason.level in LEVELS else len(LEVELS)
    return level, -(reason.tonnes or Decimal(0))


def _lifts(reasons: Iterable[Told]) -> tuple[tuple[str, str], ...]:
    lifts = ((lift["needs"], lift["held_by"]) for reason in reasons for lift in reason["lifted_by"])
    return tuple(dict.fromkeys(lifts))


def _coverage(places: Sequence[Compared], common: Sequence[str], lang: Lang) -> tuple[CoverageRow, ...]:
    held = [_held(place) | (set(common) if place.common else set()) for place in places]
    seen = set().union(*held) if held else set()
    sectors = codelist("sector")
    return tuple(
        CoverageRow(cell, sectors.label(cell, lang), cell in common, tuple(cell in cells for cells in held))
        for cell in CELLS
        if cell in seen
    )


def _held(place: Compared) -> set[str]:
    """Give the cells that a place's figure holds: those printed, and those that a sum of rows is made of."""
    printed = {_cell(code) for code in place.published.covers} if place.published else set()
    return printed | ({cell for cell, _ in place.common.left_out} if place.common else set())


def _cell(code: str) -> str:
    """Give the cell of a cell at a scope: ``I.S1`` and ``I.S1_S2`` lie in ``I``."""
    cell, _, scope = code.rpartition(".")
    return cell if scope.startswith("S") and cell else code
