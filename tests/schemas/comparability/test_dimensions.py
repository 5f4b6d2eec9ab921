"""What each dimension makes of two bases that differ in one statement."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from schemas.basis import Basis
from schemas.findings import Finding, Location
from schemas.messages import Message
from schemas.observations import StoredObservation
from tests.fakes.contract_figures import KRANJ, LJUBLJANA, SOURCE, VELENJE, ZAGREB
from tests.fakes.inventories import BASES, basis, evidence, four_cities, observe, row, velenje
from tests.schemas.comparability.asking import Answer, ask, reason, reasons

PLAIN: dict[str, Any] = {
    "lulucf": "EX",
    "industry_energy": "I",
    "elec_factor": Decimal("0.4"),
}  # a basis states values of several types


def table(place: str, name: str, period: str = "2018", **more: int) -> list[StoredObservation]:
    """Make a small inventory in which everything closes: I 600, II 300, III 60, V.1_V.3 40, total 1,000 t."""
    cells = {"I": 600, "II": 300, "III": 60, "V.1_V.3": 40, **more}
    found = [
        seen
        for sector, value in cells.items()
        for seen in row(place, name, sector, {"S1": value}, period=period)
    ]
    where = {"scope": "S1", "basis": name}
    electricity = {"sector": "I", "scope": "S2", "carrier": "ELEC", "basis": name}
    return [
        *found,
        *(seen for sector in ("I", "II") for seen in row(place, name, sector, {"S2": "NO"}, period=period)),
        observe("GHG.TOT", place, period, sum(cells.values()), source=name, where=where),
        observe("EN.FEC", place, period, 1000, source=name, unit="MWH", where=electricity),
    ]


def compared(own: Basis, others: Basis, indicator: str = "GHG.TOT", **asked: str) -> Answer:
    """Compare two equal inventories on two bases."""
    given = evidence([*table(KRANJ, "own"), *table(LJUBLJANA, "others")], {"own": own, "others": others})
    return ask(indicator, KRANJ, LJUBLJANA, given=given, lang="en", **asked)


def between(
    indicator: str = "GHG.TOT", sector: str = "_T", **stated: Any
) -> dict[str, str]:  # of several types
    """Compare two equal inventories that differ in what one states."""
    own = basis("own", KRANJ, **{**PLAIN, **stated})
    return reasons(
        compared(own, basis("others", LJUBLJANA, **PLAIN), indicator, sector=sector), KRANJ, LJUBLJANA
    )


def test_equal_inventories_on_equal_bases_have_nothing_between_them() -> None:
    answer = compared(basis("own", KRANJ, **PLAIN), basis("others", LJUBLJANA, **PLAIN))
    assert (answer["verdict"], answer["pairs"][0]["reasons"]) == ("comparable", [])
    assert answer["rank"] == [
        {"place": KRANJ, "rank": 1, "value": Decimal(1000)},
        {"place": LJUBLJANA, "rank": 1, "value": Decimal(1000)},
    ]


@pytest.mark.parametrize(
    ("attribute", "level"),
    [
        ("accounting", "BLOCKER"),
        ("gas_group", "CAVEAT"),
        ("gwp_set", "CAVEAT"),
        ("ef_basis", "CAVEAT"),
        ("ets", "CAVEAT"),
        ("waste", "CAVEAT"),
        ("boundary", "CAVEAT"),
        ("lulucf", "CAVEAT"),
    ],
)
def test_what_is_not_stated_is_never_the_same_even_where_neither_states_it(
    attribute: str, level: str
) -> None:
    assert between(**{attribute: "UNK"}) == {attribute: level}
    own, others = (basis(name, **{**PLAIN, attribute: "UNK"}) for name in ("own", "others"))
    assert reasons(compared(own, others), KRANJ, LJUBLJANA) == {attribute: level}


@pytest.mark.parametrize(
    ("attribute", "code", "level"),
    [
        ("accounting", "RES", "BLOCKER"),
        ("accounting", "CONS", "BLOCKER"),
        ("accounting", "GPC_BASIC", "CAVEAT"),
        ("gas_group", "CO2_FOS", "CAVEAT"),
        ("gwp_set", "AR4", "BOUNDED"),
        ("gwp_set", "SAR", "BOUNDED"),
        ("ef_basis", "LCA_GHG", "BOUNDED"),
        ("ets", "INCL", "CAVEAT"),
        ("waste", "EXPORTED", "CAVEAT"),
        ("boundary", "NUTS3", "BLOCKER"),
    ],
)
def test_a_stated_difference_has_its_level(attribute: str, code: str, level: str) -> None:
    assert between(**{attribute: code}) == {attribute: level}


def test_no_plants_and_all_plants_counted_are_the_same() -> None:
    own, others = basis("own", **PLAIN, ets="INCL"), basis("others", **PLAIN, ets="NONE")
    assert reasons(compared(own, others), KRANJ, LJUBLJANA) == {}


def test_other_warming_potentials_are_bounded_by_pure_methane() -> None:
    own = basis("own", **PLAIN, gwp_set="AR4")
    found = reason(compared(own, basis("others", **PLAIN)), KRANJ, LJUBLJANA, "gwp_set")
    assert found["tonnes"] == Decimal(120)


def test_fuels_above_combustion_factors_weigh_even_where_their_basis_is_not_stated() -> None:
    zagreb_basis = replace(BASES[SOURCE[ZAGREB]], ef_basis="UNK")
    given = evidence(four_cities(), {**BASES, SOURCE[ZAGREB]: zagreb_basis})
    found = reason(ask("GHG.TOT", LJUBLJANA, ZAGREB, given=given), LJUBLJANA, ZAGREB, "ef_basis")
    assert (found["level"], round(found["tonnes"])) == ("CAVEAT", 277606)
    assert found["message"] == (
        "Zagreb: not stated (what the emission factors hold), and what is not known is not taken as the same; "
        "Zagreb: the same fuels with IPCC combustion factors give 277,606 t CO₂e less"
    )


def test_waste_counted_differently_weighs_what_waste_weighs() -> None:
    own = basis("own", **PLAIN, waste="EXPORTED")
    assert reason(compared(own, basis("others", **PLAIN)), KRANJ, LJUBLJANA, "waste")["tonnes"] == Decimal(60)


def test_two_factors_for_one_grid_and_year_weigh_by_the_electricity_used() -> None:
    own = basis("own", **{**PLAIN, "elec_factor": Decimal("0.5")})
    answer = compared(own, basis("others", **PLAIN))
    found = reason(answer, KRANJ, LJUBLJANA, "elec_factor")
    assert (found["level"], found["tonnes"]) == ("BOUNDED", Decimal(100))


def test_factors_that_differ_by_rounding_are_the_same() -> None:
    assert between(elec_factor=Decimal("0.405")) == {}


def test_a_factor_or_method_that_is_not_stated_is_a_caveat() -> None:
    assert between(elec_factor=None) == {"elec_factor": "CAVEAT"}
    assert between(elec_method="UNK") == {"elec_factor": "CAVEAT"}
    assert between(elec_method="MKT") == {"elec_factor": "CAVEAT"}


def test_electricity_is_no_matter_of_agriculture() -> None:
    assert between("GHG.AFOL", elec_factor=None, waste="UNK", ets="UNK") == {}


@pytest.mark.parametrize("code", ["UNK", "I_IV", "NONE"])
def test_where_industry_s_energy_is_filed_blocks_only_the_sectors_it_may_be_in(code: str) -> None:
    assert between(industry_energy=code) == {"classification": "CAVEAT"}
    assert between("GHG.STAT", industry_energy=code) == {"classification": "BLOCKER"}
    assert between("GHG.TRAN", industry_energy=code) == {}


def test_an_ippu_cell_that_may_hold_industry_s_energy_does_not_cover_ippu() -> None:
    others = basis("others", LJUBLJANA, **PLAIN)
    unknown = basis("own", KRANJ, **{**PLAIN, "industry_energy": "UNK"})
    rows = [*table(KRANJ, "own", IV=200), *table(LJUBLJANA, "others", IV=200)]
    answer = ask("GHG.TOT", KRANJ, LJUBLJANA, given=evidence(rows, {"own": unknown, "others": others}))
    assert reasons(answer, KRANJ, LJUBLJANA) == {"scope_coverage": "BLOCKER", "classification": "CAVEAT"}


@pytest.mark.parametrize(("weight", "level"), [(49, "CAVEAT"), (60, "BLOCKER")])
def test_a_cell_that_one_side_lacks_is_a_caveat_below_five_per_cent(weight: int, level: str) -> None:
    bases = {name: basis(name, **PLAIN) for name in ("own", "others")}
    rows = [*table(KRANJ, "own"), *table(LJUBLJANA, "others", IV=weight)]
    answer = ask("GHG.TOT", KRANJ, LJUBLJANA, given=evidence(rows, bases))
    found = reason(answer, KRANJ, LJUBLJANA, "scope_coverage")
    assert (found["level"], found["tonnes"]) == (level, Decimal(weight))


def test_totals_without_cells_do_not_say_what_they_hold() -> None:
    where = {"scope": "_T"}
    rows = [
        observe("GHG.TOT", place, "2018", 100, source=name, where={**where, "basis": name})
        for place, name in ((KRANJ, "own"), (LJUBLJANA, "others"))
    ]
    bases = {name: basis(name, **PLAIN) for name in ("own", "others")}
    answer = ask("GHG.TOT", KRANJ, LJUBLJANA, given=evidence(rows, bases))
    assert answer["places"][0]["published"]["covers"] == ["_T"]
    assert reasons(answer, KRANJ, LJUBLJANA) == {"scope_coverage": "CAVEAT"}
    beside = ask("GHG.TOT", KRANJ, LJUBLJANA, given=evidence([rows[0], *table(LJUBLJANA, "others")], bases))
    assert reasons(beside, KRANJ, LJUBLJANA) == {"scope_coverage": "BLOCKER"}
    assert beside["coverage"] == {"cells": [], "values": []}


def test_other_years_are_a_caveat() -> None:
    bases = {
        name: basis(name, **PLAIN, base_period=year) for name, year in (("own", "2018"), ("others", "2019"))
    }
    rows = [*table(KRANJ, "own"), *table(LJUBLJANA, "others", "2019")]
    answer = ask("GHG.TOT", KRANJ, LJUBLJANA, given=evidence(rows, bases))
    assert reasons(answer, KRANJ, LJUBLJANA) == {"base_period": "CAVEAT"}


def test_marked_figures_are_a_caveat() -> None:
    marked = observe(
        "GHG.TOT", KRANJ, "2018", 1000, source="own", obs_status="P", where={"scope": "_T", "basis": "own"}
    )
    rows = [*table(KRANJ, "own"), marked, *table(LJUBLJANA, "others")]
    bases = {name: basis(name, **PLAIN) for name in ("own", "others")}
    answer = ask("GHG.TOT", KRANJ, LJUBLJANA, given=evidence(rows, bases))
    assert reason(answer, KRANJ, LJUBLJANA, "obs_status")["message"] == (
        "Kranj: figures are marked as: provisional value"
    )


def finding(place: str, subject: str, severity: str = "warning") -> Finding:
    said = Message("compare.clause.findings")
    where = Location("Table A-1.3", "A-1.3!F9")
    return Finding("S6", severity, where, "13,362.67 t", said, said, subject, place)  # type: ignore[arg-type]  # one of three


def test_a_finding_on_a_figure_that_was_used_is_a_caveat() -> None:
    cell = next(
        seen
        for seen in velenje()
        if seen.observation.key.sector == "IV" and seen.observation.key.scope == "_T"
    )
    open_one = finding(VELENJE, cell.observation.key.canonical())
    assert reasons_with(open_one)["findings"] == "CAVEAT"
    assert "findings" not in reasons_with(finding(KRANJ, cell.observation.key.canonical()))
    assert "findings" not in reasons_with(finding(VELENJE, "another"))
    assert "findings" not in reasons_with(finding(VELENJE, cell.observation.key.canonical(), "info"))


def reasons_with(found: Finding) -> dict[str, str]:
    bases = {"own": basis("own", **PLAIN), SOURCE[VELENJE]: basis(SOURCE[VELENJE])}
    given = evidence([*table(KRANJ, "own"), *velenje()], bases, findings=[found])
    return reasons(ask("GHG.TOT", KRANJ, VELENJE, given=given), KRANJ, VELENJE)
