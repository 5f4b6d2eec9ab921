"""Other packages' connectors: what they are by their metadata, and what of them never reaches a harvest: their own faults."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import EntryPoint

from connectors.connector_errors import FailedConnectorError
from connectors.definitions import SourceDefinition
from connectors.errors import ConnectorError
from connectors.fetching import Fetch, Fetched, Request
from connectors.items import Item, Portal
from connectors.mapping import AppliedMapping
from connectors.raw_table import RawTable
from connectors.reading import Context
from schemas.messages import message_tables

TableReader = Callable[[AppliedMapping, Fetched], RawTable]


def origin_of(point: EntryPoint) -> tuple[str, str]:
    """Give the name and version of the package that declares an entry point; empty where its metadata do not say."""
    if point.dist is None:
        return "", ""
    told = point.dist.metadata
    return str(told["Name"] or ""), str(told["Version"] or "")


@dataclass(frozen=True)
class ForeignItems:
    """A foreign connector's way of giving items: an exception that is no error of the connectors is one that is told.

    What the fetch raises is no fault of the package, and goes through as it is.

    Args:
        package: whom to tell, e.g. ``ogledalo-utility 1.2``.
        items: gives them.
    """

    package: str
    items: Portal

    def __call__(
        self, source: SourceDefinition, mappings: Sequence[AppliedMapping], fetch: Fetch, context: Context
    ) -> Iterator[Item]:
        """Give the items one by one.

        Raises:
            ConnectorError: the source as a whole cannot be read.
            FailedConnectorError: the package raised something else, or gave what is no item.
        """
        watched = _Watched(fetch)
        try:
            for item in self.items(source, mappings, watched, context):
                if not isinstance(item, Item):
                    raise FailedConnectorError(f"{item!r:.200}", package=self.package)
                yield replace(item, error=item.error and _sayable(item.error, self.package))
        except ConnectorError as error:
            raise _sayable(error, self.package) from error
        except Exception as error:
            if error in watched.raised:
                raise
            raise _failed(error, self.package) from error


@dataclass(frozen=True)
class ForeignTable:
    """A foreign connector's way of reading a document, its faults told likewise.

    Args:
        package: whom to tell.
        table: reads a document.
    """

    package: str
    table: TableReader

    def __call__(self, applied: AppliedMapping, fetched: Fetched) -> RawTable:
        """Read a document.

        Raises:
            ConnectorError: it is no such table.
            FailedConnectorError: the package raised something else, or gave what is no table.
        """
        try:
            table = self.table(applied, fetched)
        except ConnectorError as error:
            raise _sayable(error, self.package) from error
        except Exception as error:
            raise _failed(error, self.package) from error
        if not isinstance(table, RawTable):
            raise FailedConnectorError(f"{table!r:.200}", package=self.package)
        return table


@dataclass
class _Watched:
    """A fetch that remembers what it raised."""

    fetch: Fetch
    raised: list[Exception] = field(default_factory=list)

    def __call__(self, request: Request) -> Fetched:
        try:
            return self.fetch(request)
        except Exception as error:
            self.raised.append(error)
            raise


def _sayable(error: ConnectorError, package: str) -> ConnectorError:
    """Give the error, or what to say of one whose class has no texts (`ForeignError` would)."""
    return error if error.expected.key in message_tables() else _failed(error, package)


def _failed(error: Exception, package: str) -> FailedConnectorError:
    said = error.found if isinstance(error, ConnectorError) else str(error)
    return FailedConnectorError(f"{type(error).__name__}: {said:.500}", package=package)
