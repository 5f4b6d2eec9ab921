"""Holdings: the rows that tell of a place's baseline, targets and present state, sorted by what kind of value they are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from schemas.comparability.evidence import LAST, Evidence
from schemas.comparability.scopes import WIDEST_FIRST
from schemas.indicators import indicator as indicator_of
from schemas.observations import TOTAL, StoredObservation

TWINS: Mapping[str, str] = {"GHG.TOT": "GHG.NET", "GHG.NET": "GHG.TOT"}
"""Indicators of the same fact without and with land use: a contract states its baseline and targets in one of them."""

RESIDUAL, GAP, PERCENT = "GHG.RESID", "GHG.GAP", "GHG.REDPCT"
CONTRACT = frozenset({RESIDUAL, GAP, PERCENT})
UNDIVIDED = frozenset({TOTAL, "_Z"})
TARGETS = ("TGT", "TGT_RED", "TGT_PCT")


@dataclass(frozen=True)
class Rows:
    """The rows of one place and indicator.

    Args:
        indicator: the indicator that baseline and targets are stated in.
        by_type: the rows of the source that states the targets, by value type.
        actual: actual values of every source, by period, the preferred source first.
        only_as: the indicator's twin, where actual values are held of that only; empty else.
        source: the source that states the targets; empty where none does.
    """

    indicator: str
    by_type: Mapping[str, Sequence[StoredObservation]]
    actual: Sequence[StoredObservation]
    only_as: str = ""
    source: str = ""

    def of(self, value_type: str, period: str = "") -> StoredObservation | None:
        """Give the row of a value type, of one period where it is named."""
        found = self.by_type.get(value_type, ())
        return next((one for one in found if period in ("", one.observation.key.period)), None)

    def target_periods(self) -> list[str]:
        """Give the periods for which a target is stated, in order."""
        found = {one.observation.key.period for kind in TARGETS for one in self.by_type.get(kind, ())}
        return sorted(found)


def needed(indicator: str) -> tuple[str, ...]:
    """Give the indicators whose observations a progress report looks at."""
    codes = (indicator, TWINS.get(indicator, ""), *(sorted(CONTRACT) if indicator in TWINS else ()))
    return tuple(code for code in codes if code)


def rows_of(evidence: Evidence, place: str, indicator: str, sector: str, source: str = "") -> Rows:
    """Sort the rows of a place: targets of one source, the first that states any unless it is named; actual values of all."""
    own = [one for one in evidence.observations if _is_of(one, place, sector)]
    used = _stated_in(own, indicator)
    telling = _telling(own, used)
    source = source or next(iter(_stating(evidence, telling)), "")
    by_type: dict[str, list[StoredObservation]] = {}
    for one in sorted(telling, key=_breadth):
        if one.observation.key.source == source:
            by_type.setdefault(_type(one), []).append(one)
    actual = [one for one in own if one.observation.key.indicator == used and _type(one) == "ACT"]
    twin = TWINS.get(used, "")
    beside = any(one.observation.key.indicator == twin and _type(one) == "ACT" for one in own)
    ordered = sorted(actual, key=lambda one: (_turn(evidence, one), _breadth(one)))
    return Rows(used, by_type, ordered, twin if beside and not actual else "", source)


def _is_of(one: StoredObservation, place: str, sector: str) -> bool:
    key = one.observation.key
    undivided = {key.gas, key.carrier, key.mode} <= UNDIVIDED
    return key.place == place and key.sector == sector and undivided and not one.example


def in_its_unit(one: StoredObservation) -> bool:
    """Say whether a row is in the unit of its indicator: tonnes of CO2 are not tonnes of CO2-equivalent."""
    key = one.observation.key
    return key.unit in ("", indicator_of(key.indicator).unit)


def _stated_in(own: Iterable[StoredObservation], indicator: str) -> str:
    """Give the indicator that targets are stated in: the one asked for, else its twin."""
    stated = {one.observation.key.indicator for one in own if _type(one) in (*TARGETS, "BASE")}
    twin = TWINS.get(indicator, indicator)
    return twin if indicator not in stated and twin in stated else indicator


def _type(one: StoredObservation) -> str:
    """Give what kind of value a row is; the contract's own indicators say it by their code."""
    key = one.observation.key
    named = {RESIDUAL: "RESID", GAP: "GAP", PERCENT: "TGT_PCT"}
    return named.get(key.indicator, key.value_type)


def stating_sources(evidence: Evidence, place: str, indicator: str, sector: str) -> Sequence[str]:
    """Give the sources that state targets of a place, the preferred first."""
    own = [one for one in evidence.observations if _is_of(one, place, sector)]
    return _stating(evidence, _telling(own, _stated_in(own, indicator)))


def _telling(own: Iterable[StoredObservation], used: str) -> Sequence[StoredObservation]:
    return [one for one in own if one.observation.key.indicator in (used, *CONTRACT) and in_its_unit(one)]


def _stating(evidence: Evidence, telling: Iterable[StoredObservation]) -> Sequence[str]:
    found = {one.observation.key.source for one in telling if _type(one) in TARGETS}
    return sorted(found, key=lambda source: (evidence.source_priority.get(source, LAST), source))


def _turn(evidence: Evidence, one: StoredObservation) -> tuple[int, str]:
    source = one.observation.key.source
    return (evidence.source_priority.get(source, LAST), source)


def _breadth(one: StoredObservation) -> int:
    """Say how wide a row's scope is, the widest first."""
    scope = one.observation.key.scope
    return WIDEST_FIRST.index(scope) if scope in WIDEST_FIRST else len(WIDEST_FIRST)
