"""What can be wrong between a mapping and an ArcGIS server or Hub, beside what can be wrong with any source."""

import difflib
from collections.abc import Sequence
from typing import Self

from connectors.errors import PortalError, SelectionError, TransientError

SHOWN = 20


class ArcgisRefusalError(PortalError):
    """The server's own error, with its number and in its own words; it comes with status 200."""

    rule = "arcgis-refusal"


class ArcgisLayerError(PortalError):
    """A part of ``select`` that names no one layer: ``wanted`` was expected at its place."""

    rule = "arcgis-layer"


class ArcgisFieldError(PortalError):
    """A field that the layer lacks; ``nearest`` and ``fields`` say what it has."""

    rule = "arcgis-field"

    @classmethod
    def of(cls, name: str, fields: Sequence[str], *, url: str) -> Self:
        """Make it of the name that was looked for and the fields that there are."""
        folded = {field.casefold(): field for field in fields}
        near = difflib.get_close_matches(name.casefold(), folded, n=3, cutoff=0.5)
        found = [folded[word] for word in near] or (list(fields) if len(fields) <= SHOWN else [])
        where = f"select.key.{name}"
        return cls(
            name, where=where, url=url, nearest=", ".join(found) or "-", fields=", ".join(fields) or "-"
        )


class ArcgisKeyError(PortalError):
    """A value of ``select.key`` that its field cannot have: ``wanted`` was expected at its place."""

    rule = "arcgis-key"


class ArcgisCutError(PortalError):
    """A layer that gives fewer features than it counts and cannot be asked for the others; ``count`` are there."""

    rule = "arcgis-cut"


class ArcgisCoordinatesError(SelectionError):
    """Coordinates in another reference system than EPSG:4326, which was asked for."""

    rule = "arcgis-coordinates"


class ArcgisRecordError(PortalError):
    """One record of a Hub that is broken; the list goes on.

    Args:
        field: the field that is broken, e.g. ``properties.title``.
        record_id: its id, empty where it has none.
    """

    rule = "arcgis-record"

    def __init__(self, found: str, *, field: str, wanted: str, record_id: str = "", url: str = "") -> None:
        super().__init__(found, where=f"{record_id or '?'}: {field}", wanted=wanted, url=url)
        self.record_id = record_id


class ArcgisMovedError(TransientError):
    """A layer that changed between two requests: ``count`` features were counted, others came."""

    rule = "arcgis-moved"


class ArcgisPreparingError(TransientError):
    """A file that the Hub prepares (202)."""

    rule = "arcgis-preparing"
