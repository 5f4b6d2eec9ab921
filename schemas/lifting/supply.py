"""Supplies: the evidence as it would be if a piece of data were there.

Each is applied to evidence and gives new evidence; they may be applied together, in any number. Supplied numbers are
stand-ins: only whether something is told counts for the verdict, never how much it is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Protocol

from schemas.basis import Basis
from schemas.comparability.evidence import Evidence
from schemas.comparability.scopes import WHOLE, WIDEST_FIRST, scope_code, told
from schemas.observations import Observation, SeriesKey, StoredObservation
from schemas.units import convert

SUPPLIED = "supplied"
"""Source, release and dataset of a row that is supposed to be there."""


class Supply(Protocol):
    """Something that is supposed to be there."""

    def to(self, evidence: Evidence) -> Evidence:
        """Give the evidence with it."""
        ...


@dataclass(frozen=True, slots=True)
class Which:
    """Which observations; what is empty restricts nothing.

    Args:
        place: code.
        source: id.
        period: SDMX time.
        indicators: codes.
        sector: code.
        scope: code.
    """

    place: str
    source: str = ""
    period: str = ""
    indicators: tuple[str, ...] = ()
    sector: str = ""
    scope: str = ""

    def holds(self, stored: StoredObservation) -> bool:
        """Say whether an observation is one of them."""
        key = stored.observation.key
        return (
            key.place == self.place
            and self.source in ("", key.source)
            and self.period in ("", key.period)
            and (not self.indicators or key.indicator in self.indicators)
            and self.sector in ("", key.sector)
            and self.scope in ("", key.scope)
        )


@dataclass(frozen=True, slots=True)
class Stated:
    """An attribute of a basis that is stated.

    Args:
        place: code of the place whose figures are on the basis.
        basis: its id; empty where the figures name none: then they get one of their own.
        attribute: of the basis.
        value: what is stated.
    """

    place: str
    basis: str
    attribute: str
    value: object

    def to(self, evidence: Evidence) -> Evidence:
        """State it."""
        if not self.basis:
            evidence = _with_own_basis(evidence, self.place)
        named = self.basis or own_basis(self.place)
        changes = {self.attribute: self.value}
        stated = replace(evidence.basis(named), **changes)  # type: ignore[arg-type]  # an attribute and what it takes
        return replace(evidence, bases={**evidence.bases, named: stated})


def own_basis(place: str) -> str:
    """Give the id of the basis of figures that name none."""
    return f"{SUPPLIED} {place}"


def _with_own_basis(evidence: Evidence, place: str) -> Evidence:
    """Put a place's figures that name no basis on one of their own; findings on them stay."""
    moved: dict[str, str] = {}
    found: list[StoredObservation] = []
    for stored in evidence.observations:
        key = stored.observation.key
        if key.place == place and not key.basis:
            moved[key.canonical()] = stored.id
            stored = with_key(stored, basis=own_basis(place))
        found.append(stored)
    if not moved:
        return evidence
    findings = [
        replace(finding, subject=moved.get(finding.subject, finding.subject)) for finding in evidence.findings
    ]
    known = {own_basis(place): Basis.unstated(own_basis(place)), **evidence.bases}
    return replace(evidence, observations=tuple(found), findings=findings, bases=known)


def with_key(stored: StoredObservation, **changes: str) -> StoredObservation:
    """Give an observation with another key, and the same id."""
    seen = stored.observation
    return replace(stored, observation=replace(seen, key=replace(seen.key, **changes)))


@dataclass(frozen=True, slots=True)
class Added:
    """Rows that are there; a row that stood there without a number gives way."""

    rows: tuple[StoredObservation, ...]

    def to(self, evidence: Evidence) -> Evidence:
        """Add them."""
        filled = {_cell(stored) for stored in self.rows}
        places = {key.place for key in filled}
        kept = (
            stored
            for stored in evidence.observations
            if stored.observation.value is not None
            or stored.observation.key.place not in places
            or _cell(stored) not in filled
        )
        return replace(evidence, observations=(*kept, *self.rows))


def _cell(stored: StoredObservation) -> SeriesKey:
    """Give where a row stands, in whatever unit."""
    return replace(stored.observation.key, unit="")


@dataclass(frozen=True, slots=True)
class TotalMoved:
    """A printed total that holds more, or other scopes.

    Args:
        which: the printed figures.
        by: how much more they hold.
        unit: of that amount.
        scopes: emission scopes that it is of; figures that hold others stay. None given: every figure moves.
        widened: scope code of the figures that hold these scopes from now on, if they did not.
    """

    which: Which
    by: Decimal
    unit: str
    scopes: frozenset[str] = frozenset()
    widened: str = ""

    def to(self, evidence: Evidence) -> Evidence:
        """Move it."""
        return _changed(evidence, self.which, self._moved)

    def _moved(self, stored: StoredObservation) -> StoredObservation:
        seen = stored.observation
        scopes = told(seen.key.scope)
        inside = self.scopes <= scopes
        if seen.value is None or not (inside or seen.key.scope == self.widened):
            return stored
        by = convert(self.by, self.unit, seen.key.unit) if seen.key.unit else self.by
        key = seen.key if inside else replace(seen.key, scope=_scope_of(scopes | self.scopes))
        return replace(stored, observation=replace(seen, key=key, value=seen.value + by))


def _scope_of(scopes: frozenset[str]) -> str:
    """Give the code of some scopes, that of all where the list has none."""
    code = scope_code(scopes)
    return code if code in WIDEST_FIRST else WHOLE


@dataclass(frozen=True, slots=True)
class Rewritten:
    """Observations that say something else.

    Args:
        which: the observations.
        key: dimensions that change, by name.
        attributes: attributes that change, by name.
        only: an attribute or dimension with the values that it must have for a change; empty for any.
    """

    which: Which
    key: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, object] = field(default_factory=dict)
    only: tuple[str, frozenset[str]] = ("", frozenset())

    def to(self, evidence: Evidence) -> Evidence:
        """Rewrite them."""
        return _changed(evidence, self.which, self._rewritten)

    def _rewritten(self, stored: StoredObservation) -> StoredObservation:
        named, allowed = self.only
        seen = stored.observation
        if named and getattr(seen.key if hasattr(seen.key, named) else seen, named) not in allowed:
            return stored
        key = replace(seen.key, **self.key)
        changes = dict(self.attributes)
        return replace(stored, observation=replace(seen, key=key, **changes))  # type: ignore[arg-type]  # attributes


@dataclass(frozen=True, slots=True)
class Given:
    """Rows with the bases that they are on."""

    rows: tuple[StoredObservation, ...]
    bases: tuple[Basis, ...]

    def to(self, evidence: Evidence) -> Evidence:
        """Add them; a basis that is there already stays."""
        bases = {**{basis.id: basis for basis in self.bases}, **evidence.bases}
        return replace(evidence, observations=(*evidence.observations, *self.rows), bases=bases)


@dataclass(frozen=True, slots=True)
class Copied:
    """Figures of a place's other period, as those of this one are.

    Args:
        which: those that are copied.
        period: the period of the copies.
        without: indicators that are not copied.
    """

    which: Which
    period: str
    without: tuple[str, ...] = ()

    def to(self, evidence: Evidence) -> Evidence:
        """Add the copies."""
        copies = tuple(
            replace(with_key(stored, period=self.period), id=f"{SUPPLIED} {stored.id} {self.period}")
            for stored in evidence.observations
            if self.which.holds(stored) and stored.observation.key.indicator not in self.without
        )
        return replace(evidence, observations=(*evidence.observations, *copies))


@dataclass(frozen=True, slots=True)
class Answered:
    """Findings that are answered or corrected."""

    place: str

    def to(self, evidence: Evidence) -> Evidence:
        """Leave out the findings on a place's figures."""
        return replace(
            evidence, findings=[finding for finding in evidence.findings if finding.place != self.place]
        )


def _changed(
    evidence: Evidence, which: Which, change: Callable[[StoredObservation], StoredObservation]
) -> Evidence:
    """Change some observations; a finding about one of them stays about it."""
    renamed: dict[str, str] = {}
    found: list[StoredObservation] = []
    for stored in evidence.observations:
        now = change(stored) if which.holds(stored) else stored
        if now is not stored and now.observation.key != stored.observation.key:
            renamed[stored.observation.key.canonical()] = stored.id
        found.append(now)
    findings = evidence.findings
    if renamed:
        findings = [
            replace(finding, subject=renamed.get(finding.subject, finding.subject)) for finding in findings
        ]
    return replace(evidence, observations=tuple(found), findings=findings)


def supplied_row(key: SeriesKey, value: Decimal, why: str) -> StoredObservation:
    """Make a row that is supposed to be there.

    Args:
        key: its dimensions.
        value: a stand-in for the number, in the key's unit.
        why: the datum it is part of.
    """
    seen = Observation(key, value)
    name = f"{SUPPLIED} {why} {key.sector} {key.scope} {key.carrier}"
    return StoredObservation(name, SUPPLIED, SUPPLIED, seen)
