"""Policies in JSON-LD as the tests write them."""

import json

from policies.odrl.policy import Policy
from policies.odrl.reading import read_policies

JSON = "application/ld+json"
TURTLE = "text/turtle"
CONTEXT = "http://www.w3.org/ns/odrl.jsonld"
POLICY = "https://kranj.example/policies/1"
DATASET = "https://kranj.example/datasets/energy"
PREFIXES = """@prefix odrl: <http://www.w3.org/ns/odrl/2/> .
@prefix og: <https://w3id.org/ogledalo/odrl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <https://kranj.example/> .
"""


def document(*permissions: object, **properties: object) -> str:
    """A Set with permissions, and with whatever else is said of it."""
    policy = {"@context": CONTEXT, "@type": "Set", "uid": POLICY, "permission": [*permissions]}
    return json.dumps({**policy, **properties})


def permission(**properties: object) -> dict[str, object]:
    """A permission to read the dataset."""
    return {"action": "read", "target": DATASET, **properties}


def constraint(left: str, operator: str, right: object) -> dict[str, object]:
    """A constraint."""
    return {"leftOperand": left, "operator": operator, "rightOperand": right}


def typed(text: str, kind: str) -> dict[str, str]:
    """A literal of a type of xsd."""
    return {"@value": text, "@type": f"xsd:{kind}"}


def turtle(text: str) -> Policy:
    """The one policy of a Turtle document, whose prefixes are given."""
    (policy,) = read_policies(PREFIXES + text, TURTLE)
    return policy


def json_ld(*permissions: object, **properties: object) -> Policy:
    """The one policy that `document` gives."""
    (policy,) = read_policies(document(*permissions, **properties), JSON)
    return policy
