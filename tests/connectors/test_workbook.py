"""Workbooks of ours: the template, what a filled one says of itself, and what its cells become."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from connectors.definitions import MappingDefinition
from connectors.mapping import AppliedMapping, Document, apply_mapping
from connectors.tables import read_table
from connectors.workbook import WorkbookReading, build_template, read_workbook, template_names
from connectors.workbook_errors import UnknownTemplateError, WorkbookError
from connectors.workbook_layout import layout
from schemas.basis import Basis
from schemas.errors import UnknownCodeError
from schemas.languages import LANGUAGES, Lang
from schemas.observations import Observation
from schemas.places import shipped_places
from schemas.rules.cross_check import cross_check
from schemas.validation.observations import check_bases, check_observations

IPPU = "Industrial Process and Product Use (IPPU)"
SOURCES = "Agriculture, Forestry and Land Use (AFOLU) sources"
SINKS = "Agriculture, Forestry and Land Use (AFOLU) sinks"
Cells = Mapping[tuple[str, ...], str]

BASIS = {
    "Place code": "SI_052",
    "Organisation": "mestna-obcina-kranj",
    "Base year": "2018",
    "Document title": "Climate City Contract Kranj",
    "Number format": "1.234,5",
    "Land use in the total": "NET",
    "GWP set": "AR5",
    "Electricity factor (t CO2e/MWh)": "0,358",
}
EMISSIONS: Cells = {
    ("Buildings",): "41.280 24.551 - 65.831",
    ("Transport",): "67.346 722 - 68.068",
    ("Waste",): "20.655 388 5.711 26.754",
    (IPPU,): "27.256 - - 27.256",
    (SOURCES,): "55.568 - - 55.568",
    (SINKS,): "-4.645 - - -4.645",
    ("Total",): "207.460 25.661 5.711 238.832",
}
ENERGY: Cells = {
    ("Buildings", "All carriers"): "205.528 68.579 - 274.107",
    ("Buildings", "Heating oil"): "42.178 - - 42.178",
    ("Buildings", "Biomass"): "43.158 - - 43.158",
    ("Buildings", "Natural gas"): "70.851 - - 70.851",
    ("Buildings", "Electricity"): "- 68.579 - 68.579",
    ("Buildings", "District heating"): "49.341 - - 49.341",
    ("Transport", "Diesel"): "200.496 - - 200.496",
    ("Transport", "Gasoline"): "55.477 - - 55.477",
    ("Transport", "Electricity"): "- 2.016 - 2.016",
    ("Waste", "Diesel"): "1.785 - - 1.785",
    ("Waste", "Electricity"): "- 1.085 - 1.085",
    (IPPU, "Heating oil"): "31.752 - - 31.752",
    (IPPU, "Natural gas"): "79.655 - - 79.655",
    (IPPU, "District heating"): "8.347 - - 8.347",
}


def opened(lang: Lang = "sl") -> Workbook:
    """Open a fresh template."""
    return load_workbook(BytesIO(build_template("ghg-inventory", lang)))


def saved(workbook: Workbook) -> bytes:
    """Give a workbook's bytes."""
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def sheet_of(workbook: Workbook, name: str) -> Worksheet:
    """Give a sheet of figures or the sheet Basis."""
    sheet = workbook[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def fill_basis(workbook: Workbook, values: Mapping[str, object]) -> None:
    """Write values beside their labels, as a person or a program does."""
    for row in sheet_of(workbook, "Basis").iter_rows(min_row=4):
        if row[0].value in values:
            row[1].value = values[str(row[0].value)]  # type: ignore[assignment]  # openpyxl takes any plain value


def fill(workbook: Workbook, name: str, cells: Cells) -> None:
    """Write rows of figures by their labels and the headings of the scopes."""
    rows = list(sheet_of(workbook, name).iter_rows(min_row=4))
    headings = [str(cell.value) for cell in rows[0]]
    first = headings.index("Scope 1")
    for row in rows[1:]:
        labels = tuple(str(cell.value) for cell in row)
        for width in (1, 2):
            for cell, text in zip(row[first:], cells.get(labels[:width], "").split(), strict=False):
                cell.value = text


def kranj(**changes: object) -> bytes:
    """Fill Kranj's figures in, with other values on the sheet Basis."""
    workbook = opened()
    fill_basis(workbook, {**BASIS, **{label.replace("_", " "): value for label, value in changes.items()}})
    fill(workbook, "A-1.3", EMISSIONS)
    fill(workbook, "A-1.1", ENERGY)
    return saved(workbook)


def observed(content: bytes) -> list[Observation]:
    """Read a filled workbook as the harvest does."""
    reading = read_workbook(content)
    found: list[Observation] = []
    for told in reading.mappings:
        mapping = MappingDefinition.model_validate(told)
        applied = AppliedMapping(
            "w", "table", mapping.name, mapping, reading.maps, {}, frozenset(shipped_places())
        )
        select = mapping.select
        table = read_table(
            content, media="xlsx", sheet=select.sheet, cell_range=select.range, header_rows=select.header_rows
        )
        mapped = apply_mapping(applied, table, Document("kranj.xlsx", "ab" * 32))
        assert mapped.findings == ()
        found.extend(mapped.observations)
    return found


def problems(content: bytes) -> list[tuple[str, str]]:
    """Give cell and what was found of everything that is wrong."""
    with pytest.raises(WorkbookError) as raised:
        read_workbook(content)
    return [(problem.where.cell, problem.found) for problem in raised.value.problems]


def test_a_template_has_the_same_bytes_each_time() -> None:
    first, second = (hashlib.sha256(build_template("ghg-inventory", "sl")).digest() for _ in range(2))
    assert first == second


@pytest.mark.parametrize(("lang", "readme"), [("en", "Read me"), ("sl", "Navodila"), ("hr", "Upute")])
def test_a_template_explains_itself_and_keeps_the_names_of_its_sheets(lang: Lang, readme: str) -> None:
    assert opened(lang).sheetnames == [readme, "Basis", "A-1.1", "A-1.3", "Codes"]


def test_an_unknown_set_names_those_that_are_known() -> None:
    with pytest.raises(UnknownTemplateError) as raised:
        build_template("air-quality", "sl")
    assert raised.value.sentence("sl").startswith(
        ": najdeno air-quality. Pričakovano: nabor številk, ki ima delovni zvezek: air, any, emission-factors, energy, "
        "ghg-inventory, indicators, mobility, targets, waste."
    )


def test_every_layout_is_worded_and_mapped() -> None:
    for name in template_names():
        told = layout(name)
        labels = {label for sheet in told.sheets for row in sheet.rows for label in row}
        assert labels <= set(told.words)
        assert all(set(text.as_dict()) == set(LANGUAGES) for text in told.words.values())
        assert {str(mapping["select"]["sheet"]): mapping["select"]["range"] for mapping in told.mappings} == {
            sheet.name: sheet.range for sheet in told.sheets if sheet.columns
        }
        for mapping in told.mappings:
            MappingDefinition.model_validate(
                {key: value for key, value in mapping.items() if key != "when"} | {"locale": "sl"}
            )


def test_every_coded_attribute_of_a_basis_has_a_drop_down_and_its_codes() -> None:
    basis = sheet_of(opened("sl"), "Basis")
    offers = {str(offer.sqref): str(offer.formula1) for offer in basis.data_validations.dataValidation}
    told = layout("ghg-inventory")
    rows = {f"B{row}" for row, one in enumerate(told.fields, start=4) if one.codelist or one.words}
    assert set(offers) == rows
    codes = opened("sl")["Codes"]
    assert [codes["I1"].value, codes["I2"].value] == ["NET: z neto LULUCF", "EX: brez LULUCF"]


def test_a_filled_workbook_says_whose_figures_it_holds_and_how_they_were_made() -> None:
    reading = read_workbook(kranj())
    assert (reading.place, reading.period, reading.organisation, reading.title, reading.locale, reading.licence) == (
        "SI_052", "2018", "mestna-obcina-kranj", "Climate City Contract Kranj", "sl", "",
    )  # fmt: skip
    assert reading.basis == Basis(
        "si-052-workbook-2018", place="SI_052", accounting="CCC", gwp_set="AR5", lulucf="NET", boundary="MUN",
        elec_factor=Decimal("0.358"), base_period="2018", title="Climate City Contract Kranj",
        source_document="Climate City Contract Kranj",
    )  # fmt: skip
    assert check_bases([reading.basis]) == []


def test_kranjs_cells_become_observations_at_their_place() -> None:
    rows = observed(kranj())
    by_cell = {row.source_cell: row for row in rows}
    buildings = by_cell["A-1.3!F5"]
    assert (buildings.key.indicator, buildings.key.sector, buildings.key.scope) == ("GHG.SEC", "I", "_T")
    assert (buildings.raw_value, buildings.value, buildings.key.unit) == ("65.831", Decimal(65831), "T_CO2E")
    sinks = by_cell["A-1.3!C12"]
    assert (sinks.key.sector, sinks.key.mode, sinks.value) == ("V.2", "SNK", Decimal(-4645))
    total = by_cell["A-1.3!F13"]
    assert (total.key.indicator, total.key.sector, total.value) == ("GHG.NET", "_T", Decimal(238832))
    energy = by_cell["A-1.1!E6"]
    assert (energy.key.indicator, energy.key.carrier, energy.key.scope, energy.value) == (
        "EN.FEC", "ELEC", "S2", Decimal(68579),
    )  # fmt: skip
    assert len(rows) == 4 * (len(EMISSIONS) + len(ENERGY))


def test_kranjs_filled_workbook_has_the_findings_of_its_contract_and_no_others() -> None:
    content = kranj()
    bases = {basis.id: basis for basis in [read_workbook(content).basis]}
    rows = observed(content)
    assert check_observations(rows, bases, shipped_places(), 2026) == []
    assert [(finding.rule, finding.found) for finding in cross_check(rows, bases)] == [
        ("S1", "68.579"),  # the grid's factor, 0.358 beside 0.246
        ("S7", "49.341"),  # district heat under scope 1
        ("S7", "31.752"),  # industry's fuel under IPPU
    ]


def test_one_changed_cell_is_found_by_the_sums() -> None:
    workbook = load_workbook(BytesIO(kranj()))
    sheet_of(workbook, "A-1.3")["F5"] = "75.831"
    found = cross_check(observed(saved(workbook)), {})
    assert [finding.where.cell for finding in found if finding.rule == "S2"] == ["A-1.3!F5"]


def test_cells_may_hold_numbers_and_every_sign_for_none() -> None:
    workbook = load_workbook(BytesIO(kranj()))
    sheet = sheet_of(workbook, "A-1.3")
    sheet["C5"] = 41280
    for cell, text in {"D5": "NO", "E5": "IE", "F5": "13.362,67", "C6": "NE", "D6": "n.a."}.items():
        sheet[cell] = text
    told = {row.source_cell: (row.value, row.notation_key) for row in observed(saved(workbook))}
    assert [told[f"A-1.3!{cell}"] for cell in ("C5", "D5", "E5", "F5", "C6", "D6", "E6")] == [
        (Decimal(41280), ""), (None, "NO"), (None, "IE"), (Decimal("13362.67"), ""), (None, "NE"), (None, "NA"), (None, ""),
    ]  # fmt: skip


def test_a_total_without_land_use_is_gross() -> None:
    rows = observed(kranj(Land_use_in_the_total="EX: brez LULUCF"))
    assert {row.key.indicator for row in rows if row.key.sector == "_T"} == {"GHG.TOT"}


def test_units_of_the_workbook_are_converted() -> None:
    rows = observed(kranj(**{"Unit of A-1.1": "GWH", "Unit of A-1.3": "KT_CO2E: kilotona ekvivalenta CO2"}))
    values = {row.source_cell: row.value for row in rows}
    assert (values["A-1.1!E6"], values["A-1.3!F5"]) == (Decimal(68579000), Decimal(65831000))


def test_codes_may_be_written_bare_with_their_label_or_as_a_label_of_any_language() -> None:
    written = {
        "ETS installations": "EXCL_IND",
        "Method": "METER: izmerjeno",
        "Boundary": "municipality (LAU)",
    }
    basis = read_workbook(kranj(**written)).basis
    assert (basis.ets, basis.method, basis.boundary) == ("EXCL_IND", "METER", "MUN")


def test_numbers_of_the_sheet_basis_may_be_numbers() -> None:
    changed = {"Base year": 2018, "Electricity factor (t CO2e/MWh)": 0.358}
    reading = read_workbook(kranj(**changed))
    assert (reading.period, reading.basis.elec_factor) == ("2018", Decimal("0.358"))


def test_an_empty_template_names_every_cell_that_is_needed() -> None:
    assert problems(build_template("ghg-inventory", "sl")) == [
        ("Basis!B4", "—"), ("Basis!B6", "—"), ("Basis!B7", "—"), ("Basis!B8", "—"), ("Basis!B12", "—"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "cell", "found", "expected"),
    [
        (
            {"Place code": "SI_52"},
            "Basis!B4",
            "SI_52",
            "the code of a place that we know (nearest: SI_052).",
        ),
        ({"Place code": "Kranj"}, "Basis!B4", "Kranj", "the code of a place that we know (nearest: SI_052)."),
        ({"Base year": "leta 2018"}, "Basis!B6", "leta 2018", "a year, e.g. 2018."),
        ({"Base year": "2018-S1"}, "Basis!B6", "2018-S1", "a year, e.g. 2018."),
        ({"Number format": "1234.5"}, "Basis!B8", "1234.5", "one of 1.234,5; 1,234.5."),
        ({"Unit of A-1.3": "t"}, "Basis!B10", "t", "one of T_CO2E; KG_CO2E; KT_CO2E; MT_CO2E."),
        ({"Land use in the total": "SNK"}, "Basis!B12", "SNK", "one of NET; EX."),
        (
            {"Electricity factor (t CO2e/MWh)": "358"},
            "Basis!B19",
            "358",
            "a number from 0 to 2 (t CO2e per MWh).",
        ),
    ],
)
def test_a_wrong_value_names_its_cell_and_what_may_stand_there(
    changes: dict[str, object], cell: str, found: str, expected: str
) -> None:
    with pytest.raises(WorkbookError) as raised:
        read_workbook(kranj(**changes))
    (problem,) = raised.value.problems
    assert (problem.where.cell, problem.found, problem.expected.in_("en")) == (cell, found, expected)


def test_a_text_that_is_no_number_is_told_with_the_number_format() -> None:
    with pytest.raises(WorkbookError) as raised:
        read_workbook(kranj(**{"Electricity factor (t CO2e/MWh)": "0.3.5"}))
    assert raised.value.sentence("sl").startswith("Basis!B19: najdeno 0.3.5. Pričakovano: ")


def test_a_label_that_nobody_knows_is_told_with_the_nearest() -> None:
    workbook = load_workbook(BytesIO(kranj()))
    sheet_of(workbook, "Basis")["A22"] = "Biogenic"
    with pytest.raises(WorkbookError) as raised:
        read_workbook(saved(workbook))
    assert raised.value.sentence("en") == (
        "Basis!A22: found Biogenic. Expected: one of the template's labels (nearest: Biogenic CO2)."
        " Restore the label in Basis!A22, or remove the row. [workbook]"
    )


def test_a_missing_sheet_is_told_by_name() -> None:
    workbook = load_workbook(BytesIO(kranj()))
    workbook.remove(workbook["A-1.1"])
    assert [cell for cell, _ in problems(saved(workbook))] == ["A-1.1"]


def test_a_workbook_without_the_sheet_basis_is_told() -> None:
    workbook = Workbook()
    workbook.create_sheet("A-1.3")
    assert [cell for cell, _ in problems(saved(workbook))] == ["Basis"]


def test_a_workbook_of_an_unknown_set_is_told() -> None:
    workbook = load_workbook(BytesIO(kranj()))
    sheet_of(workbook, "Basis")["B1"] = "ghg"
    assert problems(saved(workbook)) == [("Basis!B1", "ghg")]


def test_rows_may_be_moved_and_labels_may_be_translated() -> None:
    workbook = load_workbook(BytesIO(kranj()))
    sheet = sheet_of(workbook, "Basis")
    sheet["A40"], sheet["B40"] = "Koda kraja", "SI_052"
    sheet["A4"] = sheet["B4"] = None
    assert read_workbook(saved(workbook)).place == "SI_052"


def test_places_that_a_node_knows_may_be_named() -> None:
    own = replace(shipped_places()["SI_052"], code="SI_052_TOWN")
    reading = read_workbook(kranj(**{"Place code": "SI_052_TOWN"}), places={"SI_052_TOWN": own})
    assert isinstance(reading, WorkbookReading)
    assert reading.basis.id == "si-052-town-workbook-2018"


# Every set: each cell of figures filled, read again


def fill_all(content: bytes) -> tuple[bytes, dict[str, str]]:
    """Fill every cell of figures with a number of its own; give what stands where."""
    workbook = load_workbook(BytesIO(content))
    said = {
        **BASIS, "Target year": "2030", "Electricity factor (t CO2e/MWh)": None, "Organisation": None, "GWP set": None,
    }  # fmt: skip
    told = layout(str(sheet_of(workbook, "Basis")["B1"].value))
    labels = {one.label.en for one in told.fields}
    fill_basis(workbook, {label: text for label, text in said.items() if text and label in labels})
    written: dict[str, str] = {}
    for sheet in told.sheets:
        drawn = sheet_of(workbook, sheet.name)
        rows = [*sheet.rows, *((code,) for code in told.indicators if sheet.indicators)]
        for row, _ in enumerate(rows, start=5):
            for column in range(len(sheet.headings) + 1, len(sheet.headings) + len(sheet.columns) + 1):
                number = len(written) + 1
                drawn.cell(row, column).value = f"{number},5"
                written[f"{sheet.name}!{drawn.cell(row, column).coordinate}"] = f"{number}.5"
    return saved(workbook), written


FILLED = [name for name in template_names() if name != "indicators"]


@pytest.mark.parametrize(
    ("name", "lang"), [(name, LANGUAGES[number % 3]) for number, name in enumerate(FILLED)]
)
def test_every_filled_cell_of_every_set_comes_back_as_its_number(name: str, lang: Lang) -> None:
    content, written = fill_all(build_template(name, lang))
    rows = observed(content)
    assert {row.source_cell: str(row.published_value) for row in rows} == {
        cell: text for cell, text in written.items() if not cell.startswith("A-2.1!") or _is_read(cell)
    }
    assert len({row.key for row in rows}) == len(rows)


def _is_read(cell: str) -> bool:
    """Of A-2.1 the amounts, and the percents of the reduction: the other shares follow from them."""
    return cell[6] == "C" or cell == "A-2.1!D6"


def test_targets_are_told_apart_from_reductions_and_what_is_left() -> None:
    content, _ = fill_all(build_template("targets", "en"))
    assert [(row.source_cell, row.key.indicator, row.key.value_type, row.key.period) for row in observed(content)] == [
        ("A-2.1!C5", "GHG.NET", "BASE", "2018"), ("A-2.1!C6", "GHG.NET", "TGT_RED", "2030"),
        ("A-2.1!D6", "GHG.REDPCT", "TGT_PCT", "2030"), ("A-2.1!C7", "GHG.GAP", "GAP", "2030"),
        ("A-2.1!C8", "GHG.RESID", "RESID", "2030"),
    ]  # fmt: skip


def test_a_template_of_any_indicators_holds_those_that_are_asked_for() -> None:
    workbook = load_workbook(BytesIO(build_template("any", "hr", ("CX.POP", "MO.CYCLE"))))
    sheet = sheet_of(workbook, "Figures")
    assert [sheet["A5"].value, sheet["A6"].value, sheet["A7"].value] == ["CX.POP", "MO.CYCLE", None]
    assert str(sheet["D6"].value).startswith("KM: ")
    with pytest.raises(UnknownCodeError):
        build_template("any", "hr", ("CX.POPP",))


def test_a_row_may_name_another_indicator_and_a_wrong_one_is_told_with_the_nearest() -> None:
    workbook = load_workbook(BytesIO(build_template("waste", "sl")))
    fill_basis(
        workbook,
        {label: BASIS[label] for label in ("Place code", "Base year", "Document title", "Number format")},
    )
    sheet = sheet_of(workbook, "Figures")
    sheet["A12"], sheet["B12"], sheet["D12"], sheet["I12"] = "GHG.SEC", "III", "kt CO2e", "1,5"
    (row,) = observed(saved(workbook))
    assert (row.key.indicator, row.key.sector, row.key.period, row.value) == (
        "GHG.SEC",
        "III",
        "2018",
        Decimal(1500),
    )
    sheet["A12"] = "GHG.SECT"
    assert problems(saved(workbook)) == [("Figures!A12", "GHG.SECT")]


def test_a_citys_own_indicators_keep_its_words_and_only_an_exact_match_becomes_figures() -> None:
    workbook = load_workbook(BytesIO(build_template("indicators", "sl")))
    fill_basis(
        workbook,
        {label: BASIS[label] for label in ("Place code", "Base year", "Document title", "Number format")},
    )
    sheet = sheet_of(workbook, "B-3.1")
    for number, line in enumerate(
        [
            [
                "OI 2.1",
                "Dolžina kolesarskih povezav",
                "MO.CYCLE",
                "exactMatch",
                "km",
                "70",
                None,
                "80",
                None,
                None,
                "92",
            ],
            [
                "OI 0.1",
                "Delež zmanjšanja emisij v vrzeli",
                None,
                None,
                "%",
                "20",
                None,
                "40",
                None,
                None,
                "80",
            ],
        ],
        start=5,
    ):
        for column, value in enumerate(line, start=1):
            sheet.cell(number, column).value = value
    meaning = sheet_of(workbook, "B-3.2")
    meaning["A5"], meaning["B5"] = "OI 0.1", "Koliko vrzeli je zaprte"
    content = saved(workbook)
    first, second = read_workbook(content).local
    assert (first["code"], first["name"], first["indicator"], first["match"], first["Target 2027"], first["cell"]) == (
        "OI 2.1", "Dolžina kolesarskih povezav", "MO.CYCLE", "exactMatch", "80", "B-3.1!B5",
    )  # fmt: skip
    assert (second["definition"], "indicator" in second) == ("Koliko vrzeli je zaprte", False)
    assert [
        (row.key.indicator, row.key.period, row.key.value_type, row.value) for row in observed(content)
    ] == [
        ("MO.CYCLE", "2025", "TGT", Decimal(70)),
        ("MO.CYCLE", "2027", "TGT", Decimal(80)),
        ("MO.CYCLE", "2030", "TGT", Decimal(92)),
    ]
