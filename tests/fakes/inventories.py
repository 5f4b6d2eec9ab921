"""The four cities' inventories as observations, to compare in tests.

Kranj's, Velenje's and Ljubljana's tables A-1.3 and A-1.4 stand here row by row; the rest in contract_figures.py.
Facts, used with citation.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from schemas.basis import Basis
from schemas.comparability.evidence import Evidence, LicenceLine
from schemas.findings import Finding
from schemas.observations import Observation, SeriesKey, StoredObservation, observation_id
from schemas.places import Place, shipped_places
from schemas.units import convert
from tests.fakes.contract_figures import (
    BASE_YEAR,
    CRF_1,
    ENERGY,
    FOUR,
    GROSS,
    KRANJ,
    LJUBLJANA,
    NET,
    PEOPLE,
    SOURCE,
    STATES,
    TABLE_3,
    TABLE_7,
    TABLE_7_TOTAL,
    VELENJE,
    ZAGREB,
)

CITY_BASIS = Basis(
    id="",
    accounting="CCC",
    gas_group="CO2E",
    gwp_set="AR5",
    ef_basis="STD_CO2",
    elec_method="LOC_CONS",
    lulucf="NET",
    ets="EXCL_IND",
    biogenic="ZERO",
    calorific="NCV",
    climate_correction="NONE",
    method="MIX",
    tier="T1",
    base_period="2018",
    boundary="MUN",
    waste="GENERATED",
    industry_energy="IV",
)


def basis(name: str, place: str = "", **changes: object) -> Basis:
    """Give a basis in which everything is stated as in the contracts' template, but for the changes."""
    stated = {field: getattr(CITY_BASIS, field) for field in CITY_BASIS.__slots__}
    return Basis(**{**stated, "id": name, "place": place, **changes})


def observe(
    indicator: str,
    place: str,
    period: str,
    value: str | int | None,
    *,
    source: str,
    unit: str = "T_CO2E",
    printed: tuple[str, str] | None = None,
    release: str = "r1",
    dataset: str = "",
    example: bool = False,
    raw: str = "",
    notation_key: str = "",
    obs_status: str = "",
    where: Mapping[str, str] | None = None,
) -> StoredObservation:
    """Make a stored observation.

    Args:
        indicator: its code.
        place: code.
        period: SDMX time.
        value: the number in `unit`; None with a notation key or status that says why.
        source: id.
        unit: code of the unit.
        printed: number and unit as printed, where they differ.
        release: of the observation.
        dataset: id; the source's where none is given.
        example: whether it is labelled example data.
        raw: text of the cell.
        notation_key: why there is no number.
        obs_status: SDMX status; A or O where none is given.
        where: sector, scope, carrier, mode, basis, freq.
    """
    key = SeriesKey(indicator, place, period, unit=unit, source=source, **(where or {}))
    number = None if value is None else Decimal(str(value))
    shown, shown_unit = (number, unit) if printed is None else (Decimal(printed[0]), printed[1])
    seen = Observation(
        key,
        number,
        obs_status=obs_status or ("A" if number is not None else "O"),
        notation_key=notation_key,
        published_value=shown,
        published_unit=shown_unit,
        raw_value=raw or str(value),
        snapshot=f"snapshot-of-{source}",
    )
    return StoredObservation(observation_id(key, release), release, dataset or source, seen, example)


Cell = str | int | None


def row(
    place: str, source: str, sector: str, cells: Mapping[str, Cell], mode: str = "_T", period: str = "2018"
) -> list[StoredObservation]:
    """Make the observations of one printed row: a number, a notation key, or None for a dash, by scope."""
    found = []
    for scope, cell in cells.items():
        word = cell if isinstance(cell, str) and cell.isalpha() else ""
        value = None if word else cell
        where = {"sector": sector, "scope": scope, "mode": mode, "basis": source}
        indicator = "GHG.SEC" if sector != "_T" else "GHG.NET"
        found.append(
            observe(indicator, place, period, value, source=source, notation_key=str(word), where=where)
        )
    return found


def kranj(source: str = "kranj-contract", agriculture_apart: bool = True) -> list[StoredObservation]:
    """Give Kranj's A-1.3, and of A-1.4 agriculture and net land use apart."""
    found = [
        *row(KRANJ, source, "I", {"S1": 41280, "S2": 24551, "S3": None, "_T": 65831}),
        *row(KRANJ, source, "II", {"S1": 67346, "S2": 722, "S3": None, "_T": 68068}),
        *row(KRANJ, source, "III", {"S1": 20655, "S2": 388, "S3": 5711, "_T": 26754}),
        *row(KRANJ, source, "IV", {"S1": 27256, "S2": None, "S3": None, "_T": 27256}),
        *row(KRANJ, source, "V", {"S1": 55568, "S2": None, "S3": None, "_T": 55568}, mode="SRC"),
        *row(KRANJ, source, "V.2", {"S1": -4645, "S2": None, "S3": None, "_T": -4645}, mode="SNK"),
        *row(KRANJ, source, "_T", {"S1": 207460, "S2": 25661, "S3": 5711, "_T": 238832}),
    ]
    if agriculture_apart:
        found += row(KRANJ, source, "V.1_V.3", {"S1": 40667}) + row(KRANJ, source, "V.2", {"S1": 10256})
    return found


def velenje(source: str = "velenje-contract") -> list[StoredObservation]:
    """Give Velenje's A-1.3; its IPPU cell repeats the energy value, so the rows exceed the total by 9,885.83 t."""
    return [
        *row(VELENJE, source, "I", {"S1": "3094.16", "S2": "135145.88", "S3": "NO", "_T": "138240.04"}),
        *row(VELENJE, source, "II", {"S1": "24190.14", "S2": "NO", "S3": "NO", "_T": "24190.14"}),
        *row(VELENJE, source, "III", {"S1": "IE", "S2": "NO", "S3": "315.93", "_T": "315.93"}),
        *row(VELENJE, source, "IV", {"S1": "13362.67", "S2": "IE", "S3": "NO", "_T": "13362.67"}),
        *row(VELENJE, source, "V.1_V.3", {"S1": "9855.30", "S2": "IE", "S3": "NO", "_T": "9855.30"}),
        *row(VELENJE, source, "V.2", {"S1": -4802, "S2": "IE", "S3": "NO", "_T": -4802}, mode="SNK"),
        *row(VELENJE, source, "_T", {"S1": "35814.44", "S2": "135145.88", "S3": "315.93", "_T": "171276.25"}),
    ]


def ljubljana(source: str = "ljubljana-contract") -> list[StoredObservation]:
    """Give Ljubljana's table 7 for 2018 to 2022 (scopes 1 and 2 in one number), and A-1.4 of 2018 by scope."""
    found = [
        *row(LJUBLJANA, source, "I", {"S1": 239936, "S2": 1183332, "S3": "NO", "_T": 1423268}),
        *row(LJUBLJANA, source, "II", {"S1": 784577, "S2": 7027, "S3": "NO", "_T": 791604}),
        *row(LJUBLJANA, source, "III", {"S1": 48500, "S2": "NO", "S3": "NO", "_T": 48500}),
        *row(LJUBLJANA, source, "IV", {"S1": 14604, "S2": "NO", "S3": "NO", "_T": 14604}),
    ]
    for year in range(5):
        period = str(2018 + year)
        for sector, values in TABLE_7.items():
            found += row(LJUBLJANA, source, sector, {"S1_S2": values[year]}, period=period)
        total = {"scope": "S1_S2", "basis": source}
        found.append(observe("GHG.TOT", LJUBLJANA, period, TABLE_7_TOTAL[year], source=source, where=total))
    return found


def zagreb(source: str = "zagreb-contract") -> list[StoredObservation]:
    """Give Zagreb's table 3 of 2019, scopes 1 and 2 in one number; waste is outside."""
    where = {"scope": "S1_S2", "basis": source}
    found = [
        observe(
            "GHG.SEC",
            ZAGREB,
            "2019",
            value,
            source=source,
            where={**where, "sector": sector, "carrier": carrier},
        )
        for sector, carriers in TABLE_3.items()
        for carrier, value in carriers.items()
    ]
    total = observe("GHG.TOT", ZAGREB, "2019", "2927203.98", source=source, where=where)
    return [*found, total]


def energy(place: str) -> list[StoredObservation]:
    """Give a city's final energy by sector, scope and carrier, in MWh."""
    return [
        observe(
            "EN.FEC", place, BASE_YEAR[place], value, source=SOURCE[place], unit="MWH",
            where={"sector": sector, "scope": scope, "carrier": carrier, "basis": SOURCE[place]},
        )
        for sector, scope, carrier, value in ENERGY[place]
    ]  # fmt: skip


def state(place: str, period: str = "2018", shift: str = "0") -> list[StoredObservation]:
    """Give a state's totals without and with land use, and energy (CRF 1), as Eurostat prints them."""
    kinds = (
        ("GHG.TOT", "_T", GROSS[place], "KT_CO2E", "env-air-gge-excl"),
        ("GHG.NET", "_T", NET[place], "KT_CO2E", "env-air-gge-net"),
        ("GHG.SEC", "I_II", CRF_1[place], "MT_CO2E", "env-air-gge-excl"),
    )
    return [
        observe(
            indicator, place, period, str(convert(Decimal(value) + Decimal(shift), unit, "T_CO2E")),
            source="eurostat-env-air-gge", printed=(str(Decimal(value) + Decimal(shift)), unit),
            where={"sector": sector, "scope": "S1", "basis": name},
        )
        for indicator, sector, value, unit, name in kinds
    ]  # fmt: skip


def people() -> list[StoredObservation]:
    """Give municipal and national populations, each with its date."""
    return [
        observe(
            "CX.POP", place, period, value, source=source, unit="NR",
            obs_status="P" if place == "EU27_2020" else "A",
            where={"basis": f"people-{source}", "freq": "S" if "-S" in period else "A"},
        )
        for place, period, value, source in PEOPLE
    ]  # fmt: skip


BASES: Mapping[str, Basis] = {
    found.id: found
    for found in (
        basis("kranj-contract", KRANJ, elec_factor=Decimal("0.358"), waste="BOTH"),
        basis("velenje-contract", VELENJE, elec_factor=Decimal("0.434"), waste="EXPORTED", ets="UNK", industry_energy="I_IV"),
        basis(
            "ljubljana-contract", LJUBLJANA, elec_factor=Decimal("0.405"), lulucf="EX", industry_energy="I",
            waste="TREATED",
        ),
        basis(
            "zagreb-contract", ZAGREB, elec_factor=Decimal("0.1722"), lulucf="EX", industry_energy="I",
            waste="NONE", base_period="2019", ef_basis="LCA_GHG", ets="UNK", elec_method="UNK", gas_group="UNK",
        ),
        basis(
            "env-air-gge-excl", accounting="TERR", ef_basis="NAT", elec_method="UNK", lulucf="EX", ets="INCL",
            boundary="COUNTRY", base_period="", waste="TREATED", industry_energy="I",
        ),
        basis(
            "env-air-gge-net", accounting="TERR", ef_basis="NAT", elec_method="UNK", ets="INCL",
            boundary="COUNTRY", base_period="", waste="TREATED", industry_energy="I",
        ),
        basis("people-sistat", base_period=""),
        basis("people-geo", base_period=""),
        basis("people-eurostat-demo-pjan", base_period="", boundary="COUNTRY"),
    )
}  # fmt: skip

LICENCES = {
    **{source: LicenceLine("none stated; facts with citation", source) for source in SOURCE.values()},
    "eurostat-env-air-gge": LicenceLine("CC BY 4.0", "Eurostat, env_air_gge"),
    "eurostat-demo-pjan": LicenceLine("CC BY 4.0", "Eurostat, demo_pjan"),
    "sistat": LicenceLine("CC BY 4.0", "SURS"),
}


def four_cities() -> list[StoredObservation]:
    """Give the emissions and the energy of the four cities."""
    emissions = [*kranj(), *velenje(), *ljubljana(), *zagreb()]
    return [*emissions, *(seen for place in FOUR for seen in energy(place))]


def everything() -> list[StoredObservation]:
    """Give the four cities, the states and the European Union, and the populations."""
    return [*four_cities(), *(seen for place in STATES for seen in state(place)), *people()]


def evidence(
    observations: Iterable[StoredObservation],
    bases: Mapping[str, Basis] = BASES,
    findings: Iterable[Finding] = (),
    places: Mapping[str, Place] | None = None,
    priority: Mapping[str, int] | None = None,
) -> Evidence:
    """Hand observations over for a comparison."""
    known = shipped_places() if places is None else places
    return Evidence(tuple(observations), bases, known, priority or {}, LICENCES, tuple(findings))
