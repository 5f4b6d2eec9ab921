"""The engine: which datasets a subject may discover and read.

For now a dataset's policy is one of three templates (open, restricted, hidden) with named readers. The engine is
pure; ODRL policies will compile to the same `Decision` and `Residual`.
"""

from policies.decision import Action, Decision, Residual, Role, Subject, Target
from schemas.languages import Text
from schemas.messages import Message

_BY_ACCESS: dict[Action, frozenset[str]] = {
    Action.DISCOVER: frozenset({"open", "restricted"}),
    Action.READ: frozenset({"open"}),
}
_WRITERS = (Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR)


def residual(subject: Subject, action: Action) -> Residual:
    """Give the datasets on which a subject may discover or read, as plain values."""
    return Residual(
        access=_BY_ACCESS.get(action, frozenset()),
        owners=subject.organisations,
        readers=subject.organisations,
    )


def of_operator() -> Residual:
    """Give what whoever runs the node reaches: every dataset."""
    return Residual(frozenset(), frozenset(), frozenset(), everything=True)


def decide(subject: Subject, action: Action, target: Target) -> Decision:
    """Decide on one dataset, with the rule and a reason a person can read."""
    if action in (Action.WRITE, Action.ADMINISTER):
        return _decide_by_role(subject, action, target)
    permitted = residual(subject, action).admits(target)
    visible = residual(subject, Action.DISCOVER).admits(target)
    return Decision(
        permitted=permitted,
        rule=f"template/{target.access}#{action}",
        reason=_reason(permitted, subject, target),
        how_to_ask=Text() if permitted else _said("policy.ask", owner=target.owner, dataset=target.dataset),
        visible=visible,
    )


def _decide_by_role(subject: Subject, action: Action, target: Target) -> Decision:
    roles = _WRITERS if action is Action.WRITE else (Role.ADMINISTRATOR,)
    permitted = subject.has_role(target.owner, roles)
    key = "policy.role_held" if permitted else "policy.role_missing"
    names = ", ".join(roles)
    return Decision(permitted, f"role/{action}", _said(key, owner=target.owner, roles=names), visible=True)


def _reason(permitted: bool, subject: Subject, target: Target) -> Text:
    if not permitted:
        return _said("policy.refused", owner=target.owner)
    if target.access == "open":
        return _said("policy.open")
    if target.owner in subject.organisations:
        return _said("policy.owner", owner=target.owner)
    return _said("policy.reader" if target.readers & subject.organisations else "policy.seen_by_all")


def _said(key: str, **values: object) -> Text:
    message = Message(key, values)
    return Text(message.in_("en"), message.in_("sl"), message.in_("hr"))
