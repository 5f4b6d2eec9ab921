"""A CKAN package as a draft: the portal's words, and over them those of the sources file."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from catalogue.drafts import DatasetDraft, DistributionDraft
from connectors.ckan_findings import is_address
from connectors.ckan_options import Private
from connectors.ckan_records import CkanPackage, CkanResource
from connectors.ckan_terms import CkanTerms
from connectors.definitions import DatasetDefinition, SourceDefinition, text_of
from connectors.describing import constants_of, definition_for, slug, told_periods
from connectors.licence_check import UNSTATED
from connectors.mapping import AppliedMapping
from schemas.languages import LANGUAGES, Text
from schemas.licences import NONE, UNKNOWN, read_licence
from schemas.messages import Message
from schemas.places import Place

WIDTHS = ("open", "restricted", "hidden")
"""Access from wide to narrow."""

SHA256 = re.compile(r"(?:sha-?256:)?([0-9a-f]{64})", re.IGNORECASE)
PLACE_IRIS = (
    "data.europa.eu/nuts/code/", "data.europa.eu/nuts/", "nuts.geovocab.org/id/",
    "dd.eionet.europa.eu/vocabulary/common/nuts/",
)  # fmt: skip


def package_dataset(
    source: SourceDefinition, package: CkanPackage, terms: CkanTerms, mappings: Sequence[AppliedMapping],
    places: Mapping[str, Place], *, page: str, private: Private = "leave",
) -> DatasetDraft:  # fmt: skip
    """Describe a package.

    Args:
        terms: what it says beside its own fields.
        mappings: those that name it.
        places: by code, to know what the portal calls by IRI.
        page: the address of its page at the portal; empty where that is not known.
        private: who may see a private one.
    """
    told = definition_for(source, package.name, package.id)
    access = _access(told, package, terms, private)
    return DatasetDraft(
        id=told.id or slug(f"{source.id}-{package.name}"),
        source=source.id,
        remote=package.id,
        title=text_of(told.title) if told.title else _title(package, terms),
        description=text_of(told.description) if told.description else _description(package, terms),
        publisher=source.owner,
        access=access,
        readers=tuple(told.readers),
        theme=told.theme if "theme" in told.model_fields_set else _theme(terms, told.theme),
        keywords=tuple(told.keywords) or package.tags,
        licence=told.licence or _licence(package, terms, mappings) or source.licence or _says_none(package),
        rights=told.rights or terms.rights,
        attribution=told.attribution or source.attribution,
        landing_page=told.landing_page or (package.url if is_address(package.url) else page),
        spatial=tuple(told.spatial) or constants_of(mappings, "place") or _spatial(terms, places),
        temporal=told_periods(told, mappings, terms.temporal),
        issued=told.issued or terms.issued or _moment(package.metadata_created),
        modified=told.modified or terms.modified or _moment(package.metadata_modified),
        periodicity=told.periodicity or terms.periodicity,
        language=source.language or terms.language,
        example=told.example,
        note=text_of(told.note),
        provenance=(*map(text_of, told.provenance), *_steps(source, package, terms, mappings, access)),
        indicators=tuple(dict.fromkeys(applied.mapping.indicator for applied in mappings)),
        distributions=tuple(_distribution(one, page) for one in package.resources),
        identifiers=terms.identifiers,
    )


def other_id(draft: DatasetDraft) -> str:
    """Give an id for a dataset whose own is another's: names that differ by a hyphen and an underscore have one slug."""
    return f"{draft.id[:110]}-{hashlib.sha256(draft.remote.encode()).hexdigest()[:8]}"


def resource_named(package: CkanPackage, wanted: str) -> CkanResource | None:
    """Find a resource by id, else by the name or address that it alone has; without a name the only one there is."""
    if not wanted:
        return package.resources[0] if len(package.resources) == 1 else None
    exact = [one for one in package.resources if one.id == wanted]
    called = exact or [one for one in package.resources if wanted in (one.name, one.url)]
    return called[0] if len(called) == 1 else None


def _title(package: CkanPackage, terms: CkanTerms) -> Text:
    """Give the title on one line; portals write double spaces."""
    translated = Text.of(terms.titles)
    return translated if translated.as_dict() else Text.of(" ".join(package.title.split()))


def _description(package: CkanPackage, terms: CkanTerms) -> Text:
    translated = Text.of(terms.descriptions)
    return translated if translated.as_dict() else Text.of(package.notes or " ".join(package.title.split()))


def _access(told: DatasetDefinition, package: CkanPackage, terms: CkanTerms, private: Private) -> str:
    """Give who may read it: as the sources file says, else as the portal does; a private one is never open."""
    said = told.access if "access" in told.model_fields_set else terms.access or told.access
    least = private if package.private and private != "leave" else "open"
    return max(said, least, key=WIDTHS.index)


def _theme(terms: CkanTerms, default: str) -> str:
    """Give one theme of several, always the same: what the catalogue is about first."""
    return next(
        (code for code in ("ENVI", "ENER", "TRAN") if code in terms.themes),
        min(terms.themes, default=default),
    )


def _licence(package: CkanPackage, terms: CkanTerms, mappings: Sequence[AppliedMapping]) -> str:
    """Give the licence: of what is read, else the package's, in the words that are known; CKAN's word for none is none."""
    named = [resource_named(package, applied.mapping.select.resource) for applied in mappings]
    read = {one.licence for one in named if one is not None and one.licence}
    if read:
        return "; ".join(sorted(read))
    if package.license_id == "notspecified":
        return ""
    stated = [package.license_url, package.license_id, package.license_title, terms.licence]
    words = [text for text in stated if text]
    known = (text for text in words if read_licence(text).code not in (UNKNOWN, NONE))
    shared = {one.licence for one in package.resources}
    return next(known, next(iter(words), shared.pop() if len(shared) == 1 else ""))


def _says_none(package: CkanPackage) -> str:
    """Give the words of a package that says that it has no licence; empty where it does not even say that."""
    return UNSTATED if package.license_id == "notspecified" else ""


def _spatial(terms: CkanTerms, places: Mapping[str, Place]) -> tuple[str, ...]:
    """Give the codes of the places that a package names by IRI or code; names alone are ambiguous."""
    if not terms.spatial:
        return ()
    by_iri = {_bare(place.same_as): code for code, place in places.items() if place.same_as}
    found: set[str] = set()
    for text in terms.spatial:
        bare = _bare(text)
        code = next((bare.removeprefix(base) for base in PLACE_IRIS if bare.startswith(base)), bare)
        found |= {by_iri.get(bare) or (code if code in places else "")}
    return tuple(sorted(found - {""}))


def _bare(iri: str) -> str:
    return iri.removeprefix("https://").removeprefix("http://").rstrip("/")


def _moment(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _steps(
    source: SourceDefinition, package: CkanPackage, terms: CkanTerms, mappings: Sequence[AppliedMapping], access: str
) -> Iterator[Text]:  # fmt: skip
    told_of = "provenance.harvested" if access == "open" else "provenance.harvested.closed"
    yield _text(Message(told_of, {"source": source.id, "url": source.url}))
    organization = package.organization.title or package.organization.name if package.organization else ""
    publisher = terms.publisher or organization
    if publisher or terms.contact:
        values = {"publisher": publisher or "-", "contact": ", ".join(terms.contact) or "-"}
        yield _text(Message("provenance.published_there", values))
    if terms.harvested:
        yield _text(Message("provenance.harvested_there", {"source": terms.harvested}))
    if mappings:
        slots = ", ".join(applied.slot for applied in mappings)
        yield _text(Message("provenance.mapped", {"mappings": slots}))


def _text(message: Message) -> Text:
    return Text(**{lang: message.in_(lang) for lang in LANGUAGES})


def _distribution(one: CkanResource, page: str) -> DistributionDraft:
    """Describe a resource; one whose address nobody can open leads to the dataset's page."""
    digits = SHA256.fullmatch(one.hash)
    file = one.url if is_address(one.url) else ""
    beside = one.access_url if is_address(one.access_url) else ""
    return DistributionDraft(
        key=one.id or one.url,
        title=Text.of(one.name or one.description),
        access_url=beside or file or page,
        download_url=file,
        format=one.format,
        media_type=one.mimetype,
        byte_size=one.size,
        sha256=digits[1].lower() if digits else "",
        licence=one.licence,
        modified=_moment(one.last_modified),
    )
