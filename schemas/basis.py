"""The basis: how a set of values was made, stated once per inventory or series."""

from dataclasses import dataclass, fields
from decimal import Decimal

UNKNOWN = "UNK"

CODED = (
    "accounting", "gas_group", "gwp_set", "ef_basis", "elec_method", "lulucf", "ets", "biogenic", "calorific",
    "climate_correction", "method", "tier", "boundary", "waste", "industry_energy", "chp_alloc", "transport",
)  # fmt: skip
"""Attributes that take a code of the list of their name."""


@dataclass(frozen=True, slots=True)
class Basis:
    """How a place's values were made, e.g. ``kranj-inventory-2018``.

    Args:
        id: the basis's name, unique on a node.
        place: code of the place it speaks of, empty where several share it.
        elec_factor: t CO2e per MWh of grid electricity, as stated or implied; None where unknown.
        base_period: the year that progress is measured from, empty where there is none.
        territory: version of the area, e.g. ``NUTS 2021`` or the date of its borders; empty where not stated.
        definition: which variant of the indicator's definition was used, e.g. ``trips``; empty where not stated.
        the rest: codes of the list of their name; ``UNK`` where nothing is stated.
    """

    id: str
    place: str = ""
    accounting: str = UNKNOWN
    gas_group: str = UNKNOWN
    gwp_set: str = UNKNOWN
    ef_basis: str = UNKNOWN
    elec_method: str = UNKNOWN
    elec_factor: Decimal | None = None
    lulucf: str = UNKNOWN
    ets: str = UNKNOWN
    biogenic: str = UNKNOWN
    calorific: str = UNKNOWN
    climate_correction: str = UNKNOWN
    method: str = UNKNOWN
    tier: str = UNKNOWN
    base_period: str = ""
    boundary: str = UNKNOWN
    waste: str = UNKNOWN
    industry_energy: str = UNKNOWN
    chp_alloc: str = UNKNOWN
    transport: str = UNKNOWN
    territory: str = ""
    definition: str = ""
    title: str = ""
    source_document: str = ""
    note: str = ""

    @classmethod
    def unstated(cls, basis_id: str) -> "Basis":
        """Give the basis of values about which nothing is stated."""
        return cls(id=basis_id)


ATTRIBUTES: tuple[str, ...] = tuple(field.name for field in fields(Basis))
