"""Holding: who has a piece of data, by role, as a table; where no name is known, the kind of body is said.

Table: ``schemas/codelists/holders.csv``, by role and area (a place's code, else its state's). Names are facts of the
bodies' own publications; a body that the table lacks is called by what it is.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from schemas.codes import CODELISTS
from schemas.comparability.holders import country
from schemas.comparability.wording import name, words
from schemas.languages import Text
from schemas.messages import Message
from schemas.places import Place

Role = Literal["inventory", "statistics", "grid_factor", "electricity", "heat", "waste"]

KINDS: Mapping[Role, str] = {
    "inventory": "authority", "statistics": "statistics_office", "grid_factor": "grid_operator",
    "electricity": "grid_operator", "heat": "utility", "waste": "waste_company",
}  # fmt: skip
"""What holds a role where the table names nobody."""

CITY = "city_department"

EASIEST_FIRST = (
    "asker", "node", "environment_agency", "statistics_office", "eu_body", "grid_operator", "ministry", "authority",
    "city_department", "waste_company", "utility",
)  # fmt: skip
"""Kinds of holders in the order in which they are asked, of requests that weigh the same: who publishes anyway first."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a piece of data.

    Args:
        kind: one of EASIEST_FIRST.
        name: as an address or a list calls it.
        country: the state's code, ``EU`` for the Union's bodies; empty for whoever asks.
        writes: whether a letter can be sent; nobody writes to themselves.
    """

    kind: str
    name: Message
    country: str = ""
    writes: bool = True

    @property
    def turn(self) -> int:
        """Its place in the order in which holders are asked."""
        return EASIEST_FIRST.index(self.kind)


ASKER = Holder("asker", Message("lifting.holder.asker"), writes=False)
NODE = Holder("node", Message("lifting.holder.node"), writes=False)


@cache
def holder(role: Role, place: Place) -> Holder:
    """Say who holds a role for a place; a municipality's inventory is its own."""
    state = country(place)
    if role == "inventory" and place.level == "local":
        return Holder(CITY, Message("lifting.holder.city_department", {"place": name(place)}), state)
    known = _table()
    for area in (place.code, state):
        if (role, area) in known:
            kind, text = known[role, area]
            return Holder(kind, words(text), state)
    return Holder(KINDS[role], Message(f"lifting.holder.{role}", {"place": name(place)}), state)


@cache
def _table() -> Mapping[tuple[str, str], tuple[str, Text]]:
    with (CODELISTS / "holders.csv").open(encoding="utf-8", newline="") as lines:
        return {
            (row["role"], row["area"]): (
                row["kind"],
                Text(row["name_en"], row["name_sl"], row["name_hr"]),
            )
            for row in csv.DictReader(lines)
        }
