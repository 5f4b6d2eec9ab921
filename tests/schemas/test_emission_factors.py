"""Emission factors: by carrier, basis, place and year, and never from another basis than the one that is asked for."""

import csv
from decimal import Decimal

import pytest

from schemas.codes import CODELISTS, codelist
from schemas.emission_factors import emission_factors, factor, factors


@pytest.mark.parametrize(
    ("carrier", "value"),
    [("NG", "0.20196"), ("LPG", "0.22716"), ("DIESEL", "0.26676"), ("LFO", "0.26676"), ("PETROL", "0.24948"),
     ("COAL", "0.3636"), ("FIREWOOD", "0")],
)  # fmt: skip
def test_the_defaults_of_ipcc_hold_anywhere(carrier: str, value: str) -> None:
    found = factor(carrier, "SI_052", 2018, "STD_CO2")
    assert found is not None
    assert (found.t_per_mwh, found.place, found.year, found.gas) == (Decimal(value), "_", "", "CO2")


def test_three_gases_are_weighed_with_the_set_that_is_asked_for() -> None:
    found = {name: factor("NG", "SI", 2018, "STD_GHG", gwp_set=name) for name in ("AR4", "AR5", "AR6")}
    values = {name: one.t_per_mwh for name, one in found.items() if one}
    assert values == {"AR4": Decimal("0.20251728"), "AR5": Decimal("0.2025594"), "AR6": Decimal("0.20259468")}
    firewood = factor("FIREWOOD", "SI", 2018, "STD_GHG", gwp_set="AR6")
    assert firewood is not None
    assert (firewood.t_per_mwh, firewood.verified) == (Decimal("0.033091200"), False)


def test_grid_electricity_is_that_of_the_nearest_place_that_has_any() -> None:
    national = factor("ELEC", "SI_052", 2018, "NAT")
    declared = factor("ELEC", "SI_052", 2018, "LOCAL")
    assert national is not None
    assert declared is not None
    assert (national.place, national.t_per_mwh) == ("SI", Decimal("0.246"))
    assert (declared.place, declared.t_per_mwh, declared.gas) == ("SI_052", Decimal("0.358"), "CO2")


def test_of_several_years_the_nearest_is_taken_and_says_so() -> None:
    years = {year: factor("ELEC", "SI", year, "NAT") for year in (2010, 2020, 2021, 2030)}
    assert {year: one.year for year, one in years.items() if one} == {
        2010: "2018", 2020: "2018", 2021: "2023", 2030: "2023",
    }  # fmt: skip


def test_another_basis_is_never_taken_instead() -> None:
    assert factor("ELEC", "SI_052", 2018, "STD_CO2") is None
    assert factor("DH", "SI_052", 2018, "NAT") is None
    assert factor("DIESEL", "SI_052", 2018, "LCA_GHG") is None


def test_the_four_cities_declare_four_factors_for_their_electricity() -> None:
    declared = {one.place: one.t_per_mwh for one in factors("ELEC", basis="LOCAL")}
    assert declared == {
        "SI_052": Decimal("0.358"), "SI_133": Decimal("0.434"), "SI_061": Decimal("0.405"),
        "HR_01333": Decimal("0.1722"),
    }  # fmt: skip


def test_every_factor_stands_under_codes_that_exist_and_names_its_source() -> None:
    for one in emission_factors():
        assert one.carrier in codelist("carrier"), one
        assert one.ef_basis in codelist("ef_basis"), one
        assert one.source, one
        assert one.elec_method in {"", *codelist("elec_method").codes}, one


def test_the_short_table_of_defaults_says_the_same() -> None:
    with (CODELISTS / "ref_emission_factors_ipcc2006.csv").open(encoding="utf-8", newline="") as lines:
        short = {row["carrier"]: Decimal(row["t_co2_per_mwh_ncv"]) for row in csv.DictReader(lines)}
    names = {"NG": "natural_gas", "LPG": "lpg", "DIESEL": "diesel", "PETROL": "gasoline", "COAL": "lignite"}
    for carrier, name in names.items():
        found = factor(carrier, "SI", 2018, "STD_CO2")
        assert found is not None
        assert found.t_per_mwh == short[name]
