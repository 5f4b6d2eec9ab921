"""Sentences: why policies let something through or not, and how to ask, in three languages."""

from policies.compiled.deciding import Decision as Ruling
from policies.compiled.residual import EVERY_ROW
from policies.decision import Target
from policies.engine import reason_text
from schemas.languages import Text


def reason(permitted: bool, ruling: Ruling, target: Target) -> Text:
    """Say why the policies in force decided so; which rule did stands beside it."""
    if permitted:
        key = "policy.rule_permits" if ruling.rows is EVERY_ROW else "policy.rule_permits_some"
    else:
        key = "policy.rule_refuses" if ruling.rules else "policy.no_rule_permits"
    return reason_text(key, owner=target.owner)


def how_to_ask(target: Target) -> Text:
    """Say how a refused caller asks the owner."""
    return reason_text("policy.ask", owner=target.owner, dataset=target.dataset)
