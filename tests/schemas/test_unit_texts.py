"""A written unit is read as ours where it plainly is one, and never as something near it."""

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codes import codelist
from schemas.languages import LANGUAGES
from schemas.messages import message_tables
from schemas.unit_texts import UnitReading, read_unit, unit_of_text
from schemas.unit_texts.symbols import SYMBOLS
from schemas.unit_texts.words import lexicon
from tests.schemas.unit_spellings import spellings, undecided

SUFFIXES = {"PER_HAB", "PER_KM2"}
UNITS = [unit for unit in codelist("unit") if unit.code not in SUFFIXES]
CORPUS_USES, CORPUS_SPELLINGS = 608, 240
DOCUMENTED = Path(__file__).resolve().parents[2] / "docs" / "units.md"


def test_every_spelling_of_the_table_is_read() -> None:
    table = spellings()
    assert len(table) >= 300
    assert {text: (unit_of_text(text), code) for text, code in table if unit_of_text(text) != code} == {}


def test_what_has_more_than_one_reading_goes_to_a_person() -> None:
    assert {text: unit_of_text(text) for text in undecided() if unit_of_text(text) is not None} == {}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("mt CO2e", ("T_CO2E", "MT_CO2E")),
        ("MT", ("MIO_T", "T")),
        ("t C02e", ("T_CO2E",)),
        ("CO2 equivalent", ("T_CO2E", "KT_CO2E", "KG_CO2E")),
        ("tonnes of carbon", ("T_C", "T_CO2E", "T_CO2")),
        ("GHG emissions (t)", ("T_CO2E", "T_CO2", "T")),
        ("MWh and %", ("MWH", "PC")),
        ("kWh or tCO2e", ("KWH", "T_CO2E")),
        ("mWh", ("MWH",)),
        ("MW/h", ("MWH",)),
        ("mil EUR", ("THS_EUR", "MIO_EUR")),
        ("ha per 100.000", ("HA/100KHAB",)),
        ("short tons CO2e", ("T_CO2E",)),
        ("Amount of waste", ("T", "KG")),
    ],
)
def test_an_undecided_unit_comes_with_its_candidates(text: str, codes: tuple[str, ...]) -> None:
    read = read_unit(text)
    assert (read.code, read.certain, tuple(one.code for one in read.candidates)) == (None, False, codes)
    assert all(one.why.in_(lang) for one in read.candidates for lang in LANGUAGES)


@pytest.mark.parametrize(
    ("text", "code", "beside"),
    [
        ("tCO2", "T_CO2", ("T_CO2E",)),
        ("t CO2/MWh", "T_CO2/MWH", ("T_CO2E_MWH",)),
        ("share", "PC", ("FRACTION",)),
        ("% in kWh", "PC", ("KWH",)),
    ],
)
def test_beside_a_certain_unit_stands_what_some_mean(text: str, code: str, beside: tuple[str, ...]) -> None:
    read = read_unit(text)
    assert (read.code, read.certain, tuple(one.code for one in read.candidates)) == (code, True, beside)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Number of e-buses", ("NR", "e-buses", "", "")),
        ("% of renovated buildings", ("PC", "renovated buildings", "", "")),
        ("tonnes CO2e saved per year", ("T_CO2E", "saved", "", "year")),
        ("kg of food waste per inhabitant", ("KG/HAB", "food waste", "HAB", "")),
        ("kWh/lamp/yr", ("KWH/NR", "", "lamp", "year")),
        ("kg CO2e per household", ("KG_CO2E/NR", "", "household", "")),
        ("deaths / 100,000 inhabitants", ("NR/100KHAB", "deaths", "100KHAB", "")),
        ("passengers per month", ("NR/MONTH", "passengers", "MONTH", "month")),
        ("število električnih vozil na leto", ("NR", "električnih vozil", "", "year")),
        ("broj punionica", ("NR", "punionica", "", "")),
        ("MWhth/a", ("MWH", "heat", "", "year")),
        ("t NOx", ("T", "NOx", "", "")),
    ],
)
def test_what_is_counted_and_divided_by_is_kept(text: str, expected: tuple[str, str, str, str]) -> None:
    read = read_unit(text)
    assert (read.code, read.of, read.per, read.per_time) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("t CO2e", "quantitykind:CO2Equivalent"), ("t CO2", "quantitykind:Mass"), ("MWh", "quantitykind:Energy"),
        ("%", "quantitykind:DimensionlessRatio"), ("pp", "quantitykind:Dimensionless"), ("#", "quantitykind:Count"),
        ("kWh/m2", "quantitykind:EnergyPerArea"), ("mt CO2e", "quantitykind:CO2Equivalent"), ("MWh and %", ""),
        ("t CO2e/capita", "quantitykind:CO2Equivalent/ogl:Inhabitants"),
    ],
)  # fmt: skip
def test_the_quantity_kind_is_known_also_where_only_the_size_is_undecided(text: str, kind: str) -> None:
    assert read_unit(text).quantity_kind == kind


@pytest.mark.parametrize("text", ["-", "1.4.1", "...", "n/a", "to be set", "Method is under development"])
def test_a_text_that_states_no_unit_is_told_as_such(text: str) -> None:
    read = read_unit(text)
    assert (read.code, read.candidates, read.absent) == (None, (), True)


def test_the_language_decides_where_a_word_means_two_things() -> None:
    assert read_unit("kWh in %", "sl").code is None
    assert read_unit("% in kWh").code == "PC"
    assert read_unit("% in kWh", "sl").code is None
    assert read_unit("mil EUR", "hr").code == "MIO_EUR"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_label_is_read_as_its_unit(lang: str) -> None:
    labels = [(unit.columns[f"label_{lang}"], unit.code) for unit in UNITS]
    shared = {label for label, uses in Counter(label for label, _ in labels).items() if uses > 1}
    wrong = {
        label: (unit_of_text(label), code)
        for label, code in labels
        if label not in shared and unit_of_text(label) != code
    }
    assert (wrong, shared) == ({}, set())


def test_every_code_is_read_as_its_unit() -> None:
    assert [unit.code for unit in UNITS if unit_of_text(unit.code) != unit.code] == []


@pytest.mark.parametrize("column", ["ucum", "eurostat"])
def test_a_foreign_code_is_read_as_a_unit_that_has_it_or_as_none(column: str) -> None:
    having: dict[str, set[str]] = {}
    for unit in UNITS:
        having.setdefault(unit.columns[column], set()).add(unit.code)
    having.pop("")
    masses = {
        name for name, codes in having.items() if any("CO2" in code for code in codes) and "{C" not in name
    }
    read = {name: unit_of_text(name) for name in having.keys() - masses}
    wrong = {
        name: code
        for name, code in read.items()
        if code not in {*having[name], None} and not _measures_the_same(str(code), having[name])
    }
    assert wrong == {}
    assert [name for name in masses if "CO2E" in str(unit_of_text(name))] == []


def _measures_the_same(code: str, codes: set[str]) -> bool:
    units = codelist("unit")
    sizes = {
        (units[one].columns["dimension"], units[one].columns["factor_to_base"]) for one in (code, *codes)
    }
    return len(sizes) == 1


MILLIGRAM = "mg"
"""With a capital it is a megagram, which is a tonne."""

CASE_CARRIES_MEANING = frozenset("CGM")
"""Mt and mt, Gg and gg, t C and t c."""


@pytest.mark.parametrize("cased", [str.lower, str.upper, str.title], ids=["lower", "upper", "title"])
def test_case_and_spaces_never_turn_a_unit_into_another(cased: Callable[[str], str]) -> None:
    wrong = {}
    for text, code in ((text, code) for text, code in spellings() if not text.startswith(MILLIGRAM)):
        for written in (cased(text), f"  {cased(text)} ".replace(" ", "\N{NO-BREAK SPACE} ")):
            if unit_of_text(written) not in (code, None):
                wrong[written] = (unit_of_text(written), code)
    assert wrong == {}


def test_case_and_spaces_do_not_hide_a_unit() -> None:
    plain = [text for text, _ in spellings() if not CASE_CARRIES_MEANING & set(text)]
    assert len(plain) >= 150
    assert [text for text in plain if unit_of_text(f" {text.casefold()}\t") != unit_of_text(text)] == []


@given(
    st.sampled_from(["t", "T", "kt", "kg", "Mt", "tonnes", "ton", "tona", "Tonnen", "thousand tonnes", "Gg"]),
    st.sampled_from([" ", "", " of ", "/", " ("]),
    st.sampled_from(["CO2", "CO₂", "co2", "carbon dioxide", "ogljikovega dioksida", "CO 2", "C0²", "CO_2"]),
    st.sampled_from(
        [
            "",
            " ",
            ")",
            "/year",
            " emissions",
            " e MWh",
            " economy",
            "-emissions",
            " per year",
            " emisije",
            ", e",
        ]
    ),
)
def test_co2_is_never_taken_for_co2_equivalent(mass: str, between: str, gas: str, behind: str) -> None:
    read = read_unit(mass + between + gas + behind)
    assert "CO2E" not in str(read.code)


@given(st.text(max_size=60))
def test_any_text_is_read_without_failing_and_certain_means_a_unit(text: str) -> None:
    read = read_unit(text)
    assert (read.code is not None) == read.certain
    assert read.code is None or read.code in codelist("unit")


WORDS = st.sampled_from(
    ["t", "kt", "mt", "CO2", "CO2e", "eq", "/", "per year", "%", "number of", "MWh", "m2", "inhabitants", "1,000", "and", "or", "(", ")", "in", "km", "trips"]
)  # fmt: skip


@given(
    st.lists(WORDS, max_size=6).map(" ".join),
    st.sampled_from(["MWh", "ha", "EUR"]),
    st.sampled_from(["%", "days", "kg"]),
)
def test_two_different_units_are_never_certain(before: str, one: str, other: str) -> None:
    assert read_unit(f"{one} or {other}").code is None
    read = read_unit(f"{before} {one} and {other}")
    assert read.code not in {one.upper(), other.upper()}


def _corpus(shared: Path) -> list[tuple[UnitReading, int]]:
    with (shared / "data/indicators/unit_strings.csv").open(encoding="utf-8", newline="") as lines:
        return [(read_unit(row["raw"]), int(row["count"])) for row in csv.DictReader(lines)]


def test_the_units_of_the_climate_contracts_are_read(shared: Path) -> None:
    corpus = _corpus(shared)
    uses = sum(count for _, count in corpus)
    certain = sum(count for read, count in corpus if read.certain)
    absent = sum(count for read, count in corpus if read.absent)
    assert (len(corpus), uses) == (CORPUS_SPELLINGS, CORPUS_USES)
    assert (certain + absent) / uses >= 0.95
    assert certain / (uses - absent) >= 0.95
    assert f"{certain} of {uses} uses" in DOCUMENTED.read_text(encoding="utf-8")
    assert f"{absent} state no unit" in DOCUMENTED.read_text(encoding="utf-8")


def test_every_reason_has_its_text() -> None:
    doubts = {words["doubt"] for words in lexicon().values() if "doubt" in words}
    reasons = {f"units.why.{doubt}" for doubt in doubts} | {one.why for one in SYMBOLS.values() if one.why}
    assert reasons - message_tables().keys() == set()


MARKS = (
    "eq", "eq.", "-eq", "equiv.", "equivalent", "equivalents", "ekv.", "ekvivalenta", "ekvivalentov", "Äq.", "éq", "équivalent",
    "ækv.", "ekw.", "ισοδ.", "екв", "eqv", "eqiv", "equivilent", "egyenérték", "eşd.", "ígildi", "aequ.", "equivalence",
)  # fmt: skip
FORMS = (
    "{mass} {co2} {mark}{end}", "{mass}{co2}{mark}{end}", "{mass} {mark} {co2}{end}", "{co2} {mark} ({mass}{end})",
    "{mark} {co2} {mass}", "{mass} ({co2} {mark}){end}", "{mark} {mass} {co2}{end}", "{co2} {mass} {mark}{end}",
    "{mass} {co2}{end} {mark}", "{mass} {co2} ({mark}){end}", "{mass} {co2}, {mark}{end}", "{co2} ({mass}) {mark}",
)  # fmt: skip


@given(
    st.sampled_from(FORMS), st.sampled_from(MARKS), st.sampled_from(["CO2", "CO₂", "Co2", "CO 2", "carbon dioxide"]),
    st.sampled_from(["t", "tonnes", "kt", "kg", "tona", "Mg", "1000 t", "tonnes of"]),
    st.sampled_from(["", "/yr", " letno", "/capita", " saved", "/MWh", "/m2"]),
)  # fmt: skip
def test_a_text_that_speaks_of_equivalents_is_never_plain_co2(
    form: str, mark: str, co2: str, mass: str, end: str
) -> None:
    code = unit_of_text(form.format(mass=mass, co2=co2, mark=mark, end=end))
    assert code is None or "mass_co2" not in codelist("unit")[code].columns["dimension"].split("/")
