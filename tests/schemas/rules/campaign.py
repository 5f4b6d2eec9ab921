"""How many planted defects the rules across rows find, by kind, and how much they say of figures that are right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from schemas.findings import Finding
from schemas.languages import LANGUAGES
from schemas.observations import Observation
from schemas.rules.cross_check import cross_check
from tests.schemas.rules.planted import PLANTS, Planted
from tests.schemas.rules.towns import Town, towns


@dataclass
class Tally:
    """What came of one kind of defect; each finding is said in each language.

    Args:
        planted: how many were planted.
        found: of these, how many a new finding is about, by its cell or by those it involves.
        named: of these, how many a finding names as its own cell.
        told: findings that came with them, together.
        missed: places and cells of those not found.
    """

    planted: int = 0
    found: int = 0
    named: int = 0
    told: int = 0
    missed: list[str] = field(default_factory=list)


def told_of(town: Town, around: Sequence[Observation], planted: Planted | None = None) -> list[Finding]:
    rows = town.rows if planted is None else planted.rows
    return cross_check(rows, town.bases if planted is None else planted.bases, context=around)


def campaign(count: int, seed: int, times: int = 1) -> tuple[Mapping[str, Tally], list[int]]:
    """Plant each kind of defect into each town, and count; false alarms are counted on the towns as they are."""
    made = towns(count, seed)
    tallies = {name: Tally() for name in PLANTS}
    alarms: list[int] = []
    for town in made:
        around = [row for other in made if other.place != town.place for row in other.rows]
        clean = told_of(town, around)
        alarms.append(len(clean))
        known = {_same(one) for one in clean}
        for name, plant in PLANTS.items():
            for turn in range(times):
                planted = plant(list(town.rows), town.bases, Random(f"{name}{town.place}{seed}{turn}"))
                if planted is not None:
                    new = [one for one in told_of(town, around, planted) if _same(one) not in known]
                    _count(tallies[name], town, planted, new)
    return tallies, alarms


def _same(one: Finding) -> tuple[str, str, str]:
    return one.rule, one.where.cell, one.found


def _count(tally: Tally, town: Town, planted: Planted, new: Sequence[Finding]) -> None:
    cells = set(planted.cells)
    said = [one.sentence(lang) for one in new for lang in LANGUAGES]
    assert all(said), said
    tally.planted += 1
    tally.told += len(new)
    found = any(cells & {one.where.cell, *one.involves} for one in new)
    tally.found += found
    tally.named += any(one.where.cell in cells for one in new)
    if not found:
        tally.missed.append(f"{town.layout} {town.place} {planted.cells[0]}")


def table(tallies: Mapping[str, Tally]) -> str:
    """Say the counts as a table."""
    lines = [f"{'defect':<44}{'planted':>8}{'found':>8}{'named':>8}{'findings':>9}"]
    for name, one in tallies.items():
        if one.planted:
            lines.append(
                f"{name:<44}{one.planted:>8}{one.found / one.planted:>8.0%}{one.named / one.planted:>8.0%}"
                f"{one.told / one.planted:>9.1f}"
            )
    return "\n".join(lines)
