"""JSON-LD contexts that we carry ourselves: nothing is ever fetched.

Each is made from the vocabulary; those of others hold the same names as what they publish, without their slips.
"""

from collections.abc import Mapping
from functools import cache
from typing import TypeAlias

from policies.odrl.errors import UnknownContextError, expected, mend
from policies.odrl.policy import ODRL, Written
from policies.odrl.vocabulary import OG, PREFIXES, UNKNOWN, XSD, terms

Context: TypeAlias = Mapping[str, object]

ODRL_CONTEXT = "http://www.w3.org/ns/odrl.jsonld"

ODRL_CONTEXTS = frozenset(
    {
        ODRL_CONTEXT,
        "https://www.w3.org/ns/odrl.jsonld",
        "http://www.w3.org/ns/odrl/2/",
        "https://www.w3.org/ns/odrl/2/",
        "http://www.w3.org/ns/odrl/2/ODRL22.json",
        "https://www.w3.org/ns/odrl/2/ODRL22.json",
        "http://www.w3.org/dspace-odrl/odrl.jsonld",
        "https://w3id.org/dspace/2025/1/odrl-profile.jsonld",
    }
)
"""Addresses under which ODRL's terms are meant."""

DSP_CONTEXTS = {
    "https://w3id.org/dspace/2025/1/context.jsonld": "https://w3id.org/dspace/2025/1/",
    "https://w3id.org/dspace/2024/1/context.json": "https://w3id.org/dspace/2024/1/",
    "https://w3id.org/dspace/2024/1/context.jsonld": "https://w3id.org/dspace/2024/1/",
}
"""The Dataspace Protocol's contexts and the namespaces of their terms."""

SOTW = "https://w3id.org/force/sotw#"
EVALUATION_REQUEST = "/formal-semantics/ontology/evaluation_request.json"
STATES = ("/formal-semantics/ontology/stow.json", "/formal-semantics/ontology/sotw.json")
"""W3C's draft formal semantics: where its contexts end, whichever copy is named."""

AS_VOCABULARY = ("action", "conflict", "function", "leftOperand", "operator")
AS_TEXT = ("rightOperand", "status", "unit")
CONTAINERS = ("@language", "@index", "@id", "@type", "@graph")

_OTHER_PREFIXES = {
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "schema": "http://schema.org/",
    "dcat": "http://www.w3.org/ns/dcat#",
}


@cache
def odrl_context() -> Context:
    """Give ODRL's terms as a context: what is a name of something is read as one."""
    context: dict[str, object] = {**PREFIXES, **_OTHER_PREFIXES}
    for iri, term in terms().items():
        if iri.startswith(ODRL):
            name = iri.removeprefix(ODRL)
            context[name] = _property(name) if term.kind == "property" else iri
    context.update(
        {term.iri.removeprefix(OG): term.iri for term in terms().values() if term.iri.startswith(OG)}
    )
    return {**context, "uid": "@id", "type": "@type"}


def _property(name: str) -> object:
    if name in AS_TEXT:
        return f"{ODRL}{name}"
    if name == "dataType":
        return {"@id": f"{ODRL}dataType", "@type": "@id"}
    return {"@id": f"{ODRL}{name}", "@type": "@vocab" if name in AS_VOCABULARY else "@id"}


def dsp_context(namespace: str) -> Context:
    """Give the Dataspace Protocol's terms, and ODRL's."""
    named = {
        name: {"@id": f"{namespace}{name}", "@type": "@id"} for name in ("agreement", "offer", "dataset")
    }
    return {"dspace": namespace, "@vocab": namespace, **odrl_context(), **named}


def evaluation_request_context() -> Context:
    """Give the terms of a request in W3C's draft formal semantics."""
    named = ("evaluatedAction", "evaluatedParty", "evaluatedTarget", "describesFeature")
    context: dict[str, object] = {name: {"@id": f"{SOTW}{name}", "@type": "@id"} for name in named}
    plain = ("EvaluationRequest", "RequestParameter", "value")
    context.update({name: f"{SOTW}{name}" for name in plain})
    return {"sotw": SOTW, "xsd": XSD, **context, "requestParameters": f"{SOTW}requestParameter"}


def state_context() -> Context:
    """Give the terms of a state of the world in W3C's draft formal semantics."""
    condition = {"@id": f"{SOTW}conditionId", "@type": "@id"}
    return {
        "sotw": SOTW,
        "SotW": f"{SOTW}SotW",
        "context": {"@id": f"{SOTW}context"},
        "conditionId": condition,
    }


def context_at(address: str, written: Written) -> Context:
    """Give the context that an address stands for.

    Raises:
        UnknownContextError: we do not carry it.
    """
    if address in ODRL_CONTEXTS:
        return odrl_context()
    if address in DSP_CONTEXTS:
        return dsp_context(DSP_CONTEXTS[address])
    if address.endswith(EVALUATION_REQUEST):
        return evaluation_request_context()
    if address.endswith(STATES):
        return state_context()
    raise UnknownContextError(address, expected("context", known=ODRL_CONTEXT), mend("context"), written)


def resolved(context: object, written: Written) -> object:
    """Give a context in which every address is replaced by what we carry.

    Args:
        context: what stands at ``@context``.
        written: where it stands.

    Raises:
        UnknownContextError: it names one that we do not carry, or imports one.
    """
    if isinstance(context, str):
        return dict(context_at(context, written))
    if isinstance(context, list):
        return [resolved(one, written) for one in context]
    if not isinstance(context, dict):
        return context
    if "@import" in context:
        address = str(context["@import"])
        raise UnknownContextError(address, expected("context", known=ODRL_CONTEXT), mend("context"), written)
    return {name: _resolved_term(term, written) for name, term in context.items()}


def _resolved_term(term: object, written: Written) -> object:
    if isinstance(term, dict) and "@context" in term:
        return {**term, "@context": resolved(term["@context"], written)}
    return term


def unexplained() -> Context:
    """Give the context that makes words which no other explains recognisable instead of dropping them."""
    return {"@vocab": UNKNOWN}


def keeps_nodes_plain(context: object) -> bool:
    """Say whether every object below such a context is a node, a value or a list: no maps by language or index."""
    if isinstance(context, list):
        return all(map(keeps_nodes_plain, context))
    if not isinstance(context, dict):
        return True
    return all(map(_plain_term, context.values()))


def _plain_term(term: object) -> bool:
    if not isinstance(term, dict):
        return True
    container = term.get("@container", [])
    named = container if isinstance(container, list) else [container]
    plain = not any(one in CONTAINERS for one in named) and term.get("@type") != "@json"
    return plain and "@nest" not in term and keeps_nodes_plain(term.get("@context"))
