"""Units convert exactly, and only into what measures the same."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.calorific import NET_OF_GROSS, gross_calorific, net_calorific
from schemas.carbon import carbon_of_co2, co2_of_carbon
from schemas.codes import codelist
from schemas.currencies import euro_of
from schemas.errors import UnitError, UnknownCodeError
from schemas.generation import net_generation
from schemas.indicators import indicators
from schemas.languages import LANGUAGES
from schemas.quantities import PER, quantity, quantity_of_unit
from schemas.unit_errors import NoFactorError
from schemas.units import convert, factor, plain


@pytest.mark.parametrize(
    ("value", "found", "wanted", "result"),
    [
        ("17744.9", "KT_CO2E", "T_CO2E", "17744900"),
        ("3732.81091", "MT_CO2E", "T_CO2E", "3732810910"),
        ("1", "MT_CO2E", "KT_CO2E", "1000"),
        ("3600", "GJ", "MWH", "1000"),
        ("1", "GWH", "TJ", "3.6"),
        ("3.6", "TJ", "GWH", "1"),
        ("18", "GJ", "MWH", "5"),
        ("1", "TOE", "MWH", "11.63"),
        ("1", "TOE", "GJ", "41.868"),
        ("1", "KTOE", "GWH", "11.63"),
        ("2.5", "GWH", "MWH", "2500"),
        ("9", "TJ", "MWH", "2500"),
        ("9", "PJ", "GWH", "2500"),
        ("1", "NR/1000HAB", "NR/100KHAB", "100"),
        ("7", "NR/10KHAB", "NR/100KHAB", "70"),
        ("7", "NR/100KHAB", "NR/10KHAB", "0.7"),
        ("12.5", "HA/100KHAB", "M2/HAB", "1.25"),
        ("0.358", "T_CO2E_MWH", "G_CO2E_KWH", "358"),
        ("56.1", "KG_CO2/GJ", "T_CO2/MWH", "0.20196"),
        ("56100", "KG_CO2/TJ", "T_CO2/MWH", "0.20196"),
        ("120", "KWH/M2", "MWH/M2", "0.12"),
        ("40", "UG_M3", "MG_M3", "0.04"),
        ("1", "FRACTION", "PC", "100"),
        ("5", "PROMILLE", "PC", "0.5"),
        ("150", "L_D/HAB", "M3_D/HAB", "0.15"),
        ("2.5", "MIO_VKM", "VKM", "2500000"),
        ("1", "HA", "M2", "10000"),
        ("36", "KM/HOUR", "KM/HOUR", "36"),
    ],
)
def test_a_conversion_is_exact(value: str, found: str, wanted: str, result: str) -> None:
    assert convert(Decimal(value), found, wanted) == Decimal(result)


@pytest.mark.parametrize(
    ("found", "wanted", "exactly"),
    [("GJ", "MWH", "5/18"), ("TJ", "MWH", "2500/9"), ("PJ", "MWH", "2500000/9"), ("MJ", "KWH", "5/18"), ("TOE", "MWH", "1163/100")],
)  # fmt: skip
def test_a_factor_is_a_fraction(found: str, wanted: str, exactly: str) -> None:
    assert factor(found, wanted) == Fraction(exactly)


@pytest.mark.parametrize(
    ("found", "wanted", "reason"),
    [
        ("T_CO2", "T_CO2E", "warming potential"),
        ("T_C", "T_CO2", "44/12"),
        ("T_CH4", "T_CO2E", "of which report"),
        ("T", "T_CO2E", "say the gas"),
        ("TJ_GCV", "TJ", "name the carrier"),
        ("MWH_GCV", "MWH", "name the carrier"),
        ("MW", "MWH", "hours"),
        ("MW_P", "MW", "inverter"),
        ("PC", "PP", "difference of two shares"),
        ("KM", "VKM", "occupancy"),
        ("VKM", "PKM", "occupancy"),
        ("YEAR", "DAY", "no fixed number of days"),
        ("T_CO2E", "T_CO2E/HAB", "divided by something"),
        ("NR/NR", "NR/HAB", "different denominators"),
        ("KG_CO2/KWH", "KG_CO2E_KWH", "warming potential"),
        ("HRK", "EUR", "schemas.currencies"),
    ],
)
def test_what_is_near_does_not_convert_and_says_why(found: str, wanted: str, reason: str) -> None:
    with pytest.raises(NoFactorError, match=reason) as refused:
        convert(Decimal(1), found, wanted)
    assert (refused.value.found, refused.value.wanted) == (found, wanted)
    assert all(refused.value.reason.in_(lang) for lang in LANGUAGES)


@pytest.mark.parametrize(
    ("found", "wanted"), [("MWH", "T"), ("NR/1000HAB", "PC"), ("HA", "KM"), ("DB", "SCORE")]
)
def test_what_is_far_does_not_convert(found: str, wanted: str) -> None:
    with pytest.raises(UnitError):
        convert(Decimal(1), found, wanted)


def test_an_unknown_unit_names_the_nearest() -> None:
    with pytest.raises(UnknownCodeError, match="MWH"):
        convert(Decimal(1), "MWHH", "MWH")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_there_and_back_is_the_same_number(value: Decimal) -> None:
    assert convert(convert(value, "GWH", "KWH"), "KWH", "GWH") == value


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=20, min_value=-(10**18), max_value=10**18),
    st.sampled_from(
        [("TOE", "KWH"), ("GWH", "TJ"), ("MT_CO2E", "KG_CO2E"), ("NR/100KHAB", "NR/HAB"), ("MILE", "METRE")]
    ),
)
def test_a_finite_result_keeps_every_digit(value: Decimal, units: tuple[str, str]) -> None:
    assert Fraction(convert(value, *units)) == Fraction(value) * factor(*units)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_the_plain_form_is_the_same_number_without_exponent(value: Decimal) -> None:
    assert plain(value) == value
    assert "E" not in str(plain(value)) or value == 0 or abs(value) < Decimal("0.00001")


def test_a_quotient_is_the_quotient_of_its_parts() -> None:
    units = codelist("unit")
    people = {"HAB": 1, "1000HAB": 1000, "10KHAB": 10**4, "100KHAB": 10**5, "MIOHAB": 10**6}
    wrong = []
    for unit in units:
        whole, _, part = unit.code.partition("/")
        if not part or whole not in units or part not in {*units.codes, *people}:
            continue
        size = Fraction(people.get(part, 0)) or Fraction(units[part].columns["factor_to_base"])
        kind = "hab" if part in people else units[part].columns["dimension"]
        dimension = units[whole].columns["dimension"] + PER + kind
        exactly = Fraction(units[whole].columns["factor_to_base"]) / size
        if (unit.columns["dimension"], Fraction(unit.columns["factor_to_base"])) != (dimension, exactly):
            wrong.append(unit.code)
    assert wrong == []


def test_every_unit_measures_a_quantity_with_a_kind_and_a_name() -> None:
    for unit in codelist("unit"):
        measured = quantity_of_unit(unit.code)
        assert measured.kind.startswith(("quantitykind:", "ogl:"))
        assert set(measured.label.as_dict()) == set(LANGUAGES)
    assert quantity("mass_co2e").kind == "quantitykind:CO2Equivalent"


def test_every_indicator_has_a_unit_of_the_list() -> None:
    units = codelist("unit")
    assert {one.code: one.unit for one in indicators().values() if one.unit not in units} == {}


def test_dimensions_have_one_unit_of_a_size_or_name_them_apart() -> None:
    labels: dict[str, list[str]] = defaultdict(list)
    for unit in codelist("unit"):
        labels[unit.label.en].append(unit.code)
    assert {label: codes for label, codes in labels.items() if len(codes) > 1} == {}


@pytest.mark.parametrize(
    ("carrier", "net"),
    [("NG", "90"), ("LNG", "90"), ("LFO", "95"), ("DIESEL", "95"), ("LPG", "92"), ("COAL", "95"), ("ELEC", "100"), ("DH", "100")],
)  # fmt: skip
def test_net_calorific_value_follows_the_carrier(carrier: str, net: str) -> None:
    assert net_calorific(Decimal(100), carrier) == Decimal(net)
    assert gross_calorific(Decimal(net), carrier) == 100


@pytest.mark.parametrize("carrier", ["_T", "_U", "_Z", "OTHER"])
def test_a_sum_of_fuels_has_no_calorific_ratio(carrier: str) -> None:
    assert carrier not in NET_OF_GROSS
    with pytest.raises(NoFactorError, match="tell the fuels apart"):
        net_calorific(Decimal(1), carrier)


def test_an_unknown_carrier_names_the_nearest() -> None:
    with pytest.raises(UnknownCodeError, match="DIESEL"):
        net_calorific(Decimal(1), "DIESSEL")


def test_carbon_becomes_co2_by_name_only() -> None:
    assert co2_of_carbon(Decimal(3)) == 11
    assert co2_of_carbon(Decimal(3), "KT_C", "T_CO2") == 11000
    assert carbon_of_co2(Decimal(44)) == 12
    with pytest.raises(UnitError):
        co2_of_carbon(Decimal(3), "T_C", "T_CO2E")
    with pytest.raises(UnitError):
        co2_of_carbon(Decimal(3), "T_CO2")


def test_net_generation_needs_the_plants_own_use() -> None:
    assert net_generation(Decimal(100), Decimal(7)) == 93
    with pytest.raises(NoFactorError, match="own use"):
        net_generation(Decimal(100), None)


def test_only_currencies_that_became_the_euro_have_a_rate() -> None:
    assert euro_of(Decimal("7.5345"), "HRK") == 1
    with pytest.raises(NoFactorError, match="rate of a day"):
        euro_of(Decimal(1), "USD")
