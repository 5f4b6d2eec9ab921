"""Transforms of local figures: exact, undone where that is possible, refused where something is missing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import UnitError, UnknownCodeError
from schemas.transforms import (
    KINDS,
    TransformError,
    TransformNeedsError,
    TransformNotInvertibleError,
    applied,
    transform_of,
    undone,
)

KNOWN = {"CX.POP": Decimal(56000)}
EXAMPLES: dict[str, dict[str, object]] = {
    "identity": {"kind": "identity"},
    "factor": {"kind": "factor", "factor": "1000"},
    "unit": {"kind": "unit", "from": "GWH", "to": "MWH"},
    "linear": {"kind": "linear", "a": "1.8", "b": 32},
    "complement": {"kind": "complement"},
    "reduction_to_level": {"kind": "reduction_to_level", "baseline": "238832"},
    "percent_reduction_to_level": {"kind": "percent_reduction_to_level", "baseline": "238832"},
    "per": {"kind": "per", "denominator": "CX.POP", "scale": "100000"},
    "of": {"kind": "of", "times": "CX.POP"},
    "chain": {
        "kind": "chain",
        "steps": [{"kind": "factor", "factor": "1000"}, {"kind": "reduction_to_level", "baseline": "5000"}],
    },
}


def test_every_kind_has_an_example() -> None:
    assert set(EXAMPLES) == set(KINDS)


@pytest.mark.parametrize(
    ("kind", "theirs", "ours"),
    [
        ("identity", "5", "5"), ("factor", "1.5", "1500"), ("unit", "175", "175000"), ("linear", "100", "212"),
        ("complement", "80", "20"), ("reduction_to_level", "137443", "101389"),
        ("percent_reduction_to_level", "80", "47766.4"), ("per", "28", "50"), ("of", "2", "112000"), ("chain", "2", "3000"),
    ],
)  # fmt: skip
def test_a_figure_of_theirs_becomes_one_of_ours_and_back(kind: str, theirs: str, ours: str) -> None:
    assert applied(EXAMPLES[kind], Decimal(theirs), KNOWN) == Decimal(ours)
    assert undone(EXAMPLES[kind], Decimal(ours), KNOWN) == Decimal(theirs)


@given(st.sampled_from(sorted(EXAMPLES)), st.decimals(-(10**9), 10**9, places=4))
def test_every_transform_is_undone(kind: str, value: Decimal) -> None:
    there = transform_of(EXAMPLES[kind])
    back = undone(EXAMPLES[kind], applied(EXAMPLES[kind], value, KNOWN), KNOWN)
    assert abs(back - value) <= Decimal("1e-12")
    assert there.needs() == (("CX.POP",) if kind in ("per", "of") else ())


def test_no_transform_changes_nothing() -> None:
    assert applied({}, Decimal("1.23")) == Decimal("1.23")


def test_what_is_needed_and_missing_is_named() -> None:
    with pytest.raises(TransformNeedsError, match=r"CX\.POP"):
        applied(EXAMPLES["per"], Decimal(5))
    with pytest.raises(TransformNeedsError):
        applied(EXAMPLES["per"], Decimal(5), {"CX.POP": Decimal(0)})


def test_a_factor_of_nothing_cannot_be_undone() -> None:
    with pytest.raises(TransformNotInvertibleError):
        undone({"kind": "factor", "factor": "0"}, Decimal(1))


@pytest.mark.parametrize(
    "told",
    [
        {"kind": "guess"}, {"a": "1"}, {"kind": "factor"}, {"kind": "factor", "factor": 0.1},
        {"kind": "factor", "factor": "1,5"}, {"kind": "factor", "factor": "1", "extra": 1}, {"kind": "factor", "factor": True},
        {"kind": "factor", "factor": "NaN"}, {"kind": "factor", "factor": "1e999999"}, {"kind": "chain", "steps": []},
        {"kind": "chain", "steps": [{"kind": "chain", "steps": [{"kind": "identity"}]}]},
        {"kind": "per", "denominator": "CX.POP", "scale": 0}, {"kind": "chain", "steps": ["identity"]},
    ],
)  # fmt: skip
def test_what_is_no_transform_is_refused(told: dict[str, object]) -> None:
    with pytest.raises(TransformError):
        transform_of(told)


def test_units_of_different_quantities_are_refused() -> None:
    with pytest.raises(UnitError):
        transform_of({"kind": "unit", "from": "T_CO2", "to": "T_CO2E"})
    with pytest.raises(UnknownCodeError):
        transform_of({"kind": "unit", "from": "furlong", "to": "KM"})
