"""Judging: may this asker do this with this dataset? The owner's own, then the policies in force, else its template.

Nothing here knows a database: the filter that `policies.rowfilter` makes is held equal to what is decided here.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

from policies import engine
from policies.asker import Asker, of_the_world
from policies.compiled.deciding import Decision as Ruling
from policies.compiled.deciding import decide
from policies.compiled.residual import EVERY_ROW, NO_ROW, RowTest
from policies.decision import NO_TEXT, Action, Decision, Target
from policies.in_force import InForce
from policies.odrl.profile import operand
from policies.requesting import COLUMN, FIGURE, request_of
from policies.sentences import how_to_ask, reason
from schemas.languages import Text

OWNER = "owner"
"""Id of the rule that an owner is kept from nothing of its own."""

SANDBOX = "sandbox"
"""Id of the rule that a sandbox key sees example data only."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What the policies in force give an asker of one dataset, or of all that an owner has and no policy names.

    Args:
        visible: whether it may know that the dataset exists.
        permitted: whether some rows are let through.
        rows: which.
        masks: columns that are kept back.
        ruling: the decision of the compiled policies on the action.
    """

    visible: bool
    permitted: bool
    rows: RowTest
    masks: frozenset[str] = frozenset()
    ruling: Ruling = field(default=Ruling(permitted=False, rows=NO_ROW, rules=()), compare=False)


NOTHING = Grant(visible=False, permitted=False, rows=NO_ROW)
EVERYTHING = Grant(visible=True, permitted=True, rows=EVERY_ROW)


def columns() -> tuple[str, ...]:
    """Give the columns that a policy can keep back."""
    known = operand(COLUMN)
    return tuple(one for one in known.codes if one != FIGURE) if known else ()


def granted(asker: Asker, action: Action, target: str, in_force: InForce) -> Grant:
    """Give what the policies in force let an asker do with what an IRI means."""
    ruling = decide(request_of(asker, action, target, in_force), in_force.policies)
    visible = ruling.permitted
    if not visible:
        other = Action.READ if action is Action.DISCOVER else Action.DISCOVER
        visible = decide(request_of(asker, other, target, in_force), in_force.policies).permitted
    if action is Action.DISCOVER:
        return Grant(visible, visible, EVERY_ROW if visible else NO_ROW, ruling=ruling)
    masks = _masks(asker, action, target, in_force, ruling) if in_force.masking and ruling.permitted else ()
    return Grant(visible, ruling.permitted, ruling.rows, frozenset(masks), ruling)


def _masks(asker: Asker, action: Action, target: str, in_force: InForce, ruling: Ruling) -> frozenset[str]:
    """Give the columns that are not let through for every row that is."""
    found = set()
    for column in columns():
        asked = request_of(asker, action, target, in_force, column)
        if decide(asked, in_force.policies).rows != ruling.rows:
            found.add(column)
    return frozenset(found)


def judge(asker: Asker, action: Action, target: Target, in_force: InForce) -> Decision:
    """Decide on one dataset, with the rule and a reason that a person can read."""
    subject = asker.subject
    if action in (Action.WRITE, Action.ADMINISTER):
        return engine.decide(subject, action, target)
    if asker.everything:
        return _allowed("operator", engine.reason_text("policy.operator"), in_force)
    if subject.sandbox and not target.example:
        return Decision(
            False, SANDBOX, engine.reason_text("policy.sandbox"), visible=False, epoch=in_force.epoch
        )
    asker = asker.effective()
    if target.owner in asker.subject.organisations:
        allowed = _allowed(OWNER, engine.reason_text("policy.owner", owner=target.owner), in_force)
        return replace(allowed, for_everybody=world_state(target, asker.now, in_force) == "open")
    if not in_force.governs(target.dataset, target.owner):
        return replace(_by_template(asker, action, target, in_force), epoch=in_force.epoch)
    return _by_rules(asker, action, target, in_force)


def _allowed(rule: str, why: Text, in_force: InForce) -> Decision:
    return Decision(permitted=True, rule=rule, reason=why, rules=(rule,), epoch=in_force.epoch)


def _by_template(asker: Asker, action: Action, target: Target, in_force: InForce) -> Decision:
    every = in_force.parties.with_parents(asker.subject.organisations)
    wanted = Action.READ if action is Action.BULK else action
    return engine.decide(asker.subject, wanted, target, every)


def _by_rules(asker: Asker, action: Action, target: Target, in_force: InForce) -> Decision:
    iri = in_force.target(target.dataset, target.owner)
    found = granted(asker, action, iri, in_force)
    rules = found.ruling.rules
    world = _of_the_world(action, iri, asker.now, in_force)
    return Decision(
        permitted=found.permitted,
        rule=rules[0] if rules else f"policies-on/{target.dataset}#{action}",
        reason=reason(found.permitted, found.ruling, target),
        how_to_ask=NO_TEXT if found.permitted else how_to_ask(target),
        visible=found.visible,
        rows=found.rows,
        masks=found.masks,
        rules=rules,
        duties=tuple(named.iri for duty in found.ruling.duties for named in duty.duty.actions),
        alerts=found.ruling.alerts,
        for_everybody=found.permitted and (found.rows, found.masks) == (world.rows, world.masks),
        epoch=in_force.epoch,
    )


def _of_the_world(action: Action, iri: str, now: datetime, in_force: InForce) -> Grant:
    """Give what policies give to everybody; it is worked out once for each era."""
    era, key = in_force.era(now), (action.value, iri)
    held = in_force.worlds.get(key)
    if held is not None and held[0] == era and isinstance(held[1], Grant):
        return held[1]
    found = granted(of_the_world(now), action, iri, in_force)
    in_force.worlds[key] = (era, found)
    return found


def world_state(target: Target, now: datetime, in_force: InForce) -> str:
    """Give the state of access of a dataset: what the world may do with it, ``open``, ``restricted`` or ``hidden``."""
    if not in_force.governs(target.dataset, target.owner):
        return target.access
    return governed_state(in_force.target(target.dataset, target.owner), now, in_force)


def governed_state(iri: str, now: datetime, in_force: InForce) -> str:
    """Give the state of access that policies give to what an IRI means; it is worked out once for each era."""
    era = in_force.era(now)
    held = in_force.states.get(iri)
    if held is None or held[0] != era:
        held = in_force.states[iri] = (era, _governed_state(of_the_world(now), iri, in_force))
    return held[1]


def _governed_state(world: Asker, iri: str, in_force: InForce) -> str:
    reading = _of_the_world(Action.READ, iri, world.now, in_force)
    if reading.permitted and reading.rows is EVERY_ROW and not reading.masks:
        return "open"
    return "restricted" if reading.visible else "hidden"
