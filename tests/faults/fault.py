"""A fault of a portal, and what must come of a harvest that meets it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from connectors.http import OutgoingSettings
from tests.fakes.misbehaving import Mischief, honest
from tests.faults.portals import PATIENT


def untouched(_portal: Any) -> None:
    """Leave the portal as it is."""


@dataclass(frozen=True)
class Fault:
    """A row of the table.

    Args:
        name: what the portal does, in words.
        portal: which one misbehaves, by its connector.
        state: of the run that meets it.
        outcomes: of that run, those that are not 0.
        rules: of what the run finds wrong, in order of the alphabet.
        does: what becomes of the portal's answers.
        becomes: what becomes of the portal itself.
        stands: what is otherwise in the catalogue afterwards, a line each; nothing where all stands as before.
        then: outcomes of the next run, when the fault is over; all unchanged unless told.
        left: what is otherwise in the catalogue after that; nothing where all stands as before the fault.
        told: how the client behaves.
        host: where the portal's address leads during the fault, as ``host:port``, ``{port}`` standing for its own, ``{closed}`` for one where nobody listens.
        certificate: which one the server shows during the fault, of `certificates.Certificates`.
        waits: seconds between the tries; None where they do not matter.
        frugal: whether the fault is one that would eat the memory.
        sql: whether it is tried on PostgreSQL, too, as its outcome is a matter of the database.
    """

    name: str
    portal: str
    state: str
    outcomes: Mapping[str, int]
    rules: tuple[str, ...] = ()
    does: Mischief = honest
    becomes: Callable[[Any], object] = untouched
    stands: tuple[str, ...] = ()
    then: Mapping[str, int] = field(default_factory=dict)
    left: tuple[str, ...] = ()
    told: OutgoingSettings = PATIENT
    host: str = ""
    certificate: str = ""
    waits: tuple[float, ...] | None = None
    frugal: bool = False
    sql: bool = False

    @property
    def id(self) -> str:
        """What pytest calls it."""
        return f"{self.portal}: {self.name}"


ITEMS = {
    "ckan": 10, "dcat": 10, "table": 2, "eurostat": 1, "pxweb": 1, "arcgis": 10, "ngsi-ld": 1, "air-iszz": 1,
    "table over TLS": 2,
}  # fmt: skip
"""Items of a good run."""
