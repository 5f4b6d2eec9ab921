"""The part of a dataset's page that says who may read it, in plain words, and how to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from api.access_told import Governed
from api.door import is_whole
from api.pages.visit import Visit
from catalogue.drafts import DatasetView
from policies.decision import Decision

OPEN = "open"


@dataclass(frozen=True, slots=True)
class AccessView:
    """Who may read a dataset, and how to ask.

    Args:
        here: address of the dataset in the API.
        sentences: who may do what; none where everybody may read it and no policy says more.
        how: how to ask.
        terms: those to be accepted, a line each; none where there is nothing to ask for.
        sha256: by which they are accepted.
    """

    here: str
    sentences: Sequence[str] = ()
    how: str = ""
    terms: Sequence[str] = ()
    sha256: str = ""


def access_view(visit: Visit, view: DatasetView, decision: Decision) -> AccessView:
    """Give what the page says of access."""
    here = f"/api/v1/datasets/{quote(view.id, safe='')}"
    governed = Governed(visit.door, view)
    if view.access == OPEN and not governed.governing():
        return AccessView(here)
    sentences = governed.sentences(visit.lang)
    if is_whole(decision):
        return AccessView(here, sentences)
    days = f"{visit.gateway.settings.access_answer_days:g}"
    how = visit.writer.message("access.how_to_ask", owner=governed.owner_name(visit.lang), days=days)
    terms = governed.terms
    return AccessView(here, sentences, how, terms.text.in_(visit.lang).splitlines(), terms.sha256)
