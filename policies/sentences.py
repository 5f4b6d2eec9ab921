"""Sentences: why policies let something through or not, and how to ask, in three languages."""

from policies.compiled.deciding import Decision as Ruling
from policies.compiled.residual import EVERY_ROW
from policies.decision import Target
from policies.engine import reason_text
from policies.in_force import InForce
from schemas.languages import Text


def reason(permitted: bool, ruling: Ruling, target: Target, in_force: InForce) -> Text:
    """Say why the policies in force decided so."""
    if permitted:
        key = "policy.rule_permits" if ruling.rows is EVERY_ROW else "policy.rule_permits_some"
    else:
        key = "policy.rule_refuses" if ruling.rules else "policy.no_rule_permits"
    policies = ", ".join(one.id for one in in_force.policies_on(target.dataset, target.owner))
    return reason_text(
        key, rule=ruling.rules[0] if ruling.rules else "-", policies=policies, owner=target.owner
    )


def how_to_ask(target: Target) -> Text:
    """Say how a refused caller asks the owner."""
    return reason_text("policy.ask", owner=target.owner, dataset=target.dataset)
