"""Targets: the basis that all places are asked for, the same for every pair, so that nobody is asked twice.

What the profile asks for, where some place has it; else what most places have already: the fewest are asked.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from schemas.basis import CODED, UNKNOWN
from schemas.codes import codelist
from schemas.comparability.attributes import NORM, OUTSIDE
from schemas.comparability.dimension_place import OWN_BOUNDARY
from schemas.comparability.dimension_table import table
from schemas.comparability.holders import country
from schemas.comparability.question import Asked
from schemas.comparability.side import Side

ANY_TEXT = "stated"
"""Stands in for a text that nobody has stated yet."""

ANY_FACTOR = Decimal("0.3")
"""t CO2e per MWh: stands in for a factor of a grid that nobody has stated yet."""


@dataclass(frozen=True)
class Targets:
    """What all places are asked for.

    Args:
        asked: the question.
        sides: the places as they stand.
    """

    asked: Asked
    sides: tuple[Side, ...]

    def of(self, attribute: str, side: Side) -> object:
        """Give what a side is asked to state, or to be made on, in an attribute of the basis."""
        if attribute == "boundary":
            return OWN_BOUNDARY.get(side.place.kind) or self._common(attribute)
        if attribute == "elec_factor":
            return self.factor(country(side.place), side.period)
        return self._common(attribute)

    def held(self, attribute: str) -> bool:
        """Say whether some place states what all are asked for."""
        return bool(self._stated(attribute))

    def factor(self, state: str, period: str) -> Decimal:
        """Give the electricity factor of a grid and year that most use, a stand-in where nobody states one."""
        grid = [
            side.basis.elec_factor
            for side in self.sides
            if country(side.place) == state and side.period == period and side.basis.elec_factor is not None
        ]
        return min(set(grid), key=lambda value: (-grid.count(value), value), default=ANY_FACTOR)

    def year(self) -> str:
        """Give the period that most places have figures of, the latest of several."""
        periods = [side.period for side in self.sides if side.case is not None]
        latest_first = sorted(set(periods), reverse=True)
        return max(latest_first, key=periods.count, default="")

    def _stated(self, attribute: str) -> list[str]:
        told = [side for side in self.sides if side.case is not None and attribute not in side.silent_on]
        codes = [str(getattr(side.basis, attribute)) for side in told]
        return [code for code in codes if not (attribute == "waste" and code == OUTSIDE)]

    def _common(self, attribute: str) -> str:
        stated, wanted = self._stated(attribute), self.asked.wants(attribute)
        classes = _classes(attribute)
        if stated and wanted and any(_class(code, classes) == _class(wanted, classes) for code in stated):
            return wanted
        if stated:
            return _commonest(stated, classes, NORM.get(attribute, ""), _order(attribute))
        return wanted or NORM.get(attribute) or self._anything(attribute)

    def _anything(self, attribute: str) -> str:
        if attribute == "base_period":
            return self.year()
        if attribute not in CODED:
            return ANY_TEXT
        return next(code for code in _order(attribute) if code != UNKNOWN)


def _classes(attribute: str) -> tuple[frozenset[str], ...]:
    """Give the sets of codes that mean the same for a comparison."""
    return tuple(same for row in table() if row.attributes == (attribute,) for same in row.alike)


def _class(code: str, classes: Iterable[frozenset[str]]) -> frozenset[str]:
    return next((same for same in classes if code in same), frozenset({code}))


def _order(attribute: str) -> tuple[str, ...]:
    """Give the codes of an attribute in the order of their list; nothing of a text."""
    return tuple(code.code for code in codelist(attribute)) if attribute in CODED else ()


def _commonest(
    stated: Sequence[str], classes: Sequence[frozenset[str]], norm: str, order: Sequence[str]
) -> str:
    """Give the code of what most state; of several, the norm, else the one that its list has first."""

    def turn(code: str) -> tuple[int, str]:
        return (order.index(code) if code in order else len(order), code)

    counted: Mapping[frozenset[str], int] = Counter(_class(code, classes) for code in stated)
    best = min(counted, key=lambda one: (-counted[one], norm not in one, min(map(turn, one))))
    return min((code for code in stated if code in best), key=lambda code: (-stated.count(code), turn(code)))
