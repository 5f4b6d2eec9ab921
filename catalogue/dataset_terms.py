"""What a dataset is found by: the words of its texts in all languages, its places, their levels, its indicators."""

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from catalogue.folding import words
from catalogue.models import Dataset, Organisation, PlaceRow
from catalogue.registry import as_place
from catalogue.terms_model import DatasetTerm
from schemas.indicators import indicators
from schemas.languages import Text
from schemas.places import Place, former_places, shipped_places

WORD, PLACE, LEVEL, INDICATOR = "word", "place", "level", "indicator"
IN_TITLE, IN_KEYWORDS, IN_NAMES, IN_DESCRIPTION = 8, 4, 2, 1

Terms = dict[tuple[str, str], int]


def index_dataset(session: Session, dataset: Dataset) -> None:
    """Write a dataset's terms anew, within the caller's transaction."""
    terms = _terms(session, dataset)
    session.execute(delete(DatasetTerm).where(col(DatasetTerm.dataset) == dataset.id))
    rows = [
        {"dataset": dataset.id, "kind": kind, "value": value, "weight": weight}
        for (kind, value), weight in terms.items()
    ]
    if rows:
        session.execute(insert(DatasetTerm), rows)


def reindex(session: Session) -> int:
    """Write the terms of all datasets anew, after names of places or organisations changed; give how many."""
    datasets = session.exec(select(Dataset)).all()
    for dataset in datasets:
        index_dataset(session, dataset)
    return len(datasets)


def _terms(session: Session, dataset: Dataset) -> Terms:
    places = _places(session, dataset.spatial)
    terms: Terms = {}
    for text, weight in _texts(session, dataset, places):
        for word in words(text):
            terms[WORD, word] = max(weight, terms.get((WORD, word), 0))
    terms |= dict.fromkeys(((PLACE, code) for code in dataset.spatial), 0)
    terms |= dict.fromkeys(((LEVEL, place.level) for place in places.values()), 0)
    return terms | dict.fromkeys(((INDICATOR, code) for code in dataset.indicators), 0)


def _texts(session: Session, dataset: Dataset, places: Mapping[str, Place]) -> Iterable[tuple[str, int]]:
    owner = session.get(Organisation, dataset.publisher) if dataset.publisher else None
    names = [place.name for place in places.values()]
    names += [Text.of(owner.name)] if owner else []
    names += [indicators()[code].name for code in dataset.indicators if code in indicators()]
    yield from _weighed(dataset.title.values(), IN_TITLE)
    yield from _weighed(dataset.keywords, IN_KEYWORDS)
    yield from _weighed((text for name in names for text in name.as_dict().values()), IN_NAMES)
    yield from _weighed((*dataset.indicators, *dataset.spatial, dataset.publisher), IN_NAMES)
    yield from _weighed(dataset.description.values(), IN_DESCRIPTION)


def _weighed(texts: Iterable[str], weight: int) -> Iterable[tuple[str, int]]:
    return ((text, weight) for text in texts)


def _places(session: Session, codes: Iterable[str]) -> dict[str, Place]:
    """Give the places of some codes; those that ship with us need not be stored, what is stored counts."""
    wanted = list(codes)
    shipped = {**former_places(), **shipped_places()}
    found = {code: shipped[code] for code in wanted if code in shipped}
    for row in session.exec(select(PlaceRow).where(col(PlaceRow.code).in_(wanted))):
        found[row.code] = as_place(row)
    return found
