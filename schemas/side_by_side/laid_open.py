"""The tables of a comparison, in the order in which a reader wants them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from schemas.comparability.comparison import Comparison
from schemas.side_by_side.adjusted import adjusted, common_cells
from schemas.side_by_side.electricity import electricity
from schemas.side_by_side.fuels import fuels
from schemas.side_by_side.inhabitants import inhabitants
from schemas.side_by_side.printed import printed
from schemas.side_by_side.remaining import findings, remaining
from schemas.side_by_side.statements import statements
from schemas.side_by_side.table import Table


@dataclass(frozen=True, slots=True)
class LaidOpen:
    """One question, answered in the ways that belong together.

    Args:
        harmonised: as it was asked.
        common: the same, with the same emission factors for all.
        per_head: the same per inhabitant, None for what is not divided by inhabitants.
        as_printed: the printed totals per inhabitant, likewise.
    """

    harmonised: Comparison
    common: Comparison
    per_head: Comparison | None = None
    as_printed: Comparison | None = None

    def table(self, name: str) -> Table:
        """Give one table by its name.

        Raises:
            KeyError: there is none of that name; `TABLES` holds the names.
        """
        return TABLES[name](self)


TABLES: Mapping[str, Callable[[LaidOpen], Table]] = {
    "printed": lambda found: printed(found.harmonised),
    "statements": lambda found: statements(found.harmonised),
    "adjusted": lambda found: adjusted(found.harmonised),
    "common_cells": lambda found: common_cells(found.harmonised),
    "electricity": lambda found: electricity(found.common),
    "fuels": lambda found: fuels(found.common),
    "common_factors": lambda found: adjusted(found.common, "common_factors"),
    "inhabitants": lambda found: inhabitants(found.as_printed, found.per_head),
    "remaining": lambda found: remaining(found.harmonised),
    "findings": lambda found: findings(found.harmonised),
}
