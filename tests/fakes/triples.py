"""What triples say, as short texts."""

from typing import Any

from pyoxigraph import Literal, NamedNode, Triple


def said(triples: list[Triple], subject: str, predicate: str) -> list[str]:
    """Give what is said of a resource, in the order of the triples."""
    found = (
        one.object
        for one in triples
        if one.subject == NamedNode(subject) and one.predicate.value == predicate
    )
    return [written(term) for term in found]


def written(term: Any) -> str:  # a term of any kind
    """Give an IRI as it is, a text with its language or datatype behind an @."""
    if not isinstance(term, Literal):
        return str(term.value)
    kind = term.language or term.datatype.value.rpartition("#")[2].replace("string", "")
    return f"{term.value}@{kind}" if kind else term.value
