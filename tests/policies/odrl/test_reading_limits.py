import json

import pytest

from policies.odrl.errors import PolicyDocumentError, PolicyFormError, PolicyLimitError
from policies.odrl.limits import EVALUATED, PUBLISHED
from policies.odrl.lint import check_document
from policies.odrl.reading import read_document
from tests.policies.odrl.documents import (
    CONTEXT,
    JSON,
    POLICY,
    PREFIXES,
    TURTLE,
    constraint,
    document,
    permission,
)


def nested(depth: int) -> object:
    """Conditions that stand that deep inside one another."""
    found: object = constraint("count", "lt", 5)
    for _ in range(depth):
        found = {"and": {"@list": [found]}}
    return found


def test_a_policy_may_be_sixteen_deep_and_no_deeper() -> None:
    assert read_document(document(permission(constraint=nested(13))), JSON, PUBLISHED).policies
    with pytest.raises(PolicyLimitError):
        read_document(document(permission(constraint=nested(14))), JSON, PUBLISHED)


@pytest.mark.parametrize("text", ["[" * 50_000, '{"a":' * 50_000, '{"@context":{"a":' * 50_000])
def test_brackets_without_end_are_refused_before_they_are_read(text: str) -> None:
    with pytest.raises(PolicyLimitError):
        read_document(text, JSON)


def test_brackets_inside_a_text_do_not_count() -> None:
    assert read_document(document(permission(), **{"dct:title": '[{\\"' * 100}), JSON).policies


def test_a_policy_may_be_sixty_four_kilobytes_and_no_larger() -> None:
    text = document(permission(), **{"dct:title": "x" * PUBLISHED.size})
    with pytest.raises(PolicyLimitError):
        check_document(text, JSON)
    assert read_document(text, JSON, EVALUATED).policies


def test_conditions_that_are_shared_count_as_often_as_they_are_meant() -> None:
    shared = "".join(
        f"ex:c{n} odrl:or ex:c{n + 1}, ex:d{n + 1} . ex:d{n} odrl:or ex:c{n + 1}, ex:d{n + 1} ."
        for n in range(12)
    )
    ends = "".join(
        f"ex:{end}12 odrl:leftOperand odrl:count ; odrl:operator odrl:lt ; odrl:rightOperand 1 ."
        for end in "cd"
    )
    text = f"{PREFIXES}<{POLICY}> a odrl:Set ; odrl:permission [ odrl:constraint ex:c0 ] . {shared}"
    with pytest.raises(PolicyLimitError):
        read_document(text.replace("ex:c12, ex:d12 .", "ex:c12, ex:d12 . ") + ends, TURTLE, PUBLISHED)


@pytest.mark.parametrize(
    "text",
    [
        "_:a odrl:and _:b . _:b odrl:and _:a .",
        "_:a odrl:and _:a .",
        "_:a odrl:xone ( _:a ) .",
    ],
)
def test_a_condition_inside_itself_is_refused(text: str) -> None:
    rule = f"<{POLICY}> a odrl:Set ; odrl:permission [ odrl:constraint _:a ] . "
    with pytest.raises(PolicyFormError):
        read_document(PREFIXES + rule + text, TURTLE)


def test_a_duty_that_is_its_own_consequence_is_refused() -> None:
    text = f"""<{POLICY}> a odrl:Set ; odrl:permission [ odrl:duty ex:d ] .
        ex:d odrl:action odrl:inform ; odrl:consequence ex:d ."""
    with pytest.raises(PolicyFormError):
        read_document(PREFIXES + text, TURTLE)


def test_nested_entities_of_xml_are_refused() -> None:
    entities = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10 if n else "x" * 10}">' for n in range(9))
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    text = f'<!DOCTYPE x [{entities}]><rdf:RDF xmlns:rdf="{rdf}">&b8;</rdf:RDF>'
    with pytest.raises(PolicyDocumentError):
        read_document(text, "application/rdf+xml")


def test_a_template_in_a_policy_is_only_a_text() -> None:
    text = document(permission(constraint=constraint("event", "eq", "{{7*7}} ${7*7} __import__('os')")))
    (policy,) = read_document(text, JSON).policies
    assert "{{7*7}} ${7*7} __import__('os')" in repr(policy)


def test_a_map_by_language_in_a_document_does_not_hinder_reading() -> None:
    context = [CONTEXT, {"names": {"@id": "https://kranj.example/names", "@container": "@language"}}]
    text = document(permission(), **{"@context": context, "names": {"sl": "ena", "en": "one"}})
    assert len(read_document(text, JSON).policies) == 1


def test_several_policies_in_a_list_keep_their_places() -> None:
    one = json.loads(document(permission(constraints=[])))
    text = json.dumps([json.loads(document(permission())), {**one, "uid": "https://kranj.example/2"}])
    policies = read_document(text, JSON).policies
    assert [policy.rules[0].written.pointer for policy in policies] == ["/0/permission/0", "/1/permission/0"]
