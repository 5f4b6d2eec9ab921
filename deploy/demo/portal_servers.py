"""Several ASGI applications served by one process, each on a socket of its own."""

import asyncio
import contextlib
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette

GRACE_SECONDS = 3


@dataclass(frozen=True, slots=True)
class Listener:
    """A name, and the bound socket that its application will be served on."""

    name: str
    socket: socket.socket

    @property
    def url(self) -> str:
        """The address without a final slash, e.g. ``http://127.0.0.1:8011``."""
        host, port = self.socket.getsockname()[:2]
        return f"http://{host}:{port}"


class PortalServer(uvicorn.Server):
    """A uvicorn server that says when it listens and leaves the process's signals to its owner."""

    def __init__(self, app: Starlette) -> None:
        """Prepare to serve an application, quietly."""
        super().__init__(
            uvicorn.Config(
                app,
                lifespan="off",
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )
        self.listening = asyncio.Event()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone: several servers in one process would take them from each other."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to accept connections, then say so."""
        await super().startup(sockets)
        self.listening.set()


def bind(name: str, host: str, port: int) -> Listener:
    """Bind a socket.

    Args:
        name: what will be served there.
        host: an IP address of this machine.
        port: a port; 0 lets the system choose one.

    Raises:
        OSError: the address is taken, or is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError:
        bound.close()
        raise
    return Listener(name, bound)


async def serve(
    apps: Mapping[str, Starlette],
    listeners: list[Listener],
    announce: Callable[[], None],
    *,
    watch_stdin: bool,
) -> None:
    """Serve every application until the process is told to stop.

    Args:
        apps: the applications by listener name.
        listeners: where each is served.
        announce: called once, when all of them accept connections.
        watch_stdin: stop when standard input closes, as it does when the parent process dies.
    """
    servers = [PortalServer(apps[listener.name]) for listener in listeners]

    def stop() -> None:
        for server in servers:
            server.should_exit = True

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    if watch_stdin:
        threading.Thread(target=_when_stdin_closes, args=(loop, stop), daemon=True).start()
    async with asyncio.TaskGroup() as running:
        for server, listener in zip(servers, listeners, strict=True):
            running.create_task(server.serve(sockets=[listener.socket]))
        for server in servers:
            await server.listening.wait()
        announce()


def _when_stdin_closes(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
    while sys.stdin.buffer.read(4096):
        pass
    with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
        loop.call_soon_threadsafe(stop)
