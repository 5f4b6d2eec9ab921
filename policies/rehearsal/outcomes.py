"""Outcomes: what an asker may do with a dataset, and what became of that."""

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from policies.asker import Asker
from policies.compiled.residual import EVERY_ROW, NO_ROW, RowTest
from policies.decision import Action, Target
from policies.in_force import InForce
from policies.judging import granted, judge
from policies.rehearsal.counting import NO_ROWS, RowCounts

ACTIONS = (Action.DISCOVER, Action.READ, Action.BULK)

Verdict: TypeAlias = Literal["unchanged", "newly_allowed", "newly_denied", "widened", "narrowed", "changed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an asker may do with a dataset.

    Args:
        visible: whether it may know of the dataset.
        permitted: whether it may do it, perhaps with some rows.
        rows: which rows.
        masks: columns that are kept back.
        duties: IRIs of what is to be done afterwards.
        rule: the rule that decided.
    """

    visible: bool
    permitted: bool
    rows: RowTest
    masks: frozenset[str] = frozenset()
    duties: frozenset[str] = frozenset()
    rule: str = ""


def outcome(asker: Asker, action: Action, target: Target, in_force: InForce) -> Outcome:
    """Give what an asker may do with a dataset; an archive is given whole or not at all."""
    found = _judged(asker, action, target, in_force)
    if action is Action.BULK and not (
        _whole(found) and _whole(_judged(asker, Action.READ, target, in_force))
    ):
        return replace(found, permitted=False, rows=NO_ROW, masks=frozenset(), duties=frozenset())
    return found


def _judged(asker: Asker, action: Action, target: Target, in_force: InForce) -> Outcome:
    """Judge as `policies.judging` does, without the sentences where many are judged; a property test compares them."""
    asker = asker.effective()
    owned = in_force.parties.with_departments(asker.subject.organisations)
    example = asker.subject.sandbox and not target.example
    if example or target.owner in owned or not in_force.governs(target.dataset, target.owner):
        one = judge(asker, action, target, in_force)
        rows = one.rows if one.permitted else NO_ROW
        return Outcome(one.visible, one.permitted, rows, one.masks, frozenset(one.duties), one.rule)
    grant = granted(asker, action, in_force.target(target.dataset, target.owner), in_force)
    duties = (named.iri for duty in grant.ruling.duties for named in duty.duty.actions)
    rules = grant.ruling.rules
    return Outcome(
        grant.visible,
        grant.permitted,
        grant.rows,
        grant.masks,
        frozenset(duties),
        rules[0] if rules else f"policies-on/{target.dataset}#{action}",
    )


def _whole(found: Outcome) -> bool:
    return found.permitted and found.rows == EVERY_ROW and not found.masks


@dataclass(frozen=True, slots=True)
class Cell:
    """What becomes of a persona, a dataset and an action.

    Args:
        persona: its label.
        dataset: id of the dataset.
        action: what is to be done.
        before: what may be done now.
        after: what might be done then.
        rows: how many rows that is, of those that stand today.
    """

    persona: str
    dataset: str
    action: Action
    before: Outcome
    after: Outcome
    rows: RowCounts = NO_ROWS

    @property
    def verdict(self) -> Verdict:
        """What becomes of it, in a word."""
        if self.before.permitted != self.after.permitted:
            return "newly_allowed" if self.after.permitted else "newly_denied"
        gains = bool(self.rows.gained or self.before.masks - self.after.masks)
        loses = bool(self.rows.lost or self.after.masks - self.before.masks)
        if gains != loses:
            return "widened" if gains else "narrowed"
        return "changed" if gains or self.before.duties != self.after.duties else "unchanged"

    @property
    def other_condition(self) -> bool:
        """Whether rows are let through under another condition, also where it makes no difference today."""
        return self.before.permitted and self.after.permitted and self.before.rows != self.after.rows
