"""Run the demo's three portals in one process: a CKAN, a Eurostat and a file server.

They speak HTTP as the real ones do, oddities included, and serve the figures that stand in ``figures``. Once all
three listen, one line of JSON on standard output says where: ``{"ckan": "http://127.0.0.1:8011", ...}``. SIGTERM
and SIGINT stop them; so does the end of standard input where ``--until-stdin-closes`` is given.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence

from ckan_portal import ckan_app
from ckan_records import Records
from eurostat_portal import eurostat_app
from file_server import file_app
from portal_servers import Listener, bind, serve

PORTS = {"ckan": 8011, "files": 8012, "eurostat": 8013}


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Run the demo's simulated portals on this machine.")
    parser.add_argument("--host", default="127.0.0.1")
    for name, port in PORTS.items():
        parser.add_argument(
            f"--{name}-port", type=int, default=port, help=f"0 = any free port; default {port}"
        )
    parser.add_argument("--until-stdin-closes", action="store_true", help="stop when standard input ends")
    return parser.parse_args(arguments)


def bind_all(options: argparse.Namespace) -> list[Listener]:
    """Bind the three sockets, or end the process and say which address cannot be had."""
    listeners = []
    for name in PORTS:
        port = getattr(options, f"{name}_port")
        try:
            listeners.append(bind(name, options.host, port))
        except OSError as problem:
            sys.exit(
                f"The demo's {name} portal cannot listen on {options.host}:{port}: {problem.strerror}. "
                f"Stop what uses the port, or give --{name}-port another one (0 = any)."
            )
    return listeners


def main() -> None:
    """Bind, serve, say where, and stay until told to stop."""
    options = parse(sys.argv[1:])
    listeners = bind_all(options)
    urls = {listener.name: listener.url for listener in listeners}
    apps = {
        "ckan": ckan_app(Records.shipped(site_url=urls["ckan"], files_url=urls["files"])),
        "files": file_app(),
        "eurostat": eurostat_app(),
    }
    asyncio.run(
        serve(
            apps,
            listeners,
            lambda: print(json.dumps(urls), flush=True),
            watch_stdin=options.until_stdin_closes,
        )
    )


if __name__ == "__main__":
    main()
