"""What an administrator asks of the policies in force: rules that never speak, and rules that contradict each other."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from policies.analysis.acts import Act, Included, acts_of, common_acts, covers, meaning
from policies.analysis.formulas import Atoms, Axis, Opposite, both, either
from policies.analysis.hierarchies import Hierarchies
from policies.analysis.search import Answer, Witness, satisfiable
from policies.odrl.policy import Policy, Rule

CoverageKind: TypeAlias = Literal["never", "always", "shadowed", "contradiction", "doubtful"]


@dataclass(frozen=True, slots=True)
class CoverageFinding:
    """What was found of a rule.

    Args:
        kind: ``never``: its conditions hold in no state; ``always``: in every one; ``shadowed``: other rules say it
            all; ``contradiction``: a permission and a prohibition meet; ``doubtful``: they may.
        rule: IRI of the rule.
        others: IRIs of the rules that shadow or contradict it.
        by: what kind of rule shadows it; empty where nothing does.
        act: what a permission and a prohibition both speak of.
        witness: the state in which they meet.
        axes: those that alone make it impossible.
    """

    kind: CoverageKind
    rule: str
    others: tuple[str, ...] = ()
    by: str = ""
    act: Act | None = None
    witness: Witness | None = None
    axes: tuple[Axis, ...] = ()


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known when rules are compared.

    Args:
        values: hierarchies of values; ours where none are given.
        included: further odrl:includedIn of actions (narrower, broader).
    """

    values: Hierarchies | None = None
    included: Included = ()


OURS = Knowledge()


def coverage(policies: Iterable[Policy], knowledge: Knowledge = OURS) -> tuple[CoverageFinding, ...]:
    """Give the rules of policies that never or always hold, that others make void, or that contradict each other.

    Args:
        policies: those in force together, with what they inherit.
        knowledge: what is known of values and actions.
    """
    rules = [rule for one in policies for rule in one.rules]
    permissions = [one for one in rules if one.kind == "permission"]
    prohibitions = [one for one in rules if one.kind == "prohibition"]
    void = tuple(_constant(rules, knowledge))
    never = {one.rule for one in void if one.kind == "never"}
    live = [one for one in permissions if one.iri not in never]
    against = [one for one in prohibitions if one.iri not in never]
    return (
        *void,
        *_shadowed(live, against, knowledge),
        *_contradictions(live, against, knowledge),
    )


def _constant(rules: Iterable[Rule], knowledge: Knowledge) -> Iterator[CoverageFinding]:
    for rule in (one for one in rules if one.conditions):
        answer = _conditions(rule, knowledge, opposite=False)
        if answer.verdict == "conflict":
            yield CoverageFinding("never", rule.iri, axes=answer.axes)
        elif _conditions(rule, knowledge, opposite=True).verdict == "conflict":
            yield CoverageFinding("always", rule.iri)


def _conditions(rule: Rule, knowledge: Knowledge, *, opposite: bool) -> Answer:
    atoms = Atoms()
    formula = atoms.all_of(rule.conditions)
    return satisfiable(Opposite(formula) if opposite else formula, atoms, knowledge.values)


def _shadowed(
    permissions: Sequence[Rule], prohibitions: Sequence[Rule], knowledge: Knowledge
) -> Iterator[CoverageFinding]:
    for place, rule in enumerate(permissions):
        over = [one for one in prohibitions if _may_cover(one, rule, knowledge)]
        if over and _swallowed(rule, over, knowledge):
            yield CoverageFinding("shadowed", rule.iri, _fewest(rule, over, knowledge), "prohibition")
            continue
        for other_place, other in enumerate(permissions):
            if other_place != place and _says_it_too(other, rule, knowledge, first=other_place < place):
                yield CoverageFinding("shadowed", rule.iri, (other.iri,), "permission")
                break


def _may_cover(wide: Rule, narrow: Rule, knowledge: Knowledge) -> bool:
    return covers(wide, narrow, knowledge.included) is True


def _says_it_too(wide: Rule, narrow: Rule, knowledge: Knowledge, *, first: bool) -> bool:
    """Say whether a permission grants all that another does, for no more duties; of two equal ones only the first."""
    if set(wide.duties) - set(narrow.duties) or not _may_cover(wide, narrow, knowledge):
        return False
    if not _swallowed(narrow, [wide], knowledge):
        return False
    same = _may_cover(narrow, wide, knowledge) and _swallowed(wide, [narrow], knowledge)
    return first or not same or bool(set(narrow.duties) - set(wide.duties))


def _swallowed(rule: Rule, by: Sequence[Rule], knowledge: Knowledge) -> bool:
    """Say whether in each state in which a rule speaks, for each of its acts, one of others does."""
    return all(_left_over(rule, act, by, knowledge) == "conflict" for act in acts_of(rule))


def _left_over(rule: Rule, act: Act, by: Sequence[Rule], knowledge: Knowledge) -> str:
    atoms = Atoms()
    own = meaning(rule, act, atoms, knowledge.included)
    others = either(meaning(one, act, atoms, knowledge.included) for one in by)
    return satisfiable(both((own, Opposite(others))), atoms, knowledge.values).verdict


def _fewest(rule: Rule, by: Sequence[Rule], knowledge: Knowledge) -> tuple[str, ...]:
    """Give those of several rules that together suffice, leaving out what is not needed."""
    needed = list(by)
    for one in by:
        rest = [other for other in needed if other is not one]
        if rest and _swallowed(rule, rest, knowledge):
            needed = rest
    return tuple(one.iri for one in needed)


def _contradictions(
    permissions: Sequence[Rule], prohibitions: Sequence[Rule], knowledge: Knowledge
) -> Iterator[CoverageFinding]:
    for rule in permissions:
        for other in prohibitions:
            found = _meeting(rule, other, knowledge)
            if found is not None:
                yield found


def _meeting(rule: Rule, other: Rule, knowledge: Knowledge) -> CoverageFinding | None:
    doubtful: CoverageFinding | None = None
    for act in common_acts(rule, other, knowledge.included):
        atoms = Atoms()
        parts = [meaning(one, act, atoms, knowledge.included) for one in (rule, other)]
        answer = satisfiable(both(parts), atoms, knowledge.values)
        if answer.verdict == "compatible" and act.certain:
            return CoverageFinding("contradiction", rule.iri, (other.iri,), act=act, witness=answer.witness)
        if answer.verdict != "conflict":
            doubtful = CoverageFinding("doubtful", rule.iri, (other.iri,), act=act)
    return doubtful
