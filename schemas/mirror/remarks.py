"""Remarks: what may lie behind a difference, and what no published figure tells the size of."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from schemas.basis import UNKNOWN
from schemas.comparability.wording import enumerated, quantity, words
from schemas.indicators import indicator
from schemas.messages import Message
from schemas.mirror.naming import label
from schemas.mirror.part import Part, Side, Way, minus
from schemas.mirror.series import Entry
from schemas.units import factor

_MADE_HOW = ("boundary", "method")
ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "GHG": (
        "accounting",
        "ets",
        "waste",
        "industry_energy",
        "ef_basis",
        "elec_method",
        "biogenic",
        *_MADE_HOW,
    ),
    "Energy": ("calorific", "climate_correction", "industry_energy", *_MADE_HOW),
}
"""By group of indicators: attributes of a basis that move a figure and that no row takes out."""

SAID_WHERE_STATED = ("chp_alloc", "transport")
"""Attributes that few state: said where both do and differ, not missed where one does not."""

STATES_OWN = "NAT"
SLIPS: Mapping[str, Fraction] = {
    "1000": Fraction(1000), "10": Fraction(10), "44/12": Fraction(44, 12), "3.6": Fraction(18, 5),
    "11.63": Fraction(1163, 100), "1000000": Fraction(1_000_000),
}  # fmt: skip
NEARLY = Fraction(1, 1000)
WORTH_SAYING = Decimal("0.01")


def revision(way: Way) -> Way:
    """Take out a revision: one source repeats what the other said before it was corrected."""
    said, reference = way.said, way.reference
    if said.value == reference.value:
        return way
    old = _earlier(reference, said.value)
    if old is not None:
        moved = reference.moved(old.value)
        return way.reference_moved(
            moved, "revision", _repeats(said, reference, old), (reference.entry.id, old.id)
        )
    old = _earlier(said, reference.value)
    if old is not None:
        moved = said.moved(old.value)
        return way.said_moved(moved, "revision", _repeats(reference, said, old), (said.entry.id, old.id))
    if STATES_OWN == said.entry.basis.ef_basis == reference.entry.basis.ef_basis:
        return way.with_part(Part("revision", "stated", Message("mirror.part.revision.stated")))
    return way


def _earlier(side: Side, value: Decimal) -> Entry | None:
    alike = (entry for entry in side.series.earlier if entry.facet == side.facet and entry.value == value)
    return next(alike, None)


def _repeats(copy: Side, original: Side, old: Entry) -> Message:
    until = old.seen.recorded_to
    values = {
        "source": words(copy.name),
        "of": words(original.name),
        "day": until.date().isoformat() if until else "",
    }
    return Message("mirror.part.revision.exact", values)


def attributes(way: Way) -> Way:
    """State what the bases say differently, and what they leave out."""
    group = indicator(way.said.series.standing[0].key.indicator).group
    names = ATTRIBUTES.get(group, _MADE_HOW)
    said, reference = way.said, way.reference
    for name in (*names, *SAID_WHERE_STATED):
        found, wanted = (getattr(side.entry.basis, name) for side in (said, reference))
        if UNKNOWN not in (found, wanted) and found != wanted:
            way = way.with_part(Part(name, "stated", _differs(way, name, found, wanted)))
    lacking = tuple(_lacking(side, names) for side in (said, reference))
    return way.with_part(Part("unstated", "stated", _unstated(way, *lacking))) if any(lacking) else way


def _unstated(way: Way, said: tuple[str, ...], reference: tuple[str, ...]) -> Message:
    values: dict[str, object] = {
        "source": words(way.said.name), "reference": words(way.reference.name),
        "what": _named(said), "other": _named(reference),
    }  # fmt: skip
    if said and reference:
        return Message("mirror.part.unstated.both", values)
    return Message("mirror.part.unstated.source" if said else "mirror.part.unstated.reference", values)


def _named(attributes: tuple[str, ...]) -> Message:
    return enumerated(tuple(Message(f"mirror.what.{name}") for name in attributes))


def _differs(way: Way, name: str, found: str, wanted: str) -> Message:
    values: dict[str, object] = {
        "what": Message(f"mirror.what.{name}"),
        "source": words(way.said.name), "found": label(name, found),
        "reference": words(way.reference.name), "wanted": label(name, wanted),
    }  # fmt: skip
    return Message("mirror.part.attribute", values)


def _lacking(side: Side, names: tuple[str, ...]) -> tuple[str, ...]:
    """Give what a basis leaves out and what could move the figure: electricity's factor not where scope 1 stands alone."""
    asked = (*names, "lulucf") if side.facet.definition else names
    needless = {"elec_method"} if side.facet.scope == "S1" else set()
    return tuple(
        name for name in asked if name not in needless and getattr(side.entry.basis, name) == UNKNOWN
    )


def slip(way: Way) -> Way:
    """Say that a unit may be mistaken where one figure is a telling multiple of the other."""
    first, second = (abs(Fraction(side.entry.value)) for side in (way.said, way.reference))
    if not first or not second:
        return way
    large = max(first, second) / min(first, second)
    for text, ratio in SLIPS.items():
        if abs(large / ratio - 1) <= NEARLY:
            message = Message("mirror.part.unit.slip", {"factor": text})
            return way.with_part(Part("unit", "stated", message))
    return way


def rounding(way: Way) -> Way:
    """Say how much of what is left may be rounding, where that is worth saying."""
    left = abs(minus(way.said.value, way.reference.value))
    most = sum((_half_of_last_digit(side.entry) for side in (way.said, way.reference)), Decimal(0))
    if not left or most < left * WORTH_SAYING:
        return way
    values = {"most": quantity(most, way.said.entry.unit)}
    message = Message("mirror.part.rounding", values)
    return way.with_part(Part("rounding", "bounded", message, lower=-most, upper=most))


def _half_of_last_digit(entry: Entry) -> Decimal:
    observation = entry.seen.stored.observation
    printed, unit = observation.published_value, observation.published_unit or entry.unit
    if printed is None or not printed.is_finite():
        return Decimal(0)
    exponent = printed.as_tuple().exponent
    step = Decimal(1).scaleb(min(int(exponent), 0)) / 2
    return step * _to(unit, entry)


def _to(unit: str, entry: Entry) -> Decimal:
    """Give what one printed unit is in the mirror's; a unit of CO2 alone counts as it stands."""
    value, printed = entry.value, entry.seen.stored.observation.published_value
    if printed:
        return abs(value / printed)
    same = unit == entry.unit
    ratio = Fraction(1) if same else factor(unit, entry.unit)
    return Decimal(ratio.numerator) / Decimal(ratio.denominator)
