"""A clean inventory that closes and whose factors are usual, made up, and ways to spoil it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from schemas.basis import Basis
from schemas.observations import Observation, SeriesKey
from schemas.rules.cross_check import cross_check
from tests.schemas.rules.spelling import spelled

FACTORS: Mapping[str, Decimal] = {
    "NG": Decimal("0.202"), "LFO": Decimal("0.267"), "DIESEL": Decimal("0.267"), "PETROL": Decimal("0.249"),
    "LPG": Decimal("0.227"), "ELEC": Decimal("0.25"), "DH": Decimal("0.3"),
}  # fmt: skip
SCOPE = {"ELEC": "S2", "DH": "S2"}
CARRIERS: Mapping[str, tuple[str, ...]] = {
    "I": ("NG", "LFO", "ELEC", "DH"),
    "II": ("DIESEL", "PETROL", "LPG", "ELEC"),
}
BASIS = Basis(
    "made-up", source_document="Made up", accounting="GPC_BASIC", gas_group="CO2E", gwp_set="AR5", ef_basis="STD_GHG",
    lulucf="EX", biogenic="ZERO", calorific="NCV", base_period="2018",
)  # fmt: skip
BASES = {"made-up": BASIS}


def observed(
    indicator: str,
    value: Decimal | None,
    cell: str,
    place: str = "SI_052",
    period: str = "2018",
    **dimensions: str,
) -> Observation:
    """Make an observation, printed as English writes it."""
    unit = dimensions.pop("unit", "MWH" if indicator == "EN.FEC" else "T_CO2E")
    key = SeriesKey(indicator, place, period, unit=unit, source="made-up", basis="made-up")
    raw = "" if value is None else spelled(value)
    status = "O" if value is None else "A"
    return Observation(
        replace(key, **dimensions),
        value,
        obs_status=status,
        raw_value=raw,
        source_cell=cell,
        snapshot="0" * 64,
    )


def inventory(
    energy: Mapping[str, Sequence[Decimal]],
    others: Sequence[Decimal],
    place: str = "SI_052",
    period: str = "2018",
) -> list[Observation]:
    """Make energy (A-1.1) and emissions (A-1.3) of sectors by scope, with all their sums.

    Args:
        energy: MWh of each carrier of CARRIERS, by sector I and II.
        others: t CO2e of waste, IPPU and agriculture.
    """
    where = {"place": place, "period": period}
    rows: list[Observation] = []
    emitted: dict[tuple[str, str], Decimal] = {}
    for sector, amounts in energy.items():
        for carrier, amount in zip(CARRIERS[sector], amounts, strict=True):
            scope = SCOPE.get(carrier, "S1")
            cell = f"A-1.1!C{len(rows) + 5}"
            rows.append(
                observed("EN.FEC", amount, cell, sector=sector, scope=scope, carrier=carrier, **where)
            )
            gives = (amount * FACTORS[carrier]).quantize(Decimal("0.01"))
            emitted[sector, scope] = emitted.get((sector, scope), Decimal(0)) + gives
    emitted |= dict(zip((("III", "S1"), ("IV", "S1"), ("V.1_V.3", "S1")), others, strict=True))
    return [*rows, *_emissions(emitted, where)]


def _emissions(emitted: Mapping[tuple[str, str], Decimal], where: Mapping[str, str]) -> Iterator[Observation]:
    sectors = ("I", "II", "III", "IV", "V.1_V.3", "_T")
    for number, sector in enumerate(sectors, start=5):
        counted = sectors[:-1] if sector == "_T" else (sector,)
        indicator = "GHG.TOT" if sector == "_T" else "GHG.SEC"
        line = [
            sum((emitted.get((one, scope), Decimal(0)) for one in counted), Decimal(0))
            for scope in ("S1", "S2")
        ]
        for letter, scope, value in zip("CDF", ("S1", "S2", "_T"), (*line, sum(line)), strict=True):
            yield observed(
                indicator, Decimal(value), f"A-1.3!{letter}{number}", sector=sector, scope=scope, **where
            )


def spoiled(rows: Sequence[Observation], cell: str, value: Decimal) -> list[Observation]:
    """Print another number in a cell."""
    return [
        replace(row, value=value, raw_value=spelled(value)) if row.source_cell == cell else row
        for row in rows
    ]


def told(rows: Sequence[Observation], **around: object) -> list[tuple[str, str]]:
    """Give rule and cell of what is found."""
    found = cross_check(rows, BASES, **around)  # type: ignore[arg-type]  # each test names what it gives
    return [(one.rule, one.where.cell) for one in found]
