"""S1, carrier by carrier: the emission factor that a cell and its energy imply, beside what the carrier can have."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from schemas.basis import Basis
from schemas.observations import Observation
from schemas.rules.bands import BANDS, LIFE_CYCLE_BAND, OF_GRIDS, UPSTREAM, WITHOUT_CO2, WOOD_CO2, Band
from schemas.rules.energy import EnergyUse, energy_of
from schemas.rules.evidence import Evidence
from schemas.rules.inventories import CELLS, Inventory, Spot, amount
from schemas.rules.printing import step
from schemas.rules.slips import PREFIXES, slips
from schemas.rules.stated_factors import carrier_of, factor_of

TOO_SMALL = Decimal(100)
"""Numbers below it may be equal by chance."""

COPIED = Decimal("0.0005")
ELECTRICITY = "ELEC"
OF_THE_GRID = frozenset({"LOC_PROD", "LOC_CONS"})
"""Methods by which each MWh from the grid has the grid's factor, whoever bought green power."""

WHOLE = ("_T", "S1_S2_S3", "S1_S2")
GAS_GROSS, OIL_GROSS = (Decimal("0.88"), Decimal("0.93")), (Decimal("0.93"), Decimal("0.97"))
LEAST_OF_GRIDS = Decimal("0.005")
GRID_PLAUSIBLE = Decimal("0.05"), Decimal("1.2")


@dataclass(frozen=True)
class Implied:
    """An emission factor that no such carrier has.

    Args:
        factor: t CO2e per MWh.
        kind: ``copied``, ``slip``, ``lca``, ``gcv``, ``biogenic``, ``market`` or ``outside``.
        slip: the slips that would explain it.
    """

    cell: Observation
    carrier: str
    energy: EnergyUse
    factor: Decimal
    band: Band
    kind: str
    slip: tuple[tuple[str, Decimal], ...] = ()


def implied_factors(evidence: Evidence, inventory: Inventory, told: frozenset[int]) -> Iterator[Implied]:
    """Find the cells of single carriers whose factor lies outside the carrier's band.

    Args:
        told: identities of cells that another rule has found already.
    """
    beside = evidence.beside(inventory)
    basis = evidence.bases.get(inventory.basis)
    bands = {carrier: band_of(carrier, basis) for carrier in BANDS}
    for spot, cell in inventory.of(CELLS):
        if spot.carrier not in BANDS or spot.mode != "_T" or id(cell) in told:
            continue
        number = amount(cell)
        if number is None:
            continue
        energy = energy_beside(beside, spot)
        if energy is not None and number >= 0:
            band = bands[spot.carrier]
            factor = number / energy.total
            if _as_green(spot.carrier, factor, energy, basis):
                yield Implied(cell, spot.carrier, energy, factor, band, "market")
                continue
            if band.low <= factor <= band.high and (factor >= LEAST_OF_GRIDS or spot.carrier not in OF_GRIDS):
                continue
            found = _judged(Implied(cell, spot.carrier, energy, factor, band, ""))
            if found.kind:
                yield found


def stated_oddly(evidence: Evidence) -> Iterator[Implied]:
    """Find the rows that state a factor outside its carrier's band."""
    for rows in evidence.factor_rows.values():
        for row in rows:
            factor, carrier = factor_of(row), carrier_of(row)
            if factor is None or carrier not in BANDS or row.key.value_type not in ("ACT", "BASE"):
                continue
            band = band_of(carrier, evidence.basis(row))
            found = Implied(row, carrier, EnergyUse(()), factor, band, "")
            if _as_green(carrier, factor, None, evidence.basis(row)):
                yield replace(found, kind="market")
                continue
            if not band.low <= factor <= band.high or _next_to_nothing(found):
                slip = _slip(found)
                yield replace(found, kind="slip" if slip else _kind(found), slip=slip)


def _as_green(carrier: str, factor: Decimal, energy: EnergyUse | None, basis: Basis | None) -> bool:
    """Say whether electricity counts as nothing where the basis says that the grid's mix counts."""
    if carrier != ELECTRICITY or factor != 0 or basis is None or basis.elec_method not in OF_THE_GRID:
        return False
    return energy is None or energy.total >= TOO_SMALL


def energy_beside(beside: Sequence[Inventory], spot: Spot) -> EnergyUse | None:
    """Give the energy that a cell's emissions come from, of the same scope where the energy's is told."""
    scopes = (None,) if spot.scope in WHOLE else (spot.scope, None)
    for other in beside:
        for scope in scopes:
            energy = energy_of(other, spot.sector, spot.carrier, scope)
            if energy.total > 0:
                return energy
    return None


def band_of(carrier: str, basis: Basis | None) -> Band:
    """Give a carrier's band on a basis: gross calorific values and life-cycle factors move it."""
    band = BANDS[carrier]
    if basis is None:
        return band
    if basis.calorific == "GCV":
        usual = None if band.usual is None else band.usual * band.gross
        band = replace(
            band, low=band.low * band.gross, high=band.high * band.gross, usual=usual, gross=Decimal(1)
        )
    if basis.ef_basis == "LCA_GHG" and band.usual is not None:
        low, high = LIFE_CYCLE_BAND
        band = replace(band, low=band.usual * low, high=band.usual * high)
    if basis.biogenic == "COUNTED" and carrier in WITHOUT_CO2:
        band = replace(band, high=Decimal("0.47"))
    return band


def _judged(found: Implied) -> Implied:
    """Say what kind of oddity a factor is, none where rounding brings it into the band."""
    number, energy = amount(found.cell) or Decimal(0), found.energy.total
    half = step(found.cell) / 2
    blur = sum((step(cell) / 2 for cell in found.energy.cells), Decimal(0))
    least, most = (number - half) / (energy + blur), (number + half) / max(energy - blur, energy / 2)
    if most >= found.band.low and least <= found.band.high and not _next_to_nothing(found):
        return found
    if number >= TOO_SMALL and abs(found.factor - 1) < COPIED:
        return replace(found, kind="copied")
    slip = _slip(found)
    if slip:
        return replace(found, kind="slip", slip=slip)
    return replace(found, kind=_kind(found))


def _next_to_nothing(found: Implied) -> bool:
    """Say whether a grid's factor is so near to zero that a prefix was lost; zero itself is a purchase of green power."""
    return found.carrier in OF_GRIDS and Decimal(0) < found.factor < LEAST_OF_GRIDS and bool(_slip(found))


def _slip(found: Implied) -> tuple[tuple[str, Decimal], ...]:
    """Name the slips that bring the factor into its band."""
    if found.band.usual is not None:
        near = Decimal("0.03")
        return tuple(slips(found.factor / found.band.usual, near, near))
    low, high = GRID_PLAUSIBLE if found.carrier in OF_GRIDS else (Decimal("0.001"), found.band.high)
    grown = found.factor > found.band.high
    divisors = ((name, Decimal(name) if grown else 1 / Decimal(name)) for name in sorted(PREFIXES))
    return tuple((name, divisor) for name, divisor in divisors if low <= found.factor / divisor <= high)[:1]


def _kind(found: Implied) -> str:
    band, factor = found.band, found.factor
    if found.carrier in WITHOUT_CO2:
        low, high = WOOD_CO2
        return "biogenic" if low <= factor <= high else "outside"
    if band.usual is None:
        return "outside"
    ratio = factor / band.usual
    if UPSTREAM[0] <= ratio <= UPSTREAM[1]:
        return "lca"
    gross = GAS_GROSS if band.gross <= Decimal("0.92") else OIL_GROSS
    return "gcv" if band.gross != 1 and gross[0] <= ratio <= gross[1] else "outside"


def by_cause(found: Sequence[Implied]) -> list[list[Implied]]:
    """Put together what one cause makes: life-cycle factors of all fuels; a factor used everywhere; a table's unit."""
    upstream = any(one.kind == "lca" for one in found)
    groups: dict[tuple[str, ...], list[Implied]] = {}
    for one in found:
        groups.setdefault(_cause(one, upstream=upstream), []).append(one)
    return list(groups.values())


def _cause(one: Implied, *, upstream: bool) -> tuple[str, ...]:
    dear = (
        one.band.usual is not None
        and one.factor > one.band.high
        and one.factor < one.band.usual * Decimal("1.45")
    )
    if one.kind == "lca" or (upstream and one.kind == "outside" and dear):
        return ("lca",)
    if one.kind in ("gcv", "outside", "biogenic", "market"):
        return (one.kind, one.carrier, str(one.factor.quantize(Decimal("0.001"))))
    if one.slip and one.energy.cells:
        grown = "more" if one.factor > one.band.high else "less"
        return (one.kind, one.cell.key.period, grown, *sorted(name for name, _ in one.slip))
    return (one.kind, one.carrier, one.cell.key.canonical())


def worst(group: Sequence[Implied]) -> Implied:
    """Give the cell with the most emissions: the one to name."""
    return max(group, key=lambda one: (amount(one.cell) or Decimal(0), one.cell.key))


def factors_of(group: Sequence[Implied]) -> Mapping[str, Implied]:
    """Give each carrier of a group once, by its greatest cell."""
    found: dict[str, Implied] = {}
    for one in sorted(group, key=lambda one: -(amount(one.cell) or Decimal(0))):
        found.setdefault(one.carrier, one)
    return found
