"""The registry as it was read last, kept for as long as the epochs stand: every page names owners and places."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlmodel import Session

from api.epoch_reader import Epochs
from catalogue import registry
from catalogue.models import Organisation
from schemas.places import Place, former_places


@dataclass(frozen=True)
class Registered:
    """The organisations and places that a node knows.

    Args:
        organisations: by id; they belong to no session.
        places: those in force, by code.
    """

    organisations: Mapping[str, Organisation]
    places: Mapping[str, Place]

    @cached_property
    def places_in_time(self) -> Mapping[str, Place]:
        """The places by code with those whose codes were in force once."""
        return {**former_places(), **self.places}

    @classmethod
    def read(cls, session: Session) -> "Registered":
        """Read them from the tables."""
        rows = registry.organisations(session)
        organisations = {name: Organisation(**row.model_dump()) for name, row in rows.items()}
        return cls(organisations, registry.places(session))


class RegistryShelf:
    """Keeps what was registered at the epochs of the last request."""

    def __init__(self) -> None:
        self._held: tuple[Epochs, Registered] | None = None

    def registered(self, session: Session, epochs: Epochs) -> Registered:
        """Give what is registered at these epochs."""
        held = self._held
        if held is None or held[0] != epochs:
            held = self._held = (epochs, Registered.read(session))
        return held[1]
