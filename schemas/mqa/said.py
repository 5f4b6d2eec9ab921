"""What a description says of a dataset, as far as the assessment asks; whoever's description it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class DistributionSaid:
    """A distribution as it is described; what is not said is empty.

    Args:
        format: an IRI of the EU's file types, or a word.
        media_type: an IRI of IANA's, or a media type.
        byte_size: the size as it is said.
        rights: any text on rights.
    """

    access_url: str = ""
    download_url: str = ""
    format: str = ""
    media_type: str = ""
    byte_size: str = ""
    licence: str = ""
    rights: str = ""
    issued: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetSaid:
    """A dataset as it is described; what is not said is empty.

    Args:
        theme: any theme.
        spatial: any place.
        temporal: any beginning or end.
        licence: where it stands on the dataset itself.
        access_rights: an IRI, or a word.
        contact: any way to reach somebody.
    """

    keywords: tuple[str, ...] = ()
    theme: str = ""
    spatial: str = ""
    temporal: str = ""
    licence: str = ""
    access_rights: str = ""
    rights: str = ""
    contact: str = ""
    publisher: str = ""
    issued: str = ""
    modified: str = ""
    distributions: tuple[DistributionSaid, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found out about a description.

    Args:
        answers: by address, whether it answered with 2xx; what was not asked is missing.
        compliant: whether the description is well by the shapes of DCAT-AP; None where that was not checked.
    """

    answers: Mapping[str, bool] = field(default_factory=dict)
    compliant: bool | None = None


NOT_CHECKED = Checked()
