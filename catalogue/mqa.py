"""Our description of a dataset as the quality assessment sees it: what the feed says, without writing the feed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from catalogue.dcat.describing import access_rights, contact, media_type
from catalogue.dcat.distribution_description import OWN_FORMATS
from catalogue.dcat.iris import mend_iri
from catalogue.dcat.literals import dated, period_end, period_start
from catalogue.dcat.vocabularies import concept, known, licence
from catalogue.dcat.world import CatalogueNode, World
from catalogue.drafts import DatasetView, DistributionView
from catalogue.models import Organisation
from schemas.languages import Text
from schemas.licences import NONE, read_licence
from schemas.mqa.said import DatasetSaid, DistributionSaid
from schemas.places import Place


@dataclass(frozen=True)
class Around:
    """What descriptions refer to.

    Args:
        organisations: by id.
        places: by code, former ones too.
    """

    organisations: Mapping[str, Organisation]
    places: Mapping[str, Place]

    @cached_property
    def reachable(self) -> frozenset[str]:
        """The organisations that can be written to, or looked up."""
        node = CatalogueNode(base="http://node", title=Text(), description=Text(), publisher="")
        world = World(node=node, organisations=self.organisations)
        return frozenset(name for name in self.organisations if contact(world, name) is not None)


def said_of(view: DatasetView, around: Around) -> DatasetSaid:
    """Give what our feed says of a dataset."""
    terms = _licence(view.licence)
    rights = view.rights.strip() or view.attribution.strip()
    first, last = view.temporal
    own = _own(view, terms, rights) if view.indicators else ()
    return DatasetSaid(
        keywords=tuple(word for word in view.keywords if word.strip()),
        theme=_entry("data-theme", view.theme),
        spatial=next((code for code in view.spatial if code in around.places), ""),
        temporal=first if period_start(first) else last if period_end(last) else "",
        licence=terms,
        access_rights=access_rights(view.access).iri,
        rights=rights,
        contact=view.publisher if view.publisher in around.reachable else "",
        publisher=view.publisher,
        issued=_date(view.issued),
        modified=_date(view.modified),
        distributions=(*_of_source(view, terms, rights), *own),
    )


def _of_source(view: DatasetView, terms: str, rights: str) -> tuple[DistributionSaid, ...]:
    found = (_distribution(one, terms, rights) for one in view.distributions)
    return tuple(one for one in found if one.access_url)


def _distribution(one: DistributionView, terms: str, rights: str) -> DistributionSaid:
    download = mend_iri(one.download_url) or "" if one.download_url.strip() else ""
    access = mend_iri(one.access_url) or "" if one.access_url.strip() else ""
    size = one.byte_size if one.byte_size is not None and one.byte_size >= 0 else None
    media = media_type(one.media_type)
    return DistributionSaid(
        access_url=access or download,
        download_url=download,
        format=_entry("file-type", one.format) or _entry("file-type", one.media_type),
        media_type=media.iri if media else "",
        byte_size="" if size is None else str(size),
        licence=_licence(one.licence) or terms,
        rights=rights,
        modified=_date(one.modified),
    )


def _own(view: DatasetView, terms: str, rights: str) -> tuple[DistributionSaid, ...]:
    """Give the forms in which we serve its figures; their address is nobody's to ask, for it is the node's own."""
    when = view.recorded_from.isoformat()
    return tuple(
        DistributionSaid(
            access_url=f"?{parameter}",
            download_url=f"?{parameter}" if view.access == "open" else "",
            format=known("file-type", kind).iri,
            media_type=media,
            licence=terms,
            rights=rights,
            issued=when,
            modified=when,
        )
        for parameter, kind, media in OWN_FORMATS
    )


def _licence(text: str) -> str:
    """Give a licence's IRI, or the words of one that has none; nothing where the source says that there is none."""
    listed = licence(text) if text.strip() else None
    if listed is not None:
        return listed.iri
    return "" if not text.strip() or read_licence(text).code == NONE else text.strip()


def _entry(vocabulary: str, text: str) -> str:
    entry = concept(vocabulary, text) if text.strip() else None
    return entry.iri if entry else ""


def _date(text: str) -> str:
    return text if text and dated(text) else ""
