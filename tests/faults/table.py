"""The table of faults, by where they are."""

from collections.abc import Mapping

from tests.faults.answers import ANSWERS
from tests.faults.bodies import BODIES
from tests.faults.fault import Fault
from tests.faults.lists import LISTS
from tests.faults.records import RECORDS
from tests.faults.wire import WIRE

TOPICS: Mapping[str, tuple[Fault, ...]] = {
    "The connection": WIRE,
    "The answer": ANSWERS,
    "What the answer holds": BODIES,
    "Lists": LISTS,
    "Records, and what they lead to": RECORDS,
}
FAULTS = tuple(fault for faults in TOPICS.values() for fault in faults)
