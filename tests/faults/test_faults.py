"""Portals misbehave in every way that we know of, and what stands goes on standing."""

from pathlib import Path

import pytest

from tests.faults.conftest import Stands
from tests.faults.fault import ITEMS, Fault
from tests.faults.portals import PORTALS
from tests.faults.run import Met, met
from tests.faults.table import FAULTS

MOST_MEMORY = 24_000_000
"""Bytes that a harvest of a dozen records may hold at once, whatever it is sent."""


def foretold(fault: Fault, found: Met) -> Met:
    """What must come of a fault; how much was held at once, and what does not matter, is as it was found."""
    waits = found.waits if fault.waits is None else fault.waits
    then = ("done", dict(fault.then) or {"unchanged": ITEMS[fault.portal]})
    return Met(
        fault.state, dict(fault.outcomes), fault.rules, fault.stands, then, fault.left, waits, found.peak
    )


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
def test_a_fault_has_its_outcome_and_heals(fault: Fault, stands: Stands, tmp_path: Path) -> None:
    stand = stands(fault.portal)
    engine = stand.copied(tmp_path)
    try:
        found = met(fault, stand, engine, tmp_path, stands.certificates)
    finally:
        engine.dispose()
    assert found == foretold(fault, found)
    assert found.peak < MOST_MEMORY


def test_the_table_is_of_at_least_forty_faults_and_none_stands_twice() -> None:
    assert len({fault.name for fault in FAULTS}) >= 40
    assert len({fault.id for fault in FAULTS}) == len(FAULTS)
    assert {fault.portal for fault in FAULTS} == set(PORTALS)
