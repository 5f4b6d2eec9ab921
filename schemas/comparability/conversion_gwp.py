"""Warming potentials: E' = sum of E(gas) x GWP'(gas) / GWP(gas), exactly where emissions are told by gas.

Where they are not, the change is bounded by the gas that changes most. Methane that does not tell its origin counts as
fossil in energy and transport, as biogenic in waste and farming; elsewhere both are tried.
"""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from schemas.basis import UNKNOWN
from schemas.comparability.closing import TOLERANCE
from schemas.comparability.conversion import CANNOT_SAY, Change, Part, together
from schemas.comparability.factors import FUEL_GASES, warming_gases
from schemas.comparability.figures import Figure
from schemas.comparability.outcome import Case
from schemas.comparability.rows import MEMO_GASES, WITHIN, gases_above
from schemas.gwp import (
    METHANE,
    Origin,
    PotentialMissingError,
    convert_gwp,
    gwp_sets,
    most_and_least,
    origin_of_methane,
)

CARBON, CARBON_ONLY, WITHOUT_F_GASES = "CO2", frozenset({"CO2_FOS", "CO2_BIO"}), frozenset({"CO2E_3G"})
_ONE_BY_ONE = frozenset({"CO2", "CH4", "CH4_BIO", "CH4_FOS", "N2O", "SF6", "NF3"})
"""Gases that are neither HFCs nor PFCs."""

ORIGINS: tuple[Origin, ...] = ("", "CH4_FOS", "CH4_BIO")


def convert_potentials(case: Case, part: Part) -> Change | None:
    """Weigh a part with the warming potentials that are wanted."""
    change = _weighed(case, part)
    return None if change is None else change[0]


def convert_origin(case: Case, part: Part) -> Change | None:
    """Say how much the origin of methane leaves open, where neither gas nor sector tells it."""
    change = _weighed(case, part) if METHANE in case.apart.gases else None
    return None if change is None else change[1]


def _weighed(case: Case, part: Part) -> tuple[Change, Change | None] | None:
    found, wanted = case.inventory.basis.gwp_set, case.asked.wants("gwp_set")
    if not wanted or found == wanted:
        return None
    if found not in gwp_sets() or found == UNKNOWN:
        return CANNOT_SAY, None
    try:
        return _by_gas(case, part, found, wanted)
    except PotentialMissingError:
        return CANNOT_SAY, None


def _by_gas(case: Case, part: Part, found: str, wanted: str) -> tuple[Change, Change | None]:
    told = _once(dict(_told(case, part)))
    origin = _origin(part)
    changes = [_of_a_gas(gas, figure, found, wanted, origin) for gas, figure in told.items()]
    rest = part.figure.value - sum((figure.value for figure in told.values()), Decimal(0))
    if not told or abs(rest) > TOLERANCE * abs(part.figure.value):
        changes.append(_not_told(case, part, rest, found, wanted))
    left_open = None
    if METHANE in told and not origin and "AR6" in (found, wanted):
        left_open = _origin_open(told[METHANE], found, wanted)
    return together(changes) or Change(), left_open


def _told(case: Case, part: Part) -> Iterator[tuple[str, Figure]]:
    for gas, inventory in case.apart.gases.items():
        figure = part.of(inventory) if gas not in MEMO_GASES else None
        if figure is not None:
            yield gas, figure


def _once(told: dict[str, Figure]) -> dict[str, Figure]:
    """Take what is told twice once: a gas by those within it where they add up to it, else as it is."""
    for outer in [gas for gas in told if any(WITHIN.get(inner) == gas for inner in told)]:
        within = {gas for gas in told if outer in gases_above(gas)}
        narrow = [gas for gas in within if not any(gas in gases_above(other) for other in within)]
        whole = told[outer].value
        apart = sum((told[gas].value for gas in narrow), Decimal(0))
        left_out = {outer} if abs(apart - whole) <= TOLERANCE * abs(whole) else within
        told = {gas: figure for gas, figure in told.items() if gas not in left_out}
    return told


def _origin(part: Part) -> Origin:
    """Say where methane of a part comes from, empty where its sectors do not agree."""
    origins = {origin_of_methane(code) for code in part.codes}
    return origins.pop() if len(origins) == 1 else ""


def _of_a_gas(gas: str, figure: Figure, found: str, wanted: str, origin: Origin) -> Change:
    members = _members(gas)
    if len(members) == 1:
        converted = convert_gwp({members[0]: figure.value}, found, wanted, origin)[members[0]]
        return Change.exactly(converted - figure.value, figure.observations)
    return _bounded(figure.value, found, wanted, members, figure)


@cache
def _members(gas: str) -> tuple[str, ...]:
    """Give the gases that a code of cl_gas.csv stands for."""
    if gas in CARBON_ONLY:
        return (CARBON,)
    if gas in ("HFC_CO2E", "PFC_CO2E"):
        return tuple(
            one
            for one in warming_gases()
            if (gas[:3] == "HFC") == one.startswith("HFC") and one not in _ONE_BY_ONE
        )
    if gas == "NF3_SF6_CO2E":
        return ("NF3", "SF6")
    if gas == "CO2E_3G":
        return FUEL_GASES
    return (gas,) if gas in warming_gases() else tuple(warming_gases())


def _not_told(case: Case, part: Part, rest: Decimal, found: str, wanted: str) -> Change:
    """Bound what is not told by gas: by the gas that changes most of those that may be in it."""
    group = case.inventory.basis.gas_group
    if group in CARBON_ONLY:
        return Change()
    processes = part.of_industry and group not in WITHOUT_F_GASES
    gases = _known_gases(found, wanted) if processes else FUEL_GASES
    return _bounded(rest, found, wanted, gases, None)


@cache
def _known_gases(found: str, wanted: str) -> tuple[str, ...]:
    """Give the gases that both sets have a potential for."""
    return tuple(gas for gas in warming_gases() if _known(gas, found, wanted))


@cache
def _range(found: str, wanted: str, gases: tuple[str, ...]) -> tuple[Decimal, Decimal]:
    return most_and_least(found, wanted, gases)


def _known(gas: str, found: str, wanted: str) -> bool:
    try:
        most_and_least(found, wanted, (gas,))
    except PotentialMissingError:
        return False
    return True


def _bounded(
    value: Decimal, found: str, wanted: str, gases: tuple[str, ...], figure: Figure | None
) -> Change:
    least, most = _range(found, wanted, gases)
    ends = (value * (least - 1), value * (most - 1))
    behind = () if figure is None else figure.observations
    return Change.between(min(ends), Decimal(0), max(ends), behind)


def _origin_open(methane: Figure, found: str, wanted: str) -> Change:
    """Give the interval between all fossil and all biogenic, around what no origin gives."""
    middle, *ends = (
        convert_gwp({METHANE: methane.value}, found, wanted, origin)[METHANE] for origin in ORIGINS
    )
    return Change.between(min(ends) - middle, Decimal(0), max(ends) - middle)
