"""What holds of every comparison, whatever the inventories."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from schemas.basis import CODED, Basis
from schemas.codes import codelist
from schemas.comparability.evidence import Evidence
from schemas.observations import StoredObservation
from tests.fakes.contract_figures import KRANJ, LJUBLJANA
from tests.fakes.inventories import basis, evidence, observe, row
from tests.schemas.comparability.asking import Answer, ask, covered, harmonised

Cells = dict[str, dict[str, int | str | None]]
WORSE = ("comparable", "with_caveats", "not_comparable")
CITY_STATEMENTS = {"boundary": ["MUN"], "waste": ["GENERATED", "TREATED", "EXPORTED", "BOTH"]}
"""Statements that do not contradict the figures they are made of: a city's boundary, waste inside."""

amounts = st.integers(0, 9999)
part = st.one_of(amounts, st.sampled_from(["NO", "IE", None]))
printed_row = st.one_of(
    st.fixed_dictionaries({"S1": amounts, "S2": part, "S3": part}),
    st.fixed_dictionaries({"S1_S2": amounts}),
    st.fixed_dictionaries({"_T": amounts}),
)
cells_of_an_inventory = st.dictionaries(
    st.sampled_from(["I", "II", "III", "IV", "V.1_V.3"]), printed_row, min_size=1
)
land = st.one_of(st.none(), st.integers(-500, 500))


@st.composite
def stated_basis(draw: st.DrawFn, name: str, silent: bool) -> Basis:
    """Draw a basis; a silent one may leave statements out."""
    codes: dict[str, str] = {}
    for attribute in CODED:
        listed = CITY_STATEMENTS.get(attribute) or [code.code for code in codelist(attribute)]
        known = [code for code in listed if code != "UNK"]
        codes[attribute] = draw(st.sampled_from([*known, "UNK"] if silent else known))
    factor = draw(st.sampled_from([Decimal("0.3"), Decimal("0.5")]))
    return replace(basis(name), elec_factor=factor, **codes)


def amount(cells: Mapping[str, int | str | None]) -> int:
    return sum(value for value in cells.values() if isinstance(value, int))


def inventory(place: str, name: str, cells: Cells, net_land: int | None) -> list[StoredObservation]:
    """Make an inventory whose rows add up to its total; with land use it is a net one."""
    rows = [seen for sector, printed in cells.items() for seen in row(place, name, sector, printed)]
    if net_land is not None:
        rows += row(place, name, "V.2", {"S1": net_land})
    total = sum(map(amount, cells.values())) + (net_land or 0)
    indicator = "GHG.TOT" if net_land is None else "GHG.NET"
    where = {"scope": "_T", "basis": name}
    return [*rows, observe(indicator, place, "2018", total, source=name, where=where)]


def bounded(found: Answer) -> bool:
    """Say whether a figure lies between its bounds."""
    if found["lower"] is None or found["upper"] is None:
        return found["lower"] is found["upper"]
    return bool(found["lower"] <= found["value"] <= found["upper"])


def compared(given_: Evidence, *places: str, sector: str = "_T") -> Answer:
    indicator = "GHG.TOT" if sector == "_T" else "GHG.SEC"
    return ask(indicator, *places, given=given_, sector=sector)


def _says_elsewhere(cells: Cells) -> bool:
    return any("IE" in printed.values() for printed in cells.values())


@given(
    cells_of_an_inventory, land, stated_basis("one", silent=False), st.sampled_from(["_T", "I", "II", "III"])
)
@settings(max_examples=60, deadline=None)
def test_a_place_is_comparable_with_its_own_copy(
    cells: Cells, net_land: int | None, one: Basis, sector: str
) -> None:
    assume(one.industry_energy != "I_IV")  # a statement that leaves open what is filed where
    assume(sector == "_T" or not _says_elsewhere(cells))  # it may stand in the sector, or not
    both = [seen for place in (KRANJ, LJUBLJANA) for seen in inventory(place, "one", cells, net_land)]
    answer = compared(evidence(both, {"one": one}), KRANJ, LJUBLJANA, sector=sector)
    values = set(harmonised(answer).values())
    assert len(values) == 1
    if values != {None}:
        assert {reason["level"] for reason in answer["pairs"][0]["reasons"]} <= {"CONVERTIBLE"}
        assert [found["rank"] for found in answer["rank"]] == [1, 1]


@given(
    cells_of_an_inventory,
    cells_of_an_inventory,
    st.tuples(land, land),
    stated_basis("one", silent=True),
    stated_basis("other", silent=True),
    st.sampled_from([*CODED, "elec_factor"]),
    st.sampled_from(["_T", "I", "II", "III", "IV", "V.1_V.3"]),
)
@settings(max_examples=150, deadline=None)
def test_leaving_a_statement_out_never_improves_the_verdict(
    cells: Cells,
    others: Cells,
    lands: tuple[int | None, int | None],
    one: Basis,
    other: Basis,
    attribute: str,
    sector: str,
) -> None:
    rows = [*inventory(KRANJ, "one", cells, lands[0]), *inventory(LJUBLJANA, "other", others, lands[1])]
    unknown = None if attribute == "elec_factor" else "UNK"
    silent = replace(one, **{attribute: unknown})  # type: ignore[arg-type]  # the attribute drawn takes it
    before, after = (
        compared(evidence(rows, {"one": stated, "other": other}), KRANJ, LJUBLJANA, sector=sector)
        for stated in (one, silent)
    )
    assert WORSE.index(after["verdict"]) >= WORSE.index(before["verdict"])


@given(
    cells_of_an_inventory,
    cells_of_an_inventory,
    st.tuples(land, land),
    stated_basis("one", silent=True),
    stated_basis("other", silent=True),
)
@settings(max_examples=40, deadline=None)
def test_the_order_of_the_places_changes_nothing_but_the_order(
    cells: Cells, others: Cells, lands: tuple[int | None, int | None], one: Basis, other: Basis
) -> None:
    rows = [*inventory(KRANJ, "one", cells, lands[0]), *inventory(LJUBLJANA, "other", others, lands[1])]
    held = evidence(rows, {"one": one, "other": other})
    forth, back = compared(held, KRANJ, LJUBLJANA), compared(held, LJUBLJANA, KRANJ)
    assert harmonised(forth) == harmonised(back)
    assert covered(forth) == covered(back)
    assert (forth["verdict"], forth["rank"]) == (back["verdict"], back["rank"])
    levels = [
        {(reason["dimension"], reason["level"], reason["tonnes"]) for reason in answer["pairs"][0]["reasons"]}
        for answer in (forth, back)
    ]
    assert levels[0] == levels[1]


@given(
    cells_of_an_inventory,
    cells_of_an_inventory,
    st.tuples(land, land),
    stated_basis("one", silent=True),
    stated_basis("other", silent=True),
)
@settings(max_examples=60, deadline=None)
def test_the_parts_add_up(
    cells: Cells, others: Cells, lands: tuple[int | None, int | None], one: Basis, other: Basis
) -> None:
    rows = [*inventory(KRANJ, "one", cells, lands[0]), *inventory(LJUBLJANA, "other", others, lands[1])]
    answer = compared(evidence(rows, {"one": one, "other": other}), KRANJ, LJUBLJANA)
    for place in answer["places"]:
        if place["harmonised"] is not None:
            deltas = sum(step["delta"] for step in place["harmonised"]["steps"])
            assert place["harmonised"]["value"] == place["published"]["value"] + deltas
    for found, place in zip(answer["coverage"]["values"], answer["places"], strict=False):
        if place["harmonised"] is not None and found["value"] is not None:
            left = sum(part["value"] for part in found["left_out"])
            assert found["value"] + left == place["harmonised"]["value"]
            assert bounded(found)
            assert bounded(place["harmonised"])
