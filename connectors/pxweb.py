"""Asking a PxWeb service for tables: limits and metadata first, then the figures, in slices that it answers.

A slice is a document of its own: each figure points to the bytes it came in, and a table of any size is read with
little memory.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from connectors.definitions import MappingDefinition
from connectors.errors import AccessRefusedError, AnswerError, NotFoundError, ServerFailureError, TableError
from connectors.fetching import Fetch, Fetched, located, require_success
from connectors.json_answer import Json
from connectors.options import PxwebOptions
from connectors.pxweb_absent import below, there_instead
from connectors.pxweb_answer import PERIOD, TEXT, columns_read, read_document, require_asked, says_too_many
from connectors.pxweb_choice import Table, choose
from connectors.pxweb_errors import PxwebKeyError, PxwebLimitError
from connectors.pxweb_periods import period_rule
from connectors.pxweb_service import Limits, PxwebService
from connectors.pxweb_slices import Slice, cells_of, slices
from connectors.pxweb_variables import Variable, column_name, variables_of_jsonstat, variables_of_v1

HALVINGS = 6
ENDING = ".px"


@dataclass(frozen=True, slots=True)
class Described:
    """A table with the name under which the service has it, and the bytes that describe it."""

    name: str
    table: Table
    fetched: Fetched


@dataclass
class PxwebReader:
    """Reads tables of one service within one run; limits and metadata are asked for once.

    Args:
        fetch: gives what answers a request.
        service: where it is.
        options: of the source.
    """

    fetch: Fetch
    service: PxwebService
    options: PxwebOptions
    _described: dict[str, Described] = field(default_factory=dict)

    @cached_property
    def limits(self) -> Limits:
        """The service's limits; PxWeb's defaults where it does not tell them."""
        config: Json = None
        with suppress(AnswerError, TableError, ServerFailureError):  # an old version, or a proxy in between
            config = read_document(self.fetch(self.service.config_request()))
        return self.service.limits(config)

    def describe(self, table: str) -> Described:
        """Give a table's variables; of version 1 the ending ``.px`` may be left out.

        Raises:
            ConnectorError: there is no such table.
        """
        if table not in self._described:
            try:
                self._described[table] = self._describe(table)
            except NotFoundError as absent:
                self._described[table] = self._called_otherwise(table, absent)
        return self._described[table]

    def _called_otherwise(self, table: str, absent: NotFoundError) -> Described:
        """Ask for a table of version 1 with its ending; say what there is where there is none of either name.

        Raises:
            PxwebKeyError: there is none, and the service says what there is.
            NotFoundError: there is none.
        """
        try:
            if self.service.api == "v1" and not table.lower().endswith(ENDING):
                return self._describe(table + ENDING)
        except NotFoundError as still:
            absent = still
        held = there_instead(self.fetch, self.service, table, self.limits.pace)
        raise PxwebKeyError(table, where="select.table", url=absent.url, wanted=held) if held else absent

    def documents(self, mapping: MappingDefinition) -> list[Fetched]:
        """Fetch what a mapping selects, in as many answers as the service's limits ask for.

        Raises:
            ConnectorError: the table is none, is not what the mapping says, or the service refuses.
        """
        described = self.describe(mapping.select.table)
        table = described.table
        columns = [variable.column for variable in table.variables]
        texts = [column + TEXT for column in columns]
        wanted = {
            *columns_read(mapping, columns),
            *(name.removesuffix(TEXT) for name in columns_read(mapping, texts)),
        }
        if table.rule is not None and PERIOD in {column.column for column in mapping.columns.values()}:
            wanted |= {variable.column for variable in table.rule.variables}
        whole = choose(table, mapping.select, sorted(wanted))
        return list(self._sliced(described.name, whole))

    def _describe(self, name: str) -> Described:
        address = self.service.table_address(name)
        fetched = self.fetch(self.service.metadata_request(name, self.limits.pace))
        document = read_document(fetched)
        if isinstance(document, list):
            raise PxwebKeyError(name, where="select.table", url=fetched.url, wanted=below(name, document))
        with located(fetched):
            variables = self._variables(document)
        rule = period_rule(variables, [column_name(one) for one in self.options.period])
        return Described(name, Table(address, variables, rule), fetched)

    def _variables(self, document: Json) -> tuple[Variable, ...]:
        return variables_of_jsonstat(document) if self.service.api == "v2" else variables_of_v1(document)

    def _sliced(self, name: str, whole: Slice) -> Iterator[Fetched]:
        """Fetch slice by slice; a service that refuses one as too large is asked for less from then on."""
        limit, refused = self.limits.cells, 0
        waiting = deque([whole])
        while waiting:
            part = waiting.popleft()
            if cells_of(part) > limit:
                waiting.extendleft(reversed(list(slices(part, limit))))
                continue
            fetched = self.fetch(self.service.data_request(name, part, self.limits.pace))
            if not says_too_many(fetched):
                with located(fetched):
                    require_asked(read_document(fetched), part, fetched.url)
                yield fetched
                continue
            refused += 1
            limit = cells_of(part) // 2
            if limit < 1 or refused > HALVINGS:
                raise _too_large(fetched, cells_of(part))
            waiting.appendleft(part)


def _too_large(fetched: Fetched, cells: int) -> PxwebLimitError | AccessRefusedError:
    """Say that a service refuses whatever is asked: for the size, or for who asks."""
    try:
        require_success(fetched)
    except AccessRefusedError as error:
        if cells == 1:
            return error
    except AnswerError:
        pass  # 400 and 413 are told as what they are
    return PxwebLimitError(f"HTTP {fetched.status}", url=fetched.url, cells=cells)
