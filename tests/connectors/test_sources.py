"""A sources file: each error with line, key, what was found and what is allowed; in and out of the database."""

import pytest
from sqlalchemy import Engine

from catalogue import registry
from catalogue.database import unit_of_work
from connectors.references import check_sources
from connectors.registered import export_sources, known, put_sources, registered
from connectors.sources import Known

GOOD = """[[organisation]]
id = "grad-zagreb"
name = { en = "City of Zagreb", hr = "Grad Zagreb" }

[[basis]]
id = "zagreb-2019"
gwp_set = "AR5"
elec_factor = "0.1722"

[maps.sectors]
"Kućanstva" = "I.1"

[[source]]
id = "zagreb"
connector = "table"
url = "https://data.zagreb.hr/tablica.csv"
owner = "grad-zagreb"

[[source.mapping]]
indicator = "GHG.SEC"
basis = "zagreb-2019"
locale = "hr"
where = "Sektor != 'Ukupno'"
columns = { sector = { column = "Sektor", map = "sectors" }, value = "t" }
constants = { place = "HR_01333", period = "2019", unit = "T_CO2E" }
"""


def problems(text: str) -> list[tuple[int, str, str, tuple[str, ...]]]:
    return [(one.line, one.key, one.found, one.nearest) for one in check_sources(text, Known()).problems]


def test_a_good_file_has_no_problem() -> None:
    assert problems(GOOD) == []


@pytest.mark.parametrize(
    ("change", "line", "key", "found", "nearest"),
    [
        (('connector = "table"', 'connector = "tabel"'), 15, "source[0].connector", "tabel", ("table",)),
        (('locale = "hr"', 'lokale = "hr"'), 22, "source[0].mapping[0].lokale", "lokale", ("locale",)),
        (('"GHG.SEC"', '"GHG.SECT"'), 20, "source[0].mapping[0].indicator", "GHG.SECT", ("GHG.SEC",)),
        (('basis = "zagreb-2019"', 'basis = "zagreb-2018"'), 21, "source[0].mapping[0].basis", "zagreb-2018",
         ("zagreb-2019",)),
        (('owner = "grad-zagreb"', 'owner = "zagreb"'), 17, "source[0].owner", "zagreb", ("grad-zagreb",)),
        (('gwp_set = "AR5"', 'gwp_set = "AR7"'), 7, "basis[0].gwp_set", "AR7", ("AR6",)),
        (('= "I.1"', '= "I.1x"'), 11, "maps.sectors.Kućanstva", "I.1x", ("I.1",)),
        (("HR_01333", "HR_1333"), 25, "source[0].mapping[0].constants.place", "HR_1333", ("HR_01333",)),
        (('map = "sectors"', 'map = "sektors"'), 24, "source[0].mapping[0].columns.sector", "sektors", ("sectors",)),
        (('period = "2019"', 'period = "2019/20"'), 25, "source[0].mapping[0].constants.period", "2019/20", ()),
    ],
)  # fmt: skip
def test_each_error_is_located_and_names_what_is_nearest(
    change: tuple[str, str], line: int, key: str, found: str, nearest: tuple[str, ...]
) -> None:
    told = problems(GOOD.replace(*change))
    assert (line, key, found) in [one[:3] for one in told]
    assert set(nearest) <= {word for one in told if one[1] == key for word in one[3]}


def test_a_mapping_that_tells_no_place_says_so() -> None:
    told = problems(GOOD.replace('place = "HR_01333", ', ""))
    assert [(key, found) for _, key, found, _ in told] == [("source[0].mapping[0].columns", "nothing")]


def test_a_missing_key_is_named_with_the_line_of_its_table() -> None:
    assert (13, "source[0].owner", "nothing", ()) in problems(GOOD.replace('owner = "grad-zagreb"\n', ""))


def test_a_condition_that_cannot_be_read_is_an_error_of_its_key() -> None:
    told = problems(GOOD.replace("Sektor != 'Ukupno'", "Sektor = 'Ukupno'"))
    assert [(line, key) for line, key, _, _ in told] == [(23, "source[0].mapping[0].where")]


def test_an_option_that_the_connector_lacks_is_refused() -> None:
    text = GOOD.replace('owner = "grad-zagreb"\n', 'owner = "grad-zagreb"\noptions = { pages = 3 }\n')
    assert [(line, key) for line, key, _, _ in problems(text)] == [(18, "source[0].options.pages")]


def test_what_is_no_toml_says_where() -> None:
    assert [(line, key) for line, key, _, _ in problems('[[source]]\nid = "a\n')] == [(2, "")]


def test_two_sources_of_one_name_are_refused() -> None:
    again = GOOD[GOOD.index("[[source]]") :]
    assert [(key, found) for _, key, found, _ in problems(GOOD + again)] == [("source[1].id", "zagreb")]


def test_an_error_is_said_in_three_languages() -> None:
    problem = check_sources(GOOD.replace('"GHG.SEC"', '"GHG.SECT"'), Known()).problems[0]
    assert problem.sentence("en").startswith(
        "line 20, source[0].mapping[0].indicator: found GHG.SECT; allowed:"
    )
    assert problem.sentence("sl").startswith("vrstica 20,")
    assert problem.sentence("hr").startswith("redak 20,")


def test_what_goes_in_comes_out_and_goes_in_again(engine: Engine) -> None:
    first = check_sources(GOOD, Known()).file
    assert first is not None
    with unit_of_work(engine) as session:
        put_sources(session, first)
    with unit_of_work(engine) as session:
        text = export_sources(session)
        assert registered(session) == first.source
        again = check_sources(text, known(session))
    assert again.problems == ()
    assert again.file is not None
    assert (again.file.source, again.file.maps) == (first.source, first.maps)


def test_a_decimal_sign_that_the_locale_does_not_have_is_an_error_of_the_locale() -> None:
    text = GOOD.replace('owner = "grad-zagreb"\n', 'owner = "grad-zagreb"\noptions = { decimal = "." }\n')
    assert [(key, found) for _, key, found, _ in problems(text)] == [("source[0].mapping[0].locale", "hr")]


def test_a_declared_place_goes_in_and_out(engine: Engine) -> None:
    place = '[[place]]\ncode = "AT_20101"\nlevel = "local"\nparent = "AT"\nname = "Klagenfurt"\n\n'
    checked = check_sources(place + GOOD.replace("HR_01333", "AT_20101"), Known())
    assert checked.problems == ()
    assert checked.file is not None
    with unit_of_work(engine) as session:
        put_sources(session, checked.file)
    with unit_of_work(engine) as session:
        assert 'code = "AT_20101"' in export_sources(session)


def test_a_basis_is_held_against_its_shape_and_a_place_names_the_likeliest() -> None:
    text = '[[basis]]\nid = "b"\nplace = "Lubljana"\nelec_factor = 358\nterritory = "current"\ndefinition = "?"\n'
    problems = check_sources(text, Known()).problems
    assert [(one.line, one.key, one.found, one.nearest) for one in problems] == [
        (3, "basis[0].place", "Lubljana", ("SI_061",)),
        (4, "basis[0].elec_factor", "358", ()),
        (5, "basis[0].territory", "current", ()),
        (6, "basis[0].definition", "?", ()),
    ]


@pytest.mark.parametrize(("day", "good"), [("2025-12-31", True), ("31. 12. 2025", False), ("", True)])
def test_the_validity_of_a_declared_place_is_a_day(day: str, good: bool) -> None:
    text = f'[[place]]\ncode = "AT_20101"\nlevel = "local"\nname = "Klagenfurt"\nvalid_to = "{day}"\n'
    assert (check_sources(text, Known()).problems == ()) is good


def test_a_declared_place_keeps_since_when_and_until_when_it_stands(engine: Engine) -> None:
    text = (
        '[[place]]\ncode = "AT_20101"\nlevel = "local"\nkind = "MUN"\nname = "Klagenfurt"\nparent = "AT211"\n'
        'valid_from = "1995-01-01"\nvalid_to = "2025-12-31"\n'
    )
    file = check_sources(text, Known()).file
    assert file is not None
    with unit_of_work(engine) as session:
        put_sources(session, file)
    with unit_of_work(engine) as session:
        place = registry.places(session)["AT_20101"]
        again = check_sources(export_sources(session), known(session)).file
    assert (place.valid_from, place.valid_to) == ("1995-01-01", "2025-12-31")
    assert again is not None
    assert [(one.code, one.valid_from, one.valid_to) for one in again.place] == [
        ("AT_20101", "1995-01-01", "2025-12-31")
    ]
