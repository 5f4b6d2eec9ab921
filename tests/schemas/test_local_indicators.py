"""Local indicators: kept as stated, matched only as far as their unit and words allow, never renamed."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from schemas.errors import UnknownCodeError
from schemas.languages import LANGUAGES, Text
from schemas.local_indicators import (
    LocalIndicator,
    LocalIndicatorError,
    check_match,
    local_id,
    read_stated,
)
from schemas.local_matching import propose
from schemas.transforms import TransformError

ROW = {
    "_line": 3100,
    "Indicator Name": "OI 1.2 , II.1.1 Production of green electricity",
    "Indicator Unit": "GWh/year",
    "Definition": "Electricity from renewable sources made in the city",
    "Calculation": "Sum of meters",
    "If yes, which emission source sectors does it impact?": "Buildings",
}


def _stated(shared: Path) -> list[LocalIndicator]:
    path = shared / "data" / "ccc" / "ccc_indicator_metadata.json"
    cities = json.loads(path.read_text(encoding="utf-8"))["indicators"]
    places = {"Kranj": "SI_052", "Velenje": "SI_133", "Ljubljana": "SI_061"}
    return [read_stated(row, place) for city, place in places.items() for row in cities[city]]


def test_a_row_of_the_contract_is_kept_as_it_is_stated() -> None:
    read = read_stated(ROW, "SI_052", "contract.pdf")
    assert read == LocalIndicator(
        id="si-052-oi-1-2-ii-1-1-production-of-green-electricity",
        place="SI_052",
        name=Text.of("OI 1.2 , II.1.1 Production of green electricity"),
        code="OI 1.2 , II.1.1",
        unit="GWh/year",
        definition="Electricity from renewable sources made in the city",
        stated={
            "Calculation": "Sum of meters",
            "If yes, which emission source sectors does it impact?": "Buildings",
        },
        document="contract.pdf",
        cell="line 3100",
    )


def test_our_own_fields_are_read_with_their_languages_and_match() -> None:
    row = {
        "name": {"sl": "Zelena elektrika"}, "unit": "GWh", "code": "K7", "indicator": "EN.RES.GEN",
        "match": "skos:exactMatch", "transform": {"kind": "unit", "from": "GWH", "to": "MWH"}, "cell": "B4",
    }  # fmt: skip
    read = read_stated(row, "SI_052")
    assert (read.name, read.code, read.match, read.cell) == (
        Text(sl="Zelena elektrika"),
        "K7",
        "exactMatch",
        "B4",
    )


def test_the_three_contracts_are_read_whole_and_every_indicator_has_an_id_of_its_own(shared: Path) -> None:
    read = _stated(shared)
    assert len(read) == 64
    assert len({one.id for one in read}) == 64
    assert [one.code for one in read[:4]] == ["OI 0.1", "OI 1.1, II.1.1", "II 1.4", "OI 1.2 , II.1.1"]
    assert {one.code for one in read if one.place == "SI_133"} >= {"I1", "I-3", "I4", "I23"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("OI 2.1 (Fossil fuel) personal cars", "OI 2.1"), ("I19 – Share of buildings", "I19"), ("II 2.3 Green jobs", "II 2.3"),
        ("Industrial waste", ""), ("I have no number", ""), ("OI 3.2 / II 3.2 Recycling", "OI 3.2 / II 3.2"),
    ],
)  # fmt: skip
def test_the_number_of_an_indicator_is_told_from_its_name(name: str, code: str) -> None:
    read = read_stated({"name": name}, "SI_052")
    assert (read.code, read.name.en) == (code, name)


def test_the_same_name_is_the_same_indicator_and_a_long_one_too() -> None:
    assert local_id("SI_052", "Delež OVE") == local_id("SI_052", "DELEŽ  ove ")
    long = "x" * 300
    assert len(local_id("SI_052", long)) <= 96
    assert local_id("SI_052", long) != local_id("SI_052", long + "y")
    assert local_id("SI_052", "上海") != local_id("SI_052", "北京")


@pytest.mark.parametrize(
    ("row", "member"),
    [
        ({"unit": "t"}, "name"), ({"name": "  "}, "name"), ({"name": "a", "place": "SI_061"}, "place"),
        ({"name": "a", "match": "sameAs"}, "match"), ({"name": "a", "unit": ["t"]}, "unit"),
        ({"name": "a", "match": "closeMatch"}, "indicator"), ({"name": "a", "indicator": "GHG.TOT"}, "match"),
        ({"name": "a", "transform": "x10"}, "transform"), ({"name": "a" * 5000}, "name"),
        ({"name": "a", "match": "none", "indicator": "GHG.TOT"}, "match"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_with_its_place(row: dict[str, object], member: str) -> None:
    with pytest.raises(LocalIndicatorError) as error:
        read_stated(row, "SI_052", where="7")
    assert (error.value.where, error.value.member) == ("7", member)


def test_a_match_with_what_does_not_exist_is_refused() -> None:
    with pytest.raises(UnknownCodeError):
        read_stated({"name": "a", "match": "closeMatch", "indicator": "GHG.TOTL"}, "SI_052")
    with pytest.raises(TransformError):
        read_stated(
            {"name": "a", "match": "closeMatch", "indicator": "GHG.TOT", "transform": {"kind": "magic"}},
            "SI_052",
        )


def test_exact_means_that_only_the_unit_differs() -> None:
    stated = read_stated({"name": "Green electricity", "unit": "GWh"}, "SI_052")
    conversion = {"kind": "unit", "from": "GWH", "to": "MWH"}
    exact = replace(stated, indicator="EN.RES.GEN", match="exactMatch", transform=conversion)
    check_match(exact)
    check_match(replace(exact, transform={"kind": "factor", "factor": "1000"}))
    for wrong in (
        replace(exact, transform={}),
        replace(exact, transform={"kind": "factor", "factor": "10"}),
        replace(exact, transform={"kind": "reduction_to_level", "baseline": "5"}),
        replace(exact, transform={"kind": "per", "denominator": "CX.POP"}),
        replace(exact, indicator="GHG.TOT"),
        replace(exact, unit="something"),
    ):
        with pytest.raises(LocalIndicatorError):
            check_match(wrong)


EXPECTED = {
    "SI_052": {
        "OI 0.1": "GHG.REDPCT", "OI 1.1, II.1.1": "EN.DH.RES", "II 1.4": "CL.UHI", "OI 1.2 , II.1.1": "EN.RES.GEN",
        "OI 1.3": "EN.PUBLIGHT", "OI 2.1": "MO.CAR.RATE", "OI 2.2": "MO.VKM", "OI 2.3": "MO.CYCLE", "OI 2.4": "MO.PT.CLEAN",
        "II 2.1": "AQ.PM10.EXC", "OI 3.1, II 3.1": "WA.GEN", "OI 3.3": "WA.CH4", "OI 4.2": "GR.PUB", "II 4.3": "HE.CVD",
        "OI 5.1": "EN.RENOV", "OI 5.2": "EN.RENOV", "OI 5.3": "EN.RENOV",
    },
    "SI_133": {
        "I-3": "EN.RES.GEN", "I4": "MO.CYCLE", "I8": "MO.PT.CLEAN", "I15": "GR.PUB", "I18": "EN.RENOV", "I23": "AQ.PM10.EXC",
        "I24": "SO.JOBS",
    },
}  # fmt: skip
"""What the design says the pilots' indicators are about."""


def test_the_pilots_indicators_are_proposed_what_they_are_about(shared: Path) -> None:
    read = _stated(shared)
    for place, expected in EXPECTED.items():
        first = {
            one.code: next((match.indicator for match in propose(one)), "")
            for one in read
            if one.place == place and one.code in expected
        }
        assert first == expected
    ljubljana = [propose(one)[0].indicator for one in read if one.place == "SI_061"]
    assert ljubljana == [
        "GHG.STAT", "GHG.TRAN", "GHG.WAST", "GHG.AFOL", "EN.RES.GEN", "GHG.GRID", "GHG.PERM", "GHG.LULUCF",
    ]  # fmt: skip


def test_nothing_is_proposed_as_exact_and_a_change_is_no_level(shared: Path) -> None:
    proposals = [match for one in _stated(shared) for match in propose(one)]
    assert {match.relation for match in proposals} == {"closeMatch", "relatedMatch"}
    stated = read_stated({"name": "I21 – GHG emissions reduction", "unit": "t CO2eq"}, "SI_133")
    total = next(match for match in propose(stated) if match.indicator == "GHG.TOT")
    assert total.relation == "relatedMatch"
    assert "local.match.change" in {reason.key for reason in total.reasons}


def test_the_recycling_rate_warns_of_separate_collection() -> None:
    stated = read_stated({"name": "Stopnja recikliranja komunalnih odpadkov", "unit": "%"}, "SI_052")
    (first, *_) = propose(stated)
    assert (first.indicator, first.relation) == ("WA.REC", "closeMatch")
    assert "Pogosto zamenjan z WA.SEP" in " ".join(reason.in_("sl") for reason in first.reasons)


@pytest.mark.parametrize(
    ("name", "unit", "indicator"),
    [
        ("Duljina biciklističkih staza", "km", "MO.CYCLE"), ("Udio obnovljivih izvora energije", "%", "EN.RES.SHARE"),
        ("Emisije TGP iz prometa", "t CO2e", "GHG.TRAN"), ("Komunalni odpadki na prebivalca", "kg", "WA.GEN"),
        ("Number of residential heat pumps", "number", "EN.HP"), ("Gubici vode u mreži", "%", "WT.LOSS"),
    ],
)  # fmt: skip
def test_words_of_all_three_languages_lead_to_an_indicator(name: str, unit: str, indicator: str) -> None:
    (first, *_) = propose(read_stated({"name": name, "unit": unit}, "SI_052"))
    assert first.indicator == indicator
    for reason in first.reasons:
        assert all(reason.in_(lang) for lang in LANGUAGES)


def test_a_proposal_brings_the_conversion_of_units_with_it() -> None:
    (first, *_) = propose(read_stated(ROW, "SI_052"))
    assert (first.indicator, first.transform) == ("EN.RES.GEN", {"kind": "unit", "from": "GWH", "to": "MWH"})


def test_where_nothing_speaks_for_any_nothing_is_proposed() -> None:
    assert propose(read_stated({"name": "Number of rental stations", "unit": "number"}, "SI_052")) == ()
    residential = read_stated({"name": "Share of residential tenants", "unit": "%"}, "SI_052")
    assert "EN.RES.SHARE" not in {match.indicator for match in propose(residential)}


def test_only_the_likeliest_of_several_is_called_close() -> None:
    row = {"Indicator Name": "GHG emission from stationary energy", "Indicator Unit": "t CO2e/year"}
    found = propose(read_stated(row, "SI_061"))
    assert [(one.indicator, one.relation) for one in found[:2]] == [
        ("GHG.STAT", "closeMatch"),
        ("GHG.TOT", "relatedMatch"),
    ]
