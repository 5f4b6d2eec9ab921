"""Refusing: what would let a refused caller in, as far as she may know."""

from policies.asker import Asker
from policies.compiled.explaining import Explanation, explain
from policies.decision import Action, Target
from policies.in_force import InForce
from policies.requesting import request_of
from schemas.languages import Text
from schemas.messages import Message


def explanation(
    asker: Asker, action: Action, target: Target, in_force: InForce, *, of_others: bool = False
) -> Explanation | None:
    """Explain what the policies in force decide; None where no policy governs the dataset."""
    if not in_force.governs(target.dataset, target.owner):
        return None
    request = request_of(asker, action, in_force.target(target.dataset, target.owner), in_force)
    return explain(request, in_force.policies, of_others=of_others)


def what_would_help(asker: Asker, action: Action, target: Target, in_force: InForce) -> tuple[Text, ...]:
    """Give the least that would let a caller in, then what she can do; nothing that tells of others."""
    found = explanation(asker, action, target, in_force)
    if found is None:
        return ()
    nearest = Text(*(found.nearest_text(lang) for lang in ("en", "sl", "hr")))
    steps = tuple(map(said_in_all, found.next_steps))
    return (nearest, *steps) if nearest.en else steps


def said_in_all(message: Message) -> Text:
    """Say a message in three languages."""
    return Text(message.in_("en"), message.in_("sl"), message.in_("hr"))
