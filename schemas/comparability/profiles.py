"""Profiles: named bases of comparison, as data.

What each keeps: NZC-CCC the Mission's Info Kit as the contracts cite it (scopes 1 and 2, scope 3 of waste);
GPC BASIC and BASIC+ the Global Protocol for Community-scale inventories; CRF-TERR what national inventories
count, scope 1.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from schemas.comparability.scopes import AGRICULTURE, ALL, CELLS, INDUSTRY, STATIONARY, TRANSPORT, WASTE
from schemas.errors import UnknownCodeError
from schemas.messages import Message

DEFAULT = "NZC-CCC"
ENERGY = "Energy"

_ONE = frozenset({"S1"})
_ONE_TWO = frozenset({"S1", "S2"})


@dataclass(frozen=True, slots=True)
class Profile:
    """A basis of comparison.

    Args:
        name: as users write it, ``NZC-CCC``.
        scopes: emission scopes kept of each cell; a cell that is not named is left out.
        converts: false where figures stay as printed.
        groups: groups of indicators it is for; empty for all.
        wants: what figures are converted to, by attribute of the basis; what is not named stays as printed.
        version: raised when its meaning changes, so that a cited comparison does not move.
    """

    name: str
    scopes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    converts: bool = True
    groups: frozenset[str] = frozenset()
    wants: Mapping[str, str] = field(default_factory=dict)
    version: str = "2"

    @property
    def title(self) -> Message:
        """What it is, for people."""
        return Message(f"compare.profile.{self.name}")

    def suits(self, group: str) -> bool:
        """Say whether it is meant for a group of indicators."""
        return not self.groups or group in self.groups

    def canonical(self) -> str:
        """Give name, version and content as one line."""
        kept = ",".join(f"{cell}:{'+'.join(sorted(self.scopes[cell]))}" for cell in sorted(self.scopes))
        wanted = ",".join(f"{attribute}={self.wants[attribute]}" for attribute in sorted(self.wants))
        return f"{self.name}/{self.version}/{kept}/{self.converts}/{wanted}"


_INVENTORY = {
    "gas_group": "CO2E", "gwp_set": "AR5", "ef_basis": "STD_GHG", "elec_method": "LOC_CONS", "biogenic": "ZERO",
    "calorific": "NCV", "ets": "INCL",
}  # fmt: skip

_ALL_PROFILES = (
    Profile(
        "NZC-CCC",
        {STATIONARY: _ONE_TWO, TRANSPORT: _ONE_TWO, WASTE: ALL, INDUSTRY: _ONE_TWO, AGRICULTURE: _ONE_TWO},
        wants=_INVENTORY | {"ets": "EXCL_IND"},
    ),
    Profile("GPC-BASIC", {STATIONARY: _ONE_TWO, TRANSPORT: _ONE_TWO, WASTE: ALL}, wants=_INVENTORY),
    Profile(
        "GPC-BASIC+",
        {STATIONARY: ALL, TRANSPORT: ALL, WASTE: ALL, INDUSTRY: ALL, AGRICULTURE: ALL},
        wants=_INVENTORY,
    ),
    Profile(
        "CRF-TERR",
        dict.fromkeys((STATIONARY, TRANSPORT, WASTE, INDUSTRY, AGRICULTURE), _ONE),
        wants=_INVENTORY,
    ),
    Profile("ENERGY", dict.fromkeys(CELLS, ALL), groups=frozenset({ENERGY}), wants={"calorific": "NCV"}),
    Profile("AS-PUBLISHED", dict.fromkeys(CELLS, ALL), converts=False),
)

PROFILES: Mapping[str, Profile] = MappingProxyType({profile.name: profile for profile in _ALL_PROFILES})


def profile(name: str) -> Profile:
    """Give a profile by name.

    Raises:
        UnknownCodeError: there is none of that name; the nearest are named.
    """
    if name not in PROFILES:
        raise UnknownCodeError("profile", name, _nearest(name))
    return PROFILES[name]


def profiles_for(group: str) -> tuple[str, ...]:
    """Give the names of the profiles meant for a group of indicators."""
    return tuple(name for name, found in PROFILES.items() if found.suits(group))


def _nearest(name: str) -> tuple[str, ...]:
    near = difflib.get_close_matches(name.upper(), PROFILES, cutoff=0.4)
    return tuple(near) or tuple(PROFILES)
