"""Which datasets a policy is about, and which rules speak of each: collections are seen through."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session, col, or_, select

from catalogue.models import Dataset
from policies.analysis.legal import readable_by_all
from policies.in_force import OWNERS_ALL
from policies.lifecycle_holdings import OwnersNames
from policies.odrl.policy import Named, Policy, Rule
from policies.tables import AssetMembership
from schemas.languages import Text


@dataclass(frozen=True, slots=True)
class Concerned:
    """A dataset that a policy is about.

    Args:
        iri: its name in policies.
        id: its id.
        owner: the organisation whose it is.
        declared: the access that its source declares.
        called: the IRIs by which a rule can mean it: its own and those of its collections.
        title: what people call it.
        theme: its EU theme.
        keywords: its keywords.
        indicators: what its figures are of.
        rights: what is said of rights.
        licence: its licence.
    """

    iri: str
    id: str
    owner: str
    declared: str
    called: frozenset[str]
    title: Text = field(default_factory=Text)
    theme: str = ""
    keywords: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    rights: str = ""
    licence: str = ""


def concerned(session: Session, there: OwnersNames, policy: Policy, now: datetime) -> tuple[Concerned, ...]:
    """Give the datasets of its owner that a policy is about.

    Args:
        session: where the tables are.
        there: what the owner has.
        policy: the policy.
        now: the time; what belonged to a collection before is not its member.
    """
    members = _members(session, now)
    mine = select(Dataset).where(
        col(Dataset.publisher).in_(sorted(there.reach)), col(Dataset.gone_at).is_(None)
    )
    every = (_concerned(row, there, members) for row in session.exec(mine.order_by(col(Dataset.id))))
    return tuple(one for one in every if any(_means(rule, one.called) for rule in policy.rules))


def _members(session: Session, now: datetime) -> Mapping[str, tuple[str, ...]]:
    """Give the collections that each dataset belongs to, or will."""
    standing = select(AssetMembership.dataset, AssetMembership.collection).where(
        or_(col(AssetMembership.valid_to).is_(None), col(AssetMembership.valid_to) > now)
    )
    found: dict[str, tuple[str, ...]] = {}
    for dataset, collection in session.exec(standing):
        found[dataset] = (*found.get(dataset, ()), collection)
    return found


def _concerned(row: Dataset, there: OwnersNames, members: Mapping[str, tuple[str, ...]]) -> Concerned:
    names = there.names
    iri = names.iri("dataset", row.id)
    collections = (one for one in members.get(row.id, ()) if one in there.collections)
    called = {iri, *(names.iri("collection", one) for one in (f"{OWNERS_ALL}{row.publisher}", *collections))}
    return Concerned(
        iri, row.id, row.publisher, row.access, frozenset(called), Text.of(row.title or row.id), row.theme,
        tuple(row.keywords), tuple(row.indicators), row.rights, row.licence,
    )  # fmt: skip


def _means(rule: Rule, called: frozenset[str]) -> bool:
    return not rule.targets or any(one.iri in called for one in rule.targets)


def rules_on(dataset: Concerned, policies: Iterable[Policy]) -> tuple[Rule, ...]:
    """Give the rules that speak of a dataset, each as if it named the dataset itself.

    Args:
        dataset: the dataset.
        policies: all of one owner, or confined to what their owners have.
    """
    rules = (rule for one in policies for rule in one.rules if _means(rule, dataset.called))
    return tuple(replace(rule, targets=tuple(_named(rule, dataset))) for rule in rules)


def _named(rule: Rule, dataset: Concerned) -> Iterator[Named]:
    if not rule.targets:
        yield Named(dataset.iri)
    for one in rule.targets:
        if one.iri in dataset.called:
            yield Named(dataset.iri, refinements=one.refinements)


class Openness:
    """Says of datasets whether everybody may always read them, once for all that the same rules speak of."""

    def __init__(self, policies: Sequence[Policy]) -> None:
        """Take the policies that are in force together."""
        self._policies = policies
        self._told: dict[tuple[str, ...], bool] = {}

    def of(self, dataset: Concerned) -> bool:
        """Say whether everybody may read a dataset, at any time, and all of it."""
        rules = rules_on(dataset, self._policies)
        key = tuple(rule.iri for rule in rules)
        if key not in self._told:
            self._told[key] = readable_by_all(dataset.iri, rules)
        return self._told[key]
