from typing import get_args

import pytest

from policies.odrl.policy import ODRL
from policies.odrl.profile import ACTIONS, DUTIES, Phase, ValueType, operand, operands, profile_operands
from policies.odrl.vocabulary import OG, expand, is_term, terms_of
from schemas.languages import LANGUAGES


def test_every_left_operand_of_odrl_is_known() -> None:
    assert {term.iri for term in terms_of("leftOperand")} <= set(operands())


def test_every_operand_has_known_types_a_phase_known_operators_and_three_names() -> None:
    for one in operands().values():
        assert set(one.types) <= set(get_args(ValueType))
        assert one.phase in get_args(Phase)
        assert all(is_term(operator, "operator") for operator in one.operators)
        assert all(one.label.in_(lang) for lang in LANGUAGES)


def test_operands_of_the_profile_are_closed_and_those_of_aggregates_are_not_offered() -> None:
    assert all(one.operators and one.types for one in profile_operands())
    assert not {one.iri for one in profile_operands()} & {
        f"{OG}{name}" for name in ("minContributors", "dominanceRule", "pPercent")
    }


@pytest.mark.parametrize(
    ("name", "phase", "binding"),
    [
        ("odrl:purpose", "request", ""),
        ("og:sector", "row", "observation.sector"),
        ("odrl:spatial", "row", "observation.place"),
        ("odrl:count", "state", ""),
        ("og:temporalLevel", "transform", "observation.freq"),
        ("og:minContributors", "aggregate", ""),
    ],
)
def test_an_operand_has_its_phase_and_column(name: str, phase: Phase, binding: str) -> None:
    found = operand(expand(name))
    assert found is not None
    assert (found.phase, found.binding) == (phase, binding)


def test_codes_have_an_order() -> None:
    found = operand(f"{OG}assuranceLevel")
    assert found is not None
    assert [found.rank(code) for code in ("low", "high", "none")] == [0, 2, None]


def test_actions_and_duties_of_the_profile_are_actions() -> None:
    assert all(is_term(action, "action") for action in ACTIONS | DUTIES)


def test_an_unknown_operand_is_none() -> None:
    assert operand(f"{ODRL}purpos") is None
