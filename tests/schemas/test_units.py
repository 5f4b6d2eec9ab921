"""Units convert exactly, and only into what measures the same."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import UnitError, UnknownCodeError
from schemas.units import convert, plain


@pytest.mark.parametrize(
    ("value", "found", "wanted", "result"),
    [
        ("17744.9", "KT_CO2E", "T_CO2E", "17744900"),
        ("3732.81091", "MT_CO2E", "T_CO2E", "3732810910"),
        ("3600", "GJ", "MWH", "1000"),
        ("1", "TOE", "MWH", "11.63"),
        ("2.5", "GWH", "MWH", "2500"),
        ("9", "TJ", "MWH", "2500"),
        ("9", "PJ", "GWH", "2500"),
    ],
)
def test_a_conversion_is_exact(value: str, found: str, wanted: str, result: str) -> None:
    assert convert(Decimal(value), found, wanted) == Decimal(result)


def test_co2_is_not_co2_equivalent() -> None:
    with pytest.raises(UnitError):
        convert(Decimal(1), "T_CO2", "T_CO2E")


def test_an_unknown_unit_names_the_nearest() -> None:
    with pytest.raises(UnknownCodeError, match="MWH"):
        convert(Decimal(1), "MWHH", "MWH")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**9), max_value=10**9))
def test_there_and_back_is_the_same_number(value: Decimal) -> None:
    assert convert(convert(value, "GWH", "KWH"), "KWH", "GWH") == value


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_the_plain_form_is_the_same_number_without_exponent(value: Decimal) -> None:
    assert plain(value) == value
    assert "E" not in str(plain(value)) or value == 0 or abs(value) < Decimal("0.00001")
