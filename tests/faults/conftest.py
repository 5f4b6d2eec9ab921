"""Portals that stand, one server each for the whole session; each fault has a catalogue of its own."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.faults.certificates import Certificates
from tests.faults.portals import PORTALS, Standing, stood_up


class Stands:
    """Stands portals up when they are first asked for."""

    def __init__(self, factory: pytest.TempPathFactory, stack: ExitStack) -> None:
        self._factory = factory
        self._stack = stack
        self._known: dict[str, Standing] = {}
        self.certificates = Certificates(factory.mktemp("tls"))

    def __call__(self, name: str) -> Standing:
        if name not in self._known:
            certificate = self.certificates.good if PORTALS[name].tls else None
            folder = self._factory.mktemp("portal")
            self._known[name] = self._stack.enter_context(stood_up(PORTALS[name], folder, certificate))
        return self._known[name]


@pytest.fixture(scope="session")
def stands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stands]:
    """Portals with the catalogue that stands from a good run of each."""
    with ExitStack() as stack:
        yield Stands(tmp_path_factory, stack)
