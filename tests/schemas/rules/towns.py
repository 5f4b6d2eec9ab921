"""Inventories of towns that never were, as cities print them: four layouts, rounded, several years, all sums closing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

from schemas.basis import Basis
from schemas.observations import Observation, SeriesKey
from schemas.places import shipped_places
from tests.schemas.rules.spelling import spelled

FUEL: Mapping[str, str] = {
    "NG": "0.202", "LFO": "0.267", "DIESEL": "0.267", "PETROL": "0.249", "LPG": "0.227", "BIOMASS": "0",
}  # fmt: skip
GRIDS = frozenset({"ELEC", "DH"})
MWH_A_HEAD: Mapping[str, Mapping[str, str]] = {
    "I.1": {"NG": "1.4", "LFO": "0.5", "BIOMASS": "1.1", "ELEC": "1.6", "DH": "0.9"},
    "I.2": {"NG": "0.6", "LFO": "0.2", "ELEC": "1.5", "DH": "0.4"},
    "I.3": {"NG": "1.1", "LFO": "0.1", "ELEC": "2.2"},
    "II.1": {"DIESEL": "4.2", "PETROL": "1.9", "LPG": "0.1", "ELEC": "0.05"},
}
"""Final energy a person and year, of the size that Slovenian and Croatian towns report."""

OTHERS: Mapping[str, str] = {"III": "0.35", "IV": "0.25", "V.1_V.3": "0.4"}
"""Tonnes a person and year besides energy: waste, processes, agriculture."""


@dataclass(frozen=True)
class Style:
    """A way to make an inventory that is right, too.

    Args:
        basis: what its basis says otherwise.
        factors: t per MWh by carrier, where they are others.
        loose: whether sums are made of numbers before they are rounded.
        drop: what is left of transport in the last year.
    """

    basis: Mapping[str, str] = field(default_factory=dict)
    factors: Mapping[str, str] = field(default_factory=dict)
    loose: bool = False
    drop: Decimal = Decimal(1)


STYLES: tuple[Style, ...] = (
    Style(),
    Style(loose=True),
    Style(
        factors={"NG": "0.2022", "LFO": "0.2678", "DIESEL": "0.2705", "PETROL": "0.2525", "BIOMASS": "0.0341"}
    ),
    Style(
        {"ef_basis": "LCA_GHG"},
        {
            "NG": "0.237",
            "LFO": "0.305",
            "DIESEL": "0.305",
            "PETROL": "0.307",
            "LPG": "0.281",
            "BIOMASS": "0.02",
        },
    ),
    Style(
        {"calorific": "GCV"},
        {"NG": "0.182", "LFO": "0.2535", "DIESEL": "0.2535", "PETROL": "0.2365", "LPG": "0.209"},
    ),
    Style({"elec_method": "MKT"}, {"ELEC": "0"}, loose=True),
    Style({"elec_method": "MKT"}, {"ELEC": "0.512"}),
    Style({"ef_basis": "UNK", "calorific": "UNK", "elec_method": "UNK"}, {"LFO": "0.26", "NG": "0.205"}),
    Style(drop=Decimal("0.79"), loose=True),
)
"""Whole numbers that close; rounded ones; all gases; life cycle; gross calorific values; green and residual power;
little said and round factors; the year of the pandemic."""

LAYOUTS = ("contract", "years", "carriers", "totals")
YEARS = ("2018", "2019", "2020")


@dataclass(frozen=True)
class Town:
    """A made-up town: its rows, the basis they name, and the layout they are printed in."""

    place: str
    layout: str
    rows: tuple[Observation, ...]
    bases: Mapping[str, Basis]


@dataclass
class _Press:
    """What prints a town's cells: its place, the basis, and how it rounds."""

    place: str
    places: int
    loose: bool

    def cell(self, indicator: str, period: str, value: Decimal, where: str, **at: str) -> Observation:
        unit = at.pop("unit", "MWH" if indicator == "EN.FEC" else "T_CO2E")
        key = SeriesKey(
            indicator, self.place, period, unit=unit, source=f"town-{self.place}", basis=self.place
        )
        shown = value if unit in ("NR", "PC", "T_CO2E_MWH") else self.rounded(value)
        return Observation(
            replace(key, **at), shown, raw_value=spelled(shown), source_cell=where, snapshot="d" * 64,
            raw_unit={"T_CO2E": "t CO2e", "MWH": "MWh"}.get(unit, ""),
        )  # fmt: skip

    def added(self, value: Decimal) -> Decimal:
        """Give the number that sums are made of."""
        return value if self.loose else self.rounded(value)

    def rounded(self, value: Decimal) -> Decimal:
        return value.quantize(Decimal(1).scaleb(-self.places))


Energy = Mapping[tuple[str, str], Decimal]


def towns(count: int, seed: int) -> list[Town]:
    """Give towns from 3,000 to 1,500,000 inhabitants, the same for a seed; layouts take turns."""
    chance = Random(seed)
    codes = sorted(code for code, place in shipped_places().items() if place.kind == "MUN")
    return [
        _town(place, LAYOUTS[number % len(LAYOUTS)], STYLES[number % len(STYLES)], chance)
        for number, place in enumerate(chance.sample(codes, count))
    ]


def _town(place: str, layout: str, style: Style, chance: Random) -> Town:
    people = Decimal(round(3000 * 500 ** chance.random()))
    press = _Press(place, chance.choice([0, 0, 1, 2]), style.loose)
    factors = {carrier: Decimal(text) for carrier, text in FUEL.items()}
    factors |= {
        "ELEC": Decimal(chance.randint(220, 300)) / 1000,
        "DH": Decimal(chance.randint(180, 360)) / 1000,
    }
    factors |= {carrier: Decimal(text) for carrier, text in style.factors.items()}
    energy = [_energy(people, chance)]
    for _ in YEARS[1:]:
        energy.append({spot: _changed(one, chance) for spot, one in energy[-1].items()})
    energy[-1] = {
        (sector, carrier): one * (style.drop if sector == "II.1" else 1)
        for (sector, carrier), one in energy[-1].items()
    }
    other = [{sector: people * _about(Decimal(text), chance) for sector, text in OTHERS.items()}]
    for _ in YEARS[1:]:
        other.append({sector: _changed(one, chance) for sector, one in other[-1].items()})
    basis = Basis(
        place, place, accounting="GPC_BASIC", gas_group="CO2E", gwp_set="AR5", ef_basis="STD_GHG",
        elec_method="LOC_CONS", lulucf="EX", biogenic="ZERO", calorific="NCV", base_period=YEARS[0],
        source_document=f"Plan of {place}",
    )  # fmt: skip
    basis = replace(basis, **style.basis)  # type: ignore[arg-type]  # codes of the basis
    rows = list(_people(press, people, chance))
    print_it = {"contract": _contract, "years": _years, "carriers": _carriers, "totals": _totals}[layout]
    rows += print_it(press, energy, other, factors)
    return Town(place, layout, tuple(rows), {place: basis})


def _energy(people: Decimal, chance: Random) -> Energy:
    return {
        (sector, carrier): people * _about(Decimal(text), chance)
        for sector, carriers in MWH_A_HEAD.items()
        for carrier, text in carriers.items()
    }


def _about(middle: Decimal, chance: Random) -> Decimal:
    return middle * Decimal(chance.randint(60, 150)) / 100


def _changed(value: Decimal, chance: Random) -> Decimal:
    return value * Decimal(chance.randint(930_000, 1_060_000)) / 1_000_000


def _people(press: _Press, people: Decimal, chance: Random) -> Iterator[Observation]:
    for number, year in enumerate(YEARS):
        count = (people * (1 + Decimal(chance.choice([-8, -3, 4, 7, 12])) / 1000 * number)).quantize(
            Decimal(1)
        )
        yield press.cell("CX.POP", year, count, f"P!B{number + 2}", unit="NR")


def _emissions(
    press: _Press, energy: Energy, factors: Mapping[str, Decimal]
) -> dict[tuple[str, str], Decimal]:
    """Work out what each cell prints: the printed energy times its factor."""
    return {spot: press.added(press.rounded(mwh) * factors[spot[1]]) for spot, mwh in energy.items()}


def _contract(
    press: _Press,
    energy: Sequence[Energy],
    other: Sequence[Mapping[str, Decimal]],
    factors: Mapping[str, Decimal],
) -> Iterator[Observation]:
    """Print tables A-1.1 to A-1.3 and A-2.1 of the first year."""
    year = YEARS[0]
    for line, ((sector, carrier), mwh) in enumerate(energy[0].items(), start=5):
        scope = "S2" if carrier in GRIDS else "S1"
        yield press.cell("EN.FEC", year, mwh, f"A-1.1!C{line}", sector=sector, carrier=carrier, scope=scope)
    for line, (carrier, factor) in enumerate(factors.items(), start=5):
        code = {"ELEC": "EN.EL.EF", "DH": "EN.DH.EF"}.get(carrier, "EN.FUEL.EF")
        yield press.cell(code, year, factor, f"A-1.2!C{line}", carrier=carrier, unit="T_CO2E_MWH")
    emitted = _emissions(press, energy[0], factors)
    table: dict[tuple[str, str], Decimal] = {}
    for (sector, carrier), tonnes in emitted.items():
        spot = sector.partition(".")[0], "S2" if carrier in GRIDS else "S1"
        table[spot] = table.get(spot, Decimal(0)) + tonnes
    table |= {(sector, "S1"): press.added(tonnes) for sector, tonnes in other[0].items()}
    yield from _sectors_by_scopes(press, year, table)
    whole = sum(table.values(), Decimal(0))
    yield from _promise(press, whole)


def _sectors_by_scopes(
    press: _Press, year: str, table: Mapping[tuple[str, str], Decimal]
) -> Iterator[Observation]:
    sectors = ("I", "II", *OTHERS)
    for line, sector in enumerate((*sectors, "_T"), start=5):
        counted = sectors if sector == "_T" else (sector,)
        indicator = "GHG.TOT" if sector == "_T" else "GHG.SEC"
        row = [
            sum((table.get((one, scope), Decimal(0)) for one in counted), Decimal(0))
            for scope in ("S1", "S2")
        ]
        for letter, scope, value in zip("CDF", ("S1", "S2", "_T"), (*row, sum(row, Decimal(0))), strict=True):
            yield press.cell(indicator, year, value, f"A-1.3!{letter}{line}", sector=sector, scope=scope)


def _promise(press: _Press, base: Decimal) -> Iterator[Observation]:
    cut = press.rounded(base * Decimal("0.8"))
    facts = (
        ("GHG.TOT", "BASE", base), ("GHG.TOT", "TGT_RED", cut), ("GHG.GAP", "GAP", cut * Decimal("0.7")),
        ("GHG.RESID", "RESID", base - cut),
    )  # fmt: skip
    for letter, (indicator, kind, value) in zip("CDEF", facts, strict=True):
        year = YEARS[0] if kind == "BASE" else "2030"
        yield press.cell(indicator, year, value, f"A-2.1!{letter}5", value_type=kind)
    yield press.cell("GHG.REDPCT", "2030", Decimal(80), "A-2.1!G5", value_type="TGT_PCT", unit="PC")


def _years(
    press: _Press,
    energy: Sequence[Energy],
    other: Sequence[Mapping[str, Decimal]],
    factors: Mapping[str, Decimal],
) -> Iterator[Observation]:
    """Print sub-sectors by years, scopes together, with the total of each year."""
    for letter, year, used, besides in zip("BCD", YEARS, energy, other, strict=True):
        rows: dict[str, Decimal] = {}
        for (sector, _), tonnes in _emissions(press, used, factors).items():
            rows[sector] = rows.get(sector, Decimal(0)) + tonnes
        rows |= {sector: press.added(tonnes) for sector, tonnes in besides.items()}
        rows["_T"] = sum(rows.values(), Decimal(0))
        for line, (sector, value) in enumerate(rows.items(), start=2):
            indicator = "GHG.TOT" if sector == "_T" else "GHG.SEC"
            yield press.cell(
                indicator, year, value, f"Emissions!{letter}{line}", sector=sector, scope="S1_S2"
            )


def _carriers(
    press: _Press,
    energy: Sequence[Energy],
    other: Sequence[Mapping[str, Decimal]],
    factors: Mapping[str, Decimal],
) -> Iterator[Observation]:
    """Print energy and emissions of two years as sectors by carriers, with totals both ways."""
    for year, used, besides in list(zip(YEARS, energy, other, strict=True))[:2]:
        shown = {spot: press.added(mwh) for spot, mwh in used.items()}
        yield from _matrix(press, "EN.FEC", year, shown, "EN.FEC")
        yield from _matrix(press, "GHG.SEC", year, _emissions(press, used, factors), "GHG.TOT")
        for line, (sector, tonnes) in enumerate(besides.items(), start=2):
            yield press.cell("GHG.SEC", year, tonnes, f"Other {year}!B{line}", sector=sector, scope="S1")


def _matrix(press: _Press, indicator: str, year: str, table: Energy, total: str) -> Iterator[Observation]:
    sectors = list(dict.fromkeys(sector for sector, _ in table))
    carriers = list(dict.fromkeys(carrier for _, carrier in table))
    sheet = f"{'Energy' if indicator == 'EN.FEC' else 'Emissions'} {year}"
    for line, carrier in enumerate((*carriers, "_T"), start=2):
        for letter, sector in zip("BCDEFG", (*sectors, "_T"), strict=False):
            cells = [
                value
                for (one, other), value in table.items()
                if sector in (one, "_T") and carrier in (other, "_T")
            ]
            if cells:
                code = total if sector == "_T" else indicator
                yield press.cell(
                    code, year, sum(cells, Decimal(0)), f"{sheet}!{letter}{line}", sector=sector, carrier=carrier,
                    scope="S1_S2",
                )  # fmt: skip


def _totals(
    press: _Press,
    energy: Sequence[Energy],
    other: Sequence[Mapping[str, Decimal]],
    factors: Mapping[str, Decimal],
) -> Iterator[Observation]:
    """Print one total of emissions and one of energy a year, as portals do."""
    for number, (year, used, besides) in enumerate(zip(YEARS, energy, other, strict=True)):
        tonnes = sum(_emissions(press, used, factors).values(), Decimal(0)) + sum(
            besides.values(), Decimal(0)
        )
        yield press.cell("GHG.TOT", year, tonnes, f"value[{number * 2}]", scope="S1_S2")
        yield press.cell("EN.FEC", year, sum(used.values(), Decimal(0)), f"value[{number * 2 + 1}]")
