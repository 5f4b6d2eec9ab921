"""A written unit is read as ours where it plainly is one, and never as something near it."""

import pytest

from schemas.unit_texts import unit_of_text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("t CO2 equivalent", "T_CO2E"), ("t. CO2 equivalent / year", "T_CO2E"), ("T CO2 equivalent / year", "T_CO2E"),
        ("tCO₂e", "T_CO2E"), ("t CO2-eq", "T_CO2E"), ("Tonnes CO₂e", "T_CO2E"), ("t/CO2 equivalent/year", "T_CO2E"),
        ("t CO2eq/yr", "T_CO2E"), ("kt CO2 equivalent", "KT_CO2E"), ("Mt CO2e", "MT_CO2E"), ("kg CO2e", "KG_CO2E"),
        ("t CO2", "T_CO2"), ("MWh/year", "MWH"), ("MWh/y", "MWH"), ("kWh", "KWH"), ("GWh", "GWH"), ("TJ", "TJ"),
        ("%", "PC"), ("Percentage", "PC"), ("ha", "HA"), ("km²", "KM2"), ("μg/m3", "UG_M3"), ("inhabitants", "NR"),
        ("T_CO2E", "T_CO2E"), ("t/y", "T"), ("1000 t CO2e", "KT_CO2E"),
    ],
)  # fmt: skip
def test_a_known_spelling_is_read(text: str, code: str) -> None:
    assert unit_of_text(text) == code


@pytest.mark.parametrize(
    "text", ["", "mt CO2e", "kt CO2", "CO2 equivalent", "kWh/m2", "t CO2e/MWh", "kg/inhab/day", "x"]
)
def test_what_is_not_plainly_ours_is_not_guessed(text: str) -> None:
    assert unit_of_text(text) is None
