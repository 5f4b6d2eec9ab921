"""Warming potentials: what another set of them moves, exactly where the gases are split, else within bounds."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from schemas.basis import UNKNOWN
from schemas.comparability.wording import words
from schemas.exact_numbers import decimal_of
from schemas.messages import Message
from schemas.mirror.naming import label
from schemas.mirror.part import Part, Side, Way, minus, summed
from schemas.mirror.potentials import Reach, is_single, reach, summed_ends
from schemas.mirror.scopes import tolerance
from schemas.mirror.series import Entry

CO2_ROWS = ("CO2", "CO2_FOS")
Values = dict[str, object]


def gwp_set(way: Way) -> Way:
    """Take out the warming potentials: by a figure on both sets, by a split of gases, else bounded or stated."""
    said, reference = way.said, way.reference
    found, wanted = said.facet.gwp, reference.facet.gwp
    if said.facet.co2_only or reference.facet.co2_only or found == wanted != UNKNOWN:
        return way
    values: Values = {
        "source": words(said.name), "reference": words(reference.name),
        "found": label("gwp_set", found), "wanted": label("gwp_set", wanted),
    }  # fmt: skip
    if UNKNOWN in (found, wanted):
        return way.with_part(Part("gwp_set", "stated", Message("mirror.part.gwp_set.stated", values)))
    return _by_twin(way, values) or _by_split(way, values) or way.with_part(_in_bounds(said, wanted, values))


def _by_twin(way: Way, values: Values) -> Way | None:
    """Take the figure that a source publishes on both sets."""
    for side, wanted in ((way.said, way.reference.facet.gwp), (way.reference, way.said.facet.gwp)):
        own = side.find(gwp=wanted)
        if own is not None:
            message = Message("mirror.part.gwp_set.twin", {**values, "of": words(side.name)})
            return _moved(way, side, side.moved(own.value, gwp=wanted), message, (side.entry.id, own.id))
    return None


def _by_split(way: Way, values: Values) -> Way | None:
    """Convert gas by gas, where a source prints them and they make up its figure."""
    for side, wanted in ((way.said, way.reference.facet.gwp), (way.reference, way.said.facet.gwp)):
        split = _split(side)
        lost = _lost(split, side.facet.gwp, wanted)
        if lost is not None and lost.is_known:
            moved = side.moved(minus(side.value, decimal_of(lost.least)), gwp=wanted)
            message = Message("mirror.part.gwp_set.split", {**values, "of": words(side.name)})
            return _moved(way, side, moved, message, (side.entry.id, *(entry.id for entry in split)))
    return None


def _moved(way: Way, side: Side, moved: Side, message: Message, observations: Iterable[str]) -> Way:
    if side is way.said:
        return way.said_moved(moved, "gwp_set", message, observations)
    return way.reference_moved(moved, "gwp_set", message, observations)


def _split(side: Side) -> Sequence[Entry]:
    """Give a source's rows by gas, where they add up to its figure; none where they do not."""
    here = replace(side.facet, gas="", gwp="")
    rows = {
        entry.facet.gas: entry
        for entry in reversed(side.series.standing)
        if is_single(entry.facet.gas) and entry.facet.gwp in ("", side.facet.gwp)
        if replace(entry.facet, gas="", gwp="") == here
    }
    missed = abs(minus(summed(entry.value for entry in rows.values()), side.value))
    return tuple(rows.values()) if rows and missed <= tolerance(side.value) else ()


def _lost(split: Sequence[Entry], found: str, wanted: str) -> Reach | None:
    told = [(Fraction(entry.value), reach(entry.facet.gas, found, wanted)) for entry in split]
    known = [(value, factor) for value, factor in told if factor is not None]
    return summed_ends(known) if known and len(known) == len(told) else None


def _in_bounds(side: Side, wanted: str, values: Values) -> Part:
    """Bound what the other set moves, as narrowly as the source's own rows by gas allow."""
    split = _split(side)
    lost = _lost(split, side.facet.gwp, wanted)
    used = split
    if lost is None:
        carbon = next((entry for gas in CO2_ROWS if (entry := side.find(gas=gas, gwp="")) is not None), None)
        used = () if carbon is None else (carbon,)
        free = side.value if carbon is None else minus(side.value, carbon.value)
        factor = reach(side.facet.gas, side.facet.gwp, wanted, with_co2=carbon is None)
        lost = None if factor is None else summed_ends([(Fraction(free), factor)])
    if lost is None:
        return Part("gwp_set", "stated", Message("mirror.part.gwp_set.stated", values))
    return Part(
        "gwp_set",
        "bounded",
        Message("mirror.part.gwp_set.bounded", values),
        lower=decimal_of(lost.least),
        upper=decimal_of(lost.most),
        observations=(side.entry.id, *(entry.id for entry in used)),
    )
