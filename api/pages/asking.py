"""Asking for a comparison on a page: the API's own question, and its answer as a view."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from api.comparing import compare_within
from api.pages.comparison_reading import view_of
from api.pages.comparison_view import ComparisonView
from api.pages.held import known_places
from api.pages.visit import Visit
from catalogue.models import Dataset, ObservationRow
from schemas.comparability.question import PUBLISHED, Question
from schemas.indicators import indicator
from schemas.languages import Text


def ask(visit: Visit, question: Question) -> ComparisonView:
    """Compare, through the reader's door.

    Raises:
        SchemaError: the question cannot be put; says which part and what is nearest.
    """
    told = compare_within(visit.door, question).to_dict(visit.lang)
    places = known_places(visit.session, question.places)
    return view_of(told, indicator(question.indicator).unit or "NR", places, visit.lang)


@dataclass(frozen=True, slots=True)
class Remarks:
    """What must be said wherever some figures are shown: their datasets' notes, and whether any are example data."""

    notes: tuple[str, ...]
    example: bool


def remarks(visit: Visit, view: ComparisonView) -> Remarks:
    """Give what must be said beside a comparison, of every figure that it rests on."""
    used = select(col(ObservationRow.dataset)).where(col(ObservationRow.id).in_(view.told["inputs"]))
    rows = visit.session.exec(
        select(Dataset).where(col(Dataset.id).in_(used)).order_by(col(Dataset.id))
    ).all()
    said = (Text.of(row.note).in_(visit.lang) for row in rows)
    return Remarks(tuple(dict.fromkeys(note for note in said if note)), any(row.example for row in rows))


def api_call(question: Question) -> dict[str, str | Sequence[str]]:
    """Give the parameters of the API call that answers the same question."""
    return {
        "indicator": question.indicator,
        "place": question.places,
        "sector": "" if question.sector == "_T" else question.sector,
        "scope": question.scope or "",
        "source": question.source,
        "period": question.period,
        "profile": question.profile,
        "factors": "" if question.factors == PUBLISHED else question.factors,
        "gwp": question.gwp,
    }
