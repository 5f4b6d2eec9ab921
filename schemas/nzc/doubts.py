"""Why a figure of ours may not be quite what a measure asks."""

from collections.abc import Iterable

from schemas.comparability.evidence import Evidence
from schemas.messages import Message
from schemas.nzc.answers import Answer
from schemas.nzc.measures import Measure

INDUSTRY = "IV"
WITHOUT_FUEL = frozenset({"I", "NONE"})
"""Bases whose industrial processes hold no fuel use: it stands under stationary energy, or is not reported."""

WITH_FUEL = frozenset({"IV", "I_IV"})


def doubt(measure: Measure, ours: Iterable[Answer], evidence: Evidence) -> Message | None:
    """Say why our figures answer a measure only nearly, or None where they are what it asks.

    Args:
        measure: what is asked.
        ours: our figures.
        evidence: with their bases: whether industry's fuel is among its processes is stated there or unknown.
    """
    if measure.indicator and measure.sector == INDUSTRY:
        return _of_industry(ours, evidence)
    return Message(f"nzc.doubt.{measure.doubt}") if measure.doubt else None


def _of_industry(ours: Iterable[Answer], evidence: Evidence) -> Message | None:
    filed = {evidence.basis(one.stored.observation.key.basis).industry_energy for one in ours}
    if filed <= WITHOUT_FUEL:
        return None
    return Message("nzc.doubt.fuel" if filed & WITH_FUEL else "nzc.doubt.fuel_unknown")
