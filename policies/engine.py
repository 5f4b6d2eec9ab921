"""The templates: which datasets a subject may discover and read where no policy governs them.

A source declares one of three for each of its datasets (open, restricted, hidden), with named readers. Pure.
"""

from policies.decision import Action, Decision, Residual, Role, Subject, Target
from schemas.languages import Text
from schemas.messages import Message

_BY_ACCESS: dict[Action, frozenset[str]] = {
    Action.DISCOVER: frozenset({"open", "restricted"}),
    Action.READ: frozenset({"open"}),
}
NOBODY: frozenset[str] = frozenset()
_WRITERS = (Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR)


def residual(subject: Subject, action: Action, readers: frozenset[str] = NOBODY) -> Residual:
    """Give the datasets on which a subject may discover or read, as plain values.

    Args:
        subject: who asks.
        action: what is wanted.
        readers: further organisations by whose name the subject is let in, such as those above its own.
    """
    return Residual(
        access=_BY_ACCESS.get(action, frozenset()),
        owners=subject.organisations,
        readers=subject.organisations | readers,
    )


def decide(subject: Subject, action: Action, target: Target, readers: frozenset[str] = NOBODY) -> Decision:
    """Decide on one dataset, with the rule and a reason a person can read.

    Args:
        subject: who asks.
        action: what is wanted.
        target: the dataset.
        readers: further organisations by whose name the subject is let in, such as those above its own.
    """
    if action in (Action.WRITE, Action.ADMINISTER):
        return _decide_by_role(subject, action, target)
    permitted = residual(subject, action, readers).admits(target)
    visible = residual(subject, Action.DISCOVER, readers).admits(target)
    return Decision(
        permitted=permitted,
        rule=f"template/{target.access}#{action}",
        reason=_reason(permitted, subject, target, readers),
        how_to_ask=Text()
        if permitted
        else reason_text("policy.ask", owner=target.owner, dataset=target.dataset),
        visible=visible,
        rules=(f"template/{target.access}#{action}",),
        for_everybody=permitted and target.access in _BY_ACCESS[action],
    )


def _decide_by_role(subject: Subject, action: Action, target: Target) -> Decision:
    roles = _WRITERS if action is Action.WRITE else (Role.ADMINISTRATOR,)
    permitted = subject.has_role(target.owner, roles)
    key = "policy.role_held" if permitted else "policy.role_missing"
    names = ", ".join(roles)
    return Decision(
        permitted, f"role/{action}", reason_text(key, owner=target.owner, roles=names), visible=True
    )


def _reason(permitted: bool, subject: Subject, target: Target, readers: frozenset[str]) -> Text:
    if not permitted:
        return reason_text("policy.refused", owner=target.owner)
    if target.access == "open":
        return reason_text("policy.open")
    if target.owner in subject.organisations:
        return reason_text("policy.owner", owner=target.owner)
    by_name = target.readers & (subject.organisations | readers)
    return reason_text("policy.reader" if by_name else "policy.seen_by_all")


def reason_text(key: str, **values: object) -> Text:
    """Say a reason in three languages."""
    message = Message(key, values)
    return Text(message.in_("en"), message.in_("sl"), message.in_("hr"))
