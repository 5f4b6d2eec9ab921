"""Our figures that answer a measure: one a year, the preferred source first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from schemas.comparability.evidence import LAST, Evidence
from schemas.comparability.scopes import WIDEST_FIRST
from schemas.nzc.measures import Measure, measures
from schemas.observations import TOTAL, StoredObservation


@dataclass(frozen=True, slots=True)
class Answer:
    """A figure of ours for a year, in the unit of its indicator."""

    year: int
    value: Decimal
    unit: str
    stored: StoredObservation


def needed() -> tuple[str, ...]:
    """Give the indicators that answer some measure."""
    return tuple(dict.fromkeys(one.indicator for one in measures().values() if one.indicator))


def answers(measure: Measure, place: str, evidence: Evidence) -> Mapping[int, Answer]:
    """Give our figures for a measure, by year; example data never answers."""
    if not measure.indicator:
        return {}
    fitting = [one for one in evidence.observations if _fits(one, measure, place)]
    found: dict[int, Answer] = {}
    for stored in sorted(fitting, key=lambda one: _turn(one, evidence)):
        row = stored.observation
        if row.value is not None:
            year = int(row.key.period[:4])
            found.setdefault(year, Answer(year, row.value, row.key.unit, stored))
    return dict(sorted(found.items()))


def _fits(one: StoredObservation, measure: Measure, place: str) -> bool:
    key = one.observation.key
    return (
        (key.place, key.indicator, key.sector, key.carrier) == (place, measure.indicator, measure.sector, measure.carrier)
        and key.value_type == "ACT"
        and key.gas == key.mode == TOTAL
        and (not measure.scope or key.scope == measure.scope)
        and not one.example
    )  # fmt: skip


def _turn(one: StoredObservation, evidence: Evidence) -> tuple[bool, int, int, str, str]:
    """A whole year before a part of one, then by the sources' order, the widest scope first, the later part first."""
    key = one.observation.key
    scope = WIDEST_FIRST.index(key.scope) if key.scope in WIDEST_FIRST else len(WIDEST_FIRST)
    later = "".join(chr(255 - ord(sign)) for sign in key.period if ord(sign) < 255)
    return (key.freq != "A", evidence.source_priority.get(key.source, LAST), scope, later, one.id)


def datasets(found: Iterable[Answer]) -> Sequence[str]:
    """Give the datasets of some answers, each once."""
    return tuple(dict.fromkeys(one.stored.dataset for one in found))
