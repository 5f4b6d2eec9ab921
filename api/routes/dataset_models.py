"""A dataset as JSON: what the catalogue holds of it, in the language of a request."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from api.freshness import Fresh
from catalogue.drafts import DatasetView, DistributionView, RecordView
from policies.decision import Action
from schemas.languages import Lang, Text


class PublisherOut(BaseModel):
    """Who owns a dataset."""

    id: str
    name: str


class DistributionOut(BaseModel):
    """A file or address at the source."""

    id: str
    title: str
    access_url: str
    download_url: str
    format: str
    media_type: str
    byte_size: int | None
    sha256: str
    licence: str
    modified: str


class RecordOut(BaseModel):
    """What one source that lists a dataset says of it."""

    source: str
    remote: str = Field(description="what the dataset is called there")
    former: tuple[str, ...] = Field(description="what it was called there before")
    landing_page: str
    own: bool = Field(description="whether the dataset is described as this record says")
    first_seen: datetime
    changed_at: datetime
    missing_since: datetime | None = Field(description="since when the source no longer lists it")


class DatasetOut(BaseModel):
    """A dataset as the catalogue holds it; texts in the language asked for, its title in all that it has."""

    id: str
    title: str
    titles: dict[str, str]
    description: str
    publisher: PublisherOut | None
    access: str
    readable: bool = Field(description="whether the caller may read its figures")
    theme: str
    keywords: tuple[str, ...]
    licence: str
    rights: str
    attribution: str
    landing_page: str
    spatial: tuple[str, ...]
    temporal: tuple[str, str]
    issued: str
    modified: str
    periodicity: str
    language: str
    example: bool = Field(description="labelled example data, never real figures")
    note: str = Field(description="what must be said wherever its figures are shown")
    provenance: tuple[str, ...]
    indicators: tuple[str, ...]
    source: str
    recorded_from: datetime
    recorded_at: datetime
    released_at: datetime | None
    missing_since: datetime | None = Field(description="since when its source no longer lists it")
    records: tuple[RecordOut, ...] | None = Field(
        description="one for each portal that lists it; None in a list of datasets"
    )
    distributions: tuple[DistributionOut, ...] = Field(description="only of what the caller may read")
    links: dict[str, str]


class Teller:
    """Tells of datasets in the language of a request."""

    def __init__(self, fresh: Fresh) -> None:
        self._lang: Lang = fresh.lang
        self._organisations = fresh.registered.organisations
        self._readable = fresh.terms(fresh.door.scope(Action.READ)).by_dataset

    def dataset(self, view: DatasetView) -> DatasetOut:
        """Tell of one dataset."""
        said: dict[str, Any] = {  # the fields that are told as they are
            name: getattr(view, name) for name in DatasetOut.model_fields if hasattr(view, name)
        }
        texts = {name: getattr(view, name).in_(self._lang) for name in ("title", "description", "note")}
        return DatasetOut.model_validate(
            said
            | texts
            | {
                "titles": view.title.as_dict(),
                "publisher": self._publisher(view.publisher),
                "readable": view.id in self._readable,
                "provenance": [step.in_(self._lang) for step in view.provenance],
                "records": list(map(_record, view.records)) or None,
                "distributions": list(map(self._distribution, view.distributions)),
                "links": _links(view),
            }
        )

    def _publisher(self, organisation: str) -> PublisherOut | None:
        if not organisation:
            return None
        known = self._organisations.get(organisation)
        name = Text.of(known.name).in_(self._lang) if known else organisation
        return PublisherOut(id=organisation, name=name)

    def _distribution(self, one: DistributionView) -> DistributionOut:
        said = {name: getattr(one, name) for name in DistributionOut.model_fields}
        return DistributionOut.model_validate(said | {"id": one.key, "title": one.title.in_(self._lang)})


def _record(one: RecordView) -> RecordOut:
    return RecordOut.model_validate({name: getattr(one, name) for name in RecordOut.model_fields})


def _links(view: DatasetView) -> dict[str, str]:
    here = f"/api/v1/datasets/{view.id}"
    links = {"page": f"/datasets/{view.id}", "rdf": f"{here}.ttl", "validation": f"{here}/validation"}
    return links | ({"observations": f"/api/v1/observations?dataset={view.id}"} if view.indicators else {})
