"""Checking observations: the shape and the hard rules, each located and mendable."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from schemas.basis import Basis
from schemas.findings import Finding, Location
from schemas.languages import LANGUAGES
from schemas.observations import Observation, SeriesKey
from schemas.places import Place, shipped_places
from schemas.validation.observations import check_bases, check_observations

BASES: Mapping[str, Basis] = {
    "kranj-2018": Basis("kranj-2018", place="SI_052", base_period="2018", source_document="Kranj CCC"),
    "kranj-plan": Basis("kranj-plan", place="SI_052", source_document="Kranj CCC"),
}
SNAPSHOT = "ab" * 32


def a_cell(value: str | None = "65831", where: str = "A-1.3!F5", **dimensions: str) -> Observation:
    """Make a good observation, or one with other dimensions."""
    key = SeriesKey(
        "GHG.SEC", "SI_052", "2018", sector="I", unit="T_CO2E", source="kranj", basis="kranj-2018"
    )
    return Observation(
        replace(key, **dimensions), None if value is None else Decimal(value),
        raw_value=value or "", source_cell=where, snapshot=SNAPSHOT,
    )  # fmt: skip


def checked(*observations: Observation, places: Mapping[str, Place] | None = None) -> list[Finding]:
    """Check observations in the year 2026."""
    return check_observations(observations, BASES, shipped_places() if places is None else places, 2026)


def rules(*observations: Observation) -> list[tuple[str, str]]:
    """Give rule and severity of what is found."""
    return [(finding.rule, finding.severity) for finding in checked(*observations)]


def test_a_good_observation_has_no_findings() -> None:
    assert checked(a_cell()) == []


def test_an_unknown_code_names_cell_found_expected_and_mend_in_each_language() -> None:
    (finding,) = checked(a_cell(scope="S12"))
    assert finding.where == Location("Kranj CCC", "A-1.3!F5", SNAPSHOT)
    assert (finding.rule, finding.severity, finding.found) == ("observation-scope", "violation", "scope S12")
    assert [finding.sentence(lang) for lang in LANGUAGES] == [
        "Kranj CCC A-1.3!F5: found scope S12. Expected: Scope: one code of the scope list; a figure printed as 1+2 is"
        " S1_S2, never _T. Nearest: S2, S1, S1_S2. Write the code of the scopes that the figure covers."
        " [observation-scope]",
        "Kranj CCC A-1.3!F5: najdeno scope S12. Pričakovano: Obseg: ena koda s seznama obsegov; številka, natisnjena"
        " kot 1+2, je S1_S2, nikoli _T. Najbližje: S2, S1, S1_S2. Zapišite kodo obsegov, ki jih številka zajema."
        " [observation-scope]",
        "Kranj CCC A-1.3!F5: nađeno scope S12. Očekivano: Opseg: jedan kod s popisa opsega; broj tiskan kao 1+2 jest"
        " S1_S2, nikad _T. Najbliže: S2, S1, S1_S2. Napišite kod opsega koje broj obuhvaća. [observation-scope]",
    ]


def test_a_missing_dimension_is_a_finding() -> None:
    assert rules(a_cell(unit="")) == [("observation-unit", "violation")]


def test_findings_of_the_shape_stand_in_the_order_of_the_rows() -> None:
    found = checked(
        a_cell(where="A1", carrier="WOOD"), a_cell(where="A2", sector="9"), a_cell(where="A3", mode="?")
    )
    assert [finding.where.cell for finding in found] == ["A1", "A2", "A3"]


@pytest.mark.parametrize(
    ("observation", "rule"),
    [
        (a_cell(period="2020-S2"), "H1"),
        (a_cell(basis="kranj-2019"), "H1"),
        (replace(a_cell(), obs_status="M"), "H2"),
        (replace(a_cell(None), obs_status="A"), "H2"),
        (replace(a_cell(), obs_status="M", notation_key="NO"), "H2"),
        (replace(a_cell(None), obs_status="O", notation_key="NO"), "H2"),
        (a_cell(unit="MWH"), "H3"),
        (a_cell(basis=""), "H4"),
        (a_cell(period="2030", value_type="TGT", basis="kranj-plan"), "H9"),
        (replace(a_cell(None), obs_status="K", notation_key="IE"), "H7"),
        (a_cell(period="2027"), "H10"),
        (a_cell("-5"), "H11"),
        (a_cell("100.5", indicator="EN.RES.SHARE", unit="PC", sector="_T"), "H11"),
        (a_cell("57133.5", indicator="CX.POP", unit="NR", sector="_T"), "H11"),
        (a_cell(place="SI_999"), "H14"),
    ],
)
def test_a_broken_rule_refuses_an_observation(observation: Observation, rule: str) -> None:
    assert rules(observation) == [(rule, "violation")]


@pytest.mark.parametrize(
    "observation",
    [
        a_cell(period="2020-S2", freq="S"),
        a_cell(unit="MWH", indicator="EN.FEC", basis=""),
        a_cell(unit="KT_CO2E"),
        replace(a_cell(), obs_status="B"),
        replace(a_cell(None), obs_status="O"),
        replace(a_cell(None), obs_status="M", notation_key="NO"),
        replace(a_cell(None), obs_status="K", notation_key="IE", included_in="_U"),
        a_cell(period="2030", value_type="TGT"),
        replace(a_cell(period="2027"), obs_status="F"),
        a_cell("-4645", sector="V.2", mode="SNK"),
        a_cell("-1", sector="V"),
        a_cell("-1", indicator="GHG.NET", sector="_T"),
        a_cell("-3.5", indicator="GHG.REDPCT", unit="PC", sector="_T"),
        a_cell("57133", indicator="CX.POP", unit="NR", sector="_T"),
    ],
)
def test_what_only_looks_odd_is_let_through(observation: Observation) -> None:
    assert checked(observation) == []


def test_sources_alone_cannot_be_negative() -> None:
    assert rules(a_cell("-1", sector="V", mode="SRC")) == [("H11", "violation")]


def test_the_same_key_twice_names_the_cell_that_told_it_first() -> None:
    (finding,) = checked(a_cell(where="A-1.3!F5"), a_cell("65832", where="A-1.3!F6"))
    assert (finding.rule, finding.where.cell, finding.found, finding.involves) == (
        "H6", "A-1.3!F6", "65832", ("A-1.3!F5",),
    )  # fmt: skip
    assert "cell A-1.3!F5 tells it already (65831)" in finding.sentence("en")


def test_a_sector_that_is_said_to_include_others_should_say_so_itself() -> None:
    inside = replace(
        a_cell(None, where="C7", sector="III"), obs_status="K", notation_key="IE", included_in="I"
    )
    (finding,) = checked(inside, a_cell(where="C5"))
    assert (finding.rule, finding.severity, finding.where.cell, finding.involves) == (
        "H7",
        "info",
        "C5",
        ("C7",),
    )


def test_a_sector_that_says_that_it_includes_others_is_good() -> None:
    inside = replace(a_cell(None, sector="III"), obs_status="K", notation_key="IE", included_in="I")
    assert checked(inside, replace(a_cell(), obs_status="W")) == []


def test_an_unknown_place_names_the_nearest() -> None:
    (finding,) = checked(a_cell(place="SI_053"), places={"SI_052": shipped_places()["SI_052"]})
    assert "(nearest: SI_052)" in finding.sentence("en")


def test_a_document_may_be_named_for_all_rows() -> None:
    (finding,) = check_observations(
        [a_cell(scope="?")], BASES, shipped_places(), 2026, document="figures.csv"
    )
    assert finding.where.document == "figures.csv"


def test_a_finding_keeps_its_id_from_run_to_run() -> None:
    first, second = (checked(a_cell(scope="S12"))[0].id() for _ in range(2))
    assert first == second


def test_a_basis_with_grams_for_tonnes_is_refused() -> None:
    basis = Basis("kranj-2018", elec_factor=Decimal(358), source_document="Kranj CCC")
    (finding,) = check_bases([basis])
    assert finding.sentence("en") == (
        "Kranj CCC elec_factor: found elec_factor 358. Expected: Factor of grid electricity: between 0 and 2 t CO2e per"
        " MWh. Write it in t CO2e per MWh, e.g. 0.358; grams per kWh are a thousandth of it. [basis-elec-factor]"
    )


def test_a_basis_about_which_nothing_is_stated_is_good() -> None:
    assert check_bases([Basis.unstated("kranj-2018")]) == []
