"""Climate correction: E' = E(not heating) + E(heating) x HDD(reference) / HDD(year), where that is asked for.

What heats is told by rows of mode ``HEATING``, of all carriers together or carrier by carrier; of what they leave open
all may be heating, or nothing. A source that prints its buildings' energy on the same reference climate itself
(`EN.FEC.HC`) is taken at its word. Traffic heats nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import product

from schemas.comparability.conversion import CANNOT_SAY, Change, Part, together
from schemas.comparability.conversion_calorific import GROSS, NET
from schemas.comparability.factors import least_net_of_gross, net_of_gross
from schemas.comparability.figures import NONE, Figure, at_scopes
from schemas.comparability.holders import area_named
from schemas.comparability.inventory import Inventory
from schemas.comparability.outcome import Case
from schemas.comparability.rows import number_of
from schemas.comparability.scopes import ENERGY_TOGETHER, STATIONARY, TRANSPORT, WHOLE, children, under
from schemas.comparability.weather import Climate, climate, reference_years
from schemas.comparability.wording import number, words

NOT_CORRECTED, CORRECTED = "NONE", "HDD"
ONE = Decimal(1)
NOT_HEATED = under(TRANSPORT)


def correct_for_weather(case: Case, part: Part) -> Change | None:
    """Bring heating to the reference climate."""
    stated = case.inventory.basis.climate_correction
    if not case.asked.wants("climate_correction") or stated == CORRECTED or part.codes <= NOT_HEATED:
        return None
    if stated != NOT_CORRECTED:
        return CANNOT_SAY
    printed = _printed(case, part)
    if printed is not None:
        return printed
    found = climate_of(case)
    return CANNOT_SAY if found is None else together(_heating(case, part, found))


def climate_of(case: Case) -> Climate | None:
    """Give what heating of a place's year is multiplied by; None where its degree days are not held."""
    option = case.chosen.option
    if option is None or not case.asked.question.climate:
        return None
    reference = reference_years(case.asked.question.climate)
    return climate(case.apart.degree_days, option.period.year, reference)


def climate_said(case: Case) -> Mapping[str, object]:
    """Give what a message says of the degree days that were used."""
    found = climate_of(case)
    area = case.chosen.place.code if found is None else found.area
    return {
        "area": area_named(area, case.asked.around),
        "reference": words(case.asked.question.climate),
        "ratio": number(ONE if found is None else found.ratio, 4),
    }


def _printed(case: Case, part: Part) -> Change | None:
    """Take buildings as a source prints them on this reference climate."""
    corrected = next(iter(case.apart.corrected), None)
    value = None if corrected is None else number_of(corrected, case.asked.measure.base_unit)
    measured = case.inventory.filed(STATIONARY, part.scopes)
    if corrected is None or value is None or measured is None or part.codes != {STATIONARY}:
        return None
    return Change.exactly(value - measured.value, (corrected, *measured.observations))


def _heating(case: Case, part: Part, found: Climate) -> Iterator[Change]:
    whole = _of_the_total(case, part)
    if whole is not None:
        if _holds_buildings(part):  # what is beside them heats nothing more: all heating is told
            yield _exactly(case, whole, "", found)
        return
    if part.untold or len(part.codes) > 1:
        yield _at_most(part.figure.value, part.figure.more, found)
        return
    sector = next(iter(part.codes))
    moved = [source for source, target in case.inventory.moves.items() if target == sector]
    for one in (sector, *moved):
        yield from _of_sector(case, one, part, found)


def _of_the_total(case: Case, part: Part) -> Figure | None:
    """Give the heating of all sectors together, where it is told so and not of buildings apart."""
    if part.is_sector and not part.codes & {STATIONARY, WHOLE}:
        return None
    own = _undivided(case, STATIONARY, part.scopes)
    return _undivided(case, WHOLE, part.scopes) if own is None else None


def _holds_buildings(part: Part) -> bool:
    return bool(part.codes & {STATIONARY, ENERGY_TOGETHER}) or (
        WHOLE in part.codes and STATIONARY not in part.besides
    )


def _of_sector(case: Case, sector: str, part: Part, found: Climate) -> Iterator[Change]:
    """Correct a sector: its own row of heating, else those by carrier, else its sub-sectors one by one."""
    energy = _energy(case.inventory, sector, part)
    if energy is None or sector in NOT_HEATED:
        return
    own = _undivided(case, sector, part.scopes)
    if own is not None and own.scopes >= energy.scopes & part.scopes:
        yield _exactly(case, own, "", found)
        return
    told = [(carrier, heat) for carrier, heat in _by_carrier(case, sector, part) if own is None]
    if told:
        yield from (_exactly(case, heat, carrier, found) for carrier, heat in told)
        apart = (_used(case, carrier, sector, part) for carrier, _ in told)
        yield from _left(energy, sum(apart, NONE), found)
        return
    below = [
        (child, used)
        for child in children().get(sector, ())
        if (used := _energy(case.inventory, child, part))
    ]
    for child, _ in below:
        yield from _of_sector(case, child, part, found)
    yield from _left(energy, sum((used.value for _, used in below), NONE), found)


def _energy(inventory: Inventory, sector: str, part: Part) -> Figure | None:
    """Read a sector's energy; the part itself where the sector has no row of its own."""
    figure = inventory.filed(sector, part.scopes)
    if figure is None and part.is_sector and part.codes == {sector}:
        return part.figure
    return figure


def _undivided(case: Case, sector: str, scopes: frozenset[str]) -> Figure | None:
    return _row(case, case.apart.heating.get(WHOLE), sector, scopes)


def _by_carrier(case: Case, sector: str, part: Part) -> Iterator[tuple[str, Figure]]:
    for carrier, inventory in case.apart.heating.items():
        heat = _row(case, inventory, sector, part.scopes) if carrier != WHOLE else None
        if heat is not None:
            yield carrier, heat


def _row(case: Case, inventory: Inventory | None, sector: str, scopes: frozenset[str]) -> Figure | None:
    """Read a sector's own row: a sum of some of its sub-sectors does not tell of all of it.

    A row of more scopes than are wanted counts where the energy has nothing beyond those.
    """
    found = None if inventory is None else at_scopes(inventory.table.of(sector), scopes)
    if found is None or found.scopes <= scopes:
        return found
    inside, beyond = (case.inventory.filed(sector, each) for each in (scopes, found.scopes))
    alike = inside is not None and beyond is not None and inside.value == beyond.value
    return replace(found, scopes=scopes) if alike else None


def _used(case: Case, carrier: str, sector: str, part: Part) -> Decimal:
    """Give the energy of a carrier whose heating is told; what is not told leaves the more to be bounded."""
    inventory = case.apart.emitted.get(carrier)
    figure = None if inventory is None else inventory.filed(sector, part.scopes)
    return NONE if figure is None else figure.value


def _left(energy: Figure, told: Decimal, found: Climate) -> Iterator[Change]:
    rest = max(energy.value - told, NONE)
    if rest:
        yield _at_most(rest, energy.more, found)


def _exactly(case: Case, heat: Figure, carrier: str, found: Climate) -> Change:
    """Multiply what heats, with the bounds of the rows, of the degree days and of what net value a fuel has."""
    middle = (heat.value, _net(case, carrier)[1], found.ratio)
    ends = product(
        (heat.value - heat.hidden, heat.value + heat.more),
        _net(case, carrier)[::2],
        (found.lower, found.upper),
    )
    return _between(middle, ends, heat, found)


def _net(case: Case, carrier: str) -> tuple[Decimal, Decimal, Decimal]:
    """Give what of a carrier's energy counts: less than all where it was counted gross and is converted to net."""
    if case.inventory.basis.calorific != GROSS or case.asked.wants("calorific") != NET:
        return ONE, ONE, ONE
    share = net_of_gross(carrier) if carrier else None
    return (least_net_of_gross(), ONE, ONE) if share is None else (share, share, share)


def _between(
    middle: tuple[Decimal, Decimal, Decimal],
    ends: Iterator[tuple[Decimal, Decimal, Decimal]],
    heat: Figure,
    found: Climate,
) -> Change:
    deltas = [used * net * (ratio - 1) for used, net, ratio in ends]
    delta = middle[0] * middle[1] * (middle[2] - 1)
    return Change.between(min(deltas), delta, max(deltas), (*heat.observations, *found.observations))


def _at_most(energy: Decimal, more: Decimal, found: Climate) -> Change:
    """Bound what nobody tells of: nothing of it heats, or all."""
    ends = [(abs(energy) + more) * (ratio - 1) for ratio in (found.lower, found.upper)]
    return Change.between(min(*ends, NONE), NONE, max(*ends, NONE), found.observations)
