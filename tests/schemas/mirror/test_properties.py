"""Whatever sources say: the parts that are exact and the residual make up the whole difference."""

from dataclasses import replace
from decimal import Decimal, localcontext

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.basis import Basis
from schemas.mirror.seen import Seen
from tests.schemas.mirror.asking import STATE, ask, gathered, seen, told

VALUES = st.decimals(min_value=-(10**9), max_value=10**10, places=6, allow_nan=False).map(str)
BASES = st.builds(
    lambda gwp, gas, method, accounting: replace(
        STATE, gwp_set=gwp, gas_group=gas, method=method, accounting=accounting
    ),
    st.sampled_from(["AR4", "AR5", "AR6", "SAR", "UNK"]),
    st.sampled_from(["CO2E", "CO2E_3G", "CO2_FOS", "UNK"]),
    st.sampled_from(["MIX", "MODEL_BU", "UNK"]),
    st.sampled_from(["TERR", "CCC", "UNK"]),
)


@st.composite
def rows(draw: st.DrawFn) -> Seen:
    """Any row of a few sources that may tell of the fact, its land use, its sectors, its gases or its past."""
    source = draw(st.sampled_from(["a", "b", "c"]))
    indicator = draw(st.sampled_from(["GHG.TOT", "GHG.TOT", "GHG.NET", "GHG.SEC", "GHG.LULUCF"]))
    sector = draw(st.sampled_from(["I", "II", "V", "V.2"])) if indicator == "GHG.SEC" else "_T"
    return seen(
        source,
        draw(VALUES),
        indicator=indicator,
        sector=sector,
        period=draw(st.sampled_from(["2018", "2021"])),
        scope=draw(st.sampled_from(["S1", "S2", "S1_S2", "_T", "_U"])),
        gas=draw(st.sampled_from(["_T", "_T", "CO2_FOS", "CH4"])),
        unit=draw(st.sampled_from(["T_CO2E", "KT_CO2E"])),
        basis=draw(st.sampled_from([source, f"{source}-2"])),
        replaced=draw(st.sampled_from([None, None, 1])),
    )


@given(
    st.lists(rows(), max_size=14),
    st.fixed_dictionaries({f"{s}{e}": BASES for s in "abc" for e in ("", "-2")}),
)
@settings(max_examples=150, deadline=None)
def test_parts_and_residual_make_up_the_whole(found: list[Seen], bases: dict[str, Basis]) -> None:
    answer = told(ask(gathered(found, bases)))
    [reference] = [one for one in answer["sources"] if one["reference"]] or [None]
    for source in answer["sources"]:
        apart = source["difference"]
        if apart is None:
            continue
        with localcontext() as context:
            context.prec = 100
            amounts = [part["amount"] for part in apart["parts"] if part["amount"] is not None]
            assert sum(amounts, Decimal(0)) + apart["residual"] == apart["total"]
            assert reference is not None
            assert reference["value"] + apart["total"] == source["value"]
        for part in apart["parts"]:
            assert (part["how"] == "exact") == (part["amount"] is not None)
            if part["lower"] is not None and part["upper"] is not None:
                assert part["lower"] <= part["upper"]


@given(st.lists(rows(), max_size=10), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_in_which_rows_are_read_changes_nothing(found: list[Seen], random: object) -> None:
    unique = list({one.stored.id: one for one in found}.values())
    shuffled = list(unique)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a Random, which hypothesis does not type
    bases = {"a": STATE, "b": replace(STATE, gwp_set="AR4"), "c": replace(STATE, method="RS")}
    assert told(ask(gathered(unique, bases))) == told(ask(gathered(shuffled, bases)))
