"""Preference: in which order sources are asked, the same on every node and for everybody.

1. what the place itself decided, with a reason on record; 2. example data last; 3. who tells and how, by the
standings below; 4. the source's own priority, the lower first; 5. what was recorded last; 6. the source's id.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from schemas.basis import UNKNOWN, Basis
from schemas.lineage import codes_in_time
from schemas.messages import Message
from schemas.mirror.seen import Override, Teller
from schemas.places import Place, ancestors

Standing = Literal["own", "official", "reported", "modelled", "unstated", "example"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)
RULE = Message("mirror.preference.rule")

MODELLED = frozenset({"MODEL_BU", "MODEL_TD", "RS", "PROXY"})
"""Methods by which a figure is computed from other places' or general data (cl_method.csv)."""

CITY_PROTOCOLS = frozenset({"GPC_BASIC", "GPC_BASICP", "CRF_GCOM", "CCC", "SECAP", "BISKO"})
"""Accounting approaches by which a city itself makes an inventory (cl_accounting.csv)."""

STATES_INVENTORY = ("TERR", "NAT")
"""Accounting and factors that mark a state's own inventory, whoever passes it on: its territory, its factors."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A source in its turn.

    Args:
        source: its id.
        standing: who tells and how.
        decided: whether the place itself put it there.
        priority: the source's own.
        recorded: when what it tells was last recorded.
    """

    source: str
    standing: Standing
    decided: bool
    priority: int
    recorded: datetime

    @property
    def why(self) -> Message:
        """Why it stands where it stands."""
        return Message("mirror.standing.decided" if self.decided else f"mirror.standing.{self.standing}")


@dataclass(frozen=True, slots=True)
class Telling:
    """That a source tells of a place, and how.

    Args:
        source: its id.
        teller: who publishes it.
        basis: how the figures were made.
        example: labelled example data.
        recorded: when the newest of them was recorded.
    """

    source: str
    teller: Teller
    basis: Basis
    example: bool
    recorded: datetime

    def standing(self, places: Mapping[str, Place], place: str) -> Standing:
        """Say who tells and how; what is not stated is never taken for something better."""
        if self.example:
            return "example"
        modelled = self.basis.method in MODELLED
        if self._is_own(places, place):
            return "own"
        if modelled:
            return "modelled"
        if self._is_official(places, place):
            return "official"
        stated = self.basis.accounting in CITY_PROTOCOLS or self.basis.method != UNKNOWN
        return "reported" if stated else "unstated"

    def _is_own(self, places: Mapping[str, Place], place: str) -> bool:
        owner = self.teller.owner_place
        same = owner == place or (owner in places and _same_area(owner, place, places))
        return same and self.teller.owner_kind != "utility"

    def _is_official(self, places: Mapping[str, Place], place: str) -> bool:
        outer = self.teller.owner_place in ancestors(place, places)
        return outer or (self.basis.accounting, self.basis.ef_basis) == STATES_INVENTORY


def _same_area(first: str, second: str, places: Mapping[str, Place]) -> bool:
    return places[first].same_as == second or (second in places and places[second].same_as == first)


def same_areas(code: str, places: Mapping[str, Place]) -> frozenset[str]:
    """Give the codes under which a place's area is or was known: Zagreb is the region HR050, which was HR041."""
    named = {place.code for place in places.values() if place.same_as == code}
    own = places[code].same_as if code in places else ""
    today = {code, *named, *({own} if own else ())}
    return frozenset(one for each in today for one in codes_in_time(each))


def in_order(
    place: str, told: Iterable[Telling], places: Mapping[str, Place], override: Override | None = None
) -> tuple[Ranked, ...]:
    """Put the sources that tell of a place in the order in which they are asked.

    Args:
        place: code.
        told: which sources tell of it, and how; a source's best telling counts.
        places: by code.
        override: what the place decided.
    """
    best: dict[str, Ranked] = {}
    for telling in told:
        source = telling.source
        decided = override is not None and source in override.sources
        standing = telling.standing(places, place)
        found = Ranked(source, standing, decided, telling.teller.priority, telling.recorded)
        known = best.get(source)
        if known is None or _turn(found, override) < _turn(known, override):
            best[source] = found
    return tuple(sorted(best.values(), key=lambda one: _turn(one, override)))


def _turn(ranked: Ranked, override: Override | None) -> tuple[int, int, int, float, str]:
    sources: Sequence[str] = override.sources if override is not None else ()
    decided = sources.index(ranked.source) if ranked.source in sources else len(sources)
    return (
        decided, STANDINGS.index(ranked.standing), ranked.priority, -ranked.recorded.timestamp(), ranked.source,
    )  # fmt: skip
