"""What losing rows, gases or statements does to a comparison: it never makes it better."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.basis import CODED, Basis
from schemas.codes import codelist
from schemas.gwp import convert_gwp
from schemas.observations import StoredObservation
from tests.fakes.contract_figures import KRANJ, LJUBLJANA
from tests.fakes.inventories import basis, evidence, observe, row
from tests.schemas.comparability.asking import Answer, ask, harmonised, place

WORSE = ("comparable", "with_caveats", "not_comparable")
CELLS = ("I", "II", "III", "V.1_V.3")
OPTIONAL = frozenset({"biogenic", "method", "chp_alloc", "transport"})
"""Attributes that count once either side states them: both sides stating none of them is the rule, not the exception."""

STATED = {
    "boundary": ["MUN"], "waste": ["GENERATED"], "industry_energy": ["I"], "lulucf": ["EX"],
    "accounting": ["CCC", "GPC_BASIC", "SECAP", "CONS", "RES"],
}  # fmt: skip
"""Statements that fit the inventories drawn here: a city's own, waste inside, nothing to be moved."""

Gases = Mapping[str, Mapping[str, int]]
gases_of_a_cell = st.fixed_dictionaries(
    {"CO2": st.integers(100, 9000), "CH4": st.integers(0, 900), "N2O": st.integers(0, 900)}
)
inventories = st.dictionaries(st.sampled_from(CELLS), gases_of_a_cell, min_size=2)


@st.composite
def bases(draw: st.DrawFn, name: str, silent: bool) -> Basis:
    """Draw a basis; a silent one may leave out what must be stated."""
    codes: dict[str, str] = {}
    for attribute in CODED:
        listed = STATED.get(attribute) or [code.code for code in codelist(attribute) if code.code != "UNK"]
        may_be_silent = silent and attribute not in OPTIONAL
        codes[attribute] = draw(st.sampled_from([*listed, "UNK"] if may_be_silent else listed))
    return replace(basis(name), elec_factor=draw(st.sampled_from([Decimal("0.3"), Decimal("0.5")])), **codes)


def rows_of(place_: str, name: str, cells: Gases, *, split: bool = True) -> list[StoredObservation]:
    """Make an inventory of scope 1 that closes, with its gases where wanted, and some energy beside it."""
    found = [
        seen
        for sector, gases in cells.items()
        for seen in row(place_, name, sector, {"S1": sum(gases.values()), "S2": "NO", "S3": "NO"})
    ]
    if split:
        for sector, gases in cells.items():
            found += [_of_gas(place_, name, sector, gas, amount) for gas, amount in gases.items()]
    total = sum(sum(gases.values()) for gases in cells.values())
    head = observe("GHG.TOT", place_, "2018", total, source=name, where={"scope": "_T", "basis": name})
    return [*found, head, *_energy(place_, name, cells)]


def _of_gas(place_: str, name: str, sector: str, gas: str, amount: int) -> StoredObservation:
    where = {"sector": sector, "scope": "S1", "gas": gas, "basis": name}
    return observe("GHG.SEC", place_, "2018", amount, source=name, where=where)


def _energy(place_: str, name: str, cells: Gases) -> list[StoredObservation]:
    return [
        observe(
            "EN.FEC", place_, "2018", 3 * gases["CO2"], source=name, unit="MWH",
            where={"sector": sector, "scope": "S1", "carrier": "NG", "basis": name},
        )
        for sector, gases in cells.items()
        if sector in ("I", "II")
    ]  # fmt: skip


def compared(rows: list[StoredObservation], one: Basis, other: Basis, *, factors: str, gwp: str) -> Answer:
    given_ = evidence(rows, {"one": one, "other": other})
    return ask("GHG.TOT", KRANJ, LJUBLJANA, given=given_, factors=factors, gwp=gwp)


def width(answer: Answer, code: str) -> Decimal:
    """Say how uncertain a harmonised figure is; without one, or with a part that nobody can bound, without end."""
    found = place(answer, code)["harmonised"]
    if found is None or found["unbounded"]:
        return Decimal("Infinity")
    return Decimal(0) if found["lower"] is None else Decimal(found["upper"] - found["lower"])


def no_better(after: Answer, before: Answer) -> None:
    assert WORSE.index(after["verdict"]) >= WORSE.index(before["verdict"])
    assert width(after, KRANJ) >= width(before, KRANJ)


factors = st.sampled_from(["published", "common"])
potentials = st.sampled_from(["", "AR4", "AR6"])


@given(
    inventories, inventories, bases("one", silent=True), bases("other", silent=True),
    st.sampled_from([*CODED, "elec_factor"]), factors, potentials,
)  # fmt: skip
@settings(max_examples=120, deadline=None)
def test_leaving_a_statement_out_never_improves_a_comparison(
    cells: Gases, others: Gases, one: Basis, other: Basis, attribute: str, which: str, gwp: str
) -> None:
    rows = [*rows_of(KRANJ, "one", cells), *rows_of(LJUBLJANA, "other", others)]
    unknown = None if attribute == "elec_factor" else "UNK"
    silent = replace(one, **{attribute: unknown})  # type: ignore[arg-type]  # the attribute drawn takes it
    before, after = (compared(rows, stated, other, factors=which, gwp=gwp) for stated in (one, silent))
    no_better(after, before)


@given(inventories, inventories, bases("one", silent=True), bases("other", silent=True), factors, potentials)
@settings(max_examples=80, deadline=None)
def test_losing_the_split_by_gas_never_improves_a_comparison(
    cells: Gases, others: Gases, one: Basis, other: Basis, which: str, gwp: str
) -> None:
    beside = rows_of(LJUBLJANA, "other", others)
    before, after = (
        compared([*rows_of(KRANJ, "one", cells, split=split), *beside], one, other, factors=which, gwp=gwp)
        for split in (True, False)
    )
    no_better(after, before)


@given(
    inventories, inventories, bases("one", silent=True), bases("other", silent=True), factors, potentials,
    st.data(),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_losing_a_cell_or_the_energy_never_improves_a_comparison(
    cells: Gases, others: Gases, one: Basis, other: Basis, which: str, gwp: str, data: st.DataObject
) -> None:
    rows, beside = rows_of(KRANJ, "one", cells), rows_of(LJUBLJANA, "other", others)
    total = sum(sum(gases.values()) for gases in cells.values())
    weighing = [cell for cell, gases in cells.items() if sum(gases.values()) * 1000 > total * 6]
    lost = data.draw(st.sampled_from([*weighing, "EN.FEC"]))
    kept = [
        seen for seen in rows
        if lost not in (seen.observation.key.sector, seen.observation.key.indicator)
    ]  # fmt: skip
    before, after = (compared([*some, *beside], one, other, factors=which, gwp=gwp) for some in (rows, kept))
    no_better(after, before)


@given(inventories, bases("one", silent=False), factors, potentials)
@settings(max_examples=60, deadline=None)
def test_the_cells_of_a_figure_add_up_to_it(cells: Gases, one: Basis, which: str, gwp: str) -> None:
    given_ = evidence(rows_of(KRANJ, "one", cells), {"one": one})
    whole = ask("GHG.TOT", KRANJ, given=given_, factors=which, gwp=gwp)
    parts = [ask("GHG.SEC", KRANJ, given=given_, sector=cell, factors=which, gwp=gwp) for cell in cells]
    added = sum((harmonised(part)[KRANJ] or Decimal(0) for part in parts), Decimal(0))
    assert abs(added - (harmonised(whole)[KRANJ] or 0)) < Decimal("1e-8")
    deltas = sum(step["delta"] for step in place(whole, KRANJ)["harmonised"]["steps"])
    assert place(whole, KRANJ)["harmonised"]["value"] == place(whole, KRANJ)["published"]["value"] + deltas
    found = place(whole, KRANJ)["harmonised"]
    assert found["lower"] is None or found["lower"] <= found["value"] <= found["upper"]


ORIGINS = {"I": "CH4_FOS", "II": "CH4_FOS", "III": "CH4_BIO", "V.1_V.3": "CH4_BIO"}


@given(inventories)
@settings(max_examples=40, deadline=None)
def test_to_the_sixth_report_and_back_gives_the_same_figure(cells: Gases) -> None:
    stated = replace(basis("one"), lulucf="EX", industry_energy="I")
    there = ask("GHG.TOT", KRANJ, given=evidence(rows_of(KRANJ, "one", cells), {"one": stated}), gwp="AR6")
    by_gas = {
        cell: convert_gwp(
            {gas: Decimal(amount) for gas, amount in gases.items()},
            "AR5",
            "AR6",
            ORIGINS[cell],  # type: ignore[arg-type]  # one of the two
        )
        for cell, gases in cells.items()
    }
    value = harmonised(there)[KRANJ] or Decimal(0)
    assert abs(value - sum(sum(gases.values()) for gases in by_gas.values())) < Decimal("1e-8")
    rows = [seen for cell, gases in by_gas.items() for seen in _cell_of(cell, gases)]
    head = observe("GHG.TOT", KRANJ, "2018", str(value), source="one", where={"scope": "_T", "basis": "one"})
    back = ask(
        "GHG.TOT", KRANJ, given=evidence([*rows, head], {"one": replace(stated, gwp_set="AR6")}), gwp="AR5"
    )
    found = place(back, KRANJ)["harmonised"]
    assert found["value"].quantize(Decimal("1e-7")) == sum(sum(gases.values()) for gases in cells.values())
    assert found["lower"] is None


def _cell_of(cell: str, gases: Mapping[str, Decimal]) -> list[StoredObservation]:
    where = {"sector": cell, "scope": "S1", "basis": "one"}
    whole = observe("GHG.SEC", KRANJ, "2018", str(sum(gases.values())), source="one", where=where)
    return [
        whole,
        *(
            observe("GHG.SEC", KRANJ, "2018", str(amount), source="one", where={**where, "gas": gas})
            for gas, amount in gases.items()
        ),
    ]
