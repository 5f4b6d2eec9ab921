"""The metrics of the assessment, with their points: 23 in five dimensions, 405 points together.

Points and dimensions are facts of data.europa.eu's methodology. What is present counts, whatever it is worth; for
interoperability the best distribution counts alone, elsewhere any does.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from schemas.mqa.said import Checked, DatasetSaid, DistributionSaid
from schemas.mqa.vocabularies import file_type, is_access_right, is_known_licence, listed, media_type

Dimension = Literal["findability", "accessibility", "interoperability", "reusability", "contextuality"]
Found = tuple[bool | None, str]
"""Whether a metric is met (None: not checked), and what was found."""


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric.

    Args:
        name: e.g. ``keyword``.
        points: what it is worth.
        find: looks at a description; for interoperability at one distribution of it.
    """

    name: str
    dimension: Dimension
    points: int
    find: Callable[[DatasetSaid, Checked], Found]


@dataclass(frozen=True, slots=True)
class FormatMetric:
    """A metric of interoperability, looked for in one distribution."""

    name: str
    points: int
    find: Callable[[DistributionSaid], str]


def _present(text: str) -> Found:
    return bool(text.strip()), text.strip()


def _any(texts: Iterable[str]) -> Found:
    """Give the first text that says something."""
    return _present(next((text for text in texts if text.strip()), ""))


def _answering(addresses: Iterable[str], checked: Checked) -> Found:
    """Give an address that answered; one that did not where none did; nothing where none was asked."""
    asked = {address: checked.answers[address] for address in addresses if address in checked.answers}
    for address, answered in sorted(asked.items(), key=lambda pair: not pair[1]):
        return answered, address
    return None, ""


def _access_answers(said: DatasetSaid, checked: Checked) -> Found:
    addresses = [one.access_url for one in said.distributions if one.access_url]
    return _answering(addresses, checked) if addresses else (False, "")


def _download_answers(said: DatasetSaid, checked: Checked) -> Found:
    addresses = [one.download_url for one in said.distributions if one.download_url]
    return _answering(addresses, checked) if addresses else (False, "")


def licences(said: DatasetSaid) -> list[str]:
    """Give the licences that are named, those of the distributions first."""
    return [text for text in (*(one.licence for one in said.distributions), said.licence) if text.strip()]


def _known_licence(said: DatasetSaid, _checked: Checked) -> Found:
    return _any(text for text in licences(said) if is_known_licence(text))


def _access_right(said: DatasetSaid, _checked: Checked) -> Found:
    return is_access_right(said.access_rights), said.access_rights


def both_listed(one: DistributionSaid) -> str:
    """Give format and media type where both are of their lists."""
    codes = file_type(one.format), media_type(one.media_type)
    return ", ".join(codes) if all(codes) else ""


def _of(name: str, one: DistributionSaid) -> str:
    code = file_type(one.format)
    return code if code in listed(name) else ""


METRICS: tuple[Metric, ...] = (
    Metric("keyword", "findability", 30, lambda said, _: _any(said.keywords)),
    Metric("theme", "findability", 30, lambda said, _: _present(said.theme)),
    Metric("spatial", "findability", 20, lambda said, _: _present(said.spatial)),
    Metric("temporal", "findability", 20, lambda said, _: _present(said.temporal)),
    Metric("access_url_status", "accessibility", 50, _access_answers),
    Metric("download_url", "accessibility", 20, lambda said, _: _any(one.download_url for one in said.distributions)),
    Metric("download_url_status", "accessibility", 30, _download_answers),
    Metric("dcat_ap_compliance", "interoperability", 30, lambda _, checked: (checked.compliant, "")),
    Metric("licence", "reusability", 20, lambda said, _: _any(licences(said))),
    Metric("licence_vocabulary", "reusability", 10, _known_licence),
    Metric("access_rights", "reusability", 10, lambda said, _: _present(said.access_rights)),
    Metric("access_rights_vocabulary", "reusability", 5, _access_right),
    Metric("contact_point", "reusability", 20, lambda said, _: _present(said.contact)),
    Metric("publisher", "reusability", 10, lambda said, _: _present(said.publisher)),
    Metric("rights", "contextuality", 5, lambda said, _: _any((said.rights, *(one.rights for one in said.distributions)))),
    Metric("byte_size", "contextuality", 5, lambda said, _: _any(one.byte_size for one in said.distributions)),
    Metric("issued", "contextuality", 5, lambda said, _: _any((said.issued, *(one.issued for one in said.distributions)))),
    Metric("modified", "contextuality", 5, lambda said, _: _any((said.modified, *(one.modified for one in said.distributions)))),
)  # fmt: skip

FORMAT_METRICS: tuple[FormatMetric, ...] = (
    FormatMetric("format", 20, lambda one: one.format.strip()),
    FormatMetric("media_type", 10, lambda one: one.media_type.strip()),
    FormatMetric("format_media_type_vocabulary", 10, both_listed),
    FormatMetric("non_proprietary", 20, lambda one: _of("non_proprietary", one)),
    FormatMetric("machine_readable", 20, lambda one: _of("machine_readable", one)),
)

CHECKS = frozenset({"access_url_status", "download_url_status", "dcat_ap_compliance"})
"""What no description says of itself: it is found out by asking."""

POINTS: Mapping[str, int] = {
    **{one.name: one.points for one in METRICS},
    **{one.name: one.points for one in FORMAT_METRICS},
}
NAMES: tuple[str, ...] = tuple(POINTS)
MOST = sum(POINTS.values())
