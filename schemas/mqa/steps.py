"""What to mend first: steps that a publisher can take, by what they bring for the work they make."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schemas.messages import Message
from schemas.mqa.metrics import POINTS
from schemas.mqa.scoring import Score

_STEPS: Mapping[str, tuple[int, tuple[str, ...]]] = {
    "keyword": (1, ("keyword",)),
    "theme": (1, ("theme",)),
    "spatial": (1, ("spatial",)),
    "temporal": (1, ("temporal",)),
    "access_url": (2, ("access_url_status",)),
    "download_url": (2, ("download_url", "download_url_status")),
    "format": (1, ("format", "media_type", "format_media_type_vocabulary")),
    "open_format": (4, ("non_proprietary", "machine_readable")),
    "dcat_ap": (3, ("dcat_ap_compliance",)),
    "licence": (2, ("licence", "licence_vocabulary")),
    "access_rights": (1, ("access_rights", "access_rights_vocabulary")),
    "contact_point": (1, ("contact_point",)),
    "publisher": (1, ("publisher",)),
    "rights": (2, ("rights",)),
    "byte_size": (1, ("byte_size",)),
    "issued": (1, ("issued",)),
    "modified": (1, ("modified",)),
}
"""Each step with its work (1: fill in a field; 2: look something up or decide it; 4: make another file), and what it brings."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that a publisher can do.

    Args:
        name: e.g. ``spatial``.
        gain: the points that it brings.
        work: 1 for a field to be filled in, more for more.
        metrics: those that it would meet.
    """

    name: str
    gain: int
    work: int
    metrics: tuple[str, ...]

    @property
    def text(self) -> Message:
        """What to do, with what it brings."""
        return Message(f"mqa.step.{self.name}", {"gain": self.gain})


def next_steps(score: Score) -> tuple[Step, ...]:
    """Give what can be done, the most gain for the least work first; what was not checked is nobody's to mend."""
    missing = {one.name for one in score.metrics if one.met is False}
    found = (_step(name, missing) for name in _STEPS)
    return tuple(sorted((one for one in found if one is not None), key=_by_worth))


def most_valuable(steps: Iterable[Step]) -> tuple[Step, int] | None:
    """Give the step that brings most over many datasets, with how many need it; None where nothing is to be done."""
    gains: dict[str, int] = {}
    met: dict[str, list[Step]] = {}
    for one in steps:
        gains[one.name] = gains.get(one.name, 0) + one.gain
        met.setdefault(one.name, []).append(one)
    if not gains:
        return None
    best = min(gains, key=lambda name: (-gains[name] / _STEPS[name][0], name))
    whole = tuple(name for name in _STEPS[best][1] if any(name in one.metrics for one in met[best]))
    return Step(best, max(one.gain for one in met[best]), _STEPS[best][0], whole), len(met[best])


def _step(name: str, missing: set[str]) -> Step | None:
    work, metrics = _STEPS[name]
    brings = tuple(one for one in metrics if one in missing)
    return Step(name, sum(POINTS[one] for one in brings), work, brings) if brings else None


def _by_worth(step: Step) -> tuple[float, int, str]:
    return -step.gain / step.work, -step.gain, step.name
