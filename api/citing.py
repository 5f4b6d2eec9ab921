"""Citing: the answer to a question as of a time, drawn anew and held against its hash each time it is asked for."""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from fastapi import Response
from sqlmodel import Session, col, select

from api.door import Door
from api.gateway import Gateway
from api.representations.csv_rows import csv_parts
from api.representations.lasting_json import lasting_json_parts
from api.representations.table import Table, as_response
from api.reuse_terms import TERMS, ReuseTerms
from catalogue import registry
from catalogue.citations import CitedAnswer, CitedTerms
from catalogue.models import Dataset
from catalogue.observations import COLUMNS, ObservationQuery
from catalogue.publishing_errors import CitationBrokenError, CitationEmptyError
from catalogue.row_texts import origins_of
from policies.decision import Action
from schemas.languages import LANGUAGES, Lang, Text
from schemas.messages import say

Draw = Callable[[Table], Generator[bytes, None, None]]
KEPT_WHOLE = 8 * 1024 * 1024
"""Bytes of an answer that are kept while they are checked; a longer one is drawn a second time."""

MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class FrozenTerms:
    """The terms of re-use as they were said when the figures were cited."""

    by_dataset: Mapping[str, CitedTerms]

    def fields(self, dataset: str, _lang: Lang) -> tuple[str, ...]:
        """Give a dataset's terms as texts."""
        return self.by_dataset[dataset].fields if dataset in self.by_dataset else ("",) * len(TERMS)

    def links(self, datasets: Collection[str]) -> list[str]:
        """Give the addresses of some datasets' licences."""
        return sorted({self.by_dataset[one].link for one in datasets if one in self.by_dataset} - {""})

    def lines(self, datasets: Collection[str], _lang: Lang) -> list[dict[str, object]]:
        """Give the terms of some datasets as JSON values."""
        return [{**self.by_dataset[one].line} for one in sorted(datasets) if one in self.by_dataset]


def cited_answer(
    gateway: Gateway, door: Door, query: ObservationQuery, terms: ReuseTerms, lang: Lang, limit: int | None
) -> CitedAnswer:
    """Draw the answer to a question that has its time, and give what is needed to draw it again.

    Raises:
        CitationEmptyError: it has no rows that the caller may read.
    """
    session = door.session
    origins = origins_of(session, query, door.scope(Action.READ), limit)
    if not origins:
        raise CitationEmptyError
    datasets = sorted({dataset for dataset, _, _ in origins})
    door.record_reads(set(datasets) & terms.guarded)
    told = {
        one: CitedTerms(
            terms.by_dataset[one].as_dict(lang), terms.fields(one, lang), terms.by_dataset[one].link
        )
        for one in datasets
    }
    named = replace(query, datasets=tuple(datasets))
    releases = tuple(sorted({release for _, release, _ in origins}))
    answer = CitedAnswer(named, limit, COLUMNS, lang, told, releases)
    table = table_of(gateway, door, answer)
    title, publisher = _datasets_named(session, datasets)
    return replace(
        answer, rows=sum(origins.values()), sha256=_hash(csv_parts(table)), sha256_json=_hash(lasting_json_parts(_again(table))),
        title=title, publisher=publisher, places=_places_named(session, {place for _, _, place in origins}),
    )  # fmt: skip


def table_of(gateway: Gateway, door: Door, answer: CitedAnswer) -> Table:
    """Give the table of a cited answer; that its datasets may be read was decided before."""
    return Table(
        gateway.engine, answer.query, door.scope(Action.READ), FrozenTerms(answer.terms), answer.lang, answer.limit,
        asked_columns=answer.columns,
    )  # fmt: skip


def checked_response(citation: str, table: Table, draw: Draw, expected: str, content_type: str) -> Response:
    """Give a cited answer after it was drawn and found to have its hash.

    Raises:
        CitationBrokenError: it has another.
    """
    digest, kept, size = hashlib.sha256(), bytearray(), 0
    for part in draw(table):
        digest.update(part)
        size += len(part)
        if size <= KEPT_WHOLE:
            kept += part
    if digest.hexdigest() != expected:
        raise CitationBrokenError(citation, expected, digest.hexdigest())
    if size <= KEPT_WHOLE:
        return Response(bytes(kept), headers={"content-type": content_type})
    return as_response(draw(_again(table)), content_type)


def sentences(answer: CitedAnswer, address: str) -> dict[Lang, str]:
    """Write the citation as one sentence, ready to be copied, in each language."""
    time = answer.as_of.strftime("%Y-%m-%d %H:%M:%S UTC")
    return {
        lang: say(
            "citation.sentence", lang, publisher=answer.publisher.in_(lang), title=answer.title.in_(lang),
            places=answer.places.in_(lang), time=time, sha256=answer.sha256, address=address,
        )
        for lang in LANGUAGES
    }  # fmt: skip


def _again(table: Table) -> Table:
    return replace(table, datasets=Counter())


def _hash(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def _datasets_named(session: Session, datasets: Sequence[str]) -> tuple[Text, Text]:
    rows = session.exec(select(Dataset).where(col(Dataset.id).in_(datasets)).order_by(col(Dataset.id))).all()
    known = registry.organisations(session)
    owners = [
        Text.of(known[row.publisher].name) if row.publisher in known else Text.of(row.publisher)
        for row in rows
    ]
    return _listed([Text.of(row.title) for row in rows]), _listed(owners)


def _places_named(session: Session, codes: Collection[str]) -> Text:
    known = registry.places_in_time(session)
    return _listed([known[code].name if code in known else Text.of(code) for code in sorted(codes)])


def _listed(names: Sequence[Text]) -> Text:
    """Name the first ones and count the rest, in each language."""
    told = []
    for lang in LANGUAGES:
        words = list(dict.fromkeys(name.in_(lang) for name in names))
        first = ", ".join(words[:MOST_NAMED])
        more = len(words) - MOST_NAMED
        told.append(say("citation.others", lang, first=first, count=more) if more > 0 else first)
    return Text(*told)
