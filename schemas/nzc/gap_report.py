"""The gap report: for each measure, what we can fill, what the city has entered, what differs, and what nobody has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Context, Decimal
from typing import Literal, get_args

from schemas.comparability.evidence import Evidence
from schemas.errors import UnitError
from schemas.messages import Message
from schemas.nzc.answers import Answer, answers
from schemas.nzc.doubts import doubt
from schemas.nzc.measures import Measure, measures, nearest
from schemas.nzc.plan import Entry, Plan
from schemas.observations import decimal_text
from schemas.units import convert, factor

State = Literal["filled", "entered", "differs", "question", "missing", "not_ours", "unknown"]
STATES: tuple[State, ...] = get_args(State)
SLIPS = (Decimal(10), Decimal(12), Decimal(100), Decimal(1000), Decimal("3.6"), Decimal(1000000))
FRACTION, PERCENT = "FRACTION", "PC"
HUNDRED = Decimal(100)
HELD_DIGITS = Context(prec=15)
"""The planner counts in binary fractions, which hold so many digits: more would come back as others."""


@dataclass(frozen=True, slots=True)
class Given:
    """A figure of ours in the unit of the measure.

    Args:
        year: the year.
        value: in `unit`.
        unit: the measure's unit; empty where it is not certain, then the value stands in our own.
        answer: where it comes from.
        answered: whether the unit is the caller's answer to a question.
    """

    year: int
    value: Decimal
    unit: str
    answer: Answer
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A measure of the plan in the report.

    Args:
        entry: as the plan holds it; None for a measure that the plan lacks.
        measure: what it asks; None where the identifier is not on the list.
        state: what we found.
        given: our figures, by year.
        fill: the years that we fill.
        message: the state in a sentence, with what differs or what must be answered.
        differing: for each year in which the city's figure differs from ours, why.
        lacking: the years of the plan that neither the city nor we have.
        doubt: why our figure is only nearly what is asked; None where it is just that, or we have none.
    """

    entry: Entry | None
    measure: Measure | None
    state: State
    given: Mapping[int, Given] = field(default_factory=dict)
    fill: tuple[int, ...] = ()
    message: Message | None = None
    differing: Mapping[int, Message] = field(default_factory=dict)
    lacking: tuple[int, ...] = ()
    doubt: Message | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """How a plan is to be filled.

    Args:
        place: the city.
        overwrite: whether a value the city entered is replaced where ours differs.
        every_year: fill every year that we have, not only the baseline year and those of the plan.
        units: the caller's answers: the unit of a measure, by identifier.
    """

    place: str
    overwrite: bool = False
    every_year: bool = False
    units: Mapping[str, str] = field(default_factory=dict)


def gap_report(plan: Plan, wish: Wish, evidence: Evidence) -> tuple[Line, ...]:
    """Hold a plan against what we hold: a line for each measure of the plan, then for each that it lacks."""
    percent = _shares_are_percent(plan)
    known = measures()
    lines = [_line(entry, known.get(entry.uuid), plan, wish, evidence, percent) for entry in plan.entries]
    there = {entry.uuid for entry in plan.entries}
    lacking = (measure for uuid, measure in known.items() if uuid not in there)
    return (*lines, *(_line(None, measure, plan, wish, evidence, percent) for measure in lacking))


def _shares_are_percent(plan: Plan) -> bool:
    """Say whether the plan itself shows that its shares are percentages: one is above one, and none above a hundred."""
    known = measures()
    shares = [
        value
        for entry in plan.entries
        if entry.uuid in known and FRACTION in known[entry.uuid].candidates
        for value in entry.entered.values()
    ]
    return any(value > 1 for value in shares) and all(value <= HUNDRED for value in shares)


def _line(
    entry: Entry | None, measure: Measure | None, plan: Plan, wish: Wish, evidence: Evidence, percent: bool
) -> Line:
    if measure is None:
        return Line(entry, None, "unknown", message=_unknown(entry.uuid if entry else ""))
    if measure.kind != "figure":
        return Line(entry, measure, "not_ours", message=Message(f"nzc.not_ours.{measure.kind}"))
    ours = answers(measure, wish.place, evidence)
    doubtful = doubt(measure, ours.values(), evidence) if ours else None
    line = _answered(Line(entry, measure, "missing", doubt=doubtful), measure, ours, plan, wish, percent)
    asked = {plan.baseline_year, *(entry.values if entry else ())}
    lacking = asked - set(ours) - set(entry.entered if entry else ())
    return replace(line, lacking=tuple(sorted(lacking)))


def _unknown(uuid: str) -> Message:
    near = nearest(uuid)
    if near is None:
        return Message("nzc.unknown")
    return Message("nzc.unknown.near", {"uuid": near.uuid})


def _answered(
    line: Line, measure: Measure, ours: Mapping[int, Answer], plan: Plan, wish: Wish, percent: bool
) -> Line:
    if not ours:
        return _nothing(line, measure)
    unit, answered = _unit(measure, line.doubt, wish, percent)
    if not unit:
        return _question(line, measure, ours)
    try:
        given = {year: _given(one, unit, answered) for year, one in ours.items()}
    except UnitError:
        values = {"unit": unit, "ours": next(iter(ours.values())).unit}
        return replace(line, state="question", message=Message("nzc.question.wrong_unit", values))
    return _held(line, given, _wanted(line.entry, plan, wish, ours), wish)


def _wanted(entry: Entry | None, plan: Plan, wish: Wish, ours: Mapping[int, Answer]) -> set[int]:
    """Give the years that are filled: the baseline year, those of the plan's data points, or all that we have."""
    own = set(entry.values) if entry is not None else set()
    return set(ours) if wish.every_year else {plan.baseline_year, *own}


def _unit(measure: Measure, doubtful: Message | None, wish: Wish, percent: bool) -> tuple[str, bool]:
    """Give the measure's unit where it is certain: by the list, by the caller's answer, or by the plan's own shares."""
    if measure.uuid in wish.units:
        return wish.units[measure.uuid], True
    if doubtful is not None:
        return "", False
    if measure.unit:
        return measure.unit, False
    return (PERCENT, False) if percent and FRACTION in measure.candidates else ("", False)


def _given(one: Answer, unit: str, answered: bool) -> Given:
    return Given(one.year, HELD_DIGITS.plus(convert(one.value, one.unit, unit)), unit, one, answered)


def _nothing(line: Line, measure: Measure) -> Line:
    if line.entry is not None and line.entry.entered:
        return replace(line, state="entered", message=Message("nzc.entered.alone"))
    return replace(line, message=Message("nzc.missing", {"holder": holder(measure)}))


def holder(measure: Measure) -> Message:
    """Say who keeps the figure that a measure asks."""
    return Message(f"nzc.holder.{measure.holder}")


def _question(line: Line, measure: Measure, ours: Mapping[int, Answer]) -> Line:
    raw = {year: Given(year, one.value, "", one) for year, one in ours.items()}
    agreed = _agreeing(line, measure, ours)
    if agreed:
        message = Message("nzc.entered.agrees_in", {"unit": agreed})
        return replace(line, state="entered", given=raw, message=message)
    values = {"candidates": ", ".join(measure.candidates) or "?"}
    return replace(line, state="question", given=raw, message=_doubted(line, Message("nzc.question", values)))


def _doubted(line: Line, said: Message) -> Message:
    """Add to a sentence why our figure is only nearly what is asked."""
    return Message("nzc.doubted", {"said": said, "doubt": line.doubt}) if line.doubt else said


def _agreeing(line: Line, measure: Measure, ours: Mapping[int, Answer]) -> str:
    """Give the candidate unit in which what the city entered is our figure, if there is just one."""
    if line.entry is None or line.doubt is not None:
        return ""
    both = [(value, ours[year]) for year, value in line.entry.entered.items() if year in ours]
    fitting = [unit for unit in measure.candidates if both and all(_same_in(unit, *pair) for pair in both)]
    return fitting[0] if len(fitting) == 1 else ""


def _same_in(unit: str, value: Decimal, one: Answer) -> bool:
    try:
        factor(one.unit, unit)
    except UnitError:
        return False
    return _same(value, convert(one.value, one.unit, unit))


def _same(one: Decimal, other: Decimal) -> bool:
    """Say whether two values are the same but for rounding: half a percent."""
    return one == other or abs(one - other) * 200 <= max(abs(one), abs(other))


def _held(line: Line, given: Mapping[int, Given], wanted: set[int], wish: Wish) -> Line:
    entered = line.entry.entered if line.entry is not None else {}
    differing = [year for year in entered if year in given and not _same(entered[year], given[year].value)]
    empty = [year for year in sorted(wanted) if year in given and year not in entered]
    fill = tuple(sorted({*empty, *(differing if wish.overwrite else ())}))
    held = replace(line, given=given, fill=fill)
    if differing:
        why = {year: _difference(entered, given, year) for year in sorted(differing)}
        return replace(held, state="differs", message=_doubted(line, _all_differences(why)), differing=why)
    if fill:
        said = Message("nzc.filled", {"years": _years(fill)})
        return replace(held, state="filled", message=_doubted(line, said))
    if entered:
        shared = tuple(year for year in sorted(entered) if year in given)
        key = "nzc.entered.agrees" if shared else "nzc.entered.other_year"
        return replace(held, state="entered", message=Message(key, {"years": _years(shared or tuple(given))}))
    return replace(
        held, state="question", message=Message("nzc.question.year", {"years": _years(tuple(given))})
    )


def _all_differences(why: Mapping[int, Message]) -> Message:
    """Say the first year that differs in full, and name the others."""
    first, *others = why
    if not others:
        return why[first]
    return Message("nzc.differs.more", {"first": why[first], "years": _years(tuple(others))})


def _years(years: tuple[int, ...]) -> str:
    return ", ".join(map(str, years))


def _difference(entered: Mapping[int, Decimal], given: Mapping[int, Given], year: int) -> Message:
    theirs, ours = entered[year], given[year].value
    slip = next(_slips(theirs, ours), None)
    elsewhere = next(
        (other for other, one in given.items() if other != year and _same(theirs, one.value)), None
    )
    said = {"ours": ours, "theirs": theirs, "difference": theirs - ours}
    values: dict[str, object] = {"year": year, **{name: decimal_text(one) for name, one in said.items()}}
    if slip is not None:
        return Message("nzc.differs.slip", {**values, "factor": slip})
    if elsewhere is not None:
        return Message("nzc.differs.year", {**values, "other": elsewhere})
    return Message("nzc.differs", {**values, "source": given[year].answer.stored.observation.key.source})


def _slips(theirs: Decimal, ours: Decimal) -> Iterator[Decimal]:
    for slip in SLIPS:
        if _same(theirs, ours * slip) or _same(theirs * slip, ours):
            yield slip
