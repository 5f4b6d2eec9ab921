"""Our closed profile of ODRL: which left operands, operators, actions and duties a policy in force may use.

The operands stand in ``operands.csv``. Those with ``no`` in the column profile are ODRL's own that we can read and
evaluate in others' documents, but that no policy here may depend on.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

from policies.odrl.policy import ODRL
from policies.odrl.vocabulary import expand
from schemas.languages import Text

PROFILE = "https://w3id.org/ogledalo/odrl"
"""IRI of the profile, which a policy in force declares."""

Phase: TypeAlias = Literal["request", "row", "state", "transform", "aggregate"]
ValueType: TypeAlias = Literal[
    "iri",
    "code",
    "text",
    "dateTime",
    "date",
    "gYear",
    "gYearMonth",
    "duration",
    "decimal",
    "integer",
    "boolean",
]

SETS = frozenset(f"{ODRL}{name}" for name in ("isAnyOf", "isAllOf", "isNoneOf"))
"""Operators that take several values."""

ORDERED = frozenset(f"{ODRL}{name}" for name in ("lt", "lteq", "gt", "gteq"))
"""Operators that need an order."""

ACTIONS = frozenset(
    expand(name)
    for name in (
        "odrl:use",
        "odrl:read",
        "odrl:aggregate",
        "odrl:derive",
        "odrl:distribute",
        "odrl:reproduce",
        "odrl:index",
        "odrl:anonymize",
        "og:discover",
        "og:bulkDownload",
    )
)
"""Actions of a rule in force."""

NOT_ENFORCED = frozenset(
    expand(name)
    for name in ("odrl:aggregate", "odrl:derive", "odrl:distribute", "odrl:reproduce", "odrl:anonymize")
)
"""Actions after delivery: a contract holds them, not we."""

DUTIES = frozenset(
    expand(name)
    for name in ("odrl:attribute", "odrl:inform", "odrl:acceptTracking", "odrl:nextPolicy", "odrl:delete")
)
"""Actions of a duty in force."""


@dataclass(frozen=True, slots=True)
class Operand:
    """A left operand.

    Args:
        iri: its name.
        types: what its right operand may be; empty for anything.
        phase: when its value is known: with the request, row by row, from the state of affairs, as a transformation of
            rows, or only of aggregates.
        operators: IRIs of the operators it takes; empty for all of them.
        codes: its values, the lowest first where they have an order; empty where any value is one.
        binding: the column that holds it, as ``observation.sector``; empty where none does.
        tree: the hierarchy of its values: purpose, sector, spatial or language; empty for none.
        in_profile: whether a policy in force may use it.
        label: what people call it.
    """

    iri: str
    types: tuple[ValueType, ...]
    phase: Phase
    operators: frozenset[str]
    codes: tuple[str, ...]
    binding: str
    tree: str
    in_profile: bool
    label: Text

    def rank(self, code: str) -> int | None:
        """Give a code's place in the operand's order, None for what is no code of it."""
        return self.codes.index(code) if code in self.codes else None


@cache
def operands() -> Mapping[str, Operand]:
    """Give all left operands by IRI."""
    with (Path(__file__).parent / "operands.csv").open(encoding="utf-8", newline="") as lines:
        return {operand.iri: operand for operand in map(_operand, csv.DictReader(lines))}


def _operand(row: Mapping[str, str]) -> Operand:
    types: tuple[ValueType, ...] = tuple(row["types"].split())  # type: ignore[arg-type]  # held by a test
    phase: Phase = row["phase"]  # type: ignore[assignment]  # held by a test
    return Operand(
        expand(row["operand"]),
        types,
        phase,
        frozenset(f"{ODRL}{name}" for name in row["operators"].split()),
        tuple(row["codes"].split()),
        row["binding"],
        row["tree"],
        row["profile"] == "yes",
        Text(row["en"], row["sl"], row["hr"]),
    )


def operand(iri: str) -> Operand | None:
    """Give a left operand of ODRL or ours, None for an unknown one."""
    return operands().get(iri)


def profile_operands() -> tuple[Operand, ...]:
    """Give the operands that a policy in force may use; aggregates' are refused until they can be controlled."""
    return tuple(one for one in operands().values() if one.in_profile and one.phase != "aggregate")


def row_operands() -> tuple[Operand, ...]:
    """Give the operands that are decided row by row."""
    return tuple(one for one in operands().values() if one.phase == "row")
