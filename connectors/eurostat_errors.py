"""Errors of Eurostat's SDMX interfaces and of its tables as text."""

from connectors.errors import PortalError, TableError


class EurostatTooBigError(PortalError):
    """A question whose answer Eurostat will never give, not even as a file: more rows than it allows."""

    rule = "eurostat-too-big"


class EurostatTableError(TableError):
    """A line of a table as text that is not what its header says: ``wanted`` was expected."""

    rule = "eurostat-table"
