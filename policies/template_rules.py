"""The templates as ODRL: the same access that a source declares, as rules; a property test holds the two equal."""

from collections.abc import Iterator

from policies.decision import Target
from policies.names import Names
from policies.odrl.policy import ODRL, Named, Policy, Rule
from policies.odrl.profile import PROFILE
from policies.odrl.vocabulary import OG

READ, DISCOVER, USE = f"{ODRL}read", f"{OG}discover", f"{ODRL}use"


def template_policy(target: Target, iri: str, names: Names) -> Policy:
    """Give the template of a dataset as a policy; its owner, who is kept from nothing, is in no rule.

    Args:
        target: the dataset, with what its source declares.
        iri: what the policy is called.
        names: makes the IRIs.
    """
    return Policy(iri, "Set", tuple(template_rules(target, iri, names)), (PROFILE,), "prohibit")


def template_rules(target: Target, iri: str, names: Names) -> Iterator[Rule]:
    """Give the rules of a dataset's template."""
    if target.access == "open":
        yield _rule("open", USE, target, iri, names)
        return
    if target.access == "restricted":
        yield _rule("seen", DISCOVER, target, iri, names)
    if target.readers:
        readers = tuple(Named(names.iri("organisation", one)) for one in sorted(target.readers))
        yield _rule("readers", USE, target, iri, names, readers)


def _rule(
    name: str, action: str, target: Target, iri: str, names: Names, assignees: tuple[Named, ...] = ()
) -> Rule:
    asset = Named(names.iri("dataset", target.dataset))
    assigners = (Named(names.iri("organisation", target.owner)),) if target.owner else ()
    return Rule(
        f"{iri}#{name}", "permission", (Named(action),), (asset,), assigners=assigners, assignees=assignees
    )
