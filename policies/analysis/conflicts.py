"""Whether two policies can both be satisfied: no state of the world does, one does, or it cannot be told."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from policies.analysis.acts import Act, Included, acts_of, common_acts, meaning
from policies.analysis.formulas import DOUBTFUL, TRUE, Atoms, Axis, Formula, Opposite, Verdict, both, either
from policies.analysis.hierarchies import Hierarchies
from policies.analysis.search import Answer, Witness, satisfiable
from policies.odrl.policy import Policy, Rule, every_constraint

ANY_ACT = Rule("", "permission", ())


@dataclass(frozen=True, slots=True)
class PairAnswer:
    """What was found of two policies.

    Args:
        first: IRI of one.
        second: IRI of the other.
        verdict: ``conflict``: no state of the world satisfies both; ``compatible``: one does; ``unknown``: not to be told.
        witness: the state that satisfies both.
        axes: those that alone make it impossible.
        act: what both permit in that state.
        one_sided: IRIs of left operands of which only one of them speaks, so that the other leaves them free.
    """

    first: str
    second: str
    verdict: Verdict
    witness: Witness | None = None
    axes: tuple[Axis, ...] = ()
    act: Act | None = None
    one_sided: tuple[str, ...] = ()


def conflicts(
    policies: Sequence[Policy], known: Hierarchies | None = None, included: Included = ()
) -> tuple[PairAnswer, ...]:
    """Compare each two of several policies.

    Args:
        policies: they, with what they inherit.
        known: hierarchies of values; ours where none are given.
        included: further odrl:includedIn of actions (narrower, broader).
    """
    return tuple(compare(one, other, known, included) for one, other in combinations(policies, 2))


def compare(
    first: Policy, second: Policy, known: Hierarchies | None = None, included: Included = ()
) -> PairAnswer:
    """Say whether some state of the world satisfies two policies.

    A policy is satisfied where one of its permissions holds for the act and none of its prohibitions does; one without
    permissions, where no prohibition does. Policies that permit no act in common are compared by their conditions.

    Args:
        first: one.
        second: the other.
        known: hierarchies of values; ours where none are given.
        included: further odrl:includedIn of actions (narrower, broader).
    """
    found = [(act, answer) for act, answer in _answers(first, second, known, included)]
    return replace(_joined(first.iri, second.iri, found), one_sided=_one_sided(first, second))


def alone(policy: Policy, known: Hierarchies | None = None, included: Included = ()) -> PairAnswer:
    """Say whether some state of the world satisfies a policy.

    Args:
        policy: it.
        known: hierarchies of values; ours where none are given.
        included: further odrl:includedIn of actions (narrower, broader).
    """
    return compare(policy, policy, known, included)


def _one_sided(first: Policy, second: Policy) -> tuple[str, ...]:
    spoken = [
        {one.left for rule in policy.rules for one in every_constraint(rule.conditions)}
        for policy in (first, second)
    ]
    return tuple(sorted(spoken[0] ^ spoken[1]))


def _answers(
    first: Policy, second: Policy, known: Hierarchies | None, included: Included
) -> Iterator[tuple[Act, Answer]]:
    pairs = [(one, other) for one in _granting(first) for other in _granting(second)]
    acts = [(one, other, act) for one, other in pairs for act in _acts(one, other, included)]
    against = _of_kind((first, second), "prohibition")
    if not acts:
        yield from (_apart(one, other, known) for one, other in pairs)
    for one, other, act in acts:
        atoms = Atoms()
        wanted = [_granted(rule, act, atoms, included) for rule in (one, other)]
        barred = either(meaning(rule, act, atoms, included) for rule in against)
        doubt = TRUE if act.certain else DOUBTFUL
        answer = satisfiable(both((*wanted, Opposite(barred), doubt)), atoms, known)
        yield act, answer
        if answer.verdict == "compatible":
            return


def _granted(rule: Rule, act: Act, atoms: Atoms, included: Included) -> Formula:
    return TRUE if rule is ANY_ACT else meaning(rule, act, atoms, included)


def _apart(one: Rule, other: Rule, known: Hierarchies | None) -> tuple[Act, Answer]:
    """Compare the conditions of rules that speak of different things."""
    atoms = Atoms()
    formula = both(atoms.all_of(rule.conditions) for rule in (one, other))
    return Act(""), satisfiable(formula, atoms, known)


def _acts(one: Rule, other: Rule, included: Included) -> Iterator[Act]:
    if one is ANY_ACT or other is ANY_ACT:
        return acts_of(other if one is ANY_ACT else one)
    return common_acts(one, other, included)


def _granting(policy: Policy) -> tuple[Rule, ...]:
    """Give a policy's permissions; where it has none, its obligations; where it has neither, any act."""
    return _of_kind((policy,), "permission") or _of_kind((policy,), "obligation") or (ANY_ACT,)


def _of_kind(policies: Iterable[Policy], kind: str) -> tuple[Rule, ...]:
    return tuple(dict.fromkeys(rule for one in policies for rule in one.rules if rule.kind == kind))


def _joined(first: str, second: str, found: Sequence[tuple[Act, Answer]]) -> PairAnswer:
    for act, answer in found:
        if answer.verdict == "compatible":
            return PairAnswer(first, second, "compatible", answer.witness, act=act)
    if not found or any(answer.verdict == "unknown" for _, answer in found):
        return PairAnswer(first, second, "unknown")
    shared = [axis for axis in found[0][1].axes if all(axis in answer.axes for _, answer in found)]
    return PairAnswer(first, second, "conflict", axes=tuple(shared))
