"""A dataset of a DCAT feed as a draft: the feed's words, and over them those of the sources file."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from catalogue.dcat.vocabularies import ACCESS_RIGHT, DATA_THEME, LANGUAGE
from catalogue.drafts import DatasetDraft, DistributionDraft
from connectors.dcat_frequencies import frequency_code
from connectors.dcat_identity import without_query
from connectors.dcat_places import PlaceNames
from connectors.dcat_records import DcatDataset, DcatDistribution
from connectors.dcat_values import chosen, primary, tail
from connectors.definitions import DatasetDefinition, SourceDefinition, text_of
from connectors.describing import constants_of, definition_for, slug, told_periods
from connectors.mapping import AppliedMapping
from schemas.findings import Finding, Location
from schemas.languages import LANGUAGES, Text
from schemas.messages import Message

ACCESS: Mapping[str, str] = {"PUBLIC": "open", "RESTRICTED": "restricted", "NON_PUBLIC": "hidden"}
"""Our access by the EU's access rights, as our own feeds write it: never wider than the source's."""

OTHER_ACCESS: Mapping[str, str] = {
    "CONFIDENTIAL": "NON_PUBLIC", "SENSITIVE": "RESTRICTED",
    "c_16ec": "RESTRICTED", "c_f1cf": "RESTRICTED", "c_14cb": "RESTRICTED", "c_abf2": "PUBLIC",
}  # fmt: skip
"""Further codes of the EU's list, and those of COAR (restricted, embargoed, metadata only, open)."""

LONGEST_NAME = 90
MOST_MEMBERS = 10
"""So many members of a series are named in its description."""


def described_dataset(
    source: SourceDefinition,
    record: DcatDataset,
    mappings: Sequence[AppliedMapping],
    mapped: Sequence[DcatDistribution],
    places: PlaceNames,
) -> DatasetDraft:
    """Describe a dataset of a feed.

    Args:
        mappings: those that name it.
        mapped: the distributions that they read, whose licence is the figures'.
        places: to know what the feed calls by IRI or code.
    """
    told = definition_for(source, *record.names)
    title, spoken = chosen(record.titles, source.language)
    description, _ = chosen(record.descriptions, source.language)
    access = _access(told, record)
    return DatasetDraft(
        id=told.id or dataset_id(source.id, record.remote),
        source=source.id,
        remote=record.remote,
        title=text_of(told.title) if told.title else title,
        description=text_of(told.description) if told.description else _or(description, title),
        publisher=source.owner,
        access=access,
        readers=tuple(told.readers),
        theme=told.theme if "theme" in told.model_fields_set else _theme(record),
        keywords=tuple(told.keywords) or _keywords(record, source.language or spoken),
        licence=told.licence or _licence(record, mapped) or source.licence,
        rights=told.rights or _rights(record),
        attribution=told.attribution or source.attribution or record.attribution,
        landing_page=told.landing_page or record.landing_page,
        spatial=tuple(told.spatial) or constants_of(mappings, "place") or places.codes(record.spatial),
        temporal=told_periods(told, mappings, record.temporal),
        issued=told.issued or record.issued,
        modified=told.modified or record.modified,
        periodicity=told.periodicity or frequency_code(record.periodicity),
        language=spoken or _language(record) or source.language,
        example=told.example,
        note=text_of(told.note),
        provenance=(*map(text_of, told.provenance), *_steps(source, record, mappings, access)),
        indicators=tuple(dict.fromkeys(applied.mapping.indicator for applied in mappings)),
        distributions=tuple(_distribution(one, source.language) for one in record.distributions),
        identifiers=_identifiers(record),
    )


def dataset_id(source: str, remote: str) -> str:
    """Give our id of a dataset: readable, and different for different names.

    A name that a slug cannot hold whole (an address, a long one) ends with a part of its hash.
    """
    name = slug(remote if "://" not in remote else tail(remote))[:LONGEST_NAME].strip("-")
    if name == remote.lower():
        return slug(f"{source}-{name}")
    digest = hashlib.sha256(remote.encode()).hexdigest()[:8]
    return "-".join(part for part in (slug(source), name, digest) if part)


def oddity_findings(record: DcatDataset, url: str, snapshot: str) -> tuple[Finding, ...]:
    """Tell what of a record could not be read, so that its publisher can mend it."""
    expected, mend = Message("dcat.value.expected"), Message("dcat.value.mend")
    document = record.landing_page or record.iri or url
    found = [
        Finding(
            "dcat-value",
            "warning",
            Location(document, odd.field, snapshot),
            odd.found,
            expected,
            mend,
            record.remote,
        )
        for odd in record.oddities
    ]
    if record.named_by_title:
        where = Location(document, "dct:identifier", snapshot)
        wanted, how = Message("dcat.identity.expected"), Message("dcat.identity.mend")
        found.append(Finding("dcat-identity", "warning", where, "-", wanted, how, record.remote))
    return tuple(found)


def theme_codes(record: DcatDataset) -> frozenset[str]:
    """Give the codes of the EU's data themes that a record names."""
    return frozenset(code for theme in record.themes if (code := DATA_THEME.code(tail(theme))))


def _or(text: Text, other: Text) -> Text:
    return text if text.as_dict() else other


def _access(told: DatasetDefinition, record: DcatDataset) -> str:
    """Give who may read it: as the sources file says, else as the feed does; its narrowest statement counts."""
    if "access" in told.model_fields_set:
        return told.access
    codes = {OTHER_ACCESS.get(tail(text)) or ACCESS_RIGHT.code(tail(text)) for text in record.access_rights}
    return next((ACCESS[code] for code in ("NON_PUBLIC", "RESTRICTED") if code in codes), "open")


def _rights(record: DcatDataset) -> str:
    """Give statements of rights; what only repeats a code of access is none."""
    beside = [
        text for text in record.access_rights if not ACCESS_RIGHT.code(tail(text)) and "://" not in text
    ]
    return "; ".join(dict.fromkeys((*record.rights, *beside)))


def _theme(record: DcatDataset) -> str:
    """Give one theme of several, always the same: what the catalogue is about first."""
    codes = theme_codes(record)
    return next((code for code in ("ENVI", "ENER", "TRAN") if code in codes), min(codes, default=""))


def _keywords(record: DcatDataset, language: str) -> tuple[str, ...]:
    """Give the words in our languages and in the source's own; all where there are none of these."""
    wanted = {"", language, *LANGUAGES}
    ours = [text for tag, text in record.keywords if primary(tag) in wanted]
    return tuple(dict.fromkeys(ours or [text for _, text in record.keywords]))


def _licence(record: DcatDataset, mapped: Sequence[DcatDistribution]) -> str:
    """Give the licence of what is read, else the dataset's own, else the one that all distributions share."""
    read = {one.licence for one in mapped if one.licence}
    if read:
        return "; ".join(sorted(read))
    stated = {one.licence for one in record.distributions}
    return record.licence or (stated.pop() if len(stated) == 1 else "")


def _identifiers(record: DcatDataset) -> tuple[str, ...]:
    """Give all that its publisher calls it."""
    said = (*record.identifiers, without_query(record.iri))
    return tuple(sorted({text for text in said if text}))


def _language(record: DcatDataset) -> str:
    """Give the language where a record states one that we know; of several none is the one of its texts."""
    found = {primary(tail(text)) for text in record.languages}
    return next(iter(found)) if len(found) == 1 and LANGUAGE.code(next(iter(found))) else ""


def _steps(
    source: SourceDefinition, record: DcatDataset, mappings: Sequence[AppliedMapping], access: str
) -> Iterable[Text]:
    told_of = "provenance.harvested" if access == "open" else "provenance.harvested.closed"
    steps = [Message(told_of, {"source": source.id, "url": source.url})]
    if record.publisher or record.contact:
        values = {"publisher": record.publisher or "-", "contact": ", ".join(record.contact) or "-"}
        steps.append(Message("provenance.published_there", values))
    steps += [Message("provenance.series", {"series": title}) for title in record.series]
    if record.members:
        titles = ", ".join(record.members[:MOST_MEMBERS])
        titles += ", …" if len(record.members) > MOST_MEMBERS else ""
        steps.append(Message("provenance.series_members", {"count": len(record.members), "titles": titles}))
    slots = ", ".join(applied.slot for applied in mappings)
    steps += [Message("provenance.mapped", {"mappings": slots})] if slots else []
    return tuple(Text(**{lang: step.in_(lang) for lang in LANGUAGES}) for step in steps)


def _distribution(one: DcatDistribution, language: str) -> DistributionDraft:
    return DistributionDraft(
        key=one.key,
        title=chosen(one.title, language)[0],
        access_url=one.access_url,
        download_url=one.download_url,
        format=one.format,
        media_type=one.media_type,
        byte_size=one.byte_size,
        sha256=one.sha256,
        licence=one.licence,
        modified=one.modified,
    )
