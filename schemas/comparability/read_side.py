"""Reading a side: from a place's observations to its harmonised figure and what stands behind it."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from schemas.basis import UNKNOWN, Basis
from schemas.comparability.absence import absence, no_population, other_unit
from schemas.comparability.apart import Apart
from schemas.comparability.blocks import Blocks
from schemas.comparability.closing import gap_of
from schemas.comparability.conversions import converted
from schemas.comparability.energy_use import LIFE_CYCLE, NO_ENERGY, EnergyUse, energy_rows, energy_use
from schemas.comparability.evidence import Holdings
from schemas.comparability.figures import Figure
from schemas.comparability.harmonise_sector import harmonise, sector_scopes
from schemas.comparability.harmonise_total import IGNORABLE
from schemas.comparability.heat import misfiled_heat
from schemas.comparability.inventory import Inventory
from schemas.comparability.measures import (
    CELLS_OF_GHG,
    CORRECTED_BUILDINGS,
    DEGREE_DAYS,
    FINAL_ENERGY,
    HEAT_FACTOR,
)
from schemas.comparability.options import Option, kin, options
from schemas.comparability.outcome import Case, Outcome, kept
from schemas.comparability.percapita import Inhabitants, divided, inhabitants
from schemas.comparability.question import Asked
from schemas.comparability.reading import inventory_of
from schemas.comparability.reasons import Reason
from schemas.comparability.rows import Table, is_actual, is_undivided
from schemas.comparability.scopes import WHOLE, cells_of, under
from schemas.comparability.selection import Chosen, answer_with
from schemas.comparability.side import BREAK, Side, scopes_that_count
from schemas.comparability.splice import Splice, before_the_break, splice
from schemas.errors import UnitError
from schemas.findings import Finding
from schemas.observations import StoredObservation
from schemas.places import ancestors


def read_side(asked: Asked, held: Holdings, chosen: Chosen) -> Side:
    """Read, harmonise and divide one place's figure; where there is none, say why."""
    if chosen.option is None:
        return _without(asked, chosen, absence(asked, chosen))
    side = _told(asked, held, chosen, chosen.option)
    return replace(side, spliced=_spliced(side, held)) if BREAK in side.statuses else side


def _spliced(side: Side, held: Holdings) -> Splice | None:
    """Look for a year that was told before the break and after it in both ways."""
    asked, place = side.asked, side.place
    found = options(asked, held, place.code)

    def read(option: Option) -> Side:
        return _told(asked, held, answer_with(place, option.period, option, held, ()), option)

    later = side.chosen.option
    option = None if later is None else before_the_break(later, found)
    earlier = None if option is None else read(option)
    if earlier is None or _another_thing(earlier.basis, side.basis):
        return None
    return splice(earlier, side, found, read)


def _another_thing(one: Basis, other: Basis) -> bool:
    """Say whether two bases are of another area or definition, which no ratio bridges."""
    return any(
        getattr(one, named) != getattr(other, named) for named in ("boundary", "territory", "definition")
    )


def _told(asked: Asked, held: Holdings, chosen: Chosen, option: Option) -> Side:
    try:
        return _read(asked, held, chosen, option)
    except UnitError as error:
        return _without(asked, chosen, other_unit(chosen, error.found))


def _without(asked: Asked, chosen: Chosen, reason: Reason) -> Side:
    nothing = Outcome(None, failures=(reason,))
    return Side(asked, chosen, nothing, nothing)


def _read(asked: Asked, held: Holdings, chosen: Chosen, option: Option) -> Side:
    case = _case(asked, held, chosen, option)
    cells, blocks = _cells_and_blocks(case)
    made = converted(case, harmonise(case), blocks)
    year = option.period.year
    people = inhabitants(held, chosen.place.code, year) if asked.measure.per_head else None
    used = _used(case, option, made.observations)
    return Side(
        asked,
        chosen,
        made.outcome,
        _answer(asked, chosen, made.outcome, people),
        case=case,
        people=people,
        gap=gap_of(case, held),
        used=used,
        energy=_energy(asked, case),
        findings=_findings(held, chosen, used),
        cells=cells,
        blocks=made.blocks,
        held=_held(case, cells, made.blocks),
        counted={cell: scopes_that_count(case, cell) for cell in case.kept},
    )


def _case(asked: Asked, held: Holdings, chosen: Chosen, option: Option) -> Case:
    if not asked.measure.rows:
        return Case(asked, chosen, option.head, Inventory(Table(), chosen.basis), kept(asked))
    inventory = inventory_of(option, chosen.basis, asked.measure, asked.profile)
    apart = _apart(asked, held, chosen, option, inventory)
    if asked.profile.converts and asked.measure.rows == CELLS_OF_GHG:
        inventory = replace(inventory, misfiled=cache(lambda sector: misfiled_heat(apart, sector)))
    return Case(asked, chosen, option.head, inventory, kept(asked), apart)


def _apart(asked: Asked, held: Holdings, chosen: Chosen, option: Option, inventory: Inventory) -> Apart:
    """Take the rows of the answer apart, with the energy beside them."""
    where = (chosen.place.code, str(option.period), option.source)
    own = option.rows_of_basis()
    bases = {option.basis_id, *(stored.observation.key.basis for stored in own)}
    emissions = asked.measure.rows == CELLS_OF_GHG
    return Apart(
        own,
        tuple(stored for stored in option.by_gas if stored.observation.key.basis in bases),
        _beside(held, FINAL_ENERGY, *where) if emissions else (),
        _beside(held, HEAT_FACTOR, *where) if emissions else (),
        asked.measure.base_unit,
        chosen.basis,
        inventory.moves,
        *(((), ()) if emissions else (_degree_days(asked, held, chosen), _corrected(asked, held, *where))),
    )


def _degree_days(asked: Asked, held: Holdings, chosen: Chosen) -> tuple[StoredObservation, ...]:
    """Give the degree days of a place and of the areas around it, the nearest area and the first source in front."""
    areas = (chosen.place.code, *ancestors(chosen.place.code, asked.around))
    return tuple(
        seen
        for area in areas
        for seen in sorted(held.of(area, DEGREE_DAYS), key=lambda one: held.turn(one.observation.key.source))
    )


def _corrected(
    asked: Asked, held: Holdings, place: str, period: str, source: str
) -> tuple[StoredObservation, ...]:
    """Give buildings' energy that its basis states to be on the reference climate that is asked for."""
    if not asked.question.climate:
        return ()
    found = _beside(held, CORRECTED_BUILDINGS, place, period, source)
    return tuple(
        seen for seen in found if is_undivided(seen) and _reference(held, seen) == asked.question.climate
    )


def _reference(held: Holdings, stored: StoredObservation) -> str:
    basis = held.evidence.basis(stored.observation.key.basis)
    return basis.definition.strip().replace("–", "-") if basis.climate_correction == "HDD" else ""


def _beside(
    held: Holdings, indicator: str, place: str, period: str, source: str
) -> tuple[StoredObservation, ...]:
    found = energy_rows(held, place, indicator, period, source)
    return tuple(seen for seen in found if is_actual(seen) and seen.observation.value is not None)


def _answer(asked: Asked, chosen: Chosen, outcome: Outcome, people: Inhabitants | None) -> Outcome:
    if not asked.measure.per_head:
        return outcome
    if people is not None:
        return divided(outcome, people)
    return Outcome(None, steps=outcome.steps, failures=(*outcome.failures, no_population(chosen)))


def _cells_and_blocks(case: Case) -> tuple[frozenset[str], Blocks]:
    """Give the cells that a harmonised figure holds at the scopes that count, with their figures."""
    counted = {cell: scopes for cell in case.cells if (scopes := scopes_that_count(case, cell))}
    found = case.inventory.blocks(counted)
    unlisted = case.inventory.unlisted & counted.keys()
    clean = {
        held: figure
        for held, figure in found.items()
        if figure.scopes - counted.get(min(held), frozenset()) <= IGNORABLE
    }
    return (case.cells & {WHOLE}).union(unlisted, *found), clean


def _held(case: Case, cells: frozenset[str], blocks: Blocks) -> Mapping[str, Figure | None]:
    """Give the cells with their figures where they are printed one by one; of a sector, it or the cells it spans."""
    if case.asked.measure.kind != "sector":
        return {cell: blocks.get(frozenset({cell})) for cell in cells}
    sector, scopes = case.asked.measure.sector, sector_scopes(case)
    spanned = cells_of(sector)
    if len(spanned) > 1:
        apart = {cell: case.inventory.cell(cell, scopes) for cell in spanned}
        told = {cell: figure for cell, figure in apart.items() if figure is not None}
        return told or dict.fromkeys(spanned)
    return {sector: case.inventory.whole(sector, scopes)}


def _used(
    case: Case, option: Option, converted_by: tuple[StoredObservation, ...]
) -> tuple[StoredObservation, ...]:
    """Give the observations that a figure rests on: the printed one, the rows of its table or sector, and more.

    Args:
        case: the figures.
        option: where they are from.
        converted_by: what conversions rest on.
    """
    head = () if case.head is None else (case.head,)
    measure = case.asked.measure
    rows = option.rows_of_basis()
    if measure.kind == "sector":
        wanted = under(measure.sector, *case.inventory.moves) | kin(measure.sector)
        rows = tuple(stored for stored in rows if stored.observation.key.sector in wanted)
    land = case.inventory.land_by_totals
    more = land.observations if land is not None and measure.kind == "total" else ()
    return tuple({stored.id: stored for stored in (*head, *rows, *more, *converted_by)}.values())


def _energy(asked: Asked, case: Case) -> EnergyUse:
    if asked.measure.rows != CELLS_OF_GHG:
        return NO_ENERGY
    upstream = case.inventory.basis.ef_basis in (LIFE_CYCLE, UNKNOWN)
    return energy_use(case.apart, asked.measure.sector, fuels=upstream)


def _findings(held: Holdings, chosen: Chosen, used: tuple[StoredObservation, ...]) -> tuple[Finding, ...]:
    """Give the open findings, of some weight, on the observations that a figure rests on."""
    about = [
        finding
        for finding in held.evidence.findings
        if finding.place == chosen.place.code and finding.severity != "info"
    ]
    if not about:
        return ()
    keys = {stored.observation.key.canonical() for stored in used} | {stored.id for stored in used}
    snapshots = {stored.observation.snapshot for stored in used if stored.observation.snapshot}
    return tuple(
        finding
        for finding in about
        if (finding.subject in keys if finding.subject else finding.where.snapshot in snapshots)
    )
