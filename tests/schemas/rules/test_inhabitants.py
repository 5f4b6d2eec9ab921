"""S4 and S5, the divisor: a place's inhabitants that its figures, or another source, speak against."""

from dataclasses import replace
from decimal import Decimal

from schemas.languages import LANGUAGES
from schemas.observations import Observation
from schemas.places import shipped_places
from schemas.rules.cross_check import cross_check
from tests.schemas.rules.made_up import BASES, BASIS, observed, told

TOWNS = sorted(
    code for code, place in shipped_places().items() if place.kind == "MUN" and code.startswith("SI_")
)[:7]
PER_HEAD = ("12.1", "13.9", "15.2", "16.3", "17.8", "14.4", "15.9")


def figures(people: dict[str, int], **at: str) -> list[Observation]:
    """Give towns of 10,000 people energy and emissions, whatever number of people is printed."""
    rows: list[Observation] = []
    for town, each in zip(TOWNS, PER_HEAD, strict=True):
        rows.append(observed("CX.POP", Decimal(people.get(town, 10_000)), f"P!{town}", place=town, unit="NR"))
        rows.append(observed("EN.FEC", Decimal(each) * 10_000, f"E!{town}", place=town, **at))
        rows.append(observed("GHG.TOT", Decimal(each) * 3_000, f"G!{town}", place=town, scope="S1_S2"))
    return rows


def test_inhabitants_ten_times_too_many_are_one_finding_on_their_cell() -> None:
    (finding,) = cross_check(figures({TOWNS[3]: 100_000}), BASES)
    assert (finding.rule, finding.where.cell, finding.found) == ("S5", f"P!{TOWNS[3]}", "100,000")
    assert sorted(finding.involves) == [f"E!{TOWNS[3]}", f"G!{TOWNS[3]}"]
    assert "about 10,000 inhabitants" in finding.sentence("en")
    assert all("10" in finding.sentence(lang) for lang in LANGUAGES)


def test_energy_that_alone_is_off_is_not_blamed_on_the_inhabitants() -> None:
    rows = [
        replace(row, value=(row.value or Decimal(0)) * 1000) if row.source_cell == f"E!{TOWNS[3]}" else row
        for row in figures({})
    ]
    assert [cell for rule, cell in told(rows) if rule == "S5"] == [f"E!{TOWNS[3]}"]


def counted(count: int, source: str, period: str = "2018", place: str = "SI_052") -> Observation:
    row = observed("CX.POP", Decimal(count), f"{source}!1", place=place, period=period, unit="NR")
    return replace(row, key=replace(row.key, source=source, basis=""))


def test_a_place_of_like_name_is_told_by_the_register() -> None:
    own, register = counted(18_932, "plan"), counted(56_081, "register")
    (finding,) = cross_check([own], BASES, context=[register])
    assert (finding.rule, finding.severity, finding.where.cell, finding.involves) == (
        "S4", "warning", "plan!1", ("register!1",),
    )  # fmt: skip
    assert "as register counts in 2018 (register!1: 56,081)" in finding.sentence("en")


def test_census_and_register_may_differ_and_years_pass() -> None:
    assert cross_check([counted(56_900, "plan")], BASES, context=[counted(53_100, "census", "2019")]) == []
    assert cross_check([counted(30_000, "plan")], BASES, context=[counted(56_100, "census", "2011")]) == []


def test_the_count_that_most_sources_speak_against_is_the_one_to_check() -> None:
    rows = [counted(56_081, "a"), counted(561, "b"), counted(57_065, "c", "2019")]
    assert told(rows) == [("S4", "b!1")]


def test_power_that_was_bought_as_green_is_no_peer_of_the_grids_mix() -> None:
    market = replace(BASIS, id="market", elec_method="MKT")
    rows: list[Observation] = []
    for town, each in zip(TOWNS, PER_HEAD, strict=True):
        rows.append(observed("CX.POP", Decimal(10_000), f"P!{town}", place=town, unit="NR"))
        bought = observed("GHG.SEC", Decimal(each) * 1_000, f"G!{town}", place=town, sector="I", scope="S2")
        if town == TOWNS[2]:
            bought = replace(bought, value=Decimal(30), key=replace(bought.key, basis="market"))
        rows.append(bought)
    assert cross_check(rows, {**BASES, "market": market}) == []
    located = [replace(row, key=replace(row.key, basis="made-up")) for row in rows]
    assert [one.where.cell for one in cross_check(located, BASES)] == [f"G!{TOWNS[2]}"]
