"""S11, S13, S14 and S15: what is said of gases, factors, land use and decimals."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from schemas.basis import Basis
from schemas.observations import Observation
from schemas.rules.cross_check import cross_check
from tests.schemas.rules.made_up import BASIS, inventory, observed, told


def stated(rows: Sequence[Observation], **said: str) -> list[tuple[str, str]]:
    basis: Basis = replace(BASIS, **said)  # type: ignore[arg-type]  # codes of the basis
    return [(one.rule, one.where.cell) for one in cross_check(rows, {basis.id: basis})]


def total(raw_unit: str = "") -> list[Observation]:
    return [replace(observed("GHG.TOT", Decimal(1000), "T!1"), raw_unit=raw_unit)]


def test_equivalents_without_warming_potentials_are_told() -> None:
    assert stated(total(), gwp_set="UNK") == [("S11", "T!1")]
    assert stated(total(), gwp_set="UNK", gas_group="CO2_FOS") == []
    assert stated(total()) == []


@pytest.mark.parametrize(
    "unit", ["tCO2", "t CO2", "kt CO2/yr", "t CO₂", "t CO2 (text: CO2e)", "tonnes of CO2 emissions"]
)
def test_a_label_of_co2_where_all_gases_are_counted_is_told(unit: str) -> None:
    assert stated(total(unit)) == [("S13", "T!1")]
    assert stated(total(unit), gas_group="UNK", gwp_set="UNK") == [("S13", "T!1")]


@pytest.mark.parametrize(
    "unit",
    [
        "t CO2e",
        "tCO2eq",
        "t CO2-eq.",
        "t CO₂ eq",
        "t CO2 equivalent / year",
        "t CO2 ekv.",
        "t CO2 ekvivalent",
        "kt CO2 (eq)",
    ],
)
def test_a_label_of_equivalents_is_right_for_all_gases_and_wrong_for_co2_alone(unit: str) -> None:
    assert stated(total(unit)) == []
    assert stated(total(unit), gas_group="CO2_FOS") == [("S13", "T!1")]


def test_factors_of_co2_alone_under_equivalents_are_a_remark() -> None:
    basis = replace(BASIS, ef_basis="STD_CO2")
    (finding,) = cross_check(total(), {basis.id: basis})
    assert (finding.rule, finding.severity) == ("S13", "info")


def net(*, land: bool) -> list[Observation]:
    rows = [
        observed("GHG.SEC", Decimal(600), "N!1", sector="I", scope="S1"),
        observed("GHG.SEC", Decimal(400), "N!2", sector="II", scope="S1"),
        observed("GHG.SEC", Decimal(90), "N!3", sector="III", scope="S1"),
        observed("GHG.SEC", Decimal(70), "N!4", sector="IV", scope="S1"),
        observed("GHG.SEC", Decimal(50), "N!5", sector="V.1_V.3", scope="S1"),
    ]
    sinks = [observed("GHG.SEC", Decimal(-100), "N!6", sector="V.2", scope="S1")] if land else []
    whole = sum((row.value for row in (*rows, *sinks) if row.value is not None), Decimal(0))
    return [*rows, *sinks, observed("GHG.NET", whole, "N!7", scope="S1")]


def test_a_net_total_without_land_use_is_told() -> None:
    assert stated(net(land=True), lulucf="NET") == []
    assert stated(net(land=False), lulucf="NET") == [("S15", "N!7")]


def test_a_gross_total_that_closes_only_with_land_use_is_told() -> None:
    rows = [
        replace(row, key=replace(row.key, indicator="GHG.NET")) if row.key.sector == "_T" else row
        for row in net(land=True)
    ]
    assert ("S15", "N!7") in stated(rows, lulucf="EX")


def printed(*texts: tuple[str, str]) -> list[Observation]:
    """Print numbers as a table does: the text, and the number that was read."""
    return [
        replace(
            observed("EN.FEC", Decimal(number), f"M!C{line}", sector="I", carrier=carrier, scope="S1"),
            raw_value=text,
        )
        for line, (carrier, (text, number)) in enumerate(
            zip(("NG", "LFO", "LPG", "COAL"), texts, strict=False), start=1
        )
    ]


@pytest.mark.parametrize(
    ("texts", "cell"),
    [
        ((("11,087.83", "11087.83"), ("2,274.84", "2274.84"), ("13.362,67", "13362.67")), "M!C3"),
        ((("11.087,83", "11087.83"), ("2.274,84", "2274.84"), ("5.711", "5.711")), "M!C3"),
        ((("41.280", "41280"), ("24.551", "24551"), ("1,234.5", "1234.5"), ("5.711", "5711")), "M!C3"),
        ((("0,358", "0.358"), ("0,205", "0.205"), ("0.267", "0.267")), "M!C3"),
    ],
)
def test_a_number_with_the_other_decimal_mark_is_told(texts: tuple[tuple[str, str], ...], cell: str) -> None:
    assert told(printed(*texts)) == [("S14", cell)]


def test_a_table_with_one_decimal_mark_is_not_told_whatever_it_is() -> None:
    assert told(printed(("41.280", "41280"), ("24.551,5", "24551.5"), ("722", "722"))) == []
    assert told(printed(("41,280", "41280"), ("24,551.5", "24551.5"), ("0.5", "0.5"))) == []


def test_a_text_read_in_the_wrong_convention_is_told_by_the_sums() -> None:
    rows = inventory(
        {"I": [Decimal(50_000)] * 4, "II": [Decimal(60_000)] * 4},
        [Decimal(7_123), Decimal(8_000), Decimal(9_000)],
    )
    misread = [
        replace(row, value=Decimal("7.123"), raw_value="7.123") if row.source_cell in ("A-1.3!C7",) else row
        for row in rows
    ]
    assert ("S14", "A-1.3!C7") in told(misread)
