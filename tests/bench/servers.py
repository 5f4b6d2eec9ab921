"""Real server processes on loopback, one process each."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DEADLINE = 60.0
PLENTY = "1000000000/minute"
NOT_REFUSED = {f"OGLEDALO_LIMIT_{name}": PLENTY for name in ("ADDRESS", "KEY", "ORGANISATION")}
"""Limits that count as always, and that a load of one caller does not reach."""


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def uvicorn(app: str, **environment: str) -> Iterator[int]:
    """Serve an application and give its port."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        app,
        "--port",
        str(port),
        "--log-level",
        "warning",
        "--no-access-log",
    ]
    with _running(command, port, environment):
        yield port


@contextmanager
def datasette(database: Path) -> Iterator[int]:
    """Serve a database with Datasette, as immutable, and give its port."""
    port = free_port()
    command = [sys.executable, "-m", "datasette", "serve", "--immutable", str(database), "--port", str(port)]
    with _running([*command, "--setting", "sql_time_limit_ms", "10000"], port, {}):
        yield port


@contextmanager
def _running(command: list[str], port: int, environment: Mapping[str, str]) -> Iterator[None]:
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **NOT_REFUSED, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(process, port)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + DEADLINE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"the server on port {port} ended with {process.returncode}: {process.args!r}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"nobody listens on port {port} after {DEADLINE} s: {process.args!r}")
