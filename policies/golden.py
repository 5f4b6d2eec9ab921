"""Golden requests: requests whose answer a policy promises; a version that answers otherwise is not activated."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from catalogue import epochs
from policies.decision import Action, Target
from policies.in_force import InForce
from policies.loading import load_in_force
from policies.names import Names
from policies.odrl.policy import Policy
from policies.rehearsal.changes import Change, after, policy_in
from policies.rehearsal.counting import count_one
from policies.rehearsal.datasets import governed_by, targets_of
from policies.rehearsal.outcomes import Outcome, outcome
from policies.rehearsal.personas import asker_of, persona_of, with_personas
from policies.tables import GoldenRequest, PolicyRow

PERMIT, DENY = "permit", "deny"


@dataclass(frozen=True, slots=True)
class GoldenFailure:
    """A golden request that a candidate does not answer as it was promised.

    Args:
        id: of the golden request.
        policy: the policy whose promise it is.
        label: what people call it.
        expected: ``permit`` or ``deny``.
        found: likewise; ``absent`` where there is no such dataset.
        rule: the rule that decided, empty where none did.
        rows_expected: how many rows were promised, None where that was not.
        rows_found: how many rows would be let through.
    """

    id: str
    policy: str
    label: str
    expected: str
    found: str
    rule: str
    rows_expected: int | None = None
    rows_found: int | None = None

    def as_json(self) -> dict[str, object]:
        """Give it as it is told."""
        return {
            "id": self.id, "policy": self.policy, "label": self.label, "expected": self.expected,
            "found": self.found, "rule": self.rule, "rows_expected": self.rows_expected,
            "rows_found": self.rows_found,
        }  # fmt: skip


def failing(
    session: Session, names: Names, policy_id: str, candidate: Policy | None, now: datetime
) -> tuple[GoldenFailure, ...]:
    """Give the golden requests that would fail if a candidate were in force instead of what a policy says now.

    Those of the policy itself, and those of others on the same datasets that hold today.

    Args:
        session: where the tables are.
        names: makes the IRIs that policies use.
        policy_id: the policy.
        candidate: what it would say; None where it is to be retired.
        now: the moment from which it would be in force.
    """
    promised = list(
        session.exec(select(GoldenRequest).order_by(col(GoldenRequest.policy), col(GoldenRequest.id)))
    )
    row = session.get(PolicyRow, policy_id)
    if not promised or row is None:
        return ()
    before = load_in_force(session, names, now, epochs.epochs(session).get(epochs.RULES, 0))
    change = Change(policy_id, row.owner, candidate)
    return failing_after(session, change, before, promised, now)


def failing_after(
    session: Session, change: Change, before: InForce, promised: Sequence[GoldenRequest], now: datetime
) -> tuple[GoldenFailure, ...]:
    """Give which of some golden requests would fail after a change.

    Args:
        session: where the tables are.
        change: what would change.
        before: what is in force.
        promised: the golden requests, of this policy and of others.
        now: the moment.
    """
    own = change.drafted is not None
    mine = [one for one in promised if own and one.policy == change.policy]
    then = after(session, change, before)
    touched = _touched(session, change, before, then)
    others = [one for one in promised if one.policy != change.policy and _dataset(one) in touched]
    held = {one.id for one in others} - {one.id for one in _failing(session, others, before, now)}
    return tuple(_failing(session, [*mine, *(one for one in others if one.id in held)], then, now))


def golden_state(
    session: Session, promised: Sequence[GoldenRequest], in_force: InForce, now: datetime
) -> dict[str, GoldenFailure]:
    """Give which golden requests do not hold with what is in force, by their ids."""
    return {one.id: one for one in _failing(session, promised, in_force, now)}


def _touched(session: Session, change: Change, before: InForce, then: InForce) -> set[str]:
    every = targets_of(session, owners=before.parties.with_departments(frozenset({change.owner})))
    found = set[str]()
    for one in (before, then):
        found |= governed_by(policy_in(one, change.policy), every, one)
    return found


def _failing(
    session: Session, promised: Sequence[GoldenRequest], in_force: InForce, now: datetime
) -> Iterator[GoldenFailure]:
    if not promised:
        return
    personas = {one.id: persona_of(one.request["persona"]) for one in promised}
    peopled = with_personas(in_force, personas.values())
    targets = {one.dataset: one for one in targets_of(session, ids={_dataset(one) for one in promised})}
    owners = _owners(session, promised)
    for one in promised:
        target = targets.get(_dataset(one))
        reach = in_force.parties.with_departments(frozenset({owners.get(one.policy, "")}))
        if target is None or target.owner not in reach:  # what changed hands is told to its owner alone
            yield GoldenFailure(one.id, one.policy, one.label, one.expected, "absent", "", one.rows)
            continue
        asker = asker_of(personas[one.id], now, peopled, session)
        found = outcome(asker, Action(one.request["action"]), target, peopled)
        failure = _compared(session, one, target, found)
        if failure is not None:
            yield failure


def _owners(session: Session, promised: Sequence[GoldenRequest]) -> dict[str, str]:
    wanted = col(PolicyRow.id).in_({one.policy for one in promised})
    return dict(session.exec(select(PolicyRow.id, PolicyRow.owner).where(wanted)).all())


def _compared(session: Session, one: GoldenRequest, target: Target, found: Outcome) -> GoldenFailure | None:
    answer = PERMIT if found.permitted else DENY
    rows = None if one.rows is None else count_one(session, target.dataset, found.rows)
    if (answer, rows) == (one.expected, one.rows):
        return None
    return GoldenFailure(one.id, one.policy, one.label, one.expected, answer, found.rule, one.rows, rows)


def _dataset(one: GoldenRequest) -> str:
    return str(one.request["dataset"])
