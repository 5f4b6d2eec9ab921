"""Rows: the observations of one inventory by sector, mode and scope."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from schemas.comparability.figures import NONE, Row, Rows
from schemas.comparability.scopes import above
from schemas.observations import TOTAL, StoredObservation
from schemas.units import convert

ACTUAL = "ACT"
UNDIVIDED = frozenset({TOTAL, "_Z"})
"""Codes of a dimension that is not divided, or does not apply."""

ALL_GASES = UNDIVIDED | {"CO2E"}
"""Codes of all gases together."""


MEMO_GASES = frozenset({"CO2_BIO"})
"""Gases that are told beside the figures, not in them."""

WITHIN: Mapping[str, str] = {
    "CO2": "CO2E_3G", "CO2_FOS": "CO2", "CH4": "CO2E_3G", "CH4_BIO": "CH4", "CH4_FOS": "CH4", "N2O": "CO2E_3G",
    "SF6": "NF3_SF6_CO2E", "NF3": "NF3_SF6_CO2E",
}  # fmt: skip
"""Codes of gases that lie in others; who tells both tells the same twice."""

_Place = tuple[str, str, str]
"""Sector, mode and scope code of a row."""

Gases = dict[str, list[tuple[str, Row]]]
"""Rows by gas, each with its carrier."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one inventory: those of a sector and mode by scope code.

    Args:
        rows: by sector and mode.
        tells_of: the sectors that have rows, and those that such sectors lie in; of no other anything can be read.
    """

    rows: Mapping[tuple[str, str], Rows] = field(default_factory=dict)
    tells_of: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note of which sectors something can be read."""
        named = {sector for sector, _ in self.rows}
        object.__setattr__(self, "tells_of", named.union(*map(above, named)))

    def of(self, sector: str, mode: str = TOTAL) -> Rows:
        """Give a sector's rows by scope code, none where it has none."""
        return self.rows.get((sector, mode), {})


def number_of(stored: StoredObservation, unit: str) -> Decimal | None:
    """Give an observation's value in a unit.

    Raises:
        UnitError: its unit measures something else.
    """
    value = stored.observation.value
    return None if value is None else _in_unit(stored, value, unit)


def bounds_of(stored: StoredObservation, unit: str) -> tuple[Decimal, Decimal]:
    """Give by how much a source says that its value may be lower and higher, in a unit; zero where it does not."""
    seen = stored.observation
    value = number_of(stored, unit)
    if value is None or (seen.lower is None and seen.upper is None):
        return NONE, NONE
    lower, upper = (
        None if bound is None else _in_unit(stored, bound, unit) for bound in (seen.lower, seen.upper)
    )
    below = NONE if lower is None else value - lower
    above = NONE if upper is None else upper - value
    return max(below, NONE), max(above, NONE)


def _in_unit(stored: StoredObservation, value: Decimal, unit: str) -> Decimal:
    found = stored.observation.key.unit
    return value if found in ("", unit) else convert(value, found, unit)


def is_actual(stored: StoredObservation) -> bool:
    """Say whether an observation is of what was: no target, no projection."""
    return stored.observation.key.value_type == ACTUAL


def is_of_all_gases(stored: StoredObservation) -> bool:
    """Say whether an observation is of all gases together."""
    return stored.observation.key.gas in ALL_GASES


def is_undivided(stored: StoredObservation) -> bool:
    """Say whether an observation is of all carriers and kinds together, or knows none."""
    key = stored.observation.key
    return key.carrier in UNDIVIDED and key.mode in UNDIVIDED


def read_table(observations: Iterable[StoredObservation], unit: str, carrier: str = TOTAL) -> Table:
    """Lay observations out as rows.

    Args:
        observations: of one indicator, place, period, source and basis.
        unit: the indicator's unit, into which values are converted.
        carrier: ``_T`` takes the rows of all carriers together, or their sum where those are not printed;
            another code takes that carrier's rows alone. What is told by gas only is added up.
    """
    whole: dict[_Place, Row] = {}
    apart: dict[_Place, dict[str, Row]] = {}
    gases: dict[_Place, Gases] = {}
    for stored in sorted(filter(is_actual, observations), key=_turn):
        key = stored.observation.key
        if carrier not in (TOTAL, key.carrier):
            continue
        place = (key.sector, key.mode, TOTAL if key.scope in ("_Z", "_U") else key.scope)
        row = Row.of(stored, number_of(stored, unit), *bounds_of(stored, unit))
        if key.gas not in ALL_GASES:
            gases.setdefault(place, {}).setdefault(key.gas, []).append((key.carrier, row))
        elif key.carrier == carrier:
            whole.setdefault(place, row)
        else:
            apart.setdefault(place, {}).setdefault(key.carrier, row)
    places = dict.fromkeys((*whole, *apart, *gases))
    return Table(
        _by_sector(
            {
                place: _together(whole.get(place), apart.get(place, {}), gases.get(place, {}), carrier)
                for place in places
            }
        )
    )


def _together(whole: Row | None, apart: Mapping[str, Row], gases: Gases, carrier: str) -> Row:
    """Give what is printed of all together, else what is told by carrier, else by gas.

    A carrier that is told by gas alone, beside others that are not, counts with its gases.
    """
    if whole is not None and not (apart or gases):
        return whole
    told = [of_gas for gas, of_gas in gases.items() if not any(outer in gases for outer in gases_above(gas))]
    found = [] if whole is None else [whole]
    if apart:
        others = [
            row for some in told for named, row in some if named not in apart and named not in UNDIVIDED
        ]
        found.append(_sum([*apart.values(), *others]))
    elif told:
        found.append(_sum([row for some in told for row in _of_carrier(some, carrier)]))
    return next((row for row in found if row.value is not None or row.concealed), found[0])


def gases_above(gas: str) -> tuple[str, ...]:
    """Give the codes of gases that a gas lies in, the narrowest first."""
    outer = WITHIN.get(gas)
    return () if outer is None else (outer, *gases_above(outer))


def _of_carrier(told: Sequence[tuple[str, Row]], carrier: str) -> list[Row]:
    """Give one gas's row of a carrier; of all together, else of each."""
    own = [row for named, row in told if named == carrier]
    return own[:1] or [row for _, row in told]


def _turn(stored: StoredObservation) -> tuple[bool, str]:
    """Take the rows of all gases first as such (``_T``), so that one that says the same never hides them."""
    return (stored.observation.key.gas not in UNDIVIDED, stored.id)


def _sum(rows: list[Row]) -> Row:
    known = [row.value for row in rows if row.value is not None]
    return Row(
        sum(known, Decimal(0)) if known else None,
        any(row.printed for row in rows),
        tuple(seen for row in rows for seen in row.observations),
        any(row.concealed for row in rows),
        sum((row.hidden for row in rows), NONE),
        sum((row.more for row in rows), NONE),
    )


def _by_sector(rows: Mapping[tuple[str, str, str], Row]) -> dict[tuple[str, str], Rows]:
    found: dict[tuple[str, str], dict[str, Row]] = {}
    for (sector, mode, scope), row in rows.items():
        found.setdefault((sector, mode), {})[scope] = row
    return dict(found)
