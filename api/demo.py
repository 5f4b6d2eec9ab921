"""The demo: start the simulated portals, register and harvest them, and say what can be tried."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import typer

from api.cli_common import operator_door
from api.cli_errors import fail
from api.cli_sources import summary
from api.errors import DemoPortalsError
from api.gateway import Gateway, open_gateway
from api.harvesting import harvester
from api.keys import issue_key
from api.local_importing import import_local, read_body
from api.people.acts import Actor
from api.people.invitations import sign_in_link
from api.people.persons import add_person, find_person
from api.people.staff import give_role
from api.people.work import acting
from api.settings import Settings
from catalogue.audit import AuditEntry, record_act
from catalogue.database import unit_of_work
from connectors.references import check_sources
from connectors.registered import known, put_sources
from connectors.runs import RunResult
from policies.decision import Role
from policies.marking import mark_governed

PORTALS = Path(__file__).resolve().parents[1] / "deploy" / "demo"
FOLDER = Path("var/demo")
PORTS: Mapping[str, int] = {"ckan": 8011, "files": 8012, "eurostat": 8013}
PATIENCE, PAUSE = 4, 0.5
"""How often the ports are tried, and for how many seconds we wait between."""
PUBLISHER = "netzerocities"
ADMINISTRATOR = ("demo-administrator", "mestna-obcina-kranj")
READER = ("demo-reader", "mestna-obcina-kranj")


@dataclass(frozen=True, slots=True)
class DemoAccess:
    """The keys of the demo, one that reads and one that administers, and where its administrator signs in.

    Args:
        link: serves once; whoever has set up a passkey or codes signs in without it.
    """

    reader: str
    administrator: str
    link: str


@contextmanager
def portals() -> Iterator[Mapping[str, str]]:
    """Run the simulated portals and give their addresses; they end with us, however we end."""
    process, line = _started()
    try:
        yield json.loads(line)
    finally:
        process.terminate()
        process.wait()


def _started() -> "tuple[subprocess.Popen[str], str]":
    """Start the portals and give the line in which they say where they listen.

    Those of a demo that was just killed may still hold the ports, and an address that stays the same is not fetched
    again: so the ports are tried for a while before free ones are taken.
    """
    for ports in (*([PORTS] * PATIENCE), dict.fromkeys(PORTS, 0)):
        arguments = [f"--{name}-port={port}" for name, port in ports.items()]
        command = [
            sys.executable,
            str(PORTALS / "portals.py"),
            "--host=127.0.0.1",
            "--until-stdin-closes",
            *arguments,
        ]
        process = subprocess.Popen(  # noqa: S603  # our own program
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        line = process.stdout.readline() if process.stdout else ""
        if line:
            return process, line
        process.wait()
        time.sleep(PAUSE)
    raise DemoPortalsError(str(PORTALS))


def prepare(settings: Settings, addresses: Mapping[str, str], *, fresh: bool) -> Gateway:
    """Open the demo's node, emptied first if asked, and register its sources."""
    if fresh and settings.data_dir.exists():
        shutil.rmtree(settings.data_dir)
    hosts = tuple(urlsplit(address).netloc for address in addresses.values())
    gateway = open_gateway(settings.model_copy(update={"allow_hosts": (*settings.allow_hosts, *hosts)}))
    text = _sources_text(addresses)
    with unit_of_work(gateway.engine) as session:
        checked = check_sources(text, known(session))
        if checked.file is None or checked.problems:
            fail("\n".join(problem.sentence("en") for problem in checked.problems))
            return gateway
        put_sources(session, checked.file)
        mark_governed(session, gateway.clock())
    return gateway


def _sources_text(addresses: Mapping[str, str]) -> str:
    """Give the demo's sources file, with the addresses at which the portals really listen."""
    text = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((PORTALS / "sources").glob("*.toml"))
    )
    for name, port in PORTS.items():
        text = text.replace(f"http://127.0.0.1:{port}", addresses[name])
    return text


def local_indicators(gateway: Gateway) -> int:
    """Record what the cities measure in their own words, and give how many indicators that are."""
    told = read_body((PORTALS / "figures" / "local-indicators.json").read_bytes())
    with operator_door(gateway) as door:
        return sum(len(import_local(door, one, "", operator=True).outcomes) for one in _listed(told))


def _listed(told: object) -> list[object]:
    return told if isinstance(told, list) else [told]


def harvest_all(gateway: Gateway, names: list[str], say: Callable[[str], None]) -> list[RunResult]:
    """Harvest sources one after the other, showing progress; one that fails does not stop the others."""
    results = []
    with harvester(gateway, lambda item: say(f"  {item.title}")) as worker:
        for name in names:
            say(f"{name}:")
            results.append(worker.harvest(name))
            say(summary(results[-1]))
    return results


def access(gateway: Gateway) -> DemoAccess:
    """Give the demo's keys and its administrator's login.

    The keys are made once and kept beside the demo's data, so that it can show them again; the link is a new one each time.
    """
    file = gateway.settings.data_dir / "demo-access.json"
    if file.exists():
        keys = json.loads(file.read_text(encoding="utf-8"))
    else:
        keys = _keys(gateway)
        file.touch(mode=0o600)
        file.write_text(json.dumps(keys), encoding="utf-8")
    return DemoAccess(**keys, link=_link(gateway))


def _keys(gateway: Gateway) -> dict[str, str]:
    with acting(gateway) as session:
        now = gateway.clock()
        name, organisation = ADMINISTRATOR
        give_role(session, name, organisation, Role.ADMINISTRATOR)
        administrator = issue_key(session, gateway.pepper, staff=name, organisation=organisation, now=now)
        reader = issue_key(session, gateway.pepper, staff=READER[0], organisation=READER[1], now=now)
        for made in (name, READER[0]):
            record_act(
                session,
                AuditEntry("demo", "key.create", "", permitted=True, rule="command-line", person=made),
                now,
            )
    return {"reader": reader, "administrator": administrator}


def _link(gateway: Gateway) -> str:
    """Make a link by which the demo's administrator signs in."""
    name, organisation = ADMINISTRATOR
    with acting(gateway) as session:
        now = gateway.clock()
        person = find_person(session, name) or add_person(session, name, now)
        return sign_in_link(session, gateway, person, organisation, Role.ADMINISTRATOR, Actor.operator(now))


def welcome(address: str, keys: DemoAccess) -> list[str]:
    """Say where the demo is and what to try."""
    cities = "place=SI_052&place=SI_061&place=SI_133&place=HR_01333"
    return [
        "",
        f"serving at {address}",
        f"  key of a reader (Kranj, may read the restricted example): {keys.reader}",
        f"  administrator: {ADMINISTRATOR[0]} of {ADMINISTRATOR[1]}, key {keys.administrator}",
        f"  the administrator signs in once by {keys.link} and sets up a passkey or codes there",
        "try:",
        f"  curl '{address}/api/v1/compare?indicator=GHG.TOT&{cities}'",
        f"  OGLEDALO_DATA_DIR={FOLDER} ogledalo explain GHG.SEC SI_052 2018 --sector I --scope _T --verify",
        f"  curl '{address}/catalog.ttl'",
        "",
    ]


def say(line: str) -> None:
    """Print a line at once."""
    typer.echo(line)
    sys.stdout.flush()
