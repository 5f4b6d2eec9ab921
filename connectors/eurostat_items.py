"""The connector `eurostat`: what each mapping selects of a table."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from connectors.connector import Connector
from connectors.definitions import SourceDefinition
from connectors.errors import ConnectorError, TransientError
from connectors.eurostat import EurostatQuestion, request_for
from connectors.eurostat_answer import read_answer, updated_at
from connectors.eurostat_delay import fetch_answer, refuse_delay
from connectors.eurostat_options import EurostatOptions
from connectors.fetching import Fetch, Fetched, Request
from connectors.items import Item
from connectors.mapped_items import mapped_item
from connectors.mapping import AppliedMapping
from connectors.raw_table import RawTable
from connectors.reading import Context
from connectors.sniffing import kind_of


def eurostat_items(
    source: SourceDefinition, mappings: Sequence[AppliedMapping], fetch: Fetch, context: Context
) -> Iterator[Item]:
    """Give an item a mapping: what it selects of a table.

    A selection is always asked for whole: Eurostat does not tell changed figures apart, and what a mapping gives replaces what
    it gave before.
    """
    options = EurostatOptions.model_validate(source.options)
    requests: dict[str, Request] = {}
    refused: list[Item] = []
    for applied in mappings:
        select = applied.mapping.select
        question = EurostatQuestion(select.table, select.key, select.since, select.until, options.lang)
        try:
            requests[applied.name] = request_for(fetch, source.url, question, options)
        except ConnectorError as error:
            refused.append(Item(applied.name, applied.name, error=error))
    yield from refused
    for applied in mappings:
        if applied.name in requests:
            yield _item(
                source, mappings, applied, requests, _Patient(fetch, source.url, options.polls), context
            )


def _item(
    source: SourceDefinition, mappings: Sequence[AppliedMapping], applied: AppliedMapping,
    requests: dict[str, Request], fetch: "_Patient", context: Context,
) -> Item:  # fmt: skip
    item = mapped_item(source, mappings, applied, requests, fetch, context)
    return replace(item, changed_at=updated_at(fetch.last) if fetch.last is not None else None)


class _Patient:
    """A fetch that waits for answers that are prepared, and keeps the last one."""

    def __init__(self, fetch: Fetch, root: str, polls: int) -> None:
        self._fetch = fetch
        self._root = root
        self._polls = polls
        self.last: Fetched | None = None

    def __call__(self, request: Request) -> Fetched:
        """Give what answers a request in the end.

        Raises:
            TransientError: no data yet; as an error of the item, so that the next run tries again.
        """
        self.last = fetch_answer(self._fetch, self._root, request, self._polls)
        if 200 <= self.last.status < 300 and kind_of(self.last.content) != "html":
            refuse_delay(self.last)
            return self.last
        try:
            read_answer(self.last)
        except TransientError:
            raise
        except ConnectorError:
            pass  # a finding on what was answered
        return self.last


def _table(applied: AppliedMapping, fetched: Fetched) -> RawTable:
    return read_answer(fetched)


CONNECTOR = Connector("eurostat", eurostat_items, EurostatOptions, _table, flags="eurostat")
