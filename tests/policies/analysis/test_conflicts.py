"""Whether two policies can both be satisfied."""

import csv
import itertools
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.analysis.conflicts import alone, compare
from policies.analysis.documents import analyse
from policies.analysis.search import Witness
from policies.compiled.conditions import Scales, check
from policies.compiled.request import Fact, Request
from policies.compiled.trees import own_trees
from policies.odrl.policy import ODRL, Condition, Constraint, LogicalConstraint, Named, Policy, Rule
from policies.odrl.reading_rdf import read_graph
from tests.policies.analysis.made_up import compared, constraint, joined, permitting, policies, rule

WIDTH, HEIGHT = "https://example.org/width", "https://example.org/height"
SCALES = Scales(own_trees(), rows=False, rule="")


def satisfied(condition: Condition, witness: Witness) -> bool | None:
    """Ask the evaluator itself whether a condition holds in a state."""
    facts = {axis.left: Fact(values) for axis, values in witness.values}
    return check(condition, SCALES).truth(Request("", "", facts=facts))


@pytest.fixture
def cases(shared: Path) -> Path:
    """The folder of the public cases."""
    path = shared / "data/odrl-cases/conflict-ccby"
    if not path.is_dir():
        pytest.skip(f"needs the public ODRL cases in {path}, which are not part of the repository")
    return path


def test_the_public_cases_of_two_policies_are_decided_as_expected(cases: Path) -> None:
    agreed: Counter[bool] = Counter()
    wrong: list[tuple[str, str, str]] = []
    with (cases / "CASES.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["n_policies"] == "2"]
    for row in (row for row in rows if row["relation"] in ("conflict", "")):
        found = analyse(read_graph((cases / row["policy_file"]).read_bytes(), "text/turtle")).verdict
        agreed[found == row["verdict"].lower()] += 1
        if found != row["verdict"].lower():
            wrong.append((row["case"], row["verdict"], found))
    print(f"conflict cases: {agreed[True]} of {agreed.total()} agree")
    assert agreed[True] / agreed.total() >= 0.95
    assert [one for one in wrong if one[2] != "unknown"] == []


operators = st.sampled_from(["lt", "lteq", "gt", "gteq", "eq", "neq"])
simple = st.builds(
    lambda left, operator, right: Constraint(left, f"{ODRL}{operator}", (Decimal(right),)),
    st.sampled_from([WIDTH, HEIGHT]),
    operators,
    st.integers(0, 4),
)
conditions = st.recursive(
    simple,
    lambda inner: st.builds(
        lambda logic, operands: LogicalConstraint(logic, tuple(operands)),
        st.sampled_from(["and", "or", "xone"]),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=6,
)


@given(conditions, conditions)
def test_a_conflict_has_no_state_and_a_compatible_pair_has_the_one_it_names(
    first: Condition, second: Condition
) -> None:
    one, other = (
        Policy(f"urn:{number}", "Set", (Rule("", "permission", (Named(f"{ODRL}use"),), conditions=(asked,)),))
        for number, asked in enumerate((first, second))
    )
    found = compare(one, other)
    assert found == compare(one, other)
    halves = [Decimal(number) / 2 for number in range(-1, 11)]
    states = [
        {WIDTH: Fact((width,)), HEIGHT: Fact((height,))}
        for width, height in itertools.product(halves, halves)
    ]
    both = [check(asked, SCALES).truth for asked in (first, second)]
    possible = any(all(truth(Request("", "", facts=state)) for truth in both) for state in states)
    assert found.verdict == ("compatible" if possible else "conflict")
    if found.witness is not None:
        free = {WIDTH: Fact((Decimal(77),)), HEIGHT: Fact((Decimal(77),))}
        facts = {**free, **{axis.left: Fact(values) for axis, values in found.witness.values}}
        assert all(truth(Request("", "", facts=facts)) for truth in both)


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        (("odrl:purpose", "eq", "dpv:A"), ("odrl:purpose", "eq", "dpv:B"), "conflict"),
        (("odrl:purpose", "isAnyOf", "( dpv:A dpv:B )"), ("odrl:purpose", "neq", "dpv:A"), "compatible"),
        (("odrl:purpose", "isAnyOf", "( dpv:A dpv:B )"), ("odrl:purpose", "isNoneOf", "( dpv:A dpv:B dpv:C )"), "conflict"),
        (("odrl:purpose", "isNoneOf", "( dpv:A )"), ("odrl:purpose", "neq", "dpv:B"), "compatible"),
        (("odrl:purpose", "isA", "dpv:A"), ("odrl:purpose", "eq", "dpv:B"), "unknown"),
        (("odrl:language", "isA", "lang:de"), ("odrl:language", "eq", "lang:de-AT"), "compatible"),
        (("odrl:language", "isA", "lang:de"), ("odrl:language", "eq", "lang:sl"), "conflict"),
        (("odrl:language", "isA", "lang:de"), ("odrl:language", "isA", "lang:sl"), "conflict"),
        (("odrl:language", "isA", "lang:de"), ("odrl:language", "neq", "lang:sl"), "compatible"),
        (("og:recipientNetwork", "eq", "ex:a"), ("og:recipientNetwork", "eq", "ex:b"), "compatible"),
        (("og:recipientNetwork", "isAllOf", "( ex:a ex:b )"), ("og:recipientNetwork", "isNoneOf", "ex:b"), "conflict"),
        (("odrl:count", "gt", "3"), ("odrl:count", "lt", "4"), "conflict"),
        (("odrl:count", "lt", "0"), ("odrl:count", "lt", "4"), "conflict"),
        (("ex:size", "gt", "3"), ("ex:size", "lt", "3.0000000000000000000000000000000000001"), "compatible"),
        (("og:qualityFlag", "isNoneOf", '( "draft" "estimated" )'), ("og:qualityFlag", "neq", '"validated"'), "conflict"),
        (("og:spatialLevel", "lteq", '"LAU"'), ("og:spatialLevel", "gteq", '"district"'), "conflict"),
        (("og:sector", "isPartOf", '"no-such-sector"'), ("og:sector", "eq", '"other"'), "unknown"),
        (("odrl:dateTime", "lteq", '"2026-03-01"^^xsd:date'), ("odrl:dateTime", "gteq", '"2026-03-01T18:00:00Z"^^xsd:dateTime'), "compatible"),
        (("odrl:dateTime", "gt", '"2026-03-01"^^xsd:date'), ("odrl:dateTime", "lt", '"2026-03-02"^^xsd:date'), "conflict"),
        (("odrl:delayPeriod", "gt", '"P1M"^^xsd:duration'), ("odrl:delayPeriod", "lt", '"P27D"^^xsd:duration'), "conflict"),
        (("odrl:delayPeriod", "gt", '"P1M"^^xsd:duration'), ("odrl:delayPeriod", "lt", '"P60D"^^xsd:duration'), "compatible"),
        (("odrl:meteredTime", "gt", '"P5D"^^xsd:duration'), ("odrl:elapsedTime", "lteq", '"P5D"^^xsd:duration'), "conflict"),
        (("odrl:meteredTime", "gteq", '"P5D"^^xsd:duration'), ("odrl:elapsedTime", "lteq", '"P5D"^^xsd:duration'), "compatible"),
        (("odrl:delayPeriod", "gt", '"P5D"^^xsd:duration'), ("odrl:elapsedTime", "lteq", '"P5D"^^xsd:duration'), "unknown"),
        (("ex:thing", "likes", "3"), ("ex:thing", "eq", "3"), "unknown"),
        (("ex:thing", "gt", "3"), ("ex:thing", "lt", '"2026-01-01"^^xsd:date'), "unknown"),
    ],
)  # fmt: skip
def test_two_constraints_are_compared(
    first: tuple[str, str, str], second: tuple[str, str, str], verdict: str
) -> None:
    one, other = permitting(constraint(*first)), permitting(constraint(*second))
    assert compared(one, other).verdict == compared(other, one).verdict == verdict


def test_units_are_not_converted() -> None:
    kilos, grams = (
        permitting(constraint("ex:mass", "eq", number, f"; odrl:unit ex:{unit}"))
        for number, unit in (("1", "kg"), ("1000", "g"))
    )
    assert compared(kilos, grams).verdict == "unknown"
    assert compared(kilos, kilos).verdict == "compatible"


def test_what_a_document_declares_as_part_of_another_is_believed() -> None:
    wide = permitting(constraint("odrl:purpose", "isA", "ex:Research"))
    narrow = permitting(constraint("odrl:purpose", "eq", "ex:Climate"))
    declared = "ex:Climate skos:broader ex:Science . ex:Science skos:broader ex:Research ."
    assert compared(wide, narrow, declared).verdict == "compatible"
    assert compared(wide, narrow, "ex:Other skos:broader ex:Research .").verdict == "unknown"


@pytest.mark.parametrize(
    ("anchors", "window", "verdict"),
    [
        (("2026-01-01", "2026-01-02"), "", "conflict"),
        (("2026-01-01", "2026-01-16"), "", "compatible"),
        (("2026-01-01", "2026-01-16"), "2026-05-31", "compatible"),
        (("2026-01-01", "2026-01-16"), "2026-05-30", "conflict"),
    ],
)
def test_recurring_times_coincide_or_never_do(anchors: tuple[str, str], window: str, verdict: str) -> None:
    def recurring(period: str, anchor: str) -> str:
        return constraint(
            "odrl:timeInterval", "eq", f'"{period}"^^xsd:duration', f'; ex:anchor "{anchor}"^^xsd:date'
        )

    low = constraint("odrl:dateTime", "gteq", '"2026-03-03"^^xsd:date')
    high = constraint("odrl:dateTime", "lteq", f'"{window}"^^xsd:date')
    more = (low, high) if window else ()
    first, second = recurring("P30D", anchors[0]), recurring("P45D", anchors[1])
    assert compared(permitting(first, *more), permitting(second)).verdict == verdict


@pytest.mark.parametrize(("whole", "verdict"), [("P9D", "conflict"), ("P10D", "compatible")])
def test_the_delays_of_a_sequence_add_up(whole: str, verdict: str) -> None:
    step = constraint("odrl:delayPeriod", "gteq", '"P5D"^^xsd:duration')
    deadline = constraint("odrl:elapsedTime", "lteq", f'"{whole}"^^xsd:duration')
    assert compared(permitting(joined("andSequence", step, step)), permitting(deadline)).verdict == verdict


def test_exactly_one_is_not_one_at_least() -> None:
    either = [constraint("ex:a", "gteq", "1"), constraint("ex:a", "gteq", "3")]
    point = permitting(constraint("ex:a", "eq", "4"))
    assert compared(permitting(joined("or", *either)), point).verdict == "compatible"
    assert compared(permitting(joined("xone", *either)), point).verdict == "conflict"


def test_what_one_permits_and_the_other_forbids_altogether_is_a_conflict() -> None:
    small = constraint("ex:a", "lteq", "3")
    permits, forbids = permitting(small), rule("prohibition", constraint("ex:a", "lt", "4"))
    assert compared(permits, forbids).verdict == "conflict"
    assert compared(permits, rule("prohibition", constraint("ex:a", "lt", "3"))).verdict == "compatible"


def test_the_operand_that_makes_it_impossible_is_named() -> None:
    found = compared(
        permitting(constraint("ex:a", "lteq", "3"), constraint("ex:b", "lteq", "3")),
        permitting(constraint("ex:a", "gt", "3"), constraint("ex:b", "gt", "2")),
    )
    assert [axis.left for axis in found.axes] == ["https://example.org/a"]


def test_a_policy_that_contradicts_itself_is_found_alone() -> None:
    (one,) = policies(permitting(constraint("ex:a", "lt", "3"), constraint("ex:a", "gt", "3")))
    assert alone(one).verdict == "conflict"


def test_a_pair_too_large_to_search_is_unknown_and_never_guessed() -> None:
    many = [
        joined("xone", *(constraint(f"ex:a{number}", "eq", str(one)) for one in range(12)))
        for number in range(12)
    ]
    last = joined("xone", *(constraint(f"ex:a{number}", "eq", "3") for number in range(12)))
    none = joined("or", *(constraint(f"ex:a{number}", "gt", "20") for number in range(12)))
    assert compared(permitting(*many, last), permitting(none)).verdict in ("conflict", "unknown")


def test_what_only_one_policy_speaks_of_is_free_and_told() -> None:
    found = compared(
        permitting(constraint("ex:a", "lteq", "3"), constraint("ex:b", "lteq", "3")),
        permitting(constraint("ex:a", "lteq", "5")),
    )
    assert (found.verdict, found.one_sided) == ("compatible", ("https://example.org/b",))


@pytest.mark.parametrize(
    "period", ["P1M", "P9999Y", "P99999999999999D", "PT0.0000001S", "P0D", "-P1D", "P1M1D"]
)
@pytest.mark.parametrize("day", ["0001-01-01", "2026-01-31", "9999-12-30"])
def test_no_period_however_odd_breaks_the_analysis_or_is_guessed(period: str, day: str) -> None:
    recurring = constraint(
        "odrl:timeInterval", "eq", f'"{period}"^^xsd:duration', f'; ex:anchor "{day}"^^xsd:date'
    )
    at_once = constraint("odrl:dateTime", "eq", f'"{day}"^^xsd:date')
    assert compared(permitting(recurring), permitting(at_once)).verdict in ("compatible", "unknown")
