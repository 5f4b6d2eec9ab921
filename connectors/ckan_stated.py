"""What a package meets of the EU's metadata quality assessment in its publisher's own words."""

from datetime import datetime

from connectors.ckan_findings import is_address
from connectors.ckan_records import CkanPackage, CkanResource
from connectors.ckan_terms import CkanTerms
from connectors.quality_stated import access_said, first_said, licence_said
from schemas.mqa.said import DatasetSaid, DistributionSaid
from schemas.mqa.scoring import stated_by


def stated_metrics(package: CkanPackage, terms: CkanTerms) -> frozenset[str]:
    """Give the names of the metrics that a package meets as it stands at its portal, before we map or add anything."""
    return stated_by(_said(package, terms))


def _said(package: CkanPackage, terms: CkanTerms) -> DatasetSaid:
    organization = package.organization
    return DatasetSaid(
        keywords=package.tags,
        theme=first_said(terms.themes),
        spatial=first_said(terms.spatial) or ("geometry" if terms.located else ""),
        temporal=first_said(terms.temporal),
        licence=licence_said(
            terms.licence or package.license_url or package.license_id or package.license_title
        ),
        access_rights=access_said(package.raw.get("access_rights") or package.extras.get("access_rights")),
        rights=terms.rights,
        contact=first_said(
            (*terms.contact, *_texts(package, "maintainer_email", "author_email", "maintainer", "author"))
        ),
        publisher=terms.publisher or (organization.title or organization.name if organization else ""),
        issued=terms.issued or _moment(package.metadata_created),
        modified=terms.modified or _moment(package.metadata_modified),
        distributions=tuple(map(_resource, package.resources)),
    )


def _resource(one: CkanResource) -> DistributionSaid:
    file = one.url if is_address(one.url) else ""
    return DistributionSaid(
        access_url=one.access_url or file,
        download_url=file,
        format=one.format,
        media_type=one.mimetype,
        byte_size="" if one.size is None else str(one.size),
        licence=licence_said(one.licence),
        issued=_moment(one.created),
        modified=_moment(one.last_modified),
    )


def _texts(package: CkanPackage, *names: str) -> list[str]:
    return [found for name in names if isinstance(found := package.raw.get(name), str)]


def _moment(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
