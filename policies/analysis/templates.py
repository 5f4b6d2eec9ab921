"""Policies for people who write no ODRL: open, a network, an embargo, our departments, a purpose, sectors, hidden.

Several are joined with ``+``: ``network+sectors`` gives the members of a network some sectors only, and what several
ask must hold together. Everything that no rule permits is refused.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from policies.analysis.errors import TemplateError
from policies.odrl.policy import (
    ODRL,
    Condition,
    Constraint,
    Duty,
    Iri,
    LogicalConstraint,
    Named,
    Policy,
    Rule,
    Value,
)
from policies.odrl.profile import PROFILE
from policies.odrl.vocabulary import OG, PREFIXES

RESEARCH = f"{PREFIXES['dpv']}ResearchAndDevelopment"
READ, DISCOVER, USE = f"{ODRL}read", f"{OG}discover", f"{ODRL}use"
ALONE = ("open", "hidden")
"""Templates that nothing can be joined with."""


@dataclass(frozen=True, slots=True)
class TemplateTerms:
    """What a template is filled with.

    Args:
        policy: IRI of the policy to be made.
        datasets: IRIs of the datasets.
        owner: IRI of the organisation whose they are; empty where nobody is named.
        networks: IRIs of networks of cities.
        departments: IRIs of organisations and departments.
        purposes: IRIs of purposes; research where none are given.
        sectors: codes of sectors, their parts included.
        until: the first moment after an embargo, in UTC.
        attribution: whether the source must be named.
        seen: whether everybody may see that the datasets exist.
    """

    policy: str
    datasets: tuple[str, ...]
    owner: str = ""
    networks: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    until: datetime | None = None
    attribution: bool = False
    seen: bool = True


def template(name: str, terms: TemplateTerms) -> Policy:
    """Make a policy.

    Args:
        name: a template, or several joined with ``+``.
        terms: what fills it.

    Raises:
        TemplateError: there is no such template, or something that it needs is missing.
    """
    names = [one.strip() for one in name.split("+")]
    _check(names, terms)
    rules = [_seen(terms)] if terms.seen and names not in (["hidden"], ["open"]) else []
    if names == ["hidden"]:
        rules.append(_rule(terms, "owner", (USE,), assignees=(Named(terms.owner),)))
    elif names == ["open"]:
        rules.append(_rule(terms, "open", (USE,)))
    else:
        conditions = tuple(CONDITIONS[one](terms) for one in names)
        rules.append(_rule(terms, "-".join(names), (READ,), conditions=conditions))
    assigners = tuple(Named(one) for one in (terms.owner,) if one)
    return Policy(
        terms.policy,
        "Set",
        tuple(replace(one, assigners=assigners) for one in rules),
        (PROFILE,),
        "prohibit",
    )


def _check(names: Sequence[str], terms: TemplateTerms) -> None:
    for one in names:
        if one not in NEEDS or (one in ALONE and len(names) > 1) or names.count(one) > 1:
            raise TemplateError("+".join(names), sorted(NEEDS), known=False)
        missing = [need for need in ("datasets", *NEEDS[one]) if not getattr(terms, need)]
        if missing:
            raise TemplateError(one, missing, known=True)


def _seen(terms: TemplateTerms) -> Rule:
    return _rule(terms, "seen", (DISCOVER,), attributed=False)


def _rule(
    terms: TemplateTerms,
    name: str,
    actions: tuple[str, ...],
    *,
    conditions: tuple[Condition, ...] = (),
    assignees: tuple[Named, ...] = (),
    attributed: bool = True,
) -> Rule:
    duty = Duty("", (Named(f"{ODRL}attribute"),))
    return Rule(
        f"{terms.policy}#{name}",
        "permission",
        tuple(map(Named, actions)),
        tuple(map(Named, terms.datasets)),
        assignees=assignees,
        conditions=conditions,
        duties=(duty,) if terms.attribution and attributed else (),
    )


def _any_of(left: str, values: Sequence[str]) -> Constraint:
    return Constraint(left, f"{ODRL}isAnyOf", tuple(Iri(one) for one in values))


def _one_by_one(left: str, operator: str, values: Sequence[Value]) -> Condition:
    """Give a condition for each value, of which one must hold, for operators that take a single one."""
    each = tuple(Constraint(left, operator, (one,)) for one in values)
    return each[0] if len(each) == 1 else LogicalConstraint("or", each)


def _network(terms: TemplateTerms) -> Condition:
    return _any_of(f"{OG}recipientNetwork", terms.networks)


def _departments(terms: TemplateTerms) -> Condition:
    return _any_of(f"{OG}recipientOrganisation", terms.departments)


def _embargo(terms: TemplateTerms) -> Condition:
    return _one_by_one(f"{ODRL}dateTime", f"{ODRL}gteq", [terms.until] if terms.until else [])


def _research(terms: TemplateTerms) -> Condition:
    purposes: list[Value] = [Iri(one) for one in terms.purposes or (RESEARCH,)]
    return _one_by_one(f"{ODRL}purpose", f"{ODRL}isA", purposes)


def _sectors(terms: TemplateTerms) -> Condition:
    return _one_by_one(f"{OG}sector", f"{ODRL}isPartOf", terms.sectors)


CONDITIONS: Mapping[str, Callable[[TemplateTerms], Condition]] = {
    "network": _network,
    "embargo": _embargo,
    "departments": _departments,
    "research": _research,
    "sectors": _sectors,
}
"""What each template that can be joined asks."""

NEEDS: Mapping[str, tuple[str, ...]] = {
    "open": (),
    "hidden": ("owner",),
    "network": ("networks",),
    "embargo": ("until",),
    "departments": ("departments",),
    "research": (),
    "sectors": ("sectors",),
}
"""The terms that each template needs, beside the datasets."""
