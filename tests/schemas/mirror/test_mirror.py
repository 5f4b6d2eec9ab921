"""The mirror: every source beside the other, each difference taken apart from published figures only."""

from dataclasses import replace
from decimal import Decimal

import pytest

from schemas.errors import PeriodError, UnknownCodeError
from schemas.languages import LANGUAGES
from schemas.mirror.serialise import to_dict
from tests.schemas.mirror.asking import MODEL, STATE, ask, gathered, parts, residual, seen, teller, told

EUROSTAT = teller("eurostat", owner_kind="eu", owner_place="EU27_2020", priority=100)
D = Decimal


def test_every_source_stands_beside_the_other_and_the_official_one_is_the_reference() -> None:
    rows = [seen("edgar", "19202553"), seen("eurostat", "16149770"), seen("trace", "18990444")]
    answer = ask(gathered(rows, {"edgar": MODEL, "eurostat": STATE, "trace": MODEL}, {"eurostat": EUROSTAT}))
    assert [(one["source"], one["value"], one["level"], one["reference"]) for one in told(answer)["sources"]] == [
        ("eurostat", D(16149770), "eu", True),
        ("edgar", D(19202553), "other", False),
        ("trace", D(18990444), "other", False),
    ]  # fmt: skip
    reference = told(answer)["reference"]
    assert (reference["source"], reference["value"]) == ("eurostat", D(16149770))
    assert told(answer)["agreement"] == (
        "The sources (3) differ: from 16,149,770 t CO₂e to 19,202,553 t CO₂e, a spread of 3,052,783 t CO₂e, "
        "18.9 % of the reference."
    )
    assert residual(answer, "edgar") == D(3052783)


def test_land_use_is_taken_from_the_source_that_prints_both_totals() -> None:
    rows = [
        seen("eurostat", "16149770"),
        seen("eurostat", "11731990", indicator="GHG.NET", basis="eurostat-net"),
        seen("state", "11700000", indicator="GHG.NET"),
    ]
    bases = {
        "eurostat": STATE,
        "eurostat-net": replace(STATE, lulucf="NET"),
        "state": replace(STATE, lulucf="NET"),
    }
    answer = ask(gathered(rows, bases, {"eurostat": EUROSTAT}))
    assert parts(answer, "state") == [
        ("definition", "exact", D(11731990 - 16149770)),
        ("revision", "stated", None),
    ]
    assert residual(answer, "state") == D(11700000 - 11731990)


@pytest.mark.parametrize("rows_of", ["city", "state"])
def test_land_use_is_taken_from_rows_of_either_source(rows_of: str) -> None:
    rows = [
        seen("city", "238832", indicator="GHG.NET", place="SI_052", period="2018"),
        seen("state", "230000", place="SI_052", period="2018"),
        *(
            seen(rows_of, value, indicator="GHG.SEC", place="SI_052", period="2018", sector="V.2", mode=mode)
            for value, mode in (("14901", "SRC"), ("-4645", "SNK"))
        ),
    ]
    bases = {"city": replace(STATE, accounting="CCC", lulucf="NET", ef_basis="STD_CO2"), "state": STATE}
    tellers = {"city": teller("city", owner_kind="municipality", owner_place="SI_052")}
    answer = ask(gathered(rows, bases, tellers), "SI_052", period="2018")
    assert told(answer)["reference"]["source"] == "city"
    assert parts(answer, "state") == [("definition", "exact", D(-10256))]
    assert residual(answer, "state") == D(230000 - 238832 + 10256)


def test_land_use_that_nobody_prints_is_only_stated() -> None:
    rows = [seen("eurostat", "16149770"), seen("state", "11731990", indicator="GHG.NET")]
    answer = ask(gathered(rows, {"eurostat": STATE, "state": replace(STATE, lulucf="NET")}))
    assert parts(answer, "state")[0] == ("definition", "stated", None)
    assert residual(answer, "state") == D(11731990 - 16149770)


def test_another_year_is_taken_out_by_the_references_own_series() -> None:
    rows = [
        seen("eurostat", "16149.77", unit="KT_CO2E"),
        seen("eurostat", "17235.21", unit="KT_CO2E", period="2019"),
        seen("watch", "16460000", period="2019"),
    ]
    answer = ask(gathered(rows, {"eurostat": STATE, "watch": MODEL}, {"eurostat": EUROSTAT}))
    assert parts(answer, "watch") == [("year", "exact", D("1085440"))]
    assert residual(answer, "watch") == D(16460000 - 17235210)


def test_a_year_that_no_series_has_is_only_stated_and_one_too_far_is_left_out() -> None:
    rows = [seen("city", "100"), seen("near", "90", period="2017"), seen("far", "80", period="2010")]
    answer = ask(gathered(rows, dict.fromkeys(("city", "near", "far"), STATE)))
    assert [line.entry.key.source for line in answer.lines] == ["city", "near"]
    assert parts(answer, "near")[0] == ("year", "stated", None)
    assert [one.source for one in answer.order] == ["city", "far", "near"]


def test_scopes_that_only_one_covers_are_taken_from_its_rows() -> None:
    rows = [
        seen("city", "1000", place="SI_052", scope="_T"),
        seen("city", "200", place="SI_052", scope="S2"),
        seen("city", "50", place="SI_052", scope="S3"),
        seen("model", "700", place="SI_052", scope="S1"),
    ]
    tellers = {"city": teller("city", owner_place="SI_052")}
    answer = ask(gathered(rows, {"city": STATE, "model": MODEL}, tellers), "SI_052")
    assert parts(answer, "model")[0] == ("scope", "exact", D(-250))
    assert residual(answer, "model") == D(-50)


def test_sectors_that_only_one_counts_are_taken_out_where_rows_make_up_both_totals() -> None:
    cells = [
        seen(source, value, indicator="GHG.SEC", sector=sector)
        for source, told_of in {
            "a": {"I": "60", "II": "40"},
            "b": {"I": "61", "II": "40", "III": "9"},
        }.items()
        for sector, value in told_of.items()
    ]
    rows = [seen("a", "100"), seen("b", "110"), *cells]
    answer = ask(gathered(rows, {"a": STATE, "b": MODEL}))
    assert parts(answer, "b")[0] == ("scope", "exact", D(9))
    assert residual(answer, "b") == D(1)


def test_rows_that_do_not_make_up_a_total_take_nothing_out() -> None:
    cells = [seen(source, "60000", indicator="GHG.SEC", sector="I") for source in ("a", "b")]
    rows = [
        seen("a", "100000"),
        seen("b", "110000"),
        *cells,
        seen("b", "9000", indicator="GHG.SEC", sector="III"),
    ]
    answer = ask(gathered(rows, {"a": STATE, "b": MODEL}))
    assert [part for part, _, _ in parts(answer, "b")] == []


def test_gases_that_are_not_counted_are_taken_from_the_other_sources_own_row_of_co2() -> None:
    rows = [
        seen("eurostat", "16149770"),
        seen("eurostat", "13000000", gas="CO2_FOS"),
        seen("gcb", "12549330", gas="CO2_FOS"),
    ]
    answer = ask(gathered(rows, {"eurostat": STATE, "gcb": replace(MODEL, gas_group="CO2_FOS")}))
    assert parts(answer, "gcb") == [("gas", "exact", D(13000000 - 16149770))]
    assert residual(answer, "gcb") == D(12549330 - 13000000)


def test_co2_alone_is_never_set_against_all_gases_as_if_it_were_the_same() -> None:
    rows = [seen("eurostat", "16149770"), seen("gcb", "12549330", gas="CO2_FOS")]
    answer = ask(gathered(rows, {"eurostat": STATE, "gcb": replace(MODEL, gas_group="CO2_FOS")}))
    [gas] = [
        part
        for line in answer.lines
        if line.difference
        for part in line.difference.parts
        if part.part == "gas"
    ]
    assert (gas.how, gas.amount, gas.lower, gas.upper) == ("bounded", None, None, D(0))
    assert residual(answer, "gcb") == D(12549330 - 16149770)
    assert told(answer)["agreement"].startswith("No two sources tell of the same here")


def test_warming_potentials_are_exact_where_a_source_publishes_both_sets() -> None:
    rows = [
        seen("eurostat", "16149770"),
        seen("edgar", "18446999.803205", basis="edgar-ar4"),
        seen("edgar", "19202553.18540847", basis="edgar-ar5"),
    ]
    bases = {"eurostat": STATE, "edgar-ar4": replace(MODEL, gwp_set="AR4"), "edgar-ar5": MODEL}
    answer = ask(gathered(rows, bases, {"eurostat": EUROSTAT}))
    assert [one["title"] for one in told(answer)["sources"]] == ["eurostat", "edgar (AR4)", "edgar (AR5)"]
    assert parts(answer, "edgar") == [("gwp_set", "exact", D("-755553.38220347"))]
    assert residual(answer, "edgar") == D("3052783.18540847")


def test_warming_potentials_are_converted_gas_by_gas_where_the_split_is_whole() -> None:
    rows = [
        seen("a", "1400"),
        seen("b", "1323", basis="b"),
        *(seen("b", value, gas=gas) for gas, value in (("CO2", "1000"), ("CH4", "25"), ("N2O", "298"))),
    ]
    answer = ask(gathered(rows, {"a": STATE, "b": replace(MODEL, gwp_set="AR4")}))
    assert parts(answer, "b") == [("gwp_set", "exact", D(25 - 28 + 298 - 265))]


def test_without_a_split_warming_potentials_are_bounded_by_what_is_not_co2() -> None:
    three = replace(MODEL, gwp_set="AR4", gas_group="CO2E_3G")
    rows = [seen("a", "1400"), seen("b", "1100"), seen("b", "1000", gas="CO2_FOS")]
    answer = ask(gathered(rows, {"a": replace(STATE, gas_group="CO2E_3G"), "b": three}))
    [part] = [one for one in answer.lines[1].difference.parts if one.part == "gwp_set"]  # type: ignore[union-attr]
    assert (part.how, part.amount, part.lower) == ("bounded", None, D(100) - D(100) * 30 / 25)
    assert part.upper is not None
    assert part.upper.quantize(D("0.0001")) == (D(100) - D(100) * 265 / 298).quantize(D("0.0001"))


def test_an_unstated_set_of_potentials_is_never_the_same() -> None:
    unstated = replace(STATE, gwp_set="UNK", ef_basis="STD_GHG")
    rows = [seen("a", "100"), seen("b", "100")]
    answer = ask(gathered(rows, {"a": unstated, "b": unstated}))
    assert parts(answer, "b") == [("gwp_set", "stated", None)]


def test_a_copy_of_what_was_corrected_since_is_a_revision() -> None:
    rows = [
        seen("eurostat", "16100000", replaced=30),
        seen("eurostat", "16149770", days=30),
        seen("copy", "16100000"),
    ]
    answer = ask(gathered(rows, {"eurostat": STATE, "copy": STATE}, {"eurostat": EUROSTAT}))
    assert parts(answer, "copy") == [("revision", "exact", D(-49770))]
    assert residual(answer, "copy") == 0
    [old] = told(answer)["sources"][0]["revisions"]
    assert (old["value"], old["revised"]) == (D(16100000), D(49770))


def test_a_telling_multiple_is_a_suspicion_of_the_unit_and_no_more() -> None:
    answer = ask(gathered([seen("a", "16149770"), seen("b", "16149.77")], {"a": STATE, "b": MODEL}))
    assert parts(answer, "b")[0] == ("unit", "stated", None)
    assert residual(answer, "b") == D("16149.77") - D(16149770)


def test_figures_that_measure_different_things_have_no_difference() -> None:
    rows = [seen("a", "16149770"), seen("b", "7", unit="MWH")]
    [_, line] = told(ask(gathered(rows, {"a": STATE, "b": MODEL})))["sources"]
    assert (line["unit"], line["difference"]["total"], line["difference"]["residual"]) == ("MWH", None, None)


def test_rounding_is_a_bound_where_it_may_be_much_of_what_is_left() -> None:
    rows = [
        seen("a", "16149770", printed=("16149.77", "KT_CO2E")),
        seen("b", "16100000", printed=("16.1", "MT_CO2E")),
    ]
    answer = ask(gathered(rows, {"a": STATE, "b": MODEL}))
    [part] = [one for one in answer.lines[1].difference.parts if one.part == "rounding"]  # type: ignore[union-attr]
    assert (part.how, part.lower, part.upper) == ("bounded", D(-50005), D(50005))


def test_what_bases_state_differently_and_leave_out_is_said() -> None:
    other = replace(STATE, boundary="FUA", ets="UNK", ef_basis="LCA_GHG")
    answer = ask(gathered([seen("a", "100"), seen("b", "90")], {"a": STATE, "b": other}))
    said = {part["part"]: part["message"] for part in told(answer)["sources"][1]["difference"]["parts"]}
    assert said["boundary"] == (
        "Made otherwise (the boundary): b: functional urban area; a: country. How much that moves is not published."
    )
    assert "b: installations under emission trading" in said["unstated"]


def test_the_newest_period_that_two_sources_tell_of_is_taken_where_none_is_asked() -> None:
    rows = [seen("a", str(value), period=str(value)) for value in range(2018, 2025)]
    rows += [seen("b", "7", period="2019"), seen("b", "7", period="2021")]
    assert ask(gathered(rows, {"a": STATE, "b": MODEL}), period="").question.period == "2021"


def test_a_sectors_rows_and_its_own_indicator_are_the_same_fact() -> None:
    rows = [
        seen("a", "60", indicator="GHG.SEC", sector="I"),
        seen("b", "61", indicator="GHG.STAT"),
        seen("c", "62", indicator="GHG.SEC", sector="II"),
    ]
    evidence = gathered(rows, dict.fromkeys("abc", STATE))
    assert [line.entry.key.source for line in ask(evidence, indicator="GHG.STAT").lines] == ["a", "b"]
    assert [line.entry.key.source for line in ask(evidence, indicator="GHG.SEC", sector="I").lines] == [
        "a",
        "b",
    ]


def test_targets_and_parts_of_a_figure_are_not_the_fact() -> None:
    rows = [
        seen("a", "60"),
        seen("b", "20", value_type="TGT"),
        seen("c", "20", carrier="ELEC"),
        seen("d", "20", sector="I"),
    ]
    assert [line.entry.key.source for line in ask(gathered(rows, {"a": STATE})).lines] == ["a"]


def test_the_areas_around_stand_beside_for_context() -> None:
    rows = [
        seen("city", "100", place="SI_052"),
        seen("eurostat", "16149770"),
        seen("edgar", "19202553"),
        seen("eurostat", "3452681600", place="EU27_2020"),
    ]
    bases = {"city": STATE, "eurostat": STATE, "edgar": MODEL}
    others = told(ask(gathered(rows, bases), "SI_052"))["others"]
    assert [(one["place"], one["level"], one["source"], one["value"]) for one in others] == [
        ("SI", "national", "eurostat", D(16149770)), ("EU27_2020", "eu", "eurostat", D(3452681600)),
    ]  # fmt: skip


def test_nothing_held_is_an_empty_answer_with_the_reason() -> None:
    answer = told(ask(gathered([], {})))
    assert (answer["reference"], answer["sources"], answer["licences"]) == (None, [], [])
    assert answer["agreement"] == "No source that you may read has a figure of this."


@pytest.mark.parametrize(
    ("asked", "error"),
    [({"place": "SI_999"}, UnknownCodeError), ({"indicator": "GHG.TOTAL"}, UnknownCodeError),
     ({"period": "soon"}, PeriodError), ({"sector": "XX"}, UnknownCodeError)],
)  # fmt: skip
def test_a_code_that_is_unknown_is_an_error(asked: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error):
        ask(gathered([seen("a", "1")], {}), **asked)


def test_licences_of_all_that_is_shown_are_told_once() -> None:
    answer = ask(gathered([seen("a", "1"), seen("b", "2")], {}))
    assert told(answer)["licences"] == ["a: licence of a", "b: licence of b"]


def test_it_is_said_in_every_language() -> None:
    rows = [
        seen("eurostat", "16149770"),
        seen("gcb", "12549330", gas="CO2_FOS"),
        seen("w", "7", period="2019"),
    ]
    answer = ask(gathered(rows, {"eurostat": STATE}))
    assert len({to_dict(answer, lang)["agreement"] for lang in LANGUAGES}) == len(LANGUAGES)


def test_gases_are_no_question_of_what_counts_none() -> None:
    rows = [
        seen("a", "2108977", indicator="CX.POP", unit="NR", scope="_Z"),
        seen("b", "2107180", indicator="CX.POP", unit="NR", scope="_Z"),
    ]
    answer = ask(gathered(rows, {}), indicator="CX.POP")
    said = [part["part"] for part in told(answer)["sources"][1]["difference"]["parts"]]
    assert said == ["unstated"]
