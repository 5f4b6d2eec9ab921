"""The evidence: what the caller may see, handed over for one comparison."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from schemas.basis import Basis
from schemas.comparability.errors import SourceTellsNothingError
from schemas.findings import Finding
from schemas.observations import StoredObservation
from schemas.places import Place

LAST = 1_000_000
"""Priority of a source about which nothing is said: after all others."""


@dataclass(frozen=True, slots=True)
class LicenceLine:
    """Under what terms figures may be re-used, and whom to name.

    Args:
        licence: its name or IRI, or what is said where the source states none.
        attribution: whom to name.
    """

    licence: str
    attribution: str = ""

    def __str__(self) -> str:
        return f"{self.attribution}: {self.licence}" if self.attribution else self.licence


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything a comparison looks at.

    Args:
        observations: of the indicators that `needed` names, for the places (and, per head, the places around
            them), already restricted to what the caller may see; all periods and sources.
        bases: by id; a basis that is missing counts as unstated.
        places: by code, with the places around them.
        source_priority: by source id; the lower wins.
        licences: by dataset id.
        findings: open ones, each with its place.
        decided: by place, sources that the place itself wants to be asked first, in that order.
        order: by place, its sources as the published order of preference has them.
    """

    observations: Sequence[StoredObservation]
    bases: Mapping[str, Basis]
    places: Mapping[str, Place]
    source_priority: Mapping[str, int] = field(default_factory=dict)
    licences: Mapping[str, LicenceLine] = field(default_factory=dict)
    findings: Sequence[Finding] = ()
    decided: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    order: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def basis(self, basis_id: str) -> Basis:
        """Give a basis, an unstated one where it is missing."""
        return self.bases.get(basis_id) or Basis.unstated(basis_id)


@dataclass(frozen=True, slots=True)
class Holdings:
    """The observations by place and indicator, and in which order sources are asked.

    Args:
        evidence: what was handed over.
        preferred: id of the source that comes first, empty for none.
        by_place: observations by place and indicator.
    """

    evidence: Evidence
    preferred: str
    by_place: Mapping[tuple[str, str], Sequence[StoredObservation]]

    def of(self, place: str, *indicators: str) -> list[StoredObservation]:
        """Give a place's observations of some indicators."""
        return [seen for code in indicators for seen in self.by_place.get((place, code), ())]

    def turn(self, source: str) -> tuple[bool, int, str]:
        """Say when a source is asked: the preferred one, then by priority, then by id."""
        return (source != self.preferred, self.evidence.source_priority.get(source, LAST), source)

    def turn_of_place(self, source: str, place: str) -> tuple[int, int]:
        """Say where a place puts a source: by what it decided itself, and by the published order of preference."""
        return (
            _position(source, self.evidence.decided, place),
            _position(source, self.evidence.order, place),
        )


def _position(source: str, order: Mapping[str, tuple[str, ...]], place: str) -> int:
    told = order.get(place, ())
    return told.index(source) if source in told else len(told)


def holdings(evidence: Evidence, places: Sequence[str], preferred: str) -> Holdings:
    """Sort the evidence; example data count only where their source is asked for.

    Raises:
        SourceTellsNothingError: the preferred source has no figure for any of the places.
    """
    by_place: dict[tuple[str, str], list[StoredObservation]] = {}
    sources: set[str] = set()
    for stored in evidence.observations:
        key = stored.observation.key
        if stored.example and key.source != preferred:
            continue
        by_place.setdefault((key.place, key.indicator), []).append(stored)
        if key.place in places:
            sources.add(key.source)
    if preferred and sources and preferred not in sources:
        raise SourceTellsNothingError(preferred, places, sorted(sources))
    return Holdings(evidence, preferred, by_place)
