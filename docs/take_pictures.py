"""Take the pictures of the README from a running demo: `make pictures` (needs Debian's chromium)."""

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
CITIES = "place=SI_052&place=SI_061&place=SI_133&place=HR_01333"
PICTURES = {
    "home.png": ("/", 1280, 1180),
    "comparison.png": (f"/compare?indicator=GHG.TOT&{CITIES}", 1280, 1500),
}
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


def main(base: str) -> None:
    """Take each picture from the demo that serves at an address."""
    for name, (path, width, height) in PICTURES.items():
        target = HERE / "pictures" / name
        with tempfile.TemporaryDirectory() as profile:
            command = [
                "/usr/bin/chromium",
                *FLAGS,
                f"--user-data-dir={profile}",
                f"--window-size={width},{height}",
            ]
            subprocess.run([*command, f"--screenshot={target}", base + path], check=True, capture_output=True)  # noqa: S603  # our own addresses
        print(target)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
