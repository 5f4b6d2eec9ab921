"""The terms of ODRL 2.2 and ours: what each is, and which action is part of which.

The facts stand in ``terms.csv``: of the ODRL Vocabulary 2.2 (https://www.w3.org/TR/odrl-vocab/) and of Creative
Commons' actions only names and relations; ours have the prefix ``og:``.
"""

import csv
import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

from policies.odrl.policy import ODRL

OG = "https://w3id.org/ogledalo/odrl#"
CC = "http://creativecommons.org/ns#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
UNKNOWN = "https://w3id.org/ogledalo/odrl/unknown#"
"""What a short word of a JSON-LD document becomes where no context explains it."""

PREFIXES = {
    "odrl": ODRL,
    "og": OG,
    "cc": CC,
    "rdf": RDF,
    "xsd": XSD,
    "dpv": "https://w3id.org/dpv#",
    "dct": "http://purl.org/dc/terms/",
}

TermKind: TypeAlias = Literal[
    "action",
    "leftOperand",
    "operator",
    "conflict",
    "rightOperand",
    "scope",
    "undefined",
    "property",
    "class",
]
Pairs: TypeAlias = Iterable[tuple[str, str]]

RESPELT = {
    f"{ODRL}neg": f"{ODRL}neq",
    f"{ODRL}industry:": f"{ODRL}industry",
    f"{ODRL}datatype": f"{ODRL}dataType",
}
"""Slips of the context that W3C publishes: what documents expanded with it say, and what they mean."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the vocabulary.

    Args:
        iri: its name.
        kind: what it is.
        broader: an action's odrl:includedIn; a class's or property's direct broader one.
        same: what skos:exactMatch says is the same.
        deprecated: whether ODRL 2.2 keeps it only for old policies.
    """

    iri: str
    kind: TermKind
    broader: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    deprecated: bool = False


def expand(name: str) -> str:
    """Give the IRI of a compact name (``odrl:read``); anything else stays as it is."""
    prefix, colon, local = name.partition(":")
    return f"{PREFIXES[prefix]}{local}" if colon and prefix in PREFIXES else name


def compact(iri: str) -> str:
    """Give an IRI as people know it: ``odrl:read``, or the word itself where no context explained it."""
    if iri.startswith(UNKNOWN):
        return iri.removeprefix(UNKNOWN)
    found = next((prefix for prefix, base in PREFIXES.items() if iri.startswith(base) and iri != base), None)
    return f"{found}:{iri.removeprefix(PREFIXES[found])}" if found else iri


@cache
def terms() -> Mapping[str, Term]:
    """Give all terms by IRI."""
    with (Path(__file__).parent / "terms.csv").open(encoding="utf-8", newline="") as lines:
        return {term.iri: term for term in map(_term, csv.DictReader(lines))}


def _term(row: Mapping[str, str]) -> Term:
    kind: TermKind = row["kind"]  # type: ignore[assignment]  # held to the kinds by a test
    broader, same = (tuple(map(expand, row[column].split())) for column in ("broader", "same"))
    return Term(expand(row["term"]), kind, broader, same, row["status"] == "deprecated")


def terms_of(kind: TermKind) -> tuple[Term, ...]:
    """Give the terms of a kind, in the order of the file."""
    return tuple(term for term in terms().values() if term.kind == kind)


def is_term(iri: str, kind: TermKind) -> bool:
    """Say whether an IRI is a term of that kind."""
    term = terms().get(iri)
    return term is not None and term.kind == kind


def action_and_broader(action: str, also: Pairs = ()) -> frozenset[str]:
    """Give an action, those it is part of, and what is the same as one of them.

    Args:
        action: its IRI.
        also: further odrl:includedIn, such as a document's own actions (narrower, broader).
    """
    return _reached(action, _by_first(_included(also)))


def action_and_narrower(action: str, also: Pairs = ()) -> frozenset[str]:
    """Give an action, those that are part of it, and what is the same as one of them.

    Args:
        action: its IRI.
        also: further odrl:includedIn, such as a document's own actions (narrower, broader).
    """
    return _reached(action, _by_first((broader, narrower) for narrower, broader in _included(also)))


def _included(also: Pairs) -> Iterator[tuple[str, str]]:
    """Give narrower and broader actions; the same ones are both of each other."""
    yield from also
    for term in terms_of("action"):
        yield from ((term.iri, broader) for broader in term.broader)
        for same in term.same:
            yield from ((term.iri, same), (same, term.iri))


def _by_first(pairs: Pairs) -> dict[str, list[str]]:
    steps: dict[str, list[str]] = {}
    for first, second in pairs:
        steps.setdefault(first, []).append(second)
    return steps


def _reached(start: str, steps: Mapping[str, list[str]]) -> frozenset[str]:
    found, waiting = {start}, [start]
    while waiting:
        fresh = [one for one in steps.get(waiting.pop(), ()) if one not in found]
        found.update(fresh)
        waiting.extend(fresh)
    return frozenset(found)


def below(property_iri: str) -> frozenset[str]:
    """Give the properties directly below one, such as the functions of a party below odrl:function."""
    return frozenset(term.iri for term in terms_of("property") if property_iri in term.broader)


def nearest_terms(iri: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Give the known IRIs whose short names are nearest to one's, in compact form."""
    names = {_local(one).casefold(): compact(one) for one in known}
    near = difflib.get_close_matches(_local(iri).casefold(), names, n=most, cutoff=0.5)
    return tuple(names[name] for name in near)


def _local(iri: str) -> str:
    return compact(iri).rpartition(":")[2].rpartition("/")[2].rpartition("#")[2]
