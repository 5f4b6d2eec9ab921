"""Duties: whether each binds, whether it was met, and what that means for the permission that has it.

A duty is met if it is stated so, or if an action that matches it was performed at or before the time of the request.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from policies.compiled.conditions import Check, Scales, checks
from policies.compiled.request import DutyState, Performed, Request
from policies.compiled.truth import Truth, all_true, any_true
from policies.compiled.world import DutyMode, Settings
from policies.odrl.policy import ODRL, Duty, Named, Rule
from policies.odrl.vocabulary import action_and_broader

BENEFICIARIES = frozenset(
    f"{ODRL}{name}" for name in ("compensatedParty", "attributedParty", "informedParty")
)
"""Functions of a party for whose good a duty is done."""


@dataclass(frozen=True, slots=True)
class CompiledDuty:
    """A duty, ready to be asked.

    Args:
        duty: what it was made of.
        conditions: when it binds.
        actions: what meets it, each with its refinements.
        by: names of who is to do it, empty for anybody.
        on: with what, empty for anything.
        to: for whom, empty for anybody.
        consequences: what is to be done where it was violated.
        stated: whether it is only stated, and no reason to refuse.
    """

    duty: Duty
    conditions: tuple[Check, ...]
    actions: tuple[tuple[Named, tuple[Check, ...]], ...]
    by: frozenset[str]
    on: frozenset[str]
    to: frozenset[str]
    consequences: tuple["CompiledDuty", ...]
    stated: bool

    def binds(self, request: Request) -> Truth:
        """Say whether its conditions hold."""
        return all_true(one.truth(request) for one in self.conditions)

    def state(self, request: Request) -> DutyState:
        """Say whether it was met."""
        stated = request.state.duties.get(self.duty.iri) if self.duty.iri else None
        if stated is not None:
            return stated
        met = any(_in_time(done, request) and self._met_by(done) for done in request.state.performed)
        return "fulfilled" if met else "not-set"

    def satisfied(self, request: Request, mode: DutyMode) -> Truth:
        """Say whether it leaves its permission standing.

        Args:
            request: the request.
            mode: when it must be met.
        """
        if self.stated or self.binds(request) is False:
            return True
        state = self.state(request)
        if state == "fulfilled":
            return True
        if mode == "eventual":
            return state != "violated" or self._mended(request)
        return None if state == "unknown" else False

    def _mended(self, request: Request) -> bool:
        """Say whether what follows from its violation was done."""
        return bool(self.consequences) and all(one.state(request) == "fulfilled" for one in self.consequences)

    def _met_by(self, done: Performed) -> bool:
        return (
            _names_match(done, self)
            and any_true(self._action_met(done, named, refinements) for named, refinements in self.actions)
            is True
        )

    def _action_met(self, done: Performed, named: Named, refinements: tuple[Check, ...]) -> Truth:
        """Say whether what was done is the duty's action; what is said to serve the duty is taken for its action."""
        named_duty = bool(done.duty) and done.duty == self.duty.iri
        if not (named_duty if not done.action else named.iri in action_and_broader(done.action)):
            return False
        asked = Request(done.action, done.on, now=done.at, facts=done.facts)
        return all_true(
            True if named_duty and _not_told(one, asked) else one.truth(asked) for one in refinements
        )


def _not_told(check: Check, asked: Request) -> bool:
    """Say whether nothing is known of what a refinement asks."""
    return check.found is not None and check.found(asked) is None


def _in_time(done: Performed, request: Request) -> bool:
    return done.at is None or request.now is None or done.at <= request.now


def _names_match(done: Performed, duty: CompiledDuty) -> bool:
    """Say whether what is known of an act contradicts the duty; what serves another duty does not serve this one."""
    if done.duty and duty.duty.iri and done.duty != duty.duty.iri:
        return False
    pairs = ((done.by, duty.by), (done.on, duty.on), (done.to, duty.to))
    return all(not said or not wanted or said in wanted for said, wanted in pairs)


def compiled_duties(
    duties: Iterable[Duty], rule: Rule, scales: Scales, settings: Settings
) -> tuple[CompiledDuty, ...]:
    """Make the duties of a rule ready to be asked.

    Args:
        duties: they, or their consequences.
        rule: the rule they belong to: its assignee meets them, its assigner profits.
        scales: how left operands are compared.
        settings: which are only stated.
    """
    return tuple(_compiled(duty, rule, scales, settings) for duty in duties)


def _compiled(duty: Duty, rule: Rule, scales: Scales, settings: Settings) -> CompiledDuty:
    paid = frozenset(party for function, party in duty.parties if function in BENEFICIARIES)
    return CompiledDuty(
        duty,
        checks(duty.conditions, scales),
        tuple((named, checks(named.refinements, scales)) for named in duty.actions),
        _iris(duty.assignees or rule.assignees),
        _iris(duty.targets),
        paid or _iris(duty.assigners or rule.assigners),
        compiled_duties(duty.consequences, rule, scales, settings),
        bool(duty.actions) and all(named.iri in settings.stated for named in duty.actions),
    )


def _iris(several: Iterable[Named]) -> frozenset[str]:
    return frozenset(one.iri for one in several)
