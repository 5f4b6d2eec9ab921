"""Rehearsing: who gains and who loses by a change of policy, by personas and by requests of the past."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import product

from sqlmodel import Session

from policies.decision import Action, Target
from policies.in_force import InForce
from policies.odrl.policy import Policy
from policies.rehearsal.changes import Change, after, policy_in
from policies.rehearsal.counting import Wanted, count_rows
from policies.rehearsal.datasets import governed_by, targets_of
from policies.rehearsal.logged import LoggedRequest
from policies.rehearsal.outcomes import ACTIONS, Cell, outcome
from policies.rehearsal.personas import Persona, asker_of, with_personas
from policies.rehearsal.replay import Circumstances, Replay, replay

MOST_JUDGED = 20_000
FEWEST_DATASETS = 50
"""Of more personas, datasets and actions than that only past requests are judged: nobody reads so long a table."""


@dataclass(frozen=True, slots=True)
class Past:
    """The requests of the past that are judged again.

    Args:
        days: of how many days.
        since: the first moment of them.
        logged: they, and how often each was made.
        circumstances: gives who asked.
    """

    days: int
    since: datetime
    logged: Mapping[LoggedRequest, int]
    circumstances: Circumstances


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a change would do.

    Args:
        change: what would change.
        replaced: what is in force of it now; None where nothing is.
        at: the time at which everything was judged.
        personas: for whom.
        datasets: ids of the datasets that it, or what it replaces, governs.
        cells: what becomes of each persona, dataset and action.
        replay: what becomes of requests of the past.
        left_out: how many further datasets there are, for which no persona was asked.
    """

    change: Change
    replaced: Policy | None
    at: datetime
    personas: tuple[Persona, ...]
    datasets: tuple[str, ...]
    cells: tuple[Cell, ...]
    replay: Replay
    left_out: int = 0


def rehearse(
    session: Session,
    before: InForce,
    change: Change,
    personas: Sequence[Persona],
    past: Past,
    at: datetime,
) -> Rehearsal:
    """Rehearse a change.

    Args:
        session: where the tables are.
        before: what is in force at that time.
        change: what would change.
        personas: for whom it is tried out.
        past: requests that are judged again.
        at: the time at which everything is judged.
    """
    then = after(session, change, before)
    targets = _concerned(session, change, before, then)
    shown = targets[: datasets_for(personas)]
    both = with_personas(before, personas), with_personas(then, personas)
    cells = _cells(session, both, personas, shown, at)
    whole, each, otherwise = replay(session, past.logged, targets, (before, then), past.circumstances, at)
    return Rehearsal(
        change,
        policy_in(before, change.policy),
        at,
        tuple(personas),
        tuple(one.dataset for one in shown),
        cells,
        Replay(past.days, past.since, whole, each, otherwise),
        len(targets) - len(shown),
    )


def datasets_for(personas: Sequence[Persona]) -> int:
    """Give how many datasets are judged for some personas."""
    return max(FEWEST_DATASETS, MOST_JUDGED // (len(ACTIONS) * max(1, len(personas))))


def _concerned(session: Session, change: Change, before: InForce, then: InForce) -> list[Target]:
    """Give the datasets that a policy governs before or after."""
    owners = before.parties.with_departments(frozenset({change.owner}))
    every = targets_of(session, owners=owners)
    concerned = set[str]()
    for one in (before, then):
        concerned |= governed_by(policy_in(one, change.policy), every, one)
    return [one for one in every if one.dataset in concerned]


def _cells(
    session: Session,
    both: tuple[InForce, InForce],
    personas: Sequence[Persona],
    targets: Sequence[Target],
    at: datetime,
) -> tuple[Cell, ...]:
    judged: list[Cell] = []
    for persona in personas:
        askers = [asker_of(persona, at, one, session) for one in both]
        for target, action in product(targets, ACTIONS):
            now, then = (outcome(asker, action, target, one) for asker, one in zip(askers, both, strict=True))
            judged.append(Cell(persona.label, target.dataset, action, now, then))
    return _counted(session, judged)


def _counted(session: Session, cells: Collection[Cell]) -> tuple[Cell, ...]:
    """Put the numbers of rows into cells that are about rows."""
    rows = count_rows(session, {_wanted(one) for one in cells if one.action is not Action.DISCOVER})
    return tuple(
        one if one.action is Action.DISCOVER else replace(one, rows=rows[_wanted(one)]) for one in cells
    )


def _wanted(cell: Cell) -> Wanted:
    return cell.dataset, cell.before.rows, cell.after.rows
