"""A workbook declares its place where nobody knows it yet: by name, country and level, and by no slip of the pen."""

from collections.abc import Mapping
from io import BytesIO

import pytest
from openpyxl import load_workbook

from connectors.workbook import build_template, read_workbook, template_names
from connectors.workbook_errors import WorkbookError
from connectors.workbook_layout import layout
from schemas.languages import Text
from schemas.places import Place, shipped_places

TOLD = {
    "Base year": "2018", "Document title": "Climate City Contract", "Number format": "1.234,5",
    "Land use in the total": "NET",
}  # fmt: skip
GABROVO = {"Place code": "BG_GAB05", "Place name": "Gabrovo", "Country": "BG"}
BULGARIA = Place(
    "BG", "national", "EU27_2020", "COUNTRY", Text("Bulgaria", "Bolgarija", "Bugarska"),
    "http://publications.europa.eu/resource/authority/country/BGR",
)  # fmt: skip
CITY = Place("BG_GAB05", "local", "BG", "MUN", Text("Gabrovo", "Gabrovo", "Gabrovo"))


def workbook(said: Mapping[str, str], name: str = "ghg-inventory") -> bytes:
    """Fill the sheet Basis of a template in."""
    book = load_workbook(BytesIO(build_template(name, "en")))
    for row in book["Basis"].iter_rows(min_row=4):
        if row[0].value in {**TOLD, **said}:
            row[1].value = {**TOLD, **said}[str(row[0].value)]
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def objections(said: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Give label, what was found and what is expected of everything that is wrong."""
    labels = {
        f"Basis!B{row}": one.label.en for row, one in enumerate(layout("ghg-inventory").fields, start=4)
    }
    with pytest.raises(WorkbookError) as raised:
        read_workbook(workbook(said))
    return [(labels[one.where.cell], one.found, one.expected.in_("en")) for one in raised.value.problems]


@pytest.mark.parametrize("name", template_names())
def test_every_set_of_figures_may_declare_its_place_and_the_state_around_it(name: str) -> None:
    assert read_workbook(workbook(GABROVO, name)).declared == (BULGARIA, CITY)


def test_a_country_may_be_chosen_from_the_drop_down_or_named_in_any_language() -> None:
    for country in ("BG: Bulgaria", "Bolgarija", "bugarska"):
        assert read_workbook(workbook({**GABROVO, "Country": country})).declared == (BULGARIA, CITY)


def test_a_state_that_is_known_is_not_declared_again() -> None:
    known = {**shipped_places(), "BG": BULGARIA}
    assert read_workbook(workbook(GABROVO), places=known).declared == (CITY,)


def test_a_place_that_is_known_by_now_declares_nothing_and_may_still_say_its_name() -> None:
    known = {**shipped_places(), "BG": BULGARIA, CITY.code: CITY}
    assert read_workbook(workbook(GABROVO), places=known).declared == ()
    assert (
        read_workbook(workbook({"Place code": "SI_052", "Place name": "KRANJ", "Country": "SI"})).declared
        == ()
    )


def test_regions_and_states_are_declared_by_the_codes_of_their_level() -> None:
    region = {
        "Place code": "BG322",
        "Place name": "Gabrovo",
        "Country": "BG",
        "Level of the place": "regional",
    }
    (_, told) = read_workbook(workbook(region)).declared
    assert (told.code, told.level, told.parent, told.kind) == ("BG322", "regional", "BG", "NUTS3")
    state = {"Place code": "CH", "Place name": "Schweiz", "Country": "CH", "Level of the place": "national"}
    (swiss,) = read_workbook(workbook(state)).declared
    assert (swiss.code, swiss.parent, swiss.name.sl) == ("CH", "", "Švica")


def test_areas_of_greece_are_coded_otherwise_than_the_state() -> None:
    told = {"Place code": "EL_92030000", "Place name": "Kalamata", "Country": "GR"}
    state, city = read_workbook(workbook(told)).declared
    assert (state.code, city.code, city.parent) == ("GR", "EL_92030000", "GR")


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (
            {"Place code": "BG_GAB05"},
            ("Place code", "BG_GAB05", "the code of a place that we know (nearest: —)."),
        ),
        (
            {"Place code": "BG_GAB05", "Place name": "Gabrovo"},
            ("Country", "—", "the country in which the place lies, which is not known here yet."),
        ),
        (
            {"Place code": "BG_GAB05", "Country": "BG"},
            ("Place name", "—", "the name of the place, which is not known here yet."),
        ),
        (
            {**GABROVO, "Place code": "GAB05"},
            ("Place code", "GAB05", "a code of the form BG_…, as the country and the level of the place have it."),
        ),
        (
            {**GABROVO, "Country": "RO"},
            ("Place code", "BG_GAB05", "a code of the form RO_…, as the country and the level of the place have it."),
        ),
        (
            {"Place code": "SI_52", "Place name": "Kranj", "Country": "SI"},
            ("Place code", "SI_52", "SI_052, under which a place with this name (Kranj) is known already."),
        ),
        (
            {"Place code": "SI_061", "Place name": "Kranj"},
            ("Place name", "Kranj", "nothing, or Ljubljana: so the place SI_061 is called here."),
        ),
        (
            {"Place code": "SI_061", "Country": "HR"},
            ("Country", "HR", "nothing, or the country in which SI_061 lies."),
        ),
    ],
)  # fmt: skip
def test_a_slip_in_the_declaration_names_its_cell_and_what_may_stand_there(
    said: dict[str, str], wrong: tuple[str, str, str]
) -> None:
    assert objections(said) == [wrong]


def test_a_country_that_no_list_has_is_told_and_nothing_else() -> None:
    assert [(label, found) for label, found, _ in objections({**GABROVO, "Country": "Bulgarien"})] == [
        ("Country", "Bulgarien")
    ]
