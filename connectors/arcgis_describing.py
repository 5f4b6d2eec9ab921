"""A Hub's dataset as a draft: the Hub's words, and over them those of the sources file."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from catalogue.drafts import DatasetDraft, DistributionDraft
from connectors.arcgis_hub import HubRecord
from connectors.definitions import SourceDefinition, text_of
from connectors.describing import definition_for, mapped_dataset, slug
from connectors.mapping import AppliedMapping
from schemas.languages import LANGUAGES, Text
from schemas.messages import Message


def hub_dataset(
    source: SourceDefinition,
    record: HubRecord,
    mappings: Sequence[AppliedMapping],
    layers: Sequence[str] = (),
) -> DatasetDraft:
    """Describe a dataset of a Hub.

    Args:
        mappings: those that name it.
        layers: addresses of the layers that they read.
    """
    told = definition_for(source, *sorted(record.names))
    said = mapped_dataset(source, record.id, mappings, ())
    title = text_of(told.title) if told.title else Text.of(record.title)
    return replace(
        said,
        id=told.id or slug(f"{source.id}-{record.id}"),
        title=title,
        description=text_of(told.description) if told.description else Text.of(record.description or record.title),
        access=told.access,
        readers=tuple(told.readers),
        theme=told.theme,
        keywords=tuple(told.keywords) or record.tags,
        licence=told.licence or record.licence or source.licence,
        rights=told.rights or record.rights,
        attribution=told.attribution or source.attribution or record.credits,
        landing_page=told.landing_page or record.landing,
        temporal=_period(told.temporal) or said.temporal,
        spatial=tuple(told.spatial) or said.spatial,
        issued=told.issued or _moment(record.created),
        modified=told.modified or _moment(record.modified),
        periodicity=told.periodicity,
        language=source.language or record.language,
        example=told.example,
        note=text_of(told.note),
        provenance=(*map(text_of, told.provenance), *_steps(source, record, mappings, told.access)),
        distributions=tuple(_distributions(record, title, layers)),
        identifiers=(record.id,),
    )  # fmt: skip


def _distributions(record: HubRecord, title: Text, layers: Sequence[str]) -> Iterator[DistributionDraft]:
    service = record.service if record.service.startswith(("http://", "https://")) else ""
    yield DistributionDraft(
        key=record.id, title=title, access_url=service or record.landing, format=record.kind,
        modified=_moment(record.modified),
    )  # fmt: skip
    for address in layers:
        if address != service:
            yield DistributionDraft(key=address, title=title, access_url=address, format="JSON")


def _steps(
    source: SourceDefinition, record: HubRecord, mappings: Sequence[AppliedMapping], access: str
) -> Iterator[Text]:
    told_of = "provenance.harvested" if access == "open" else "provenance.harvested.closed"
    yield _text(Message(told_of, {"source": source.id, "url": source.url.partition("?")[0]}))
    if record.owner:
        yield _text(Message("provenance.published_there", {"publisher": record.owner, "contact": "-"}))
    if record.extent:
        names = ("west", "south", "east", "north")
        yield _text(Message("provenance.extent", dict(zip(names, record.extent, strict=True))))
    if mappings:
        slots = ", ".join(applied.slot for applied in mappings)
        yield _text(Message("provenance.mapped", {"mappings": slots}))


def _period(told: Sequence[str]) -> tuple[str, str] | None:
    periods = sorted(told)
    return (periods[0], periods[-1]) if periods else None


def _moment(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _text(message: Message) -> Text:
    return Text(**{lang: message.in_(lang) for lang in LANGUAGES})
