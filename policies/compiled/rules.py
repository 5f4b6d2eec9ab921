"""Rules, ready to be asked: each once for every combination of its targets, actions and assignees."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from policies.compiled.conditions import Check, Scales, TruthOf, all_sides, checks
from policies.compiled.duties import CompiledDuty, compiled_duties
from policies.compiled.request import Request
from policies.compiled.residual import NO_ROW
from policies.compiled.row_tests import FAILS, HOLDS, UNKNOWN, Sides
from policies.compiled.world import Settings, World
from policies.odrl.policy import ODRL, Conflict, Named, Policy, Rule

ANYTHING = ""
EVERYBODY = frozenset(f"{ODRL}{name}" for name in ("All", "all"))
"""Names of the party that everybody is."""


@dataclass(frozen=True, slots=True)
class CompiledRule:
    """A rule, ready to be asked.

    Args:
        rule: what it was made of.
        policy: the policy it stands in.
        conflict: what wins where it contradicts another.
        conditions: all must hold.
        duties: of a permission: to be met; of a prohibition: its remedies; of an obligation: its consequences.
        entries: the combinations it stands for.
    """

    rule: Rule
    policy: Policy
    conflict: Conflict
    conditions: tuple[Check, ...]
    duties: tuple[CompiledDuty, ...]
    entries: tuple["Entry", ...] = ()

    @property
    def iri(self) -> str:
        """The rule's name."""
        return self.rule.iri


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One combination of target, action and assignee of a rule.

    Args:
        iri: the rule's name.
        order: its place among all, so that what decides is always the same.
        target, action, assignee: names, empty for any.
        refinements: of the three.
        truths: what is asked of the request.
        rows: what is asked of rows.
        fixed: the sides of what is asked of rows where they are the same for every request without facts of its own.
        perm: whether its policy lets permissions win.
        invalid: whether its policy calls a contradiction invalid.
        stated: duties that are stated with the answer.
    """

    iri: str
    order: int
    target: str
    action: str
    assignee: str
    refinements: tuple[Check, ...]
    truths: tuple[TruthOf, ...]
    rows: tuple[Check, ...]
    fixed: Sides | None
    perm: bool
    invalid: bool
    stated: tuple[CompiledDuty, ...]

    def sides(self, request: Request) -> Sides:
        """Give the rows for which it holds and fails, once target, action and assignee match."""
        known = True
        for truth in self.truths:
            found = truth(request)
            if found is False:
                return FAILS
            if found is None:
                known = False
        if not self.rows:
            return HOLDS if known else UNKNOWN
        fixed = None if request.facts else self.fixed
        left = all_sides([one.sides(request) for one in self.rows]) if fixed is None else fixed
        return left if known else Sides(NO_ROW, left.fails)


def compiled_rules(policies: Iterable[Policy], world: World, settings: Settings) -> Iterator[CompiledRule]:
    """Make the rules of the policies that are in force ready to be asked.

    Args:
        policies: with what they inherit.
        world: the trees of values.
        settings: whether offers are in force, when duties are to be met, what wins.
    """
    order = 0
    for policy in policies:
        if policy.kind == "Offer" and not settings.offers:
            continue
        for rule in policy.rules:
            made = _compiled(policy, rule, order, world, settings)
            order += len(made.entries)
            yield made


def _compiled(policy: Policy, rule: Rule, order: int, world: World, settings: Settings) -> CompiledRule:
    scales = Scales(world.trees, settings.rows, rule.iri)
    duties = compiled_duties((*rule.duties, *rule.remedies, *rule.consequences), rule, scales, settings)
    conflict = policy.conflict or settings.conflict
    whole = CompiledRule(rule, policy, conflict, checks(rule.conditions, scales), duties)
    entries = tuple(
        _entry(whole, order + number, combination, scales, settings)
        for number, combination in enumerate(product(*_sides_of_match(rule)))
    )
    return CompiledRule(rule, policy, conflict, whole.conditions, duties, entries)


def _sides_of_match(rule: Rule) -> tuple[tuple[Named, ...], ...]:
    anything = (Named(ANYTHING),)
    everybody = tuple(
        Named(ANYTHING, refinements=one.refinements) if one.iri in EVERYBODY else one
        for one in rule.assignees
    )
    return rule.targets or anything, rule.actions or anything, everybody or anything


def _entry(
    whole: CompiledRule, order: int, combination: tuple[Named, ...], scales: Scales, settings: Settings
) -> Entry:
    target, action, assignee = combination
    refinements = tuple(one for named in combination for one in checks(named.refinements, scales))
    asked = (*refinements, *whole.conditions)
    rows = tuple(one for one in asked if one.rows is not None)
    fixed = [one.fixed for one in rows if one.fixed is not None]
    required = whole.duties if whole.rule.kind == "permission" else ()
    return Entry(
        whole.iri,
        order,
        target.iri,
        action.iri,
        assignee.iri,
        refinements,
        (
            *(one.truth for one in asked if one.rows is None),
            *(_required(duty, settings) for duty in required if not duty.stated),
        ),
        rows,
        all_sides(fixed) if len(fixed) == len(rows) else None,
        whole.conflict == "perm",
        whole.conflict == "invalid",
        tuple(duty for duty in required if duty.stated),
    )


def _required(duty: CompiledDuty, settings: Settings) -> TruthOf:
    mode = settings.duty_mode
    return lambda request: duty.satisfied(request, mode)
