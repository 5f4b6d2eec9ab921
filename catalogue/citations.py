"""Citations: a question with the time as of which it was answered, and the hash of the answer.

What decides the bytes is kept with it: the question with its codes resolved, the columns, the terms of re-use as they were
said. The rows are read anew each time, as of that time; later publications do not change them.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from catalogue.models import Citation, Release
from catalogue.observations import ObservationQuery
from catalogue.publishing_errors import CitationNotFoundError, CitationWithdrawnError
from catalogue.withdrawal import withdrawn_error
from schemas.languages import Lang, Text

NO_TEXT = Text()
_TIMES = ("as_of", "updated_after")


@dataclass(frozen=True, slots=True)
class CitedTerms:
    """The terms of one dataset as they were said when its figures were cited.

    Args:
        line: as JSON says them.
        fields: as CSV says them.
        link: the licence's address, empty where it has none.
    """

    line: Mapping[str, object]
    fields: tuple[str, ...]
    link: str = ""


@dataclass(frozen=True, slots=True)
class CitedAnswer:
    """What is cited.

    Args:
        query: the question, with the time and the datasets of the answer.
        limit: most rows, None for all.
        columns: of the answer.
        lang: the language of its notes.
        terms: by dataset.
        releases: those whose rows are in the answer.
        title: of the datasets.
        publisher: their owners' names.
        places: names of the places.
        rows: how many.
        sha256: of the answer as CSV.
        sha256_json: of the answer as JSON.
    """

    query: ObservationQuery
    limit: int | None
    columns: tuple[str, ...]
    lang: Lang
    terms: Mapping[str, CitedTerms]
    releases: tuple[str, ...]
    title: Text = NO_TEXT
    publisher: Text = NO_TEXT
    places: Text = NO_TEXT
    rows: int = 0
    sha256: str = ""
    sha256_json: str = field(default="")

    @property
    def as_of(self) -> datetime:
        """The time as of which it is answered."""
        assert self.query.as_of is not None, "a citation has its time"
        return self.query.as_of


def keep(
    session: Session, answer: CitedAnswer, asked_as_of: datetime | None, subject: str, now: datetime
) -> Citation:
    """Keep a citation within the caller's transaction; the same question with the same answer is kept once.

    Args:
        session: the unit of work.
        answer: what is cited.
        asked_as_of: the time where the question named one: then it tells the citation from others.
        subject: who cites.
        now: the time.
    """
    question = _as_json(answer)
    named = "" if asked_as_of is None else asked_as_of.isoformat()
    told = {
        **question,
        "title": "",
        "publisher": "",
        "places_named": "",
        "named": named,
        "sha256": answer.sha256,
    }
    name = hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]
    standing = session.get(Citation, name)
    if standing is not None:
        return standing
    citation = Citation(
        id=name, question=question, as_of=answer.as_of, rows=answer.rows, sha256=answer.sha256, subject=subject,
        recorded_at=now,
    )  # fmt: skip
    session.add(citation)
    return citation


def find_citation(session: Session, citation_id: str) -> tuple[Citation, CitedAnswer]:
    """Give a citation and what it cites.

    Raises:
        CitationNotFoundError: there is none.
    """
    row = session.get(Citation, citation_id)
    if row is None:
        raise CitationNotFoundError(citation_id)
    return row, _read(row)


def require_cited_served(session: Session, citation_id: str, releases: Collection[str]) -> None:
    """Demand that nothing that is cited was withdrawn.

    Raises:
        CitationWithdrawnError: something was; says what, why, and what stands in its place.
    """
    gone: list[Release] = []
    wanted = sorted(releases)
    for start in range(0, len(wanted), 500):
        some = (col(Release.id).in_(wanted[start : start + 500]), col(Release.withdrawn_at).is_not(None))
        gone += session.exec(select(Release).where(*some).order_by(col(Release.number))).all()
    if gone:
        latest = {one.id: one for one in gone}
        raise CitationWithdrawnError(citation_id, [withdrawn_error(session, one) for one in latest.values()])


def _as_json(answer: CitedAnswer) -> dict[str, Any]:
    query = {
        one.name: getattr(answer.query, one.name) for one in fields(answer.query) if one.name not in _TIMES
    }
    return {
        "query": {name: list(part) if isinstance(part, tuple) else part for name, part in query.items()},
        "limit": answer.limit, "columns": list(answer.columns), "lang": answer.lang,
        "terms": {name: asdict(terms) for name, terms in sorted(answer.terms.items())},
        "releases": sorted(answer.releases), "title": answer.title.as_dict(), "publisher": answer.publisher.as_dict(),
        "places_named": answer.places.as_dict(), "sha256_json": answer.sha256_json,
    }  # fmt: skip


def _read(row: Citation) -> CitedAnswer:
    told = row.question
    parts: dict[str, Any] = {
        name: tuple(part) if isinstance(part, list) else part for name, part in told["query"].items()
    }
    terms: Mapping[str, CitedTerms] = {
        name: CitedTerms(one["line"], tuple(one["fields"]), one["link"])
        for name, one in told["terms"].items()
    }
    columns: Sequence[str] = told["columns"]
    return CitedAnswer(
        query=replace(ObservationQuery(**parts), as_of=row.as_of), limit=told["limit"], columns=tuple(columns),
        lang=told["lang"], terms=terms, releases=tuple(told["releases"]), title=Text.of(told["title"]),
        publisher=Text.of(told["publisher"]), places=Text.of(told["places_named"]), rows=row.rows, sha256=row.sha256,
        sha256_json=told["sha256_json"],
    )  # fmt: skip
