"""Warming potentials: the table is the published one, and conversion is exact and goes back."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codes import codelist
from schemas.errors import UnknownCodeError
from schemas.gwp import PotentialMissingError, convert_gwp, gwp, gwp_sets, most_and_least, origin_of_methane

COLUMNS = {
    "SAR": "SARGWP100", "TAR": "TARGWP100", "AR4": "AR4GWP100", "AR5": "AR5GWP100", "AR5_CCF": "AR5CCFGWP100",
    "AR6": "AR6GWP100",
}  # fmt: skip


def test_the_table_is_the_published_one(shared: Path) -> None:
    path = shared / "data" / "third_party" / "globalwarmingpotentials.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = {row["Species"]: row for row in csv.DictReader(line for line in lines if line[0] != "#")}
    gases = [code.code for code in codelist("gwp") if code.code in rows]
    assert len(gases) == 22
    for gas in gases:
        ours = {name: codelist("gwp")[gas].columns[name] for name in COLUMNS}
        assert ours == {name: rows[gas][column] for name, column in COLUMNS.items()}, gas


def test_methane_by_origin_stands_beside_methane_of_no_told_origin() -> None:
    assert gwp_sets() == tuple(COLUMNS)
    told = {gas: gwp(gas, "AR6") for gas in ("CH4", "CH4_BIO", "CH4_FOS")}
    assert told == {"CH4": Decimal("27.9"), "CH4_BIO": Decimal("27.0"), "CH4_FOS": Decimal("29.8")}
    assert [gwp("CH4_FOS", name) for name in ("SAR", "AR5")] == [Decimal(21), Decimal(30)]


def test_a_gas_that_a_report_leaves_out_is_said_to_be_missing() -> None:
    with pytest.raises(PotentialMissingError, match="TAR"):
        gwp("NF3", "SAR")
    with pytest.raises(UnknownCodeError) as error:
        gwp("HFC134", "AR5")
    assert "HFC134a" in error.value.candidates
    with pytest.raises(UnknownCodeError):
        gwp("CH4", "AR7")


def test_kranjs_farming_is_weighed_anew_gas_by_gas() -> None:
    ar5 = {"CH4": Decimal(28), "N2O": Decimal(265), "CO2": Decimal(7)}
    farming = convert_gwp(ar5, "AR5", "AR6", origin_of_methane("V.1"))
    assert farming == {"CH4": Decimal(27), "N2O": Decimal(273), "CO2": Decimal(7)}
    assert convert_gwp(ar5, "AR5", "AR4") == {"CH4": Decimal(25), "N2O": Decimal(298), "CO2": Decimal(7)}


def test_the_origin_of_methane_follows_from_sector_and_fuel() -> None:
    assert [origin_of_methane(sector) for sector in ("I.7", "II", "III.1", "V.3", "IV.1", "_T")] == [
        "CH4_FOS", "CH4_FOS", "CH4_BIO", "CH4_BIO", "", "",
    ]  # fmt: skip
    assert origin_of_methane("I.1", "FIREWOOD") == "CH4_BIO"


def test_without_a_split_the_change_is_bounded() -> None:
    assert most_and_least("AR4", "AR5", ("CO2", "CH4")) == (Decimal(1), Decimal("1.12"))
    least, most = most_and_least("AR5", "AR6", ("CO2", "CH4", "N2O"))
    assert (least.quantize(Decimal("0.001")), most.quantize(Decimal("0.001"))) == (
        Decimal("0.964"),
        Decimal("1.064"),
    )


TONNES = st.decimals(0, 10**9, places=3)
SETS = st.sampled_from(["TAR", "AR4", "AR5", "AR5_CCF", "AR6"])


@given(st.dictionaries(st.sampled_from(["CO2", "CH4", "N2O", "SF6", "NF3", "CF4"]), TONNES), SETS, SETS)
def test_there_and_back_is_where_it_was(by_gas: dict[str, Decimal], one: str, other: str) -> None:
    back = convert_gwp(convert_gwp(by_gas, one, other, "CH4_BIO"), other, one, "CH4_BIO")
    assert {gas: value.quantize(Decimal("0.000001")) for gas, value in back.items()} == {
        gas: value.quantize(Decimal("0.000001")) for gas, value in by_gas.items()
    }
