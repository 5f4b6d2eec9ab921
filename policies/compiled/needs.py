"""What would have to be true for a condition to hold or to fail: the fewest facts."""

from collections.abc import Iterable
from dataclasses import dataclass

from policies.compiled.conditions import Check
from policies.compiled.duties import CompiledDuty
from policies.compiled.operands import NAMING_PARTIES
from policies.compiled.ordering import LT, LTEQ
from policies.compiled.request import Request
from policies.compiled.residual import NO_ROW
from policies.compiled.wording import operand_label, operator_label, value_text, values_text
from policies.compiled.world import DutyMode
from policies.odrl.policy import ODRL, Constraint, Iri, LogicalConstraint, Value
from policies.odrl.vocabulary import OG, compact
from schemas.languages import Lang
from schemas.messages import Message, say

DATE_TIME = f"{ODRL}dateTime"


@dataclass(frozen=True, slots=True)
class Need:
    """A fact that would have to be true.

    Args:
        left: IRI of a left operand, empty where it is not about one.
        operator: IRI of the operator.
        right: the values.
        holds: whether the comparison would have to hold, or certainly to fail.
        party: IRI of the party that who asks would have to be or belong to.
        duty: IRIs of what would have to be done.
    """

    left: str = ""
    operator: str = ""
    right: tuple[Value, ...] = ()
    holds: bool = True
    party: str = ""
    duty: tuple[str, ...] = ()

    def sentence(self, lang: Lang) -> str:
        """Say it as half a sentence."""
        if self.duty:
            return say("policy_engine.need.duty", lang, actions=", ".join(map(compact, self.duty)))
        if not self.left:
            return say("policy_engine.need.party", lang, party=self.party)
        key = "policy_engine.need.value" if self.holds else "policy_engine.need.not_value"
        operator, right = operator_label(self.operator, lang), values_text(self.right)
        return say(key, lang, left=operand_label(self.left, lang), operator=operator, right=right)

    def step(self) -> Message:
        """Say what who asks can do about it."""
        if self.holds and self.left in STEPS:
            right = ", ".join(map(value_text, self.right))
            return Message(STEPS[self.left], {"right": right} if self.left in WITH_VALUES else {})
        return Message("policy_engine.step.ask")


STEPS = {
    f"{ODRL}purpose": "policy_engine.step.purpose",
    f"{OG}agreement": "policy_engine.step.agreement",
    f"{OG}assuranceLevel": "policy_engine.step.sign_in",
    f"{OG}authMethod": "policy_engine.step.sign_in",
    DATE_TIME: "policy_engine.step.wait",
}
WITH_VALUES = frozenset({f"{ODRL}purpose", f"{OG}agreement", DATE_TIME})


def smallest(several: Iterable[frozenset[Need] | None]) -> frozenset[Need] | None:
    """Give the smallest of several sets of facts that can be had; the first of those of one size."""
    return min((one for one in several if one is not None), key=len, default=None)


def to_hold(check: Check, request: Request) -> frozenset[Need] | None:
    """Give the fewest facts with which a condition holds, for some rows at least; None where none can make it hold."""
    if check.sides(request).holds is not NO_ROW:
        return frozenset()
    condition = check.condition
    if isinstance(condition, Constraint):
        return _need(condition, request, holds=True)
    if condition.logic == "or":
        return smallest(to_hold(part, request) for part in check.parts)
    if condition.logic == "xone":
        return smallest(
            _all(
                [to_hold(one, request), *(to_fail(part, request) for part in check.parts if part is not one)]
            )
            for one in check.parts
        )
    return _all([to_hold(part, request) for part in check.parts])


def to_fail(check: Check, request: Request) -> frozenset[Need] | None:
    """Give the fewest facts with which a condition certainly fails, for some rows at least."""
    if check.sides(request).fails is not NO_ROW:
        return frozenset()
    condition = check.condition
    if isinstance(condition, LogicalConstraint):
        several = [to_fail(part, request) for part in check.parts]
        return smallest(several) if condition.logic in ("and", "andSequence") else _all(several)
    return _need(condition, request, holds=False)


def to_meet(duty: CompiledDuty, request: Request, mode: DutyMode) -> frozenset[Need] | None:
    """Give what must be done for a duty to leave its permission standing."""
    if duty.satisfied(request, mode) is True:
        return frozenset()
    return frozenset({Need(duty=tuple(named.iri for named, _ in duty.actions) or (duty.duty.iri,))})


def _need(constraint: Constraint, request: Request, *, holds: bool) -> frozenset[Need] | None:
    """Give the fact that a comparison is; None for a time that is over, and for what nobody understands."""
    over = constraint.left == DATE_TIME and request.now is not None and holds
    if (over and constraint.operator in (LT, LTEQ)) or constraint.reference or constraint.others:
        return None
    named = [one.iri for one in constraint.right if isinstance(one, Iri)]
    party = ", ".join(named) if constraint.left in NAMING_PARTIES else ""
    return frozenset({Need(constraint.left, constraint.operator, constraint.right, holds, party)})


def _all(several: list[frozenset[Need] | None]) -> frozenset[Need] | None:
    known = [one for one in several if one is not None]
    return frozenset().union(*known) if len(known) == len(several) else None
