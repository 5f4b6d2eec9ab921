"""S1, sector by sector: the emissions of a cell beside what the sector's energy can give."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from schemas.observations import Observation
from schemas.rules.bands import BANDS, BESIDES_CO2, FUELS, WITHOUT_CO2, Band
from schemas.rules.energy import EnergyUse, energy_of
from schemas.rules.evidence import Evidence
from schemas.rules.implied_factors import COPIED, TOO_SMALL, WHOLE, band_of
from schemas.rules.inventories import CELLS, ENERGY, Inventory, Spot, amount
from schemas.rules.printing import step
from schemas.rules.sectors import parts_of_sectors, with_parts
from schemas.rules.slips import PREFIXES, slips
from schemas.rules.stated_factors import StatedFactor, stated_factors

HIGHEST, LOWEST = Decimal("1.3"), Decimal("0.005")
"""t CO2e per MWh: coal gives 0.4, electricity from old lignite 1.2; fuels never as little as 0.005."""

BURNT = ("I", "II")
STATED_NEAR = Decimal("0.01")
BESIDES_ENERGY = Decimal("0.10")
"""What a sector may emit beside the energy that is told: leaks, aviation, fuels that nobody counted."""

NARROW = Decimal("1.25")
ANY = Band(Decimal(0), HIGHEST)


@dataclass(frozen=True)
class Odd:
    """A sector's emissions that its energy does not give.

    Args:
        low, high: what the energy gives, in t CO2e.
        stated: the factors that the city states, by carrier, where it states those of all the energy.
        kind: ``copied``, ``high``, ``low``, ``slip``, ``stated``, ``short`` or ``more``.
    """

    cell: Observation
    energy: EnergyUse
    low: Decimal
    high: Decimal
    stated: Mapping[str, StatedFactor]
    kind: str
    slip: tuple[tuple[str, Decimal], ...] = ()

    @property
    def number(self) -> Decimal:
        """The printed emissions in t CO2e."""
        return amount(self.cell) or Decimal(0)

    @property
    def off(self) -> Decimal:
        """How far it lies outside, in t CO2e."""
        return self.low - self.number if self.number < self.low else self.number - self.high


def odd_sectors(evidence: Evidence, inventory: Inventory, told: frozenset[int]) -> list[Odd]:
    """Find the cells of sectors whose emissions do not fit their energy; each sector once, by its worst cell."""
    factors = stated_factors(evidence, inventory) if inventory.cells else {}
    worst: dict[str, Odd] = {}
    for odd in _odd_cells(evidence, inventory, factors, told):
        top = odd.cell.key.sector.partition(".")[0]
        if top not in worst or odd.off > worst[top].off:
            worst[top] = odd
    return list(worst.values())


def _odd_cells(
    evidence: Evidence, inventory: Inventory, factors: Mapping[str, StatedFactor], told: frozenset[int]
) -> Iterator[Odd]:
    more = applies_more_gases(inventory, factors) is not False
    apart = {(spot.sector, spot.scope) for spot, _ in inventory.of(CELLS) if spot.carrier in BANDS}
    for spot, cell in inventory.of(CELLS):
        if (
            spot.carrier != "_T"
            or spot.mode != "_T"
            or (spot.sector, spot.scope) in apart
            or id(cell) in told
        ):
            continue
        number = amount(cell)
        if number is None or number <= 0:
            continue
        rows = _energy_beside(evidence.beside(inventory), spot)
        if rows:
            odd = _judged(evidence, cell, rows, factors, more=more)
            if odd is not None:
                yield odd


def _energy_beside(beside: Sequence[Inventory], spot: Spot) -> tuple[Observation, ...]:
    """Give the rows of energy that a cell's emissions come from: of its scope, or of all where it counts them all."""
    for other in beside:
        rows = energy_rows(other, spot.sector)
        if spot.scope not in WHOLE:
            rows = [row for row in rows if row.key.scope == spot.scope]
        else:
            rows = list(energy_of(other, spot.sector).cells) if not _by_carrier(rows) else rows
        if any((amount(row) or 0) > 0 for row in rows):
            return tuple(rows)
    return ()


def energy_rows(inventory: Inventory, sector: str) -> list[Observation]:
    """Give a sector's rows of energy by carrier, its own or its parts'; else its row for all carriers."""
    if not inventory.tells(ENERGY, with_parts(sector)):
        return []
    own = [
        row
        for row in inventory.of_sector(ENERGY, sector)
        if row.key.mode == "_T" and amount(row) is not None and row.key.scope not in ("_T", "S1_S2_S3")
    ]
    if _by_carrier(own):
        return [row for row in own if row.key.carrier != "_T"]
    parts = [row for part in parts_of_sectors().get(sector, ()) for row in energy_rows(inventory, part)]
    return parts if _by_carrier(parts) else own or parts


def applies_more_gases(inventory: Inventory, factors: Mapping[str, StatedFactor]) -> bool | None:
    """Say whether transport emits more than the stated factors give, as methane and nitrous oxide make it.

    Returns:
        None where transport or its factors are not told.
    """
    printed = inventory.at(CELLS, "II", "S1")
    rows = [row for row in energy_rows(inventory, "II") if row.key.scope == "S1"]
    number = None if printed is None else amount(printed)
    if number is None or not rows or any(row.key.carrier not in {*factors, *WITHOUT_CO2} for row in rows):
        return None
    given = sum(
        (
            (amount(row) or Decimal(0)) * factors[row.key.carrier].value
            for row in rows
            if row.key.carrier in factors
        ),
        Decimal(0),
    )
    return number > given * (1 + STATED_NEAR / 2)


def _by_carrier(rows: Sequence[Observation]) -> bool:
    return any(row.key.carrier != "_T" for row in rows)


def _judged(
    evidence: Evidence,
    cell: Observation,
    rows: tuple[Observation, ...],
    factors: Mapping[str, StatedFactor],
    *,
    more: bool,
) -> Odd | None:
    """Say whether and how the emissions of a cell do not fit its energy."""
    low, high, all_stated = _given(evidence, cell, rows, factors, more=more)
    stated = factors if all_stated else {}
    odd = Odd(cell, EnergyUse(rows), low, high, stated, "")
    factor = odd.number / odd.energy.total
    if (
        odd.number >= TOO_SMALL
        and abs(factor - 1) < COPIED
        and cell.key.scope in (*WHOLE, *(row.key.scope for row in rows))
    ):
        return _as(odd, "copied")
    least, upper = low * (1 - STATED_NEAR), high * (1 + (STATED_NEAR if all_stated else BESIDES_ENERGY))
    if least <= odd.number <= upper:
        return None
    half = step(cell) / 2
    if odd.number + half < least:
        return _outside(odd)
    burnt = cell.key.sector.partition(".")[0] in BURNT
    return _outside(odd) if burnt and odd.number - half > upper else None


def _outside(odd: Odd) -> Odd:
    factor = odd.number / odd.energy.total
    slip = _slip(odd)
    if slip:
        return _as(odd, "slip", slip)
    if odd.stated:
        return _as(odd, "stated")
    if factor > HIGHEST:
        return _as(odd, "high")
    if factor < LOWEST:
        return _as(odd, "low")
    return _as(odd, "short" if odd.number < odd.low else "more")


def _as(odd: Odd, kind: str, slip: tuple[tuple[str, Decimal], ...] = ()) -> Odd:
    return Odd(odd.cell, odd.energy, odd.low, odd.high, odd.stated, kind, slip)


def _slip(odd: Odd) -> tuple[tuple[str, Decimal], ...]:
    """Name the slips that bring the emissions to what the energy gives."""
    if odd.low > 0 and odd.high / odd.low <= NARROW:
        middle = (odd.low + odd.high) / 2
        return tuple(slips(odd.number / middle, Decimal("0.05"), Decimal("0.2")))
    grown = odd.number > odd.high
    divisors = ((name, Decimal(name) if grown else 1 / Decimal(name)) for name in sorted(PREFIXES))
    least = max(odd.low, odd.energy.total * Decimal("0.02"))
    return tuple((name, by) for name, by in divisors if least <= odd.number / by <= odd.high)[:1]


def _given(
    evidence: Evidence,
    cell: Observation,
    rows: Sequence[Observation],
    factors: Mapping[str, StatedFactor],
    *,
    more: bool,
) -> tuple[Decimal, Decimal, bool]:
    """Add up what the energy gives at least and at most, and say whether the city states every factor.

    Args:
        more: whether methane and nitrous oxide may have been added to factors of CO2 alone.
    """
    low = high = Decimal(0)
    all_stated = True
    basis = evidence.basis(cell)
    whole = more and (basis is None or basis.ef_basis != "STD_CO2")
    for row in rows:
        energy, carrier = amount(row) or Decimal(0), row.key.carrier
        stated = factors.get(carrier)
        if stated is not None:
            besides = BESIDES_CO2.get(carrier, Decimal(0)) if stated.co2_only and whole else Decimal(0)
            low, high = low + energy * stated.value, high + energy * (stated.value + besides)
            continue
        band = band_of(carrier, basis) if carrier in BANDS else ANY
        if carrier in FUELS and basis is not None and basis.ef_basis == "UNK":
            band = Band(band.low * Decimal("0.90"), band.high * Decimal("1.25"))
        low, high = low + energy * band.low, high + energy * band.high
        all_stated = all_stated and (carrier in WITHOUT_CO2 or not energy)
    return low, high, all_stated and bool(factors)
