"""What publication refuses or warns of: a policy is held against our closed profile before it can be in force."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from policies.odrl.findings import LintFinding, finding
from policies.odrl.limits import PUBLISHED
from policies.odrl.lint_constraints import check_conditions
from policies.odrl.lint_intervals import check_intervals
from policies.odrl.policy import Duty, Named, Policy, Rule, Written
from policies.odrl.profile import ACTIONS, DUTIES, NOT_ENFORCED, PROFILE
from policies.odrl.reading import PolicyDocument, no_policy, read_document
from policies.odrl.vocabulary import compact, is_term, nearest_terms

IN_FORCE = ("Set", "Agreement", "Policy")
"""Kinds of policy that can be in force; the others only tell, ask or offer."""


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What a policy may speak of; None where it is not known what there is.

    Args:
        targets: IRIs of datasets and collections of them.
        parties: IRIs of organisations, networks and other parties.
    """

    targets: Collection[str] | None = None
    parties: Collection[str] | None = None


ANYTHING = KnownNames()


def check_document(
    text: bytes | str, media_type: str, known: KnownNames = ANYTHING
) -> tuple[PolicyDocument, tuple[LintFinding, ...]]:
    """Read a document for publication, and give everything that publication refuses or warns of.

    Args:
        text: the document.
        media_type: its format, as `read_graph` takes it.
        known: what its policies may speak of.

    Raises:
        PolicyDocumentError: it cannot be read, holds no policy, or is larger than a policy in force may be.
    """
    document = read_document(text, media_type, PUBLISHED)
    if not document.policies:
        raise no_policy()
    told = {(one.code, one.written) for one in document.findings}
    found = (one for policy in document.policies for one in lint(policy, known))
    more = (one for one in found if one.code != "type" or ("value", one.written) not in told)
    return document, tuple(dict.fromkeys((*document.findings, *more)))


def lint(policy: Policy, known: KnownNames = ANYTHING) -> tuple[LintFinding, ...]:
    """Give everything that publication of a policy refuses or warns of.

    Args:
        policy: as it was read, without what it inherits.
        known: what it may speak of.
    """
    found = [*_policy(policy)]
    for rule in policy.rules:
        found += [*_rule(rule), *_names(rule, known)]
    return tuple(dict.fromkeys(found))


def refuses(findings: Iterable[LintFinding]) -> bool:
    """Say whether findings keep a policy from being published."""
    return any(one.severity == "violation" for one in findings)


def _policy(policy: Policy) -> Iterator[LintFinding]:
    here = policy.written
    yield from _profiles(policy, here)
    if policy.kind not in IN_FORCE:
        yield finding("kind", "violation", here, policy.kind)
    if not policy.rules and not policy.inherits_from:
        yield finding("no_rules", "violation", here, policy.iri)
    if policy.conflict in ("perm", "invalid"):
        yield finding(f"conflict_{policy.conflict}", "warning", here, policy.conflict)
    if policy.undefined:
        yield finding("undefined", "warning", here, compact(policy.undefined))
    names = Counter(rule.iri for rule in policy.rules)
    for rule in (one for one in policy.rules if names[one.iri] > 1):
        yield finding("rule_twice", "violation", rule.written, rule.iri)


def _profiles(policy: Policy, here: Written) -> Iterator[LintFinding]:
    if PROFILE not in policy.profiles:
        yield finding("profile", "violation", here, ", ".join(policy.profiles) or "-", profile=PROFILE)
    for foreign in (one for one in policy.profiles if one != PROFILE):
        yield finding("profile_foreign", "violation", here, foreign)


def _rule(rule: Rule) -> Iterator[LintFinding]:
    if not rule.actions:
        yield finding("no_action", "violation", rule.written, rule.iri)
    if not rule.targets:
        yield finding("no_target", "warning", rule.written, rule.iri)
    allowed = DUTIES if rule.kind == "obligation" else ACTIONS
    yield from _actions(rule.actions, allowed, rule.written)
    if rule.kind == "prohibition":
        yield from _not_enforced(rule)
    yield from _conditions_of(rule)
    for duty in (*rule.duties, *rule.remedies, *rule.consequences):
        yield from _duty(duty)


def _conditions_of(rule: Rule | Duty) -> Iterator[LintFinding]:
    named = (*rule.actions, *rule.targets, *rule.assigners, *rule.assignees)
    for conditions in (rule.conditions, *(one.refinements for one in named)):
        yield from check_conditions(conditions)
        yield from check_intervals(conditions)


def _actions(actions: tuple[Named, ...], allowed: Collection[str], written: Written) -> Iterator[LintFinding]:
    for action in actions:
        if action.iri not in allowed:
            code = "action_closed" if is_term(action.iri, "action") else "action"
            near = ", ".join(nearest_terms(action.iri, allowed)) or ", ".join(sorted(map(compact, allowed)))
            yield finding(code, "violation", written, compact(action.iri), near=near)


def _not_enforced(rule: Rule) -> Iterator[LintFinding]:
    for action in (one for one in rule.actions if one.iri in NOT_ENFORCED):
        yield finding("contractual", "info", rule.written, compact(action.iri))


def _duty(duty: Duty) -> Iterator[LintFinding]:
    if not duty.actions:
        yield finding("no_action", "violation", duty.written, duty.iri or "-")
    yield from _actions(duty.actions, DUTIES, duty.written)
    yield from _conditions_of(duty)
    for consequence in duty.consequences:
        yield from _duty(consequence)


def _names(rule: Rule, known: KnownNames) -> Iterator[LintFinding]:
    everything: tuple[Rule | Duty, ...] = (
        rule,
        *_all_duties((*rule.duties, *rule.remedies, *rule.consequences)),
    )
    for one in everything:
        parties = [*(party.iri for party in (*one.assigners, *one.assignees)), *_functions(one)]
        yield from _unknown("target", [target.iri for target in one.targets], known.targets, one.written)
        yield from _unknown("party", parties, known.parties, one.written)


def _functions(one: Rule | Duty) -> list[str]:
    return [party for function, party in one.parties if not function.endswith(("relation", "output"))]


def _all_duties(duties: Iterable[Duty]) -> Iterator[Duty]:
    for duty in duties:
        yield duty
        yield from _all_duties(duty.consequences)


def _unknown(
    code: str, iris: Iterable[str], known: Collection[str] | None, written: Written
) -> Iterator[LintFinding]:
    if known is None:
        return
    for iri in iris:
        if iri not in known:
            near = ", ".join(nearest_terms(iri, known)) or "-"
            yield finding(code, "violation", written, iri, near=near)
