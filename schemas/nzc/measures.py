"""The measures of a NetZeroPlanner plan, by identifier: what each asks, and which of our figures answers it."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from schemas.codes import CODELISTS
from schemas.languages import Text

Kind = Literal["figure", "assumption", "scenario"]
Match = Literal["exact", "close", ""]
SHARED_GROUPS = 3


@dataclass(frozen=True, slots=True)
class Measure:
    """What one measure of the plan asks.

    Args:
        uuid: the identifier of its template.
        theme: the part of the plan it belongs to.
        kind: a figure of today, an assumption of the model, or the city's own choice for 2030.
        match: whether our figure is the same (``exact``), nearly the same (``close``), or there is none.
        indicator, sector, scope, carrier: the figure of ours that answers it; empty parts are whole.
        unit: the measure's unit, where it is certain; empty else.
        candidates: units it may have.
        doubt: in what ours differs from what is asked, where it is only nearly the same; a text ``nzc.doubt.…``.
        holder: who keeps the figure: statistics, vehicles, transport, grid, heat, energy, waste, city, market, model.
        label: our short name for it.
    """

    uuid: str
    theme: str
    kind: Kind
    match: Match
    indicator: str
    sector: str
    scope: str
    carrier: str
    unit: str
    candidates: tuple[str, ...]
    doubt: str
    holder: str
    label: Text


@cache
def measures() -> Mapping[str, Measure]:
    """Give all measures by identifier, in the plan's order."""
    with (CODELISTS / "nzc_measures.csv").open(encoding="utf-8", newline="") as lines:
        return {row["uuid"]: _measure(row) for row in csv.DictReader(lines)}


def nearest(uuid: str) -> Measure | None:
    """Give the measure whose identifier differs from a strange one in two of its five groups at most."""
    shares = Counter(
        one for group in enumerate(uuid.strip().split("-")) for one in _by_group().get(group, ())
    )
    near = [one for one, shared in shares.items() if shared >= SHARED_GROUPS]
    return measures()[near[0]] if len(near) == 1 else None


@cache
def _by_group() -> Mapping[tuple[int, str], Sequence[str]]:
    """Give the identifiers that have a group at a place: thousands of strange ones are held against all."""
    found: dict[tuple[int, str], list[str]] = {}
    for uuid in measures():
        for group in enumerate(uuid.split("-")):
            found.setdefault(group, []).append(uuid)
    return found


def _measure(row: dict[str, str]) -> Measure:
    kinds: Mapping[str, Kind] = {"figure": "figure", "assumption": "assumption", "scenario": "scenario"}
    matches: Mapping[str, Match] = {"exact": "exact", "close": "close", "": ""}
    return Measure(
        uuid=row["uuid"], theme=row["theme"], kind=kinds[row["kind"]], match=matches[row["match"]],
        indicator=row["indicator"], sector=row["sector"] or "_T", scope=row["scope"], carrier=row["carrier"] or "_T",
        unit=row["unit"], candidates=tuple(row["candidates"].split()), doubt=row["doubt"],
        holder=row["holder"], label=Text(row["label_en"], row["label_sl"], row["label_hr"]),
    )  # fmt: skip
