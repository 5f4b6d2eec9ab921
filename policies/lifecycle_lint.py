"""Lint on a node: what keeps a policy from being in force here, and what a person should look at again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from policies.analysis.coverage import CoverageFinding, coverage
from policies.analysis.legal import NOT_STATED, LegalFinding
from policies.asker import of_the_world
from policies.confining import every_comparison
from policies.in_force import InForce, PolicyInForce
from policies.lifecycle_concerned import Concerned, Openness, concerned
from policies.lifecycle_holdings import OwnersNames
from policies.lifecycle_law import law_on
from policies.loading import compose
from policies.odrl.findings import LintFinding, finding
from policies.odrl.lint import lint
from policies.odrl.policy import Iri, Policy, Rule
from policies.odrl.vocabulary import compact, expand, nearest_terms
from policies.quota_errors import QuotaTermsError
from policies.quota_terms import quota_terms
from policies.rowfilter import states

MOST_TOGETHER = 60
"""Policies of an owner that a draft is compared with."""

ONLY_STATED = frozenset({expand("odrl:aggregate"), expand("odrl:anonymize")})
"""Actions that give something else than the rows; nothing makes it of them yet."""

RECIPIENTS = frozenset(
    {expand("og:recipientOrganisation"), expand("og:recipientNetwork"), expand("odrl:recipient")}
)


@dataclass(frozen=True, slots=True)
class Drift:
    """That sources declare another access of datasets than follows from the policy.

    Args:
        declared: what they declare.
        derived: what everybody may do: ``open``, ``restricted`` or ``hidden``.
        datasets: ids of the datasets.
    """

    declared: str
    derived: str
    datasets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LintReport:
    """What was found of a policy.

    Args:
        findings: what is wrong or doubtful in its words, each with its place.
        law: what the law says against withholding.
        drift: where declared and derived access differ.
        coverage: its rules that never or always hold, that others make void or that contradict.
        datasets: those that it is about.
        open_before: whether everybody may read all of them as things stand.
        open_after: whether everybody may, always, once it is in force.
    """

    findings: tuple[LintFinding, ...]
    law: tuple[LegalFinding, ...] = ()
    drift: tuple[Drift, ...] = ()
    coverage: tuple[CoverageFinding, ...] = ()
    datasets: tuple[Concerned, ...] = ()
    open_before: bool = False
    open_after: bool = False

    @property
    def violations(self) -> tuple[LintFinding, ...]:
        """What refuses."""
        return tuple(one for one in self.findings if one.severity == "violation")

    @property
    def legal_warnings(self) -> tuple[LegalFinding, ...]:
        """What a person must confirm."""
        return tuple(one for one in self.law if one.severity == "warning")

    @property
    def public(self) -> bool:
        """Whether the policy neither opens nor withholds anything: all is open before and after."""
        return self.open_before and self.open_after


@dataclass(frozen=True, slots=True)
class Bench:
    """What a draft is held against.

    Args:
        session: where the tables are.
        there: what its owner can name.
        in_force: the policies in force.
        now: the time.
    """

    session: Session
    there: OwnersNames
    in_force: InForce
    now: datetime


def report(
    bench: Bench,
    policy_id: str,
    policy: Policy,
    findings: tuple[LintFinding, ...] = (),
    ground: str = NOT_STATED,
) -> LintReport:
    """Hold a policy against the profile, the node's names, the law, what sources declare and the owner's other policies.

    Args:
        bench: what it is held against.
        policy_id: its id; what is in force under it does not count beside it.
        policy: the policy as it would be in force.
        findings: what was found in the document it was read from, with the places there.
        ground: why its datasets are withheld, where somebody says so.
    """
    told = {(one.code, one.found) for one in findings}
    more = [one for one in lint(policy, bench.there.known()) if (one.code, one.found) not in told]
    found = tuple(dict.fromkeys((*findings, *more, *_on_this_node(policy, bench.there))))
    about = concerned(bench.session, bench.there, policy, bench.now)
    if any(one.severity == "violation" for one in found):
        return LintReport(found, datasets=about)
    return _whole(bench, policy_id, policy, LintReport(found, datasets=about), ground)


def _whole(bench: Bench, policy_id: str, policy: Policy, so_far: LintReport, ground: str) -> LintReport:
    there, about = bench.there, so_far.datasets
    candidate = with_candidate(bench, policy_id, policy)
    after, before = ([one.policy for one in many.listed] for many in (candidate, bench.in_force))
    others = [one.policy for one in bench.in_force.listed if one.id != policy_id and one.owner in there.reach]
    open_after = Openness(after)
    return replace(
        so_far,
        law=law_on(about, after, ground),
        drift=tuple(_drift(about, candidate, bench.now)),
        coverage=tuple(_coverage(policy, others[:MOST_TOGETHER])),
        open_before=_all_open_now(about, bench.in_force, bench.now)
        and _always_open(about, bench.in_force, before),
        open_after=all(open_after.of(one) for one in (*about, *_to_come(policy, there))),
    )


def with_candidate(bench: Bench, policy_id: str, policy: Policy) -> InForce:
    """Give what would be in force with a policy in place of the version of it that is now."""
    others = [one for one in bench.in_force.listed if one.id != policy_id]
    candidate = PolicyInForce(policy_id, bench.there.owner, 0, policy)
    return compose(bench.session, bench.there.names, [*others, candidate], bench.in_force.epoch)


def on_any_node(policy: Policy) -> Iterator[LintFinding]:
    """Give what no node can hold of a policy, although the profile allows its words."""
    for rule in policy.rules:
        yield from _counting(rule)
        actions = {one.iri for one in rule.actions}
        if rule.kind == "permission" and actions and actions <= ONLY_STATED:
            found = ", ".join(sorted(map(compact, actions)))
            yield finding("aggregate_only", "violation", rule.written, found)


def _on_this_node(policy: Policy, there: OwnersNames) -> Iterator[LintFinding]:
    known = there.known()
    own = {there.names.iri("organisation", one) for one in there.reach}
    yield from on_any_node(policy)
    for rule in policy.rules:
        for one in rule.assigners:
            if one.iri not in own:
                yield finding("assigner", "violation", rule.written, one.iri, owner=there.owner)
    for comparison in every_comparison(policy):
        for value in comparison.right if comparison.left in RECIPIENTS else ():
            if isinstance(value, Iri) and known.parties is not None and value.iri not in known.parties:
                near = ", ".join(nearest_terms(value.iri, known.parties)) or "-"
                yield finding("party", "violation", comparison.written, value.iri, near=near)


def _counting(rule: Rule) -> Iterator[LintFinding]:
    try:
        quota_terms(rule)
    except QuotaTermsError as error:
        yield finding("quota", "violation", rule.written, error.found, wanted=error.expected)


def _coverage(policy: Policy, others: list[Policy]) -> Iterator[CoverageFinding]:
    own = {rule.iri for rule in policy.rules}
    for one in coverage([policy, *others]):
        if one.rule in own or own & set(one.others):
            yield one


def _drift(about: Iterable[Concerned], candidate: InForce, now: datetime) -> Iterator[Drift]:
    apart: dict[tuple[str, str], list[str]] = {}
    for dataset, derived in _states(about, candidate, now).items():
        if derived != dataset.declared:
            apart.setdefault((dataset.declared, derived), []).append(dataset.id)
    for (declared, derived), ids in sorted(apart.items()):
        yield Drift(declared, derived, tuple(ids))


def _states(about: Iterable[Concerned], in_force: InForce, now: datetime) -> Mapping[Concerned, str]:
    """Give what everybody may do with datasets at a moment."""
    told = states(in_force, of_the_world(now))
    found = {}
    for one in about:
        named = told.datasets.get(one.id) if in_force.named.get(one.id) == one.owner else None
        found[one] = named or told.owners.get(one.owner) or one.declared
    return found


def _all_open_now(about: Iterable[Concerned], in_force: InForce, now: datetime) -> bool:
    return all(state == "open" for state in _states(about, in_force, now).values())


def _always_open(about: Iterable[Concerned], in_force: InForce, policies: list[Policy]) -> bool:
    """Say whether what policies govern is open at any time, not only now."""
    openness = Openness(policies)
    return all(openness.of(one) for one in about if in_force.governs(one.id, one.owner))


def _to_come(policy: Policy, there: OwnersNames) -> Iterator[Concerned]:
    """Give what stands for the datasets that may come under the collections that a policy names."""
    iris = {one.iri for rule in policy.rules for one in rule.targets}
    for iri in sorted(iris):
        if there.names.id("collection", iri):
            yield Concerned(iri, "", there.owner, "", frozenset({iri}))
    if any(not rule.targets for rule in policy.rules) or not iris:
        yield Concerned("", "", there.owner, "", frozenset())
