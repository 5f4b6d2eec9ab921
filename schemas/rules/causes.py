"""One cause, one finding: suspicions that another one explains are told with it."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from schemas.observations import Observation
from schemas.rules.evidence import Evidence
from schemas.rules.inventories import amount
from schemas.rules.sectors import below
from schemas.rules.suspicions import Suspicion

ORDER = ("S14", "S6", "S5", "S2", "S8", "S1", "S9", "S10", "S3", "S4")
"""Which suspicion of a wrong number tells most about its cause, the best first; the others explain nothing."""

FOLLOW = frozenset({"S1", "S2", "S3", "S4", "S5", "S6", "S9", "S10"})
"""Rules that a wrong number sets off wherever it stands beside others."""

SERIES = frozenset({"S3", "S4", "S5"})
STANDING = frozenset({"repeated", "year_repeated", "basis", "people"})
"""Suspicions of series that are no jump of a figure: no part of a total makes them."""

NEAR = Decimal("0.01")


def one_for_each_cause(found: Iterable[Suspicion], evidence: Evidence) -> list[Suspicion]:
    """Leave out what another suspicion explains, and add its cells to that one."""
    ranked = sorted(found, key=lambda one: ORDER.index(one.rule) if one.rule in ORDER else len(ORDER))
    kept: list[Suspicion] = []
    by_cell: dict[int, list[int]] = {}
    for suspicion in _narrowed(ranked):
        cause = _cause(suspicion, kept, by_cell)
        if cause is None:
            by_cell.setdefault(id(suspicion.cell), []).append(len(kept))
            kept.append(suspicion)
        else:
            kept[cause] = kept[cause].with_also((suspicion.cell, *suspicion.involves[:1]))
    return sorted(kept, key=_place_in_report)


def _place_in_report(one: Suspicion) -> tuple[str, str, int]:
    return one.cell.key.place, one.cell.key.period, int(one.rule[1:])


def _cause(
    suspicion: Suspicion, kept: Sequence[Suspicion], by_cell: Mapping[int, Sequence[int]]
) -> int | None:
    """Give the number of the suspicion that explains another one, None where none does."""
    if suspicion.rule not in FOLLOW:
        return None
    cells = (suspicion.cell, *suspicion.involves)
    near = sorted({number for cell in cells for number in by_cell.get(id(cell), ())})
    return next(
        (number for number in near if kept[number].rule in ORDER and _explains(kept[number], suspicion)), None
    )


def _explains(other: Suspicion, suspicion: Suspicion) -> bool:
    """Say whether a number that is known to be wrong makes the other suspicion, too."""
    if other.cell is suspicion.cell:
        return (
            other.right is not None
            or {other.rule, suspicion.rule} <= SERIES | {"S1"}
            or suspicion.rule == "S4"
        )
    if other.right is None:
        return False
    involved = any(cell is other.cell for cell in suspicion.involves)
    return involved and (suspicion.rule != "S2" or _closes(suspicion, other))


def _closes(broken: Suspicion, other: Suspicion) -> bool:
    """Say whether the right number in a cell closes a sum that it is a part of."""
    parts = [cell for cell in broken.involves if amount(cell) is not None]
    total, right = amount(broken.cell), other.right
    if total is None or right is None or broken.right is not None:
        return broken.right is not None
    added = sum((right if cell is other.cell else amount(cell) or Decimal(0) for cell in parts), Decimal(0))
    return abs(added - total) <= max(abs(total) * NEAR, Decimal(1))


def _narrowed(ranked: Sequence[Suspicion]) -> list[Suspicion]:
    """Tell a jump once: in the parts rather than in their total; in one cell where all of them make the same slip."""
    jumps = [one for one in ranked if _is_jump(one)]
    groups: dict[tuple[str, ...], list[Suspicion]] = {}
    for one in jumps:
        key = one.cell.key
        groups.setdefault((key.place, key.period, key.source, _family(one.cell)), []).append(one)
    left: dict[int, Suspicion] = {}
    for group in groups.values():
        for one in _same_slip(_finest(group)):
            left[id(one)] = one
            left.setdefault(id(one), one)
    others = [one for one in ranked if not _is_jump(one)]
    kept = [*others, *left.values()]
    return sorted(kept, key=lambda one: ORDER.index(one.rule) if one.rule in ORDER else len(ORDER))


def _is_jump(one: Suspicion) -> bool:
    return one.rule in SERIES and one.kind not in STANDING


def _family(cell: Observation) -> str:
    """Give what adds up with what: emissions with emissions, energy with energy."""
    indicator = cell.key.indicator
    return "GHG" if indicator in ("GHG.TOT", "GHG.NET", "GHG.SEC", "GHG.CAP") else indicator


def _finest(group: Sequence[Suspicion]) -> list[Suspicion]:
    """Leave out the totals whose parts jump, too."""
    return [
        one
        for one in group
        if not any(other is not one and _contains(one.cell, other.cell) for other in group)
    ]


def _contains(whole: Observation, part: Observation) -> bool:
    """Say whether a cell adds up another: a total its sectors, a sector its parts, a row its scopes."""
    one, two = whole.key, part.key
    if whole is part or (one.sector, one.scope, one.carrier) == (two.sector, two.scope, two.carrier):
        return False
    sector = one.sector in ("_T", two.sector) or two.sector in below(one.sector)
    scope = one.scope in ("_T", two.scope) or (two.scope in one.scope.split("_"))
    return sector and scope and one.carrier in ("_T", two.carrier)


def _same_slip(group: Sequence[Suspicion]) -> list[Suspicion]:
    """Put together the cells of a column that are all off by the same slip: its unit is wrong once."""
    by_slip: dict[tuple[str, str, str], list[Suspicion]] = {}
    for one in group:
        by_slip.setdefault((one.rule, one.kind, str(one.values.get("slip"))), []).append(one)
    found: list[Suspicion] = []
    for (rule, _, _), same in by_slip.items():
        if rule == "S5" and len(same) > 1:
            found.append(same[0].with_also(one.cell for one in same[1:]))
        else:
            found += same
    return found
