"""An overview: who may do what with which dataset now, and which rules of an owner are void or contradict."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from sqlmodel import Session

from policies.analysis.conflicts import PairAnswer, compare
from policies.analysis.coverage import CoverageFinding, coverage
from policies.analysis.matrix import Access
from policies.compiled.residual import EVERY_ROW, RowTest
from policies.decision import Action, Target
from policies.in_force import InForce, PolicyInForce
from policies.rehearsal.counting import NO_ROWS, RowCounts, count_rows
from policies.rehearsal.outcomes import ACTIONS, Outcome, outcome
from policies.rehearsal.personas import Persona, asker_of, with_personas

MOST_COMPARED = 60
"""Of more policies not each two are compared: the answer would take too long, and nobody would read it."""


@dataclass(frozen=True, slots=True)
class AccessCell:
    """What a persona may do with a dataset now.

    Args:
        persona: its label.
        dataset: id of the dataset.
        action: what is to be done.
        access: to ``all`` rows, to ``some``, or to ``none``.
        rows: how many are let through, of how many; of discovering nothing is counted.
        found: what was decided.
    """

    persona: str
    dataset: str
    action: Action
    access: Access
    rows: RowCounts
    found: Outcome


def access_matrix(
    session: Session,
    in_force: InForce,
    personas: Sequence[Persona],
    targets: Sequence[Target],
    at: datetime,
) -> tuple[AccessCell, ...]:
    """Judge each persona, dataset and action.

    Args:
        session: where the tables are.
        in_force: what decides.
        personas: for whom.
        targets: the datasets.
        at: when.
    """
    peopled = with_personas(in_force, personas)
    askers = {one.label: asker_of(one, at, peopled, session) for one in personas}
    judged = [
        (label, target.dataset, action, outcome(asker, action, target, peopled))
        for label, asker in askers.items()
        for target in targets
        for action in ACTIONS
    ]
    rows = count_rows(session, {_wanted(dataset, found.rows) for _, dataset, _, found in judged})
    return tuple(
        AccessCell(
            label,
            dataset,
            action,
            _access(found),
            NO_ROWS if action is Action.DISCOVER else rows[_wanted(dataset, found.rows)],
            found,
        )
        for label, dataset, action, found in judged
    )


def _wanted(dataset: str, rows: RowTest) -> tuple[str, RowTest, RowTest]:
    return dataset, rows, rows


def _access(found: Outcome) -> Access:
    if not found.permitted:
        return "none"
    return "all" if found.rows == EVERY_ROW and not found.masks else "some"


def read_by_nobody(
    cells: Collection[AccessCell], owners: Collection[str], personas: Sequence[Persona]
) -> list[str]:
    """Give the datasets that none of the personas may read but those of the owner."""
    own = {one.label for one in personas if one.organisations and one.organisations <= set(owners)}
    read = {
        one.dataset
        for one in cells
        if one.action is Action.READ and one.access != "none" and one.persona not in own
    }
    return sorted({one.dataset for one in cells} - read)


@dataclass(frozen=True, slots=True)
class OwnersConflicts:
    """What was found of an owner's policies in force.

    Args:
        compared: the policies.
        pairs: each two of them that speak of a dataset in common and cannot both be satisfied, or it cannot be told.
        rules: rules that are void, or that contradict each other.
        left_out: how many further policies there are.
    """

    compared: tuple[PolicyInForce, ...]
    pairs: tuple[PairAnswer, ...]
    rules: tuple[CoverageFinding, ...]
    left_out: int


def owners_conflicts(in_force: InForce, owners: Collection[str]) -> OwnersConflicts:
    """Compare the policies in force of some owners.

    Args:
        in_force: what decides.
        owners: the organisations whose policies are compared.
    """
    every = [one for one in in_force.listed if one.owner in owners]
    some = tuple(every[:MOST_COMPARED])
    answers = (compare(one.policy, other.policy) for one, other in combinations(some, 2) if _meet(one, other))
    pairs = tuple(one for one in answers if one.verdict != "compatible")
    return OwnersConflicts(some, pairs, coverage(one.policy for one in some), len(every) - len(some))


def _meet(one: PolicyInForce, other: PolicyInForce) -> bool:
    """Say whether two policies name a target in common, or one speaks of a collection."""
    targets = [{target.iri for rule in each.policy.rules for target in rule.targets} for each in (one, other)]
    collections = any(
        target.collection for each in (one, other) for rule in each.policy.rules for target in rule.targets
    )
    return collections or bool(targets[0] & targets[1])
