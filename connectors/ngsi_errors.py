"""What can be wrong between a mapping and an NGSI-LD broker, beside what can be wrong with any source."""

import difflib
from collections.abc import Iterable
from typing import Self

from connectors.errors import PortalError, TransientError

SHOWN = 20


class NgsiRefusalError(PortalError):
    """The broker's own error, in its own words."""

    rule = "ngsi-refusal"


class NgsiKeyError(PortalError):
    """A part of ``select`` that no broker can be asked: ``wanted`` was expected at its place."""

    rule = "ngsi-key"


class NgsiTypeError(PortalError):
    """A type of which the broker has no entity; ``nearest`` and ``types`` say what it has."""

    rule = "ngsi-type"

    @classmethod
    def of(cls, name: str, types: Iterable[str], *, url: str) -> Self:
        """Make it of the type that was looked for and those that there are."""
        near, listed = _nearest(name, types)
        return cls(name, where="select.table", url=url, nearest=near, types=listed)


class NgsiAttributeError(PortalError):
    """An attribute that no entity has; ``nearest`` and ``attributes`` say what they have."""

    rule = "ngsi-attribute"

    @classmethod
    def of(cls, name: str, attributes: Iterable[str], *, where: str, url: str) -> Self:
        """Make it of the attribute that was looked for and those that there are."""
        near, listed = _nearest(name, attributes)
        return cls(name, where=where, url=url, nearest=near, attributes=listed)


class NgsiCutError(PortalError):
    """An answer that the broker cuts however little is asked for."""

    rule = "ngsi-cut"


class NgsiMovedError(TransientError):
    """An entity that came on two pages: the list changed while it was read."""

    rule = "ngsi-moved"


def _nearest(name: str, words: Iterable[str]) -> tuple[str, str]:
    listed = sorted(set(words))
    folded = {word.casefold(): word for word in listed}
    near = [folded[word] for word in difflib.get_close_matches(name.casefold(), folded, n=3, cutoff=0.5)]
    return ", ".join(near) or "-", ", ".join(listed[:SHOWN]) or "-"
