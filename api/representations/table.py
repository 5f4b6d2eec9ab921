"""The table of an answer: its rows as lines, read in a transaction of their own so that they may outlive the request's."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from api.reuse_terms import ReuseTerms
from catalogue.observations import ObservationQuery
from catalogue.row_texts import Form, Lines, row_texts
from catalogue.scope import Scope
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
    within: Scope
    terms: ReuseTerms
    lang: Lang
    limit: int | None = None

    def lines(self, form: Form) -> Iterator[Lines]:
        """Give the rows batch by batch; the transaction ends with them."""
        with self.engine.connect() as connection:
            yield from row_texts(connection, self.query, self.within, form, self.limit)


def as_response(parts: Iterator[bytes], content_type: str) -> Response:
    """Give a text as a whole answer where it comes in one part, else as a stream.

    Args:
        parts: the text, of which each part is drawn only when the one before is taken.
        content_type: of the answer.
    """
    first, second = next(parts, b""), next(parts, None)
    if second is None:
        return Response(first, headers={"content-type": content_type})
    return StreamingResponse(_stream(first, second, parts), headers={"content-type": content_type})


async def _stream(first: bytes, second: bytes, rest: Iterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    part: bytes | None = second
    while part is not None:
        yield part
        part = await run_in_threadpool(next, rest, None)
