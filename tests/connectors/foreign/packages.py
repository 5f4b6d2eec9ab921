"""Packages that bring connectors: written into a folder as an installer leaves them, and found by their metadata."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from connectors.connector import offers


@dataclass(frozen=True)
class Packages:
    """A folder of installed packages."""

    folder: Path

    def install(self, name: str, version: str, points: Mapping[str, str], **modules: str) -> None:
        """Leave a package there.

        Args:
            points: entry points of the group `ogledalo.connectors`.
            modules: source texts by module name.
        """
        for module, text in modules.items():
            (self.folder / f"{module}.py").write_text(text, encoding="utf-8")
        told = self.folder / f"{name.replace('-', '_')}-{version}.dist-info"
        told.mkdir()
        (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", "utf-8")
        lines = "".join(f"{point} = {value}\n" for point, value in points.items())
        (told / "entry_points.txt").write_text(f"[ogledalo.connectors]\n{lines}", "utf-8")
        offers.cache_clear()
