"""The rule book: every rule that a finding can carry is in it, whole, and its example is one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from rdflib import SH, Graph

from schemas.basis import Basis
from schemas.errors import UnknownCodeError
from schemas.languages import LANGUAGES, Text
from schemas.observations import Observation, SeriesKey
from schemas.places import shipped_places
from schemas.rule_book import FAMILIES, RuleEntry, find_rule, rule_book
from schemas.validation.engine import shacl_report
from schemas.validation.observations import check_bases, check_observations
from schemas.validation.shape_examples import NOTHING
from schemas.validation.shapes import RECORD_SHAPES, prefixes, property_shapes, shape_text
from tests.test_docs import rule_ids

GOOD = Observation(
    SeriesKey("GHG.SEC", "SI_052", "2018", sector="I", unit="T_CO2E", source="kranj", basis="b"), Decimal(1)
)
GOOD_BASIS = Basis("b", base_period="2018")


def test_every_rule_that_a_finding_can_carry_is_in_the_book() -> None:
    assert set(rule_book()) == rule_ids()


@pytest.mark.parametrize("entry", rule_book().values(), ids=lambda entry: entry.id)
def test_a_rule_says_what_it_asks_and_how_to_mend_it_in_each_language(entry: RuleEntry) -> None:
    texts = [entry.title, entry.asks, *entry.expected, *entry.mend]
    assert entry.expected
    assert entry.mend
    assert [text for text in texts if sorted(text.as_dict()) != sorted(LANGUAGES)] == []
    assert entry.fails != entry.passes
    assert "{" not in "".join(text.en for text in texts).replace("{…}", "")


def test_the_rules_stand_family_by_family() -> None:
    families = [entry.family for entry in rule_book().values()]
    assert sorted(families, key=FAMILIES.index) == families
    assert set(families) == set(FAMILIES)


def test_a_rule_of_one_shape_has_its_iri() -> None:
    assert find_rule("dataset-title").iri == "https://ogledalo.eu/ns#rule/dataset-title"
    assert find_rule("dataset-title").path == "http://purl.org/dc/terms/title"
    assert find_rule("H7").severities == ("violation", "info")


def test_an_unknown_rule_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownCodeError) as raised:
        find_rule("H99")
    assert "H9" in raised.value.candidates


def _with(example: str) -> Observation:
    """Make the good observation with what an example says."""
    row, _, told = example.partition(" = ")
    text = "" if told == NOTHING else told
    dimensions = {name: getattr(GOOD.key, name) for name in GOOD.key.__dataclass_fields__}
    attributes = {name: getattr(GOOD, name) for name in GOOD.__dataclass_fields__ if name != "key"}
    if row in dimensions:
        dimensions[row] = text
    else:
        attributes[row] = text
    if row == "place":
        attributes["comment"] = ""
    if row in ("value", "lower", "upper", "published_value"):
        attributes[row] = _number(text)
    return Observation(SeriesKey(**dimensions), **attributes)


def _number(text: str) -> Decimal | str:
    return Decimal(text) if "," not in text else text


ONE_VALUE = " 2"
"""Examples that break only "at most one" cannot be written as a row of a table."""


@pytest.mark.parametrize(
    "entry",
    [
        one
        for one in rule_book().values()
        if one.family == "observation" and not one.fails.endswith(ONE_VALUE)
    ],
    ids=lambda entry: entry.id,
)
def test_an_example_of_an_observations_cell_is_one(entry: RuleEntry) -> None:
    bases = {"b": GOOD_BASIS}
    bad = check_observations([_with(entry.fails)], bases, shipped_places(), 2026)
    good = check_observations([_with(entry.passes)], bases, shipped_places(), 2026)
    assert entry.id in {finding.rule for finding in bad}
    assert entry.id not in {finding.rule for finding in good}


@pytest.mark.parametrize(
    "entry",
    [one for one in rule_book().values() if one.family == "basis" and not one.fails.endswith(ONE_VALUE)],
    ids=lambda entry: entry.id,
)
def test_an_example_of_a_basis_is_one(entry: RuleEntry) -> None:
    def rules(example: str) -> set[str]:
        name, _, text = example.partition(" = ")
        value = _number(text) if name == "elec_factor" else "" if text == NOTHING else text
        stated = {one: getattr(GOOD_BASIS, one) for one in GOOD_BASIS.__dataclass_fields__}
        return {finding.rule for finding in check_bases([Basis(**(stated | {name: value}))])}

    assert entry.id in rules(entry.fails)
    assert entry.id not in rules(entry.passes)


def _targets() -> dict[str, str]:
    """Give a class that each record shape speaks of."""
    graph = Graph()
    for name in RECORD_SHAPES:
        graph.parse(data=shape_text(name), format="turtle")
    return {
        str(shape): str(graph.value(node, SH.targetClass))
        for node, shape in graph.subject_objects(SH.property)
        if graph.value(node, SH.targetClass)
    }


def test_the_examples_of_a_record_are_examples() -> None:
    targets, shapes = _targets(), property_shapes(*RECORD_SHAPES)
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes().items())
    head += "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    lines = []
    entries = [one for one in rule_book().values() if one.shapes and one.shapes[0] in shapes and one.path]
    for entry in entries:
        for kind, example in (("fails", entry.fails), ("passes", entry.passes)):
            said = "" if example == NOTHING else f" ; {example.replace('…', 'x')}"
            lines.append(f"<urn:{kind}:{entry.id}> a <{targets[entry.shapes[0]]}>{said} .")
    report = shacl_report(Graph().parse(data=head + "\n".join(lines), format="turtle"), *RECORD_SHAPES)
    broken = {
        (str(report.value(one, SH.focusNode)), str(report.value(one, SH.sourceShape)))
        for one in report.objects(None, SH.result)
    }
    silent = [one.id for one in entries if (f"urn:fails:{one.id}", one.shapes[0]) not in broken]
    loud = [one.id for one in entries if (f"urn:passes:{one.id}", one.shapes[0]) in broken]
    assert (silent, loud) == ([], [])


def test_a_text_is_told_in_the_readers_language() -> None:
    assert find_rule("H10").title == Text("Period", "Obdobje", "Razdoblje")
