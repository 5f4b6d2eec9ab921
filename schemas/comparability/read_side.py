"""Reading a side: from a place's observations to its harmonised figure and what stands behind it."""

from schemas.basis import UNKNOWN
from schemas.comparability.absence import absence, no_population
from schemas.comparability.blocks import Blocks
from schemas.comparability.closing import gap_of
from schemas.comparability.energy_use import LIFE_CYCLE, NO_ENERGY, EnergyUse, energy_use
from schemas.comparability.evidence import Holdings
from schemas.comparability.harmonise_sector import harmonise
from schemas.comparability.harmonise_total import IGNORABLE
from schemas.comparability.inventory import Inventory
from schemas.comparability.measures import CELLS_OF_GHG
from schemas.comparability.options import Option, kin
from schemas.comparability.outcome import Case, Outcome, kept
from schemas.comparability.percapita import Inhabitants, divided, inhabitants
from schemas.comparability.question import Asked
from schemas.comparability.reading import inventory_of
from schemas.comparability.rows import Table
from schemas.comparability.scopes import WHOLE, under
from schemas.comparability.selection import Chosen
from schemas.comparability.side import Side, scopes_that_count
from schemas.findings import Finding
from schemas.observations import StoredObservation


def read_side(asked: Asked, held: Holdings, chosen: Chosen) -> Side:
    """Read, harmonise and divide one place's figure."""
    option = chosen.option
    if option is None:
        nothing = Outcome(None, failures=(absence(asked, chosen),))
        return Side(asked, chosen, nothing, nothing)
    case = _case(asked, chosen, option)
    outcome = harmonise(case)
    year = option.period.year
    people = inhabitants(held, chosen.place.code, year) if asked.measure.per_head else None
    used = _used(case, option)
    cells, blocks = _cells_and_blocks(case)
    return Side(
        asked,
        chosen,
        outcome,
        _answer(asked, chosen, outcome, people),
        case=case,
        people=people,
        gap=gap_of(case, held),
        used=used,
        energy=_energy(asked, held, chosen, option),
        findings=_findings(held, chosen, used),
        cells=cells,
        blocks=blocks,
    )


def _case(asked: Asked, chosen: Chosen, option: Option) -> Case:
    inventory = (
        inventory_of(option, chosen.basis, asked.measure, asked.profile)
        if asked.measure.rows
        else Inventory(Table(), chosen.basis)
    )
    return Case(asked, chosen, option.head, inventory, kept(asked))


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


def _used(case: Case, option: Option) -> tuple[StoredObservation, ...]:
    """Give the observations that a figure rests on: the printed one, and the rows of its table or sector."""
    head = () if case.head is None else (case.head,)
    measure = case.asked.measure
    rows = option.rows_of_basis()
    if measure.kind == "sector":
        wanted = under(measure.sector, *case.inventory.moves) | kin(measure.sector)
        rows = tuple(stored for stored in rows if stored.observation.key.sector in wanted)
    land = case.inventory.land_by_totals
    more = land.observations if land is not None and measure.kind == "total" else ()
    return tuple({stored.id: stored for stored in (*head, *rows, *more)}.values())


def _energy(asked: Asked, held: Holdings, chosen: Chosen, option: Option) -> EnergyUse:
    if asked.measure.rows != CELLS_OF_GHG:
        return NO_ENERGY
    upstream = chosen.basis.ef_basis in (LIFE_CYCLE, UNKNOWN)
    sector = asked.measure.sector
    return energy_use(held, chosen.place.code, str(option.period), option.source, sector, fuels=upstream)


def _findings(held: Holdings, chosen: Chosen, used: tuple[StoredObservation, ...]) -> tuple[Finding, ...]:
    """Give the open findings, of some weight, on the observations that a figure rests on."""
    keys = {stored.observation.key.canonical() for stored in used} | {stored.id for stored in used}
    snapshots = {stored.observation.snapshot for stored in used if stored.observation.snapshot}
    return tuple(
        finding
        for finding in held.evidence.findings
        if finding.place == chosen.place.code
        and finding.severity != "info"
        and (finding.subject in keys if finding.subject else finding.where.snapshot in snapshots)
    )
