"""Purposes: what figures may be asked for, as the Data Privacy Vocabulary and we name it, the broader ones above.

A caller declares purposes by their code or their IRI; a policy names them by their IRI.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from policies.compiled.trees import Tree
from policies.odrl.vocabulary import expand
from schemas.languages import Text


@dataclass(frozen=True, slots=True)
class Purpose:
    """A purpose.

    Args:
        code: its short name.
        iri: its name in policies.
        broader: IRIs of the purposes that it is a kind of.
        label: what people call it.
    """

    code: str
    iri: str
    broader: tuple[str, ...]
    label: Text


@cache
def purposes() -> Mapping[str, Purpose]:
    """Give all purposes by IRI."""
    with (Path(__file__).parent / "purposes.csv").open(encoding="utf-8", newline="") as lines:
        return {purpose.iri: purpose for purpose in map(_purpose, csv.DictReader(lines))}


def _purpose(row: Mapping[str, str]) -> Purpose:
    broader = tuple(expand(one) for one in row["broader"].split())
    return Purpose(row["code"], expand(row["iri"]), broader, Text(row["en"], row["sl"], row["hr"]))


@cache
def purpose_tree() -> Tree:
    """Give the hierarchy of purposes."""
    return Tree({one.iri: one.broader for one in purposes().values()})


@cache
def _by_code() -> Mapping[str, str]:
    return {one.code.casefold(): one.iri for one in purposes().values()}


def purpose_iri(text: str) -> str:
    """Give the IRI that a declared purpose means: a code of ours, a compact name, or an IRI as it is.

    What is none of them, such as a misspelt code, is given as it is; `is_named` tells.
    """
    said = text.strip()
    return _by_code().get(said.casefold()) or expand(said)


def is_named(purpose: str) -> bool:
    """Say whether a purpose is the name of one, ours or anybody's, rather than a word that means nothing."""
    return ":" in purpose


def purpose_codes() -> tuple[str, ...]:
    """Give the codes of the purposes that we name."""
    return tuple(one.code for one in purposes().values())
