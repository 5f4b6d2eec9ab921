"""Check a catalogue record by the SHACL shapes before it is published, as the feed would write it."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from pyoxigraph import Quad

from catalogue.dcat.feed import dataset_triples
from catalogue.dcat.world import CatalogueNode, World
from catalogue.drafts import DatasetDescription, DatasetDraft, DatasetView, DistributionView
from catalogue.models import Organisation
from schemas.findings import Finding
from schemas.languages import Text
from schemas.places import Place
from schemas.validation.records import validate_record

_BASE = "https://ogledalo.eu"


def check_record(
    draft: DatasetDraft, organisations: Mapping[str, Organisation], places: Mapping[str, Place], now: datetime
) -> tuple[Finding, ...]:
    """Give what the shapes find in a draft's record; a violation refuses it.

    Args:
        draft: what the source says.
        organisations: by id, for the publisher.
        places: by code, for what it is about.
        now: the time of the record.
    """
    node = CatalogueNode(
        base=_BASE, title=Text.of("Ogledalo"), description=Text.of("Ogledalo"), publisher=draft.publisher
    )
    world = World(node=node, organisations=organisations, places=places)
    quads = (Quad(*triple) for triple in dataset_triples(world, _view(draft, now)))
    report = validate_record(quads, draft.id)
    return (*report.findings, *world.notes.findings)


def _view(draft: DatasetDraft, now: datetime) -> DatasetView:
    said: dict[str, Any] = {
        field.name: getattr(draft, field.name) for field in fields(DatasetDescription)
    }  # its own
    distributions = tuple(
        DistributionView(
            id=f"{draft.id}#{one.key}", **{field.name: getattr(one, field.name) for field in fields(one)}
        )
        for one in draft.distributions
    )
    return DatasetView(**said, recorded_from=now, recorded_at=now, distributions=distributions)
