"""The real Koop of npm (`@koopjs/koop-core`), which serves GeoJSON files as an ArcGIS server does; installed once, outside the repository."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.fakes import npm_peer

HERE = Path(__file__).parent
FILES = ("package.json", "package-lock.json", "server.mjs")
END_SECONDS = 20


def installed() -> Path:
    """Give the folder where Koop is installed; the test is skipped where npm cannot be reached."""
    return npm_peer.installed("koop", HERE, FILES)


@contextmanager
def koop(folder: Path, layers: Mapping[str, str]) -> Iterator[str]:
    """Serve GeoJSON texts by name, and give the address of the services.

    Args:
        folder: a new one, for the files.
    """
    home = installed()
    for name, text in layers.items():
        (folder / f"{name}.geojson").write_text(text, encoding="utf-8")
    command = [str(npm_peer.NODE), "server.mjs", os.path.relpath(folder, home)]
    settings = {**os.environ, "SUPPRESS_NO_CONFIG_WARNING": "true"}
    process = subprocess.Popen(
        command, cwd=home, env=settings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        said = next((line for line in process.stdout if line.startswith("port ")), "")
        assert said, "Koop did not start"
        yield f"http://127.0.0.1:{said.split()[1]}/file-geojson/rest/services"
    finally:
        process.terminate()
        process.communicate(timeout=END_SECONDS)
