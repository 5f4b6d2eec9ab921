"""The score of a description: what each metric brought, why, and how good that is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from schemas.mqa.metrics import CHECKS, FORMAT_METRICS, METRICS, NAMES, POINTS, Dimension
from schemas.mqa.said import NOT_CHECKED, Checked, DatasetSaid, DistributionSaid

Rating = Literal["excellent", "good", "sufficient", "bad"]
RATINGS: tuple[tuple[int, Rating], ...] = ((351, "excellent"), (221, "good"), (121, "sufficient"), (0, "bad"))
"""From how many points on a rating is given."""

_DIMENSIONS: Mapping[str, Dimension] = {one.name: one.dimension for one in METRICS}


def rating_of(points: int) -> Rating:
    """Give the rating of a score."""
    return next(rating for least, rating in RATINGS if points >= least)


@dataclass(frozen=True, slots=True)
class Rated:
    """A metric as it was found.

    Args:
        name: the metric's.
        met: None where it was not checked; it brings no points then.
        found: what was found, e.g. a code or an address; may be empty.
    """

    name: str
    met: bool | None
    found: str = ""

    @property
    def dimension(self) -> Dimension:
        """The dimension it belongs to."""
        return _DIMENSIONS.get(self.name, "interoperability")

    @property
    def of(self) -> int:
        """What it is worth."""
        return POINTS[self.name]

    @property
    def points(self) -> int:
        """What it brought."""
        return self.of if self.met else 0


@dataclass(frozen=True)
class Score:
    """What a description is worth.

    Args:
        metrics: all of them, in the order of the dimensions.
    """

    metrics: tuple[Rated, ...]

    @cached_property
    def points(self) -> int:
        """All points, of 405."""
        return sum(one.points for one in self.metrics)

    @property
    def rating(self) -> Rating:
        """How good that is."""
        return rating_of(self.points)

    @property
    def met(self) -> frozenset[str]:
        """The metrics that are met."""
        return frozenset(one.name for one in self.metrics if one.met)

    @property
    def unchecked(self) -> tuple[str, ...]:
        """The metrics that were not checked."""
        return tuple(one.name for one in self.metrics if one.met is None)


def score(said: DatasetSaid, checked: Checked = NOT_CHECKED) -> Score:
    """Rate a description."""
    found = {one.name: one.find(said, checked) for one in METRICS} | _best(said.distributions)
    return _scored({name: Rated(name, *found[name]) for name in found})


def stated_score(stated: Iterable[str], ours: Score) -> Score:
    """Rate what a publisher stated, whatever became of it on its way to us.

    Args:
        stated: the metrics that its own record meets.
        ours: the score of our description: what it found out by asking is true of the publisher's, too. That our
            description is not well by the shapes need not be the publisher's fault, so it counts as not checked.
    """
    own = frozenset(stated)
    found = {name: Rated(name, name in own) for name in NAMES if name not in CHECKS}
    asked = {one.name: one for one in ours.metrics if one.name in CHECKS}
    if "dcat_ap_compliance" in own:
        asked["dcat_ap_compliance"] = Rated("dcat_ap_compliance", True)
    elif not asked["dcat_ap_compliance"].met:
        asked["dcat_ap_compliance"] = Rated("dcat_ap_compliance", None)
    if "download_url" not in own:
        asked["download_url_status"] = Rated("download_url_status", False)
    return _scored(found | asked)


def stated_by(said: DatasetSaid) -> frozenset[str]:
    """Give the metrics that a description meets by its own words: what a connector tells of a source's record."""
    return score(said).met


def _best(distributions: Iterable[DistributionSaid]) -> dict[str, tuple[bool, str]]:
    """Give the metrics of interoperability of the distribution that has most points, the first of equals."""
    best: dict[str, tuple[bool, str]] = {one.name: (False, "") for one in FORMAT_METRICS}
    most = 0
    for distribution in distributions:
        texts = {one.name: one.find(distribution) for one in FORMAT_METRICS}
        points = sum(POINTS[name] for name, text in texts.items() if text)
        if points > most:
            most, best = points, {name: (bool(text), text) for name, text in texts.items()}
    return best


def _scored(rated: Mapping[str, Rated]) -> Score:
    order = ("findability", "accessibility", "interoperability", "reusability", "contextuality")
    named = sorted(NAMES, key=lambda name: (order.index(rated[name].dimension), NAMES.index(name)))
    return Score(tuple(rated[name] for name in named))
