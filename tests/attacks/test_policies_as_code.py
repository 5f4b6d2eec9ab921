"""Threat 15: a policy is read, never run; whatever is sent, nothing but a policy or the reason against it comes out."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.odrl.contexts import ODRL_CONTEXT
from policies.odrl.errors import PolicyDocumentError, PolicyLimitError
from policies.odrl.limits import PUBLISHED
from policies.odrl.lint import check_document
from policies.odrl.reading import read_document
from tests.policies.odrl.documents import JSON, constraint, document, permission

TEMPLATES = (
    "{{7*7}}",
    "${7*7}",
    "{% for x in y %}",
    "__import__('os').system('x')",
    "#{7*7}",
    "<%= 7*7 %>",
    "'; DROP TABLE policy;--",
)
WORDS = (
    "@context", "@id", "@type", "@value", "@list", "@set", "@graph", "@reverse", "@language", "@json", "@nest", "@included",
    "uid", "permission", "prohibition", "obligation", "duty", "constraint", "refinement", "and", "or", "xone", "andSequence",
    "leftOperand", "operator", "rightOperand", "action", "target", "assignee", "inheritFrom", "profile", "consequence",
    "remedy", "Set", "Offer", "Agreement", "read", "use", "dateTime", "purpose", "count", "eq", "lt", "isAnyOf",
    ODRL_CONTEXT, "https://x.si/a", "_:b", "xsd:date", "xsd:decimal", "P1D", "2020-01-01", *TEMPLATES,
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=4), inner, max_size=5),
    max_leaves=25,
)  # fmt: skip
MEDIA = st.sampled_from(
    ["application/ld+json", "application/json", "text/turtle", "application/n-triples", "application/rdf+xml", "text/html", ""]
)  # fmt: skip


def _read(text: bytes | str, media: str) -> None:
    """Read and check a document; only what says why it is refused may come out."""
    try:
        read_document(text, media)
        check_document(text, media)
    except PolicyDocumentError:
        return


@given(VALUES)
@settings(max_examples=120, deadline=None)
def test_any_json_is_a_policy_or_is_refused_with_a_reason(value: Any) -> None:
    _read(json.dumps(value), JSON)


@given(st.dictionaries(st.sampled_from(WORDS), VALUES, max_size=6))
@settings(max_examples=120, deadline=None)
def test_any_properties_of_a_rule_are_read_or_refused_with_a_reason(said: dict[str, Any]) -> None:
    _read(document(permission(**said)), JSON)


@given(st.binary(max_size=200), MEDIA)
@settings(max_examples=120, deadline=None)
def test_any_bytes_of_any_format_are_refused_with_a_reason_at_worst(content: bytes, media: str) -> None:
    _read(content, media)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_policy_with_a_byte_changed_is_read_or_refused_with_a_reason(data: st.DataObject) -> None:
    whole = document(permission(constraint=constraint("dateTime", "lt", "2030-01-01"))).encode()
    place = data.draw(st.integers(0, len(whole) - 1))
    _read(whole[:place] + data.draw(st.binary(max_size=3)) + whole[place + 1 :], JSON)


@pytest.mark.parametrize("text", TEMPLATES)
def test_a_template_in_a_policy_stays_the_text_that_it_is(text: str) -> None:
    (policy,) = read_document(
        document(permission(constraint=constraint("purpose", "eq", text))), JSON
    ).policies
    assert text in str(policy)
    assert "49" not in str(policy)


def _rules(count: int) -> str:
    return document(*({"action": "read", "target": f"u:{number}"} for number in range(count)))


def test_a_thousand_things_are_the_most_and_more_are_refused_quickly() -> None:
    begun = time.process_time()
    with pytest.raises(PolicyLimitError):
        read_document(_rules(1_001), JSON, PUBLISHED)
    assert time.process_time() - begun < 2


@pytest.mark.parametrize("text", ["[" * 60_000, '{"a":' * 12_000, "(" * 60_000, '{"@graph":[' * 5_000])
@pytest.mark.parametrize("media", ["application/ld+json", "text/turtle"])
def test_depth_without_end_is_refused_quickly(text: str, media: str) -> None:
    begun = time.process_time()
    with pytest.raises(PolicyDocumentError):
        read_document(text, media, PUBLISHED)
    assert time.process_time() - begun < 1
