"""Terms of re-use: licence, attribution and note that stand beside every figure, by dataset."""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlmodel import Session

from api.epoch_reader import Epochs
from catalogue.models import Dataset
from catalogue.scope import Scope
from schemas.comparability.evidence import LicenceLine
from schemas.languages import Lang, Text
from schemas.licences import NONE, UNKNOWN, Licence, jointly, read_licence

MOST_SCOPES = 64
OPEN = "open"
TERMS = ("licence", "attribution", "note", "conditions")
"""The terms that stand at the end of a row of CSV."""


def licence_json(licence: Licence, lang: Lang) -> dict[str, object]:
    """Give what we know of a licence as JSON values; nothing of one that is unknown, or where none is stated."""
    if licence.code in (UNKNOWN, NONE):
        return {}
    conditions = [message.in_(lang) for message in licence.conditions]
    return {
        "code": licence.code,
        "name": licence.name.in_(lang),
        "iri": licence.iri,
        "conditions": conditions,
    }


def asked_by(licence: Licence, lang: Lang) -> str:
    """Say in a line what a licence that we know asks."""
    known = () if licence.code in (UNKNOWN, NONE) else licence.conditions
    return "; ".join(message.in_(lang) for message in known)


@dataclass(frozen=True, slots=True)
class DatasetTerms:
    """Under which terms one dataset's figures may be re-used.

    Args:
        dataset: its id.
        access: ``open``, ``restricted`` or ``hidden``.
        licence: IRI, EU code, or what is said where the source states none.
        attribution: whom to name.
        note: what must be said wherever its figures are shown.
        example: labelled example data, never real figures.
    """

    dataset: str
    access: str
    licence: str
    attribution: str
    note: Text
    example: bool

    def as_dict(self, lang: Lang) -> dict[str, object]:
        """Give them as JSON values in a language; of a licence that we know also what it asks."""
        said: dict[str, object] = {
            "dataset": self.dataset, "licence": self.licence, "attribution": self.attribution,
            "note": self.note.in_(lang),
        }  # fmt: skip
        return (
            said
            | licence_json(read_licence(self.licence), lang)
            | ({"example": True} if self.example else {})
        )

    def fields(self, lang: Lang) -> tuple[str, ...]:
        """Give them as texts in the order of TERMS."""
        return (
            self.licence,
            self.attribution,
            self.note.in_(lang),
            asked_by(read_licence(self.licence), lang),
        )

    @property
    def link(self) -> str:
        """The licence's address, empty where it has none."""
        return (
            self.licence
            if self.licence.startswith(("http://", "https://"))
            else read_licence(self.licence).iri
        )


@dataclass(frozen=True)
class ReuseTerms:
    """The terms of all datasets of a scope, by dataset."""

    by_dataset: Mapping[str, DatasetTerms]

    @cached_property
    def guarded(self) -> frozenset[str]:
        """The datasets that the scope lets through although they are not open: reading them is recorded."""
        return frozenset(one.dataset for one in self.by_dataset.values() if one.access != OPEN)

    def fields(self, dataset: str, lang: Lang) -> tuple[str, ...]:
        """Give a dataset's terms as texts in the order of TERMS; empty ones where nothing is known of it."""
        terms = self.by_dataset.get(dataset)
        return terms.fields(lang) if terms else ("",) * len(TERMS)

    def links(self, datasets: Collection[str]) -> list[str]:
        """Give the addresses of some datasets' licences, each once."""
        links = self._links
        return sorted({links[one] for one in datasets if one in links} - {""})

    @cached_property
    def _links(self) -> Mapping[str, str]:
        return {name: terms.link for name, terms in self.by_dataset.items()}

    @cached_property
    def _said(self) -> dict[tuple[str, Lang], dict[str, object]]:
        """The terms as they were said before: a scope's are kept for as long as the epochs stand."""
        return {}

    def lines(self, datasets: Collection[str], lang: Lang) -> list[dict[str, object]]:
        """Give the terms of some datasets as JSON values, in order of their ids."""
        return [self._line(one, lang) for one in sorted(datasets) if one in self.by_dataset]

    def _line(self, dataset: str, lang: Lang) -> dict[str, object]:
        said = self._said.get((dataset, lang))
        if said is None:
            said = self._said[dataset, lang] = self.by_dataset[dataset].as_dict(lang)
        return said


def reuse_told(terms: Iterable[tuple[str, LicenceLine]], lang: Lang) -> dict[str, object]:
    """Say under which terms what was derived from several datasets may be re-used: each one's, and the strictest of all.

    Args:
        terms: the datasets it rests on, each with its licence and whom to name.
        lang: the language of the texts.
    """
    read = [(dataset, line, read_licence(line.licence)) for dataset, line in terms]
    joint = jointly(licence for _, _, licence in read)
    return {
        "datasets": [
            {"dataset": dataset, "licence": line.licence, "attribution": line.attribution}
            | licence_json(licence, lang)
            for dataset, line, licence in read
        ],
        "conditions": [message.in_(lang) for message in joint.conditions] if read else [],
        "conflicts": [message.in_(lang) for message in joint.conflicts],
    }


class TermsShelf:
    """Terms that were read, kept for as long as the epochs stand."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Epochs, str], ReuseTerms] = OrderedDict()

    def terms(self, session: Session, within: Scope, epochs: Epochs) -> ReuseTerms:
        """Give the terms of a scope's datasets."""
        key = (epochs, within.fingerprint)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = read_terms(session, within)
            while len(self._kept) > MOST_SCOPES:
                self._kept.popitem(last=False)
        return found


def read_terms(session: Session, within: Scope) -> ReuseTerms:
    """Read the terms of a scope's datasets."""
    names = ("id", "licence", "attribution", "publisher", "note", "example")
    columns = (*(getattr(Dataset, name) for name in names), within.states.column.label("access"))
    rows = session.execute(select(*columns).where(within.datasets))
    return ReuseTerms(
        {
            row.id: DatasetTerms(
                row.id,
                row.access,
                row.licence,
                row.attribution or row.publisher,
                Text.of(row.note),
                row.example,
            )
            for row in rows
        }
    )
