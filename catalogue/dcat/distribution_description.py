"""Describing distributions: the files at the source, and the forms in which we serve a dataset's observations."""

import re
from dataclasses import dataclass
from datetime import datetime

from catalogue.dcat import resources
from catalogue.dcat.describing import SHA256, media_type, terms_of_use
from catalogue.dcat.iris import segment
from catalogue.dcat.literals import dated, said, timed, worded
from catalogue.dcat.resources import Concept, Dated
from catalogue.dcat.vocabularies import concept, known
from catalogue.dcat.world import PolicyView, World
from catalogue.drafts import DatasetView, DistributionView

OWN_FORMATS = (("csv", "CSV", "text/csv"), ("json", "JSON", "application/json"))
"""The forms of observations that a feed names: our parameter `format`, the EU's file type, IANA's media type."""

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Under which terms a dataset is had.

    Args:
        dataset: its IRI.
    """

    dataset: str
    licence: resources.Licence | None
    rights: resources.RightsStatement | None
    policy: resources.Policy | None
    policy_view: PolicyView | None


def source_distributions(world: World, view: DatasetView, terms: Terms) -> tuple[resources.Distribution, ...]:
    """Describe what the source has; a distribution without any valid address cannot be named and is left out."""
    found = (_source_distribution(world, view, one, terms) for one in view.distributions)
    return tuple(one for one in found if one is not None)


def own_distributions(
    world: World, view: DatasetView, terms: Terms, service: resources.DataService | None
) -> tuple[resources.Distribution, ...]:
    """Describe the forms in which the API gives a dataset's observations."""
    if service is None or not view.indicators:
        return ()
    return tuple(_own_distribution(world, view, form, terms, service) for form in OWN_FORMATS)


def _own_distribution(
    world: World, view: DatasetView, form: tuple[str, str, str], terms: Terms, service: resources.DataService
) -> resources.Distribution:
    parameter, file_type, media = form
    url = f"{world.node.served_at}/api/v1/observations?dataset={segment(view.id)}&format={parameter}"
    changed: datetime = view.released_at or view.recorded_at
    return resources.Distribution(
        iri=f"{terms.dataset}#observations-{parameter}",
        title=said("dcat.observations", format=file_type),
        description=said("dcat.observations_example" if view.example else "dcat.observations_about"),
        access_url=url,
        download_url=url if view.access == "open" else None,
        format=known("file-type", file_type),
        media_type=media_type(media),
        licence=terms.licence,
        rights=terms.rights,
        availability=known("availability", "AVAILABLE"),
        issued=timed(view.recorded_from),
        modified=timed(changed),
        service=service,
        policy=terms.policy,
    )


def _source_distribution(
    world: World, view: DatasetView, one: DistributionView, terms: Terms
) -> resources.Distribution | None:
    cell = f"distribution {one.key}"
    download = world.notes.link(view.id, f"{cell} download_url", one.download_url)
    access = world.notes.link(view.id, f"{cell} access_url", one.access_url) or download
    if access is None:
        return None
    iri = f"{terms.dataset}#distribution-{segment(one.key)}"
    return resources.Distribution(
        iri=iri,
        title=worded(one.title, view.language),
        access_url=access,
        download_url=download,
        format=_format(world, view, cell, one),
        media_type=media_type(one.media_type),
        byte_size=one.byte_size if one.byte_size is not None and one.byte_size >= 0 else None,
        checksum=_checksum(world, view, cell, iri, one),
        licence=terms_of_use(world, one.licence) or terms.licence,
        rights=terms.rights,
        modified=_modified(world, view, cell, one),
    )


def _format(world: World, view: DatasetView, cell: str, one: DistributionView) -> Concept | None:
    found = concept("file-type", one.format) or concept("file-type", one.media_type)
    if found is None and one.format:
        world.notes.add(view.id, f"{cell} format", one.format, "code")
    return found


def _checksum(
    world: World, view: DatasetView, cell: str, iri: str, one: DistributionView
) -> resources.Checksum | None:
    digits = one.sha256.strip().lower()
    if _SHA256.fullmatch(digits):
        return resources.Checksum(iri=f"{iri}-checksum", algorithm=SHA256, value=digits)
    if digits:
        world.notes.add(view.id, f"{cell} sha256", one.sha256, "checksum")
    return None


def _modified(world: World, view: DatasetView, cell: str, one: DistributionView) -> Dated | None:
    date = dated(one.modified)
    if one.modified and date is None:
        world.notes.add(view.id, f"{cell} modified", one.modified, "date")
    return date
