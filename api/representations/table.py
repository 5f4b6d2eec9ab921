"""The table of an answer: its rows as lines, read in a transaction of their own so that they may outlive the request's."""

from collections import Counter
from collections.abc import AsyncIterator, Collection, Generator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from anyio import CancelScope
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from catalogue import scope as access
from catalogue.database import TABLES, apart
from catalogue.observations import ObservationQuery
from catalogue.row_texts import Form, Lines, columns_of, row_texts
from schemas.languages import Lang


class Terms(Protocol):
    """The terms of re-use of the datasets of a table."""

    def fields(self, dataset: str, lang: Lang) -> tuple[str, ...]:
        """Give a dataset's terms as texts."""
        ...

    def links(self, datasets: Collection[str]) -> list[str]:
        """Give the addresses of some datasets' licences."""
        ...

    def lines(self, datasets: Collection[str], lang: Lang) -> list[dict[str, object]]:
        """Give the terms of some datasets as JSON values."""
        ...


@dataclass(frozen=True, slots=True)
class Table:
    """A question with what is needed to answer it.

    Args:
        engine: where the rows stand.
        query: the question.
        within: the rows that the caller may read.
        terms: terms of re-use of the datasets in the scope.
        lang: the language of notes.
        limit: most rows, None for all.
        asked_columns: the columns; those of every representation unless told.
        more: further members of an answer in JSON.
        datasets: how many rows of each dataset were given so far.
    """

    engine: Engine
    query: ObservationQuery
    within: access.Scope
    terms: Terms
    lang: Lang
    limit: int | None = None
    asked_columns: tuple[str, ...] = ()
    more: Mapping[str, object] = field(default_factory=dict)
    datasets: Counter[str] = field(default_factory=Counter)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of its rows."""
        return self.asked_columns or columns_of(self.query)

    def lines(self, form: Form) -> Iterator[Lines]:
        """Give the rows batch by batch; the transaction ends with them."""
        with apart(self.engine, TABLES).connect() as connection:
            for batch in row_texts(connection, self.query, self.within, form, self.limit, self.asked_columns):
                self.datasets.update([dataset for _, dataset in batch])
                yield batch


def as_response(parts: Generator[bytes, None, None], content_type: str) -> Response:
    """Give a text as a whole answer where it comes in one part, else as a stream.

    Args:
        parts: the text, of which each part is drawn only when the one before is taken.
        content_type: of the answer.
    """
    first, second = next(parts, b""), next(parts, None)
    if second is None:
        return Response(first, headers={"content-type": content_type})
    return Stream(first, second, parts, content_type)


class Stream(StreamingResponse):
    """An answer in parts; when it ends, or its reader leaves, the drawing ends and gives its connection back."""

    def __init__(
        self, first: bytes, second: bytes, rest: Generator[bytes, None, None], content_type: str
    ) -> None:
        super().__init__(_parts(first, second, rest), headers={"content-type": content_type})
        self._rest = rest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the parts."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            with CancelScope(shield=True):
                await run_in_threadpool(self._rest.close)


async def _parts(first: bytes, second: bytes, rest: Generator[bytes, None, None]) -> AsyncIterator[bytes]:
    yield first
    part: bytes | None = second
    while part is not None:
        yield part
        part = await run_in_threadpool(next, rest, None)
