"""The activity behind an answer, as PROV has it: what was used, by its hashes, and what each step used of it.

An observation's id is the hash of its key and release; the release is the hash of its rows; the snapshot is the hash of
the source's bytes. With them anybody can tell whether the answer still rests on the same.
"""

from collections.abc import Iterable

from schemas.comparability.compare import ENGINE, used_by
from schemas.comparability.comparison import Comparison
from schemas.comparability.outcome import Step
from schemas.comparability.serialise import Json, step_dict
from schemas.comparability.side import Side
from schemas.languages import Lang
from schemas.observations import StoredObservation
from schemas.units import plain

OF_AN_INPUT = ("indicator", "place", "period", "sector", "scope", "gas", "carrier", "mode")
"""Dimensions that tell what a number in a sum is of."""


def activity_dict(comparison: Comparison, lang: Lang = "en") -> dict[str, Json]:
    """Give the activity that made a comparison: its engine and profile, what it used, and each place's steps.

    A place's ``from`` (the printed figure, in the unit of the answer) and its steps' deltas add up to ``total``.
    """
    return {
        "type": "prov:Activity",
        "generated": comparison.id,
        "engine": ENGINE,
        "profile": comparison.sides[0].asked.profile.canonical(),
        "used": [_used(stored) for stored in sorted(used_by(comparison.sides), key=lambda one: one.id)],
        "places": [_place(side, lang) for side in comparison.sides],
    }


def _place(side: Side, lang: Lang) -> dict[str, Json]:
    case = side.case
    head = None if case is None else case.head
    return {
        "place": side.place.code,
        "basis": side.basis.id or None,
        "published": None if head is None else head.id,
        "from": None if case is None or case.printed is None else plain(case.printed),
        "steps": [_step(step, lang) for step in side.answer.steps],
        "total": side.outcome.value,
        "value": side.answer.value,
    }


def _step(step: Step, lang: Lang) -> dict[str, Json]:
    """Give a step with what it was reckoned from, each with its number, so that the sum can be done again."""
    once = {stored.id: stored for stored in step.inputs}
    return step_dict(step, lang) | {
        "used": ids(step.inputs),
        "inputs": [_input(one) for one in once.values()],
    }


def _input(stored: StoredObservation) -> dict[str, Json]:
    seen = stored.observation
    return {
        "observation": stored.id,
        **{name: getattr(seen.key, name) for name in OF_AN_INPUT},
        "value": None if seen.value is None else plain(seen.value),
        "unit": seen.key.unit,
        "release": stored.release,
        "snapshot": seen.snapshot or None,
    }


def ids(inputs: Iterable[StoredObservation]) -> list[Json]:
    """Give the ids of observations, each once, in the order in which they were used."""
    return list(dict.fromkeys(stored.id for stored in inputs))


def _used(stored: StoredObservation) -> dict[str, Json]:
    seen = stored.observation
    return {
        "observation": stored.id,
        "series": seen.key.canonical().replace("\x1f", " "),
        "value": None if seen.value is None else plain(seen.value),
        "unit": seen.key.unit,
        "release": stored.release,
        "dataset": stored.dataset,
        "snapshot": seen.snapshot or None,
        "cell": seen.source_cell,
        "mapping": seen.mapping,
    }
