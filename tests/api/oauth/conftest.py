"""The same node as for keys."""

from tests.api.machines.conftest import ana, bor, city, clock, cvita

__all__ = ["ana", "bor", "city", "clock", "cvita"]
