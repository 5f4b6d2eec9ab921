"""What a source's own record says, for the quality assessment: the publisher's share, before any mapping or default of ours.

Here it is what a sources file says where nobody else says anything; `connectors.ckan_stated` and `connectors.dcat_stated` tell it of
a portal's record.
"""

from collections.abc import Iterable

from catalogue.dcat.vocabularies import concept, licence
from connectors.definitions import DatasetDefinition, SourceDefinition
from schemas.licences import NONE, read_licence
from schemas.mqa.said import DatasetSaid, DistributionSaid


def said_by_definition(
    source: SourceDefinition,
    told: DatasetDefinition,
    addresses: tuple[str, ...] = (),
    form: str = "",
    *,
    files: bool = True,
) -> DatasetSaid:
    """Give what a sources file says of a dataset that has no record but this; defaults of ours are left out.

    Args:
        addresses: of the files it is read from.
        form: the files' format, where the source states it.
        files: whether an address gives a file, and not an answer of an interface.
    """
    return DatasetSaid(
        keywords=tuple(told.keywords),
        theme=told.theme if "theme" in told.model_fields_set else "",
        spatial=first_said(told.spatial),
        temporal=first_said(told.temporal),
        licence=licence_said(told.licence or source.licence),
        access_rights=access_said(told.access) if "access" in told.model_fields_set else "",
        rights=told.rights,
        publisher=source.owner,
        issued=told.issued,
        modified=told.modified,
        distributions=tuple(
            DistributionSaid(access_url=url, download_url=url if files else "", format=form)
            for url in addresses
        ),
    )


def licence_said(text: str) -> str:
    """Give a licence's address where its words name one, else the words; nothing where they say that there is none."""
    if not text.strip() or read_licence(text).code == NONE:
        return ""
    listed = licence(text)
    return listed.iri if listed else text


def access_said(found: object) -> str:
    """Give an access right's IRI where a code or a word names one, else what stands there."""
    text = found if isinstance(found, str) else ""
    named = concept("access-right", text) if text.strip() else None
    return named.iri if named else text


def first_said(texts: Iterable[str]) -> str:
    """Give the first text that says something."""
    return next((text for text in texts if text.strip()), "")
