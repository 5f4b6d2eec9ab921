"""What a mirror is made from: rows with their time on record, and who tells of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from schemas.basis import Basis
from schemas.comparability.evidence import LicenceLine
from schemas.languages import Text
from schemas.observations import StoredObservation
from schemas.places import Place

TellerLevel = Literal["eu", "national", "local", "other"]

_BY_KIND: Mapping[str, TellerLevel] = {
    "eu": "eu", "state": "national", "municipality": "local", "department": "local", "utility": "local",
}  # fmt: skip
_BY_PLACE: Mapping[str, TellerLevel] = {
    "eu": "eu", "national": "national", "regional": "local", "local": "local",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """An observation with the time for which it stood.

    Args:
        stored: the observation.
        recorded_from: since when it stands.
        recorded_to: when it was replaced; None while it stands.
    """

    stored: StoredObservation
    recorded_from: datetime
    recorded_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells of a dataset.

    Args:
        source: id of the source.
        title: what the source is called.
        owner: id of the organisation that publishes the dataset.
        owner_name: its name.
        owner_kind: municipality, department, state, eu, utility, network or empty.
        owner_place: code of the place it stands for, empty where it stands for none.
        priority: the source's; the lower is preferred.
        licence: terms and attribution of the dataset.
    """

    source: str
    title: Text
    owner: str = ""
    owner_name: Text = field(default_factory=Text)
    owner_kind: str = ""
    owner_place: str = ""
    priority: int = 100
    licence: LicenceLine = field(default_factory=lambda: LicenceLine(""))

    def level(self, places: Mapping[str, Place]) -> TellerLevel:
        """Say from which level it looks: the Union, a state, a city, or none of them."""
        if self.owner_kind in _BY_KIND:
            return _BY_KIND[self.owner_kind]
        place = places.get(self.owner_place)
        return _BY_PLACE[place.level] if place else "other"


@dataclass(frozen=True, slots=True)
class Override:
    """What a place decided on its sources.

    Args:
        number: of the record.
        indicator: for which it holds, empty for all.
        sources: ids, the first to be asked first.
        reason: why, as the place says it.
        organisation: which decided.
        recorded_from: since when.
        recorded_to: until when; None while it stands.
    """

    number: int
    place: str
    indicator: str
    sources: tuple[str, ...]
    reason: Text
    organisation: str
    recorded_from: datetime
    recorded_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything a mirror looks at, restricted to what the caller may read.

    Args:
        seen: rows of the place, of the places that are the same area, and of those around; history, too.
        bases: by id; a basis that is missing counts as unstated.
        places: by code.
        tellers: by dataset id.
        override: what the place decided, None where it decided nothing.
    """

    seen: Sequence[Seen]
    bases: Mapping[str, Basis]
    places: Mapping[str, Place]
    tellers: Mapping[str, Teller]
    override: Override | None = None

    def basis(self, basis_id: str) -> Basis:
        """Give a basis, an unstated one where it is missing."""
        return self.bases.get(basis_id) or Basis.unstated(basis_id)

    def teller(self, stored: StoredObservation) -> Teller:
        """Give who tells of an observation."""
        known = self.tellers.get(stored.dataset)
        source = stored.observation.key.source
        return known if known is not None and known.source == source else Teller(source, Text.of(source))
