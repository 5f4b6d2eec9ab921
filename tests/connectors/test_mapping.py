"""A mapping: tokens that stand for no number, flags, units, prefixes, and the cell in each error."""

from decimal import Decimal

import pytest

from connectors.definitions import MappingDefinition
from connectors.fetching import Fetched
from connectors.mapping import AppliedMapping, Document, Mapped, apply_mapping
from connectors.tables import read_table
from schemas.errors import UnitError
from schemas.photovoltaics import in_unit_of
from schemas.places import shipped_places

DOCUMENT = Document("velenje.csv", "0" * 64)


def mapped(text: str, connector: str = "table", **changes: object) -> Mapped:
    """Read a small table with a mapping of Velenje's, some keys of it changed."""
    told: dict[str, object] = {
        "indicator": "GHG.SEC",
        "basis": "velenje-2018",
        "locale": "en",
        "columns": {"sector": "sector", "value": "t"},
        "constants": {"place": "SI_133", "period": "2018", "unit": "T_CO2E"},
        "missing": {"NO": "NO", "IE": "IE", "-": "O"},
        **changes,
    }
    applied = AppliedMapping(
        "velenje", connector, "a", MappingDefinition.model_validate(told), places=frozenset(shipped_places())
    )
    fetched = Fetched(text.encode(), 200, DOCUMENT.name, "text/csv", DOCUMENT.snapshot)
    return apply_mapping(applied, read_table(fetched.content, media="csv"), DOCUMENT)


def test_a_notation_key_gives_its_status_and_no_value() -> None:
    rows = mapped("sector,t\nI,NO\nII,IE\nIII,-\nIV,3.5\n", included_in="I").observations
    assert [(row.value, row.obs_status, row.notation_key, row.included_in) for row in rows] == [
        (None, "M", "NO", ""),
        (None, "K", "IE", "I"),
        (None, "O", "", ""),
        (Decimal("3.5"), "A", "", ""),
    ]


def test_a_letter_that_is_not_declared_is_an_error_at_its_cell() -> None:
    found = mapped("sector,t\nI,c\n").findings
    assert [(one.rule, one.severity, one.where.cell, one.found) for one in found] == [
        ("mapping.number", "violation", "B2", "c"),
    ]  # fmt: skip


@pytest.mark.parametrize("token", ["-", "–", "n.a.", "N/A"])
def test_a_dash_that_is_not_declared_is_a_missing_value_and_a_question_to_the_owner(token: str) -> None:
    read = mapped(f"sector,t\nI,{token}\n", missing={})
    assert [(one.value, one.obs_status, one.raw_value) for one in read.observations] == [(None, "O", token)]
    assert [(one.rule, one.severity, one.where.cell, one.found) for one in read.findings] == [
        ("mapping.token", "warning", "B2", token),
    ]  # fmt: skip


def test_a_notation_key_needs_no_declaration() -> None:
    read = mapped("sector,t\nI,NO\nII,NE\n", missing={})
    assert [(one.obs_status, one.notation_key) for one in read.observations] == [("M", "NO"), ("L", "NE")]
    assert read.findings == ()


def test_a_unit_is_converted_and_what_is_printed_stays_beside_it() -> None:
    text = "sector,t\nI,17744.9\n"
    row = mapped(text, constants={"place": "SI", "period": "2018", "unit": "KT_CO2E"}).observations[0]
    assert (row.value, row.key.unit, row.published_value, row.published_unit, row.raw_value) == (
        Decimal(17744900), "T_CO2E", Decimal("17744.9"), "KT_CO2E", "17744.9",
    )  # fmt: skip


def test_a_unit_of_another_quantity_is_refused() -> None:
    found = mapped("sector,t\nI,5\n", constants={"place": "SI", "period": "2018", "unit": "MWH"}).findings
    assert [(one.rule, one.found) for one in found] == [("H3", "MWH")]


@pytest.mark.parametrize(
    ("unit", "value"), [("MWp", "5200"), ("kWp", "5.2"), ("kW", "5.2"), ("GW", "5200000")]
)
def test_photovoltaic_capacity_is_peak_power_and_that_is_stated(unit: str, value: str) -> None:
    columns = {"unit": "unit", "value": "v"}
    constants = {"place": "SI_133", "period": "2018"}
    text = f"unit,v\n{unit},5.2\n"
    (row,) = mapped(text, indicator="EN.RES.CAP", columns=columns, constants=constants).observations
    assert (row.value, row.key.unit, row.raw_unit) == (Decimal(value), "KW", unit)
    assert row.comment == ("peak power of photovoltaics (direct current)" if unit.endswith("p") else "")


def test_peak_power_is_no_power_elsewhere() -> None:
    with pytest.raises(UnitError):
        in_unit_of("EN.RES.GEN", Decimal(5), "MW_P")
    with pytest.raises(UnitError):
        in_unit_of("EN.RES.CAP", Decimal(5), "MWH")


@pytest.mark.parametrize(
    ("flag", "status", "confidentiality", "comment"),
    [
        ("b", "B", "F", ""),
        ("be", "B", "F", "flags be"),
        ("bep", "B", "F", "flags bep"),
        ("p", "P", "F", ""),
        ("", "A", "F", ""),
    ],
)
def test_eurostat_flags_become_the_weightiest_status(
    flag: str, status: str, confidentiality: str, comment: str
) -> None:
    columns = {"sector": "sector", "value": "t", "status": "status"}
    row = mapped(f"sector,t,status\nI,5,{flag}\n", "eurostat", columns=columns).observations[0]
    assert (row.obs_status, row.conf_status, row.comment) == (status, confidentiality, comment)


def test_a_status_without_a_value_is_kept() -> None:
    columns = {"sector": "sector", "value": "t", "status": "status"}
    row = mapped("sector,t,status\nI,,m\n", "eurostat", columns=columns).observations[0]
    assert (row.value, row.obs_status) == (None, "M")


def test_a_prefix_makes_a_place_of_a_statistical_code() -> None:
    columns = {"place": {"column": "obcina", "prefix": "SI_"}, "value": "t"}
    row = mapped(
        "obcina,t\n052,5\n", columns=columns, constants={"period": "2018", "unit": "T_CO2E"}
    ).observations[0]
    assert row.key.place == "SI_052"


def test_an_unknown_place_names_the_nearest() -> None:
    columns = {"place": "obcina", "value": "t"}
    found = mapped(
        "obcina,t\nSI_52,5\n", columns=columns, constants={"period": "2018", "unit": "T_CO2E"}
    ).findings
    assert [(one.rule, one.where.cell, one.found) for one in found] == [("H14", "A2", "SI_52")]
    assert "SI_052" in found[0].expected.in_("en")


def test_rows_outside_the_condition_are_not_even_read() -> None:
    rows = mapped("sector,t\nI,5\nnot a sector,n.a.\n", where="sector == 'I'")
    assert (len(rows.observations), rows.findings) == (1, ())


def test_a_mapping_version_is_named_by_its_text() -> None:
    first, second = mapped("sector,t\nI,5\n"), mapped("sector,t\nI,5\n", locale="plain")
    assert first.observations[0].mapping != second.observations[0].mapping
    assert first.observations[0].mapping.startswith("velenje/a@")


def test_bounds_are_read_in_the_unit_of_the_value() -> None:
    columns = {"sector": "sector", "value": "t", "lower": "low", "upper": "high"}
    constants = {"place": "SI", "period": "2018", "unit": "KT_CO2E"}
    row = mapped("sector,t,low,high\nI,2,1.5,\n", columns=columns, constants=constants).observations[0]
    assert (row.value, row.lower, row.upper) == (Decimal(2000), Decimal(1500), None)


def test_a_column_may_write_its_numbers_in_a_way_of_its_own() -> None:
    columns = {"sector": "sector", "value": {"column": "t", "locale": "sl"}, "lower": "low"}
    row = mapped("sector,t,low\nI,1.234,1.2\n", columns=columns).observations[0]
    assert (row.value, row.lower) == (Decimal(1234), Decimal("1.2"))


def test_percents_may_have_their_sign_where_the_unit_says_so_and_nowhere_else() -> None:
    constants = {"place": "SI_133", "period": "2018", "unit": "PC"}
    columns = {"value": "t"}
    told = mapped("t\n12.5 %\n", indicator="WA.REC", columns=columns, constants=constants)
    assert [(row.value, row.raw_value) for row in told.observations] == [(Decimal("12.5"), "12.5 %")]
    wrong = mapped("sector,t\nI,12.5 %\n").findings
    assert [(one.rule, one.where.cell) for one in wrong] == [("mapping.number", "B2")]
