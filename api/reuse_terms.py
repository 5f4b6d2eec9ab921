"""Terms of re-use: licence, attribution and note that stand beside every figure, by dataset."""

from collections import OrderedDict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlmodel import Session

from api.epoch_reader import Epochs
from catalogue.models import Dataset
from catalogue.scope import Scope
from schemas.languages import Lang, Text

MOST_SCOPES = 64
OPEN = "open"


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
        """Give them as JSON values in a language."""
        said: dict[str, object] = {
            "dataset": self.dataset, "licence": self.licence, "attribution": self.attribution,
            "note": self.note.in_(lang),
        }  # fmt: skip
        return said | ({"example": True} if self.example else {})


@dataclass(frozen=True)
class ReuseTerms:
    """The terms of all datasets of a scope, by dataset."""

    by_dataset: Mapping[str, DatasetTerms]

    @cached_property
    def guarded(self) -> frozenset[str]:
        """The datasets that the scope lets through although they are not open: reading them is recorded."""
        return frozenset(one.dataset for one in self.by_dataset.values() if one.access != OPEN)

    def lines(self, datasets: Collection[str], lang: Lang) -> list[dict[str, object]]:
        """Give the terms of some datasets as JSON values, in order of their ids."""
        return [self.by_dataset[one].as_dict(lang) for one in sorted(datasets) if one in self.by_dataset]


class TermsShelf:
    """Terms that were read, kept for as long as the epochs stand."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Epochs, str], ReuseTerms] = OrderedDict()

    def terms(self, session: Session, within: Scope, epochs: Epochs) -> ReuseTerms:
        """Give the terms of a scope's datasets."""
        key = (epochs, within.fingerprint)
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = _read(session, within)
            while len(self._kept) > MOST_SCOPES:
                self._kept.popitem(last=False)
        return found


def _read(session: Session, within: Scope) -> ReuseTerms:
    names = ("id", "access", "licence", "attribution", "publisher", "note", "example")
    rows = session.execute(select(*(getattr(Dataset, name) for name in names)).where(within.datasets))
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
