"""Quantities: what a unit measures. Units convert into one another only within one quantity.

Kinds are QUDT's (``quantitykind:Energy``) where QUDT has one, else ours (``ogl:``, https://ogledalo.eu/ns#). A quotient's
dimension names its parts, ``mass_co2e/energy``, so that per inhabitant and per square kilometre are never the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from schemas.codes import codelist
from schemas.languages import LANGUAGES, Text

PER = "/"

_KINDS_OF_QUOTIENTS: Mapping[str, str] = {
    "energy/area": "quantitykind:EnergyPerArea", "energy/mass": "quantitykind:SpecificEnergy",
    "mass/volume": "quantitykind:MassConcentration", "mass/area": "quantitykind:MassPerArea",
    "power/area": "quantitykind:PowerPerArea", "length/time": "quantitykind:Velocity",
    "volume/time": "quantitykind:VolumeFlowRate", "mass/time": "quantitykind:MassFlowRate",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Quantity:
    """What is measured, e.g. ``mass_co2e``, quantitykind:CO2Equivalent, "Mass of CO2 equivalent".

    Args:
        dimension: our name; units of one dimension convert into one another.
        kind: QUDT's quantity kind, or ours; of a quotient without one those of its parts.
        label: its name.
    """

    dimension: str
    kind: str
    label: Text


@cache
def quantity(dimension: str) -> Quantity:
    """Give a quantity by its dimension, composed where it is a quotient.

    Raises:
        UnknownCodeError: a part is no quantity of ours.
    """
    parts = [codelist("quantity")[part] for part in dimension.split(PER)]
    kind = _KINDS_OF_QUOTIENTS.get(dimension) or PER.join(part.columns["quantity_kind"] for part in parts)
    said = {lang: " / ".join(part.label.in_(lang) for part in parts) for lang in LANGUAGES}
    return Quantity(dimension, kind, Text(**said))


def quantity_of_unit(code: str) -> Quantity:
    """Give what a unit of ours measures.

    Raises:
        UnknownCodeError: no unit has that code.
    """
    return quantity(codelist("unit")[code].columns["dimension"])
