"""What a connector is, and which there are: our own, and those that other packages bring.

A package brings one by the entry point ``ogledalo.connectors``: a name, and a `Connector`. One that cannot be loaded breaks
the sources that use it, and nothing else.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Literal

from connectors.composed import Composer
from connectors.connector_errors import BrokenConnectorError, UnknownConnectorError
from connectors.foreign import ForeignItems, ForeignTable, TableReader, origin_of
from connectors.items import Portal
from connectors.options import Options

GROUP = "ogledalo.connectors"


@dataclass(frozen=True, slots=True)
class Connector:
    """A protocol: how a source that speaks it is read.

    Args:
        name: as sources name it, e.g. ``ckan``.
        items: gives the items of a source.
        options: what a source may set; typed, and shown by `sources check`.
        table: reads a document as the table that a mapping selects, in a harvest and again whenever a figure is verified;
            None where a document is a file, read by what it is.
        flags: whose status flags its tables carry.
        composer: makes the documents again that it composed of several answers; None where it composes none.
    """

    name: str
    items: Portal
    options: type[Options]
    table: TableReader | None = None
    flags: Literal["sdmx", "eurostat"] = "sdmx"
    composer: Composer | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A connector as this node has it.

    Args:
        name: as sources name it.
        package: what brings it; empty for our own.
        version: the package's.
        declared: its entry point, ``name = module:object``.
        connector: None where it cannot be used.
        why: it cannot be used.
    """

    name: str
    package: str = ""
    version: str = ""
    declared: str = ""
    connector: Connector | None = None
    why: str = ""

    def broken(self) -> BrokenConnectorError:
        """Give the error of a connector that cannot be used."""
        return BrokenConnectorError(self.declared, why=self.why)


def connector(name: str) -> Connector:
    """Give the connector of a name.

    Raises:
        UnknownConnectorError: there is none of that name.
        BrokenConnectorError: a package's connector cannot be loaded.
    """
    known = known_connectors()
    if name in known:
        return known[name]
    if name in broken_connectors():
        raise broken_connectors()[name].broken()
    raise UnknownConnectorError(name, known=", ".join(known))


def known_connectors() -> Mapping[str, Connector]:
    """Give the connectors that can be used by name: our own first, then other packages' in the order of their names."""
    return {one.name: one.connector for one in offers() if one.connector is not None}


def broken_connectors() -> Mapping[str, Offer]:
    """Give the connectors that cannot be used by name; one whose name is taken is not among them."""
    return {one.name: one for one in offers() if one.name not in known_connectors()}


@cache
def offers() -> tuple[Offer, ...]:
    """Give all connectors, those that cannot be used among them, as this process found them."""
    from connectors.portals import (
        BUILT_IN,  # they read tables by their connector: imported here, there is no circle
    )

    own = [Offer(one.name, connector=one) for one in BUILT_IN]
    return (*own, *_foreign(frozenset(one.name for one in BUILT_IN)))


def _foreign(taken: frozenset[str]) -> Iterator[Offer]:
    points = sorted(entry_points(group=GROUP), key=lambda point: (point.name, origin_of(point), point.value))
    brought = Counter(point.name for point in points)
    for point in points:
        package, version = origin_of(point)
        offer = Offer(point.name, package, version, f"{point.name} = {point.value}")
        if point.name in taken or brought[point.name] > 1:
            yield replace(offer, why=f"{point.name} is taken")  # which of two is meant is not guessed
        else:
            yield _loaded(point, offer)


def _loaded(point: EntryPoint, offer: Offer) -> Offer:
    try:
        found = point.load()
        why = _fault(found, point.name)
    except (Exception, SystemExit) as error:  # noqa: BLE001  # whatever a package does: it is told, and others go on
        return replace(offer, why=f"{type(error).__name__}: {error!s:.500}")
    if why:
        return replace(offer, why=why)
    package = f"{offer.package} {offer.version}".strip() or offer.declared
    table = found.table and ForeignTable(package, found.table)
    return replace(offer, connector=replace(found, items=ForeignItems(package, found.items), table=table))


def _fault(found: object, name: str) -> str:
    """Say what is wrong with what an entry point gives."""
    if not isinstance(found, Connector) or found.name != name:
        return f"{found!r:.200}"
    if not callable(found.items) or not (found.table is None or callable(found.table)):
        return "items, table: not callable"
    if not (isinstance(found.options, type) and issubclass(found.options, Options)):
        return f"options: {found.options!r:.200}"
    found.options.model_json_schema()  # what cannot be shown to a person is not typed
    return ""
