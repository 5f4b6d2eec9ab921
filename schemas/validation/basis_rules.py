"""Rules about what the basis of a figure must state, so that the figure can be read at all.

UNK is a statement: the publisher does not know, and a comparison says so as a caveat. What is refused is a figure
about which nothing is said, because nobody was asked.
"""

from collections.abc import Callable

import pyarrow.compute as pc

from schemas.basis import Basis
from schemas.validation.columns import Mask
from schemas.validation.ledger import Broken, Ledger, Objection

ABOUT_TARGETS = frozenset({"BASE", "TGT", "TGT_RED", "TGT_PCT", "RESID", "GAP"})
"""Kinds of value that are measured from a base period."""

PURCHASED_SCOPES = frozenset({"S2", "S1_S2", "S1_S2_S3"})
PURCHASED_CARRIERS = frozenset({"ELEC", "DH"})
PURCHASED_INDICATORS = frozenset({"GHG.GRID", "EN.EL.EF", "EN.DH.EF"})


def counts_in_equivalents(unit: str) -> bool:
    """Say whether a unit counts several gases as CO2-equivalent: T_CO2E, T_CO2E/HAB, not EUR/T_CO2E."""
    return "CO2E" in unit.partition("/")[0]


def counts_emissions(unit: str) -> bool:
    """Say whether a unit counts CO2, alone or as CO2-equivalent."""
    return "CO2" in unit.partition("/")[0]


def gases_stated(ledger: Ledger) -> Broken:
    """H4: a figure in CO2-equivalent has a basis that states the GWP set and the gases, if only as unknown."""
    equivalent = ledger.table.text("unit").where(counts_in_equivalents)
    unstated = pc.or_(
        pc.invert(ledger.table.present("basis")),
        _lacking(ledger, lambda basis: not (basis.gwp_set and basis.gas_group)),
    )
    return Broken(pc.and_(equivalent, unstated), lambda row: _without(ledger, row, "gases"))


def energy_stated(ledger: Ledger) -> Broken:
    """H5: emissions of purchased energy have a basis that states factors and electricity method, if only as unknown."""
    table = ledger.table
    purchased = table.where(is_purchased, "scope", "carrier", "indicator")
    absent = pc.invert(table.present("basis"))
    lacking = _lacking(ledger, lambda basis: not (basis.ef_basis and basis.elec_method))
    emissions = pc.and_(table.text("unit").where(counts_emissions), purchased)
    return Broken(
        pc.and_(emissions, pc.or_(absent, lacking)), lambda row: _without(ledger, row, "energy_basis")
    )


def is_purchased(scope: str, carrier: str, indicator: str) -> bool:
    """Say whether a figure holds emissions of electricity or heat that was bought."""
    return scope in PURCHASED_SCOPES or carrier in PURCHASED_CARRIERS or indicator in PURCHASED_INDICATORS


def base_period_stated(ledger: Ledger) -> Broken:
    """H9: a target or baseline has a basis that states the base period."""
    about_targets = ledger.table.text("value_type").where(ABOUT_TARGETS.__contains__)
    unstated = pc.or_(
        pc.invert(ledger.table.present("basis")), _lacking(ledger, lambda basis: not basis.base_period)
    )
    return Broken(pc.and_(about_targets, unstated), lambda row: _without(ledger, row, "base_period"))


def _lacking(ledger: Ledger, lacks: Callable[[Basis], bool]) -> Mask:
    """Say where the basis is one that is declared and lacks something."""
    bases = ledger.bases
    return ledger.table.text("basis").where(lambda code: code in bases and lacks(bases[code]))


def _without(ledger: Ledger, row: int, key: str) -> Objection:
    observed = ledger.observation(row).key
    return Objection(
        f"basis {observed.basis or '—'}", key, {"unit": observed.unit, "kind": observed.value_type}
    )
