"""What a record of a feed meets of the EU's metadata quality assessment in its publisher's own words."""

from connectors.dcat_records import DcatDataset, DcatDistribution
from schemas.mqa.said import DatasetSaid, DistributionSaid
from schemas.mqa.scoring import stated_by


def stated_metrics(record: DcatDataset) -> frozenset[str]:
    """Give the names of the metrics that a record meets as it stands at its source, before we map or add anything."""
    said = DatasetSaid(
        keywords=tuple(text for _, text in record.keywords),
        theme=next(iter(record.themes), ""),
        spatial=next(iter(record.spatial), "geometry" if record.located else ""),
        temporal=next((moment for moment in record.temporal if moment), ""),
        licence=record.licence,
        access_rights=next(iter(record.access_rights), ""),
        rights=next(iter(record.rights), ""),
        contact=next(iter(record.contact), ""),
        publisher=record.publisher,
        issued=record.issued,
        modified=record.modified,
        distributions=tuple(map(_distribution, record.distributions)),
    )
    return stated_by(said)


def _distribution(one: DcatDistribution) -> DistributionSaid:
    return DistributionSaid(
        access_url=one.access_url,
        download_url=one.download_url,
        format=one.format,
        media_type=one.media_type,
        byte_size="" if one.byte_size is None else str(one.byte_size),
        licence=one.licence,
        rights=one.rights,
        modified=one.modified,
    )
