"""Steps: each takes one reason out of the difference, from the rows of the two sources."""

from schemas.basis import UNKNOWN
from schemas.comparability.wording import words
from schemas.messages import Message
from schemas.mirror.fact import WITH_LAND, WITHOUT_LAND
from schemas.mirror.land_use import land_use
from schemas.mirror.naming import label
from schemas.mirror.part import Part, Side, Way, minus, summed
from schemas.mirror.scopes import at_scopes


def year(way: Way) -> Way:
    """Take out the time between the periods, by the reference's own series."""
    said, reference = way.said, way.reference
    found, wanted = said.facet.period, reference.facet.period
    if found == wanted:
        return way
    values: dict[str, object] = {
        "source": words(said.name), "reference": words(reference.name), "found": found, "wanted": wanted,
    }  # fmt: skip
    own = reference.find(period=found)
    if own is None:
        return way.with_part(Part("year", "stated", Message("mirror.part.year.stated", values)))
    moved = reference.moved(own.value, period=found)
    message = Message("mirror.part.year.exact", values)
    return way.reference_moved(moved, "year", message, (reference.entry.id, own.id))


def definition(way: Way) -> Way:
    """Take out land use where one figure counts it and the other does not."""
    said, reference = way.said, way.reference
    if said.facet.definition == reference.facet.definition:
        return way
    for side, wanted in ((said, reference.facet.definition), (reference, said.facet.definition)):
        own = side.find(definition=wanted)
        if own is not None:
            return _moved(way, side, side.moved(own.value, definition=wanted), "definition", (own.id,))
    return _land_from_rows(way)


def _land_from_rows(way: Way) -> Way:
    """Take land use from rows of it, where no total with and without it stands."""
    pairs = ((way.said, way.reference.facet.definition), (way.reference, way.said.facet.definition))
    for side, wanted in pairs:
        land = land_use(side)
        if land is not None and {wanted, side.facet.definition} == {WITH_LAND, WITHOUT_LAND}:
            change = land.value if wanted == WITH_LAND else -land.value
            moved = side.moved(summed((side.value, change)), definition=wanted)
            return _moved(way, side, moved, "definition", land.observations)
    return way.with_part(Part("definition", "stated", Message("mirror.part.definition.stated")))


def _moved(way: Way, side: Side, moved: Side, part: str, observations: tuple[str, ...]) -> Way:
    """Move the side that a part was found on, and name whose figures it rests on."""
    values = {"of": words(side.name)}
    message = Message(f"mirror.part.{part}.exact", values)
    if side is way.said:
        return way.said_moved(moved, part, message, (side.entry.id, *observations))
    return way.reference_moved(moved, part, message, (side.entry.id, *observations))


def scope(way: Way) -> Way:
    """Take out the emission scopes that only one of the figures covers."""
    said, reference = way.said, way.reference
    if said.facet.scope == reference.facet.scope:
        return way
    values: dict[str, object] = {
        "found": label("scope", said.facet.scope), "wanted": label("scope", reference.facet.scope),
    }  # fmt: skip
    pairs = ((said, reference.facet), (reference, said.facet))
    for side, wanted in pairs:
        own = at_scopes(side, wanted) if wanted.scopes() and side.facet.scopes() else None
        if own is not None:
            message = Message("mirror.part.scope.exact", {**values, "of": words(side.name)})
            moved = side.moved(own.value, scope=wanted.scope)
            if side is said:
                return way.said_moved(moved, "scope", message, (side.entry.id, *own.observations))
            return way.reference_moved(moved, "scope", message, (side.entry.id, *own.observations))
    return way.with_part(Part("scope", "stated", Message("mirror.part.scope.stated", values)))


def gas(way: Way) -> Way:
    """Take out the gases that only one of the figures counts."""
    said, reference = way.said, way.reference
    found, wanted = said.facet.gas, reference.facet.gas
    if found == wanted != UNKNOWN:
        return way
    values: dict[str, object] = {
        "source": words(said.name), "reference": words(reference.name),
        "found": label("gas_group", found), "wanted": label("gas_group", wanted),
    }  # fmt: skip
    if UNKNOWN in (found, wanted):
        return way.with_part(Part("gas", "stated", Message("mirror.part.gas.stated", values)))
    for side, other in ((said, reference), (reference, said)):
        own = side.find(gas=other.facet.gas, gwp=other.facet.gwp)
        if own is not None:
            message = Message("mirror.part.gas.exact", {**values, "of": words(side.name)})
            moved = side.moved(own.value, gas=own.facet.gas, gwp=own.facet.gwp)
            if side is said:
                return way.said_moved(moved, "gas", message, (side.entry.id, own.id))
            return way.reference_moved(moved, "gas", message, (side.entry.id, own.id))
    return way.with_part(_gas_in_bounds(way, values))


def _gas_in_bounds(way: Way, values: dict[str, object]) -> Part:
    """Say in which direction left-out gases work: what counts fewer gases cannot be the larger for it."""
    said, reference = (_kept(side) for side in (way.said, way.reference))
    if said is None or reference is None or said == reference or not (said < reference or reference < said):
        return Part("gas", "stated", Message("mirror.part.gas.stated", values))
    message = Message("mirror.part.gas.bounded", values)
    zero = minus(way.said.value, way.said.value)
    if said < reference:
        return Part("gas", "bounded", message, upper=zero)
    return Part("gas", "bounded", message, lower=zero)


_KEPT = {
    "CO2": frozenset({"CO2"}), "CO2_FOS": frozenset({"CO2"}),
    "CO2E_3G": frozenset({"CO2", "CH4", "N2O"}),
    "CO2E": frozenset({"CO2", "CH4", "N2O", "F"}),
}  # fmt: skip


def _kept(side: Side) -> frozenset[str] | None:
    return _KEPT.get(side.facet.gas)
