"""The captured figures of four Climate City Contracts as observations, for the rules across rows."""

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from schemas.basis import Basis
from schemas.codes import codelist
from schemas.observations import Observation, SeriesKey

PLACES = {"Kranj": "SI_052", "Velenje": "SI_133", "Ljubljana": "SI_061", "Zagreb": "HR_01333"}
SCOPES = {"1": "S1", "2": "S2", "3": "S3", "total": "_T", "1+2": "S1_S2", "1+2 (not split)": "S1_S2"}
SECTORS = {
    "Buildings": "I", "Transport": "II", "Waste": "III", "IPPU": "IV", "AFOLU sources": "V", "AFOLU sinks": "V.2",
    "AFOLU": "V.1_V.3", "Total": "_T", "Total gross": "_T", "Residential buildings": "I.1",
    "Commercial buildings and facilities": "I.2.C", "Institutional buildings and facilities": "I.2.I",
    "Manufacturing industries and construction": "I.3", "Public lighting": "I.2.L", "On-road transportation": "II.1",
    "Railway": "II.2", "Off-road transportation": "II.5", "Households": "I.1", "Services": "I.2", "Industry": "I.3",
    "Agriculture": "I.5", "Mobility": "II",
}  # fmt: skip
ENERGY_SECTORS = {
    "buildings": "I", "transport": "II", "waste_energy": "III", "ippu_labelled_energy": "IV", "afolu_energy": "V",
    "households": "I.1", "services": "I.2", "industry": "I.3", "agriculture": "I.5", "mobility": "II",
}  # fmt: skip
CARRIERS = {
    "electricity": "ELEC", "natural gas": "NG", "diesel": "DIESEL", "gasoline": "PETROL", "petrol": "PETROL",
    "district heating": "DH", "district heat": "DH", "oh": "DH", "heating oil": "LFO", "extra light fuel oil": "LFO",
    "light fuel oil": "LFO", "lpg": "LPG", "wood biomass": "BIOMASS", "biomass": "BIOMASS", "coal": "COAL",
    "firewood": "FIREWOOD", "png": "LNG", "lng": "LNG", "total": "_T", "biogas": "BIOGAS", "biodiesel": "BIODIESEL",
    "solar": "SOLAR", "geothermal": "GEOTH",
}  # fmt: skip
COLUMN = {"S1": "C", "S2": "D", "S3": "E", "_T": "F", "S1_S2": "G"}
BASELINE = re.compile(r"Baseline (\d{4}): TOTAL ([\d.]+) t CO2eq")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def bases() -> dict[str, Basis]:
    """Give what the contracts state of their inventories."""
    stated = Basis("", gas_group="CO2E", gwp_set="AR5", biogenic="ZERO", base_period="2018")
    told = {
        place: replace(stated, id=place, place=place, source_document=f"Contract of {city}")
        for city, place in PLACES.items()
    }
    return {
        "SI_052": replace(told["SI_052"], lulucf="NET"),
        "SI_133": replace(told["SI_133"], lulucf="NET"),
        "SI_061": replace(told["SI_061"], lulucf="EX"),
        "HR_01333": Basis(
            "HR_01333", "HR_01333", source_document="Contract of Zagreb", lulucf="EX", base_period="2019"
        ),
    }


def contract(shared: Path, city: str) -> list[Observation]:
    """Give everything that is captured of a city's contract."""
    data = shared / "data"
    return [
        *inventory(rows(data / "ccc" / "city_inventories_ccc.csv"), city),
        *energy(rows(data / "indicators" / "pilot_energy_activity.csv"), city),
        *factors(rows(data / "ccc" / "emission_factors_ccc.csv"), city),
        *targets(rows(data / "ccc" / "city_targets_ccc.csv"), city),
        *stated_gaps(data / "ccc" / "ccc_indicator_metadata.json", city),
        *told_of_targets(rows(data / "indicators" / "known_defects.csv"), city),
    ]


def key(indicator: str, city: str, period: str, unit: str, **dimensions: str) -> SeriesKey:
    place = PLACES[city]
    made = SeriesKey(indicator, place, period, unit=unit, source=f"{place}-contract", basis=place)
    return replace(made, **dimensions)


def cell(where: SeriesKey, number: str, raw: str, at: str, raw_unit: str = "") -> Observation:
    """Make an observation of a captured cell: number, notation key, or a text that says nothing."""
    keys = codelist("notation_key")
    told = Observation(where, None, raw_value=raw, raw_unit=raw_unit, source_cell=at, snapshot="c" * 64)
    if raw in keys:
        return replace(told, obs_status=keys[raw].columns["obs_status"], notation_key=raw)
    return replace(told, value=Decimal(number)) if number else replace(told, obs_status="O")


def inventory(captured: Sequence[Mapping[str, str]], city: str) -> Iterator[Observation]:
    """Give the inventory's cells; what is printed per inhabitant or outside the inventory is left aside."""
    lines: dict[tuple[str, str], int] = {}
    for row in captured:
        if row["city"] != city or row["table"] in ("Table 8 per inhabitant", "B-1 note"):
            continue
        name, _, fuel = row["sector"].partition(" / ")
        scope, sector = SCOPES[row["scope"]], SECTORS[name]
        carrier = CARRIERS[fuel.casefold()] if fuel else "_T"
        mode = "SRC" if name == "AFOLU sources" else "SNK" if name == "AFOLU sinks" else "_T"
        total = "GHG.NET" if city in ("Kranj", "Velenje") else "GHG.TOT"
        indicator = total if sector == "_T" else "GHG.SEC"
        line = lines.setdefault((row["table"], row["sector"]), len(lines) + 5)
        letter = "BCDEFG"[int(row["base_year"]) - 2018] if row["table"] == "Table 7" else COLUMN[scope]
        where = key(
            indicator,
            city,
            row["base_year"],
            "T_CO2E",
            sector=sector,
            scope=scope,
            carrier=carrier,
            mode=mode,
        )
        yield cell(where, row["value"], row["raw_value"], f"{row['table']}!{letter}{line}", row["unit"])


def energy(captured: Sequence[Mapping[str, str]], city: str) -> Iterator[Observation]:
    """Give the energy by sector and carrier; a carrier printed twice under transport is the railway's the second time."""
    told: set[tuple[str, str]] = set()
    for line, row in enumerate(captured, start=2):
        if row["city"] == city.casefold():
            sector, carrier = ENERGY_SECTORS[row["ccc_sector"]], CARRIERS[row["carrier"].replace("_", " ")]
            sector = "II.2" if (sector, carrier) in told else sector
            told.add((sector, carrier))
            where = key(
                "EN.FEC",
                city,
                row["year"],
                "MWH",
                sector=sector,
                scope=f"S{row['scope_reported']}",
                carrier=carrier,
            )
            yield cell(where, row["activity_mwh"], "", f"A-1.1!C{line}", "MWh/year")


def factors(captured: Sequence[Mapping[str, str]], city: str) -> Iterator[Observation]:
    """Give the factors that are printed; those that others worked out are no statement of the city."""
    for line, row in enumerate(captured, start=2):
        if row["city"] == city and "implied" not in row["gas"]:
            carrier = CARRIERS[row["carrier"].casefold()]
            indicator = {"ELEC": "EN.EL.EF", "DH": "EN.DH.EF"}.get(carrier, "EN.FUEL.EF")
            gas = "CO2_FOS" if row["gas"] == "CO2" else "_T"
            where = key(
                indicator, city, row["base_year"], "T_CO2E_MWH", carrier=carrier, gas=gas, sector="_T"
            )
            yield cell(where, row["value_t_per_MWh"], "", f"A-1.2!C{line}", "t/MWh")


def targets(captured: Sequence[Mapping[str, str]], city: str) -> Iterator[Observation]:
    """Give table A-2.1: baseline, reduction, percentage, gap and residual."""
    total = "GHG.NET" if city in ("Kranj", "Velenje") else "GHG.TOT"
    facts = (
        ("baseline_t", total, "BASE", "T_CO2E"), ("reduction_target_t", total, "TGT_RED", "T_CO2E"),
        ("reduction_pct", "GHG.REDPCT", "TGT_PCT", "PC"), ("gap_t", "GHG.GAP", "GAP", "T_CO2E"),
        ("residual_t", "GHG.RESID", "RESID", "T_CO2E"),
    )  # fmt: skip
    for row in captured:
        for number, (column, indicator, value_type, unit) in enumerate(facts, start=1):
            if row["city"] == city and row[column]:
                year = row["baseline_year"] if value_type == "BASE" else row["target_year"]
                where = key(indicator, city, year, unit, value_type=value_type)
                yield cell(where, row[column], "", f"A-2.1!C{number}")


def stated_gaps(path: Path, city: str) -> Iterator[Observation]:
    """Give the gaps that a city's indicators name as their baseline (table B-3.2)."""
    told = json.loads(path.read_text(encoding="utf-8"))["indicators"][city]
    for row in told:
        found = BASELINE.search(row["Calculation"])
        if found and "emissions gap" in row["Definition"]:
            where = key("GHG.GAP", city, found.group(1), "T_CO2E", value_type="BASE")
            yield cell(where, found.group(2).replace(".", ""), found.group(2), f"B-3.2!{row['_line']}")


def told_of_targets(captured: Sequence[Mapping[str, str]], city: str) -> Iterator[Observation]:
    """Give what only the list of defects quotes: Velenje's A-2.1 row of IPPU and indicator I-21, Kranj's agriculture."""
    printed = {row["id"]: row for row in captured if row["city"] == city.casefold()}
    if "F02" in printed:
        base = printed["F02"]["what_is_printed"].replace(",", "")
        cut = printed["F02"]["check"].partition("/")[0]
        for text, value_type, year, at in ((base, "BASE", "2018", "C9"), (cut, "TGT_RED", "2030", "D9")):
            where = key("GHG.SEC", city, year, "T_CO2E", sector="IV", value_type=value_type)
            yield cell(where, text, text, f"A-2.1!{at}")
        where = key("GHG.REDPCT", city, "2030", "PC", sector="IV", value_type="TGT_PCT")
        yield cell(where, "80", "80", "A-2.1!E9")
    if "F03" in printed:
        text = printed["F03"]["what_is_printed"].split()[0]
        where = key("GHG.NET", city, "2030", "T_CO2E", value_type="TGT")
        yield cell(where, text.replace(",", ""), text, "B-3.1!I-21")
    if "F07" in printed:
        parts = printed["F07"]["what_is_printed"].replace(",", "").split("+")
        livestock, soils = sum(map(Decimal, parts[:2])), sum(map(Decimal, parts[2:]))
        whole = printed["F07"]["what_it_should_be"].split()[-1].replace(",", "")
        for number, sector in ((str(livestock), "V.1"), (str(soils), "V.3"), (whole, "V.1_V.3")):
            where = key("GHG.SEC", city, "2018", "T_CO2E", sector=sector, scope="S1")
            yield cell(where, number, "", f"Agriculture!{sector}")
