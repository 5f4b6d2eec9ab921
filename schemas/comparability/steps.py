"""Steps that every harmonisation shares, and the reason given where one cannot be taken."""

from decimal import Decimal

from schemas.comparability.figures import Figure
from schemas.comparability.holders import inventory_holder, lift
from schemas.comparability.outcome import Case, Step
from schemas.comparability.reasons import Level, Reason
from schemas.comparability.wording import label, labels, name, quantity
from schemas.messages import Message

LATER_STEPS = frozenset({"lulucf", "population"})
"""Steps that come after the conversions: land use, and the inhabitants."""


def unit_steps(case: Case) -> tuple[Step, ...]:
    """Say that the printed unit was converted; it adds nothing."""
    if case.head is None:
        return ()
    found, wanted = printed_unit(case), case.asked.measure.base_unit
    if found == wanted:
        return ()
    said = Message("compare.step.unit", {"found": label("unit", found), "wanted": label("unit", wanted)})
    return (Step("unit", Decimal(0), said, inputs=(case.head,)),)


def printed_unit(case: Case) -> str:
    """Give the unit that the head was printed in."""
    if case.head is None:
        return case.asked.measure.base_unit
    seen = case.head.observation
    return seen.published_unit or seen.key.unit or case.asked.measure.base_unit


def classification_steps(case: Case) -> tuple[Step, ...]:
    """Say what the classification moves between cells; it adds nothing to a total."""
    steps: list[Step] = []
    for source, target in case.inventory.moves.items():
        figure = case.inventory.filed(source, case.scopes)
        if figure is not None and figure.value:
            said = moved_message(case, (source,), target, figure.value)
            steps.append(Step("classification", Decimal(0), said, figure.value, inputs=figure.observations))
    return tuple(steps)


def heat_step(case: Case, heat: Figure, sign: int) -> Step:
    """Say how much heat of a network left scope 1, or came into scope 2."""
    below, above = (heat.hidden, heat.more) if sign > 0 else (heat.more, heat.hidden)
    unit = case.asked.measure.base_unit
    kind = "bounded" if heat.more else "exact"
    values = {"tonnes": quantity(heat.value, unit), "most": quantity(heat.value + heat.more, unit)}
    message = Message(f"compare.step.heat_scope.{kind}", values)
    return Step("heat_scope", sign * heat.value, message, None, below, above, heat.observations)


def moved_message(case: Case, sources: tuple[str, ...], target: str, moved: Decimal) -> Message:
    """Say what moves from which cell to which."""
    return Message(
        "compare.step.classification",
        {
            "moved": quantity(moved, case.asked.measure.base_unit),
            "source": labels("sector", sources),
            "target": label("sector", target),
        },
    )


def cannot(case: Case, what: str, **values: object) -> Reason:
    """Say that the rows do not allow a conversion, and what would allow it.

    Args:
        case: the figures.
        what: ``split``, ``scope``, ``profile`` or ``sector``: which message says it.
        values: what fills the message.
    """
    place = case.chosen.place
    filled = {"place": name(place), "profile": case.asked.profile.name, **values}
    holder = Message("compare.holder.asker") if what == "profile" else inventory_holder(place)
    needs = lift(what, holder, **filled)
    said = Message(f"compare.cannot.{what}", filled)
    return Reason("scope_coverage", Level.BLOCKER, said, None, (needs,), (place.code,))
