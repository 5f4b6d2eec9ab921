"""Content negotiation: `?format=` by name, else `Accept` by media type and weight."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.errors import FormatError


@dataclass(frozen=True, slots=True)
class Representation:
    """A form in which something is served, e.g. ``csv``, ``text/csv``."""

    name: str
    media_type: str
    charset: bool = True

    @property
    def content_type(self) -> str:
        """The value of `Content-Type`."""
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type


JSON = Representation("json", "application/json")
CSV = Representation("csv", "text/csv")


def chosen(offered: Sequence[Representation], accept: str, asked: str = "") -> Representation:
    """Give the representation that is asked for.

    Args:
        offered: what is served, the usual one first.
        accept: the `Accept` header, empty where none was sent.
        asked: a name that counts more than the header.

    Raises:
        FormatError: it is not served; what is served is named.
    """
    if asked:
        found = next((one for one in offered if one.name == asked.lower()), None)
    else:
        found = _best(offered, accept) if accept.strip() else offered[0]
    if found is None:
        raise FormatError(asked or accept, [one.name for one in offered])
    return found


def _best(offered: Sequence[Representation], accept: str) -> Representation | None:
    weights = [_weight(one.media_type, _ranges(accept)) for one in offered]
    return offered[weights.index(max(weights))] if max(weights) > 0 else None


def _ranges(accept: str) -> dict[str, float]:
    """Give each media range of the header with its weight; one that cannot be read counts nothing."""
    ranges: dict[str, float] = {}
    for part in accept.split(","):
        name, *parameters = (word.strip().lower() for word in part.split(";"))
        weight = next((word[2:] for word in parameters if word.startswith("q=")), "1")
        try:
            ranges[name] = float(weight)
        except ValueError:
            ranges[name] = 0.0
    return ranges


def _weight(media_type: str, ranges: dict[str, float]) -> float:
    """Give the weight of a media type: that of the nearest range that holds it."""
    family = media_type.partition("/")[0]
    nearest = (media_type, f"{family}/*", "*/*")
    return next((ranges[name] for name in nearest if name in ranges), 0.0)
