"""The table of an answer: its rows as lines, read in a transaction of their own so that they may outlive the request's."""

from collections.abc import AsyncIterator, Generator, Iterator
from dataclasses import dataclass

from anyio import CancelScope
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from api.reuse_terms import ReuseTerms
from catalogue import scope as access
from catalogue.observations import ObservationQuery
from catalogue.row_texts import Form, Lines, row_texts
from schemas.languages import Lang


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
    """

    engine: Engine
    query: ObservationQuery
    within: access.Scope
    terms: ReuseTerms
    lang: Lang
    limit: int | None = None

    def lines(self, form: Form) -> Iterator[Lines]:
        """Give the rows batch by batch; the transaction ends with them."""
        with self.engine.connect() as connection:
            yield from row_texts(connection, self.query, self.within, form, self.limit)


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
