"""History: the baseline and the actual values that may be held against the path, and why others may not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from schemas.basis import CODED, UNKNOWN, Basis
from schemas.comparability.evidence import Evidence
from schemas.comparability.wording import enumerated
from schemas.messages import Message
from schemas.observations import StoredObservation
from schemas.progress.figures import Figure, close, printed
from schemas.progress.holdings import Rows, in_its_unit

MATTER = tuple(name for name in CODED if name not in ("method", "tier", "boundary"))
"""Attributes of a basis on which two years must agree to lie on one path."""

OF_EMISSIONS = "GHG."
Found = tuple[tuple[Figure, ...], tuple[Message, ...]]


def stated_on(rows: Rows, evidence: Evidence) -> Basis:
    """Give the basis that baseline and targets are stated on; of the actual values where none is stated."""
    stated = (rows.of(kind) for kind in ("BASE", "TGT_RED", "TGT", "TGT_PCT", "RESID"))
    first = next((one for one in stated if one is not None), None)
    if first is None:
        first = rows.actual[0] if rows.actual else None
    return evidence.basis("" if first is None else first.observation.key.basis)


@dataclass(frozen=True, slots=True)
class Ground:
    """What the values of a path have in common: how they were made, which scopes they cover, how long their periods are.

    Args:
        evidence: what is known of bases.
        basis: the baseline's.
        scope: the scopes that the path speaks of; empty where that is not looked at yet.
        baseline: None where there is none.
    """

    evidence: Evidence
    basis: Basis
    scope: str = ""
    baseline: Figure | None = None

    def otherwise(self, one: StoredObservation) -> list[str]:
        """Name in what a row was made otherwise than the baseline, so that it may not be held against the path."""
        key = one.observation.key
        names = [] if in_its_unit(one) else ["unit"]
        if self.scope and key.scope != self.scope:
            names.append("scope")
        if self.baseline is not None and len(key.period) != len(self.baseline.period):
            names.append("freq")
        other = self.evidence.basis(key.basis)
        if other.id == self.basis.id:
            return names
        return [*names, *(name for name in MATTER if getattr(self.basis, name) != getattr(other, name))]


def baseline_of(rows: Rows, evidence: Evidence, basis: Basis) -> tuple[Figure | None, tuple[Message, ...]]:
    """Give the printed baseline, else the actual value of the base year that was made as the targets were."""
    stated = rows.of("BASE", basis.base_period) or rows.of("BASE")
    figure = None if stated is None else printed(stated)
    return (figure, ()) if figure is not None else _of_inventory(rows, Ground(evidence, basis))


def _of_inventory(rows: Rows, ground: Ground) -> tuple[Figure | None, tuple[Message, ...]]:
    period = ground.basis.base_period
    of_year = [one for one in rows.actual if period and one.observation.key.period == period]
    fitting = [one for one in of_year if not ground.otherwise(one)]
    same = sorted(fitting, key=lambda one: one.observation.key.basis != ground.basis.id)
    found = next((figure for one in same if (figure := printed(one)) is not None), None)
    if found is not None:
        return found, (Message("progress.caveat.baseline_from_inventory", {"period": period}),)
    if of_year and not fitting:
        names = _named(ground.otherwise(of_year[0]))
        return None, (Message("progress.caveat.baseline_otherwise", {"period": period, "names": names}),)
    return None, ()


def history_of(rows: Rows, evidence: Evidence, basis: Basis, baseline: Figure | None) -> Found:
    """Give the actual values that may be held against the path, one a period, in order; and what is to be said of others."""
    ground = Ground(evidence, basis, _scope(rows, Ground(evidence, basis), baseline), baseline)
    found: dict[str, Figure] = {}
    for one in rows.actual:
        figure = printed(one)
        if figure is not None and not ground.otherwise(one):
            found.setdefault(figure.period, figure)
    first = baseline.period if baseline is not None else ""
    history = tuple(found[period] for period in sorted(found) if period >= first)
    return history, (*_unstated(history, ground), *_newer(rows, ground, history))


def _scope(rows: Rows, ground: Ground, baseline: Figure | None) -> str:
    """Give the scopes that the path speaks of: those of the base year's actual value that the baseline repeats.

    A contract's table of targets names no scope; the same total stands in its inventory with one.
    """
    if baseline is None:
        return ""
    for one in rows.actual:
        row = one.observation
        of_year = row.key.period == baseline.period and not ground.otherwise(one)
        if of_year and row.value is not None and close(row.value, baseline.value):
            return row.key.scope
    return baseline.rests_on[0].observation.key.scope if baseline.rests_on else ""


def _unstated(history: Sequence[Figure], ground: Ground) -> Iterator[Message]:
    """Say what is not stated of the latest value's basis or the baseline's: unknown is never equal."""
    if not history:
        return
    key, basis = history[-1].rests_on[0].observation.key, ground.basis
    other = ground.evidence.basis(key.basis)
    if other.id == basis.id or not key.indicator.startswith(OF_EMISSIONS):
        return
    names = [name for name in MATTER if UNKNOWN in (getattr(basis, name), getattr(other, name))]
    if names:
        yield Message("progress.caveat.unstated", {"period": key.period, "names": _named(names)})


def _newer(rows: Rows, ground: Ground, history: Sequence[Figure]) -> Iterator[Message]:
    """Say that newer values exist that may not be held against the path, and why not."""
    last = history[-1].period if history else ""
    newer = [one for one in rows.actual if one.observation.key.period > last and printed(one) is not None]
    if not newer:
        if len(history) == 1:
            yield Message("progress.caveat.no_later_value", {"period": last})
        return
    latest = max(newer, key=lambda one: one.observation.key.period)
    names = ground.otherwise(latest)
    if names:
        key = latest.observation.key
        values = {"period": key.period, "source": key.source, "names": _named(names)}
        yield Message("progress.caveat.newer_on_another_basis", values)


def _named(names: Sequence[str]) -> Message:
    return enumerated(tuple(Message(f"progress.what.{name}") for name in names))
