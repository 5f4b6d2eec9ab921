"""Ready sources files of the real portals, delivered with the package: registered by name instead of being written."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from connectors.ready_errors import UnknownReadyError
from connectors.sources import read_sources

READY = Path(__file__).parent / "ready"
CATALOGUE = "-"


@dataclass(frozen=True, slots=True)
class ReadySource:
    """What a ready sources file brings.

    Args:
        name: as ``ogledalo sources import --ready NAME`` takes it.
        connector: that reads it.
        url: of the portal.
        indicators: of which it brings figures, each once; none where it brings the catalogue alone.
        schedule: when it is read by itself; empty where it is only on demand.
    """

    name: str
    connector: str
    url: str
    indicators: tuple[str, ...]
    schedule: str

    def line(self) -> str:
        """Say it on one line."""
        brings = ", ".join(self.indicators) or CATALOGUE
        return f"{self.name:16} {self.connector:10} {self.schedule or 'on demand':34} {brings}  {self.url}"


def ready_names() -> tuple[str, ...]:
    """Give the names of the ready sources files, in order."""
    return tuple(sorted(path.stem for path in READY.glob("*.toml")))


def ready_text(name: str) -> str:
    """Give a ready sources file as it stands.

    Raises:
        UnknownReadyError: there is none of this name.
    """
    names = ready_names()
    if name not in names:
        near = difflib.get_close_matches(name.casefold(), names, n=1, cutoff=0.4)
        raise UnknownReadyError(name, where="ready", names=", ".join(names), nearest=", ".join(near) or "-")
    return (READY / f"{name}.toml").read_text(encoding="utf-8")


def ready_sources() -> Sequence[ReadySource]:
    """Say what each ready sources file brings; a file may hold several sources."""
    return [ready for name in ready_names() for ready in _brought(name)]


def _brought(name: str) -> list[ReadySource]:
    file = read_sources(ready_text(name)).file
    return [
        ReadySource(
            name,
            source.connector,
            source.url,
            tuple(dict.fromkeys(mapping.indicator for mapping in source.mapping)),
            source.schedule,
        )
        for source in (file.source if file else ())
    ]
