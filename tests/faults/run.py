"""A harvest that meets a fault, and the next one when the fault is over."""

import socket
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine

from catalogue.object_store import ObjectStore
from connectors.addresses import resolve_by_system
from connectors.fetching import Answer, Request
from connectors.http import OutgoingSettings
from connectors.runs import RunResult
from tests.connectors.city import City
from tests.connectors.outgoing import PatientClient
from tests.fakes.misbehaving import Misbehaving, present
from tests.faults.certificates import Certificates
from tests.faults.fault import Fault
from tests.faults.portals import NOW, PATIENT, Standing, client, harvester
from tests.faults.standing import differences, standing


@dataclass(frozen=True)
class Met:
    """What came of a fault, of all that `Fault` foretells."""

    state: str
    outcomes: dict[str, int]
    rules: tuple[str, ...]
    stands: tuple[str, ...]
    then: tuple[str, dict[str, int]]
    left: tuple[str, ...]
    waits: tuple[float, ...] = ()
    peak: int = 0


def met(fault: Fault, stand: Standing, engine: Engine, folder: Path, certificates: Certificates) -> Met:
    """Harvest a portal that misbehaves, and once more when it does no longer."""
    ca_file = certificates.trusted
    before = standing(engine)
    portal = stand.portal.twin(stand.server.url)
    fault.becomes(portal)
    stand.server.answer = Misbehaving(portal, fault.does, stand.server.url)
    port, closed = stand.server.server_port, closed_port()
    allowed = PATIENT.allow_hosts | {f"127.0.0.1:{closed}"}
    settings = replace(fault.told, ca_file=ca_file, allow_hosts=allowed)
    spoilt = _Conditions(settings, fault.host.format(port=port, closed=closed), fault.frugal)
    if fault.certificate:
        present(stand.server, getattr(certificates, fault.certificate))
    result, waits, peak = _harvested(stand, engine, folder, spoilt)
    if fault.certificate:
        present(stand.server, certificates.good)
    after = standing(engine)
    if after == before and set(counted(result)) == {"unchanged"} and result.state == "done":
        again, left = result, differences(before, after)  # there is nothing to heal
    else:
        stand.server.answer = stand.portal.twin(stand.server.url)
        again, _, _ = _harvested(stand, engine, folder, _Conditions(replace(PATIENT, ca_file=ca_file)))
        left = differences(before, standing(engine))
    return Met(
        result.state, counted(result), rules(result), differences(before, after), (again.state, counted(again)), left, waits,
        peak,
    )  # fmt: skip


_Harvested = tuple[RunResult, tuple[float, ...], int]


@dataclass(frozen=True)
class _Conditions:
    settings: OutgoingSettings
    host: str = ""
    frugal: bool = False


def _harvested(stand: Standing, engine: Engine, folder: Path, under: _Conditions) -> _Harvested:
    """Harvest once; the most bytes that were held meanwhile are counted where that is asked."""
    with client(stand.server, under.settings, _elsewhere) as asking:
        node = City(engine, ObjectStore(folder / "objects"), stand.server, asking, NOW, {})
        worker = harvester(node)
        if under.host:
            worker = replace(worker, send=_leading(node, under.host))
        if not under.frugal:
            return worker.harvest(stand.portal.name), _waits(asking), 0
        tracemalloc.start()
        try:
            result = worker.harvest(stand.portal.name)
            return result, _waits(asking), tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()


def _waits(asking: PatientClient) -> tuple[float, ...]:
    """Give the seconds that were waited between tries, to a tenth: the real clock went on meanwhile."""
    return tuple(round(seconds, 1) for seconds in asking.waits)


def closed_port() -> int:
    """Give a port of loopback where nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def _leading(node: City, host: str) -> Callable[[Request], Answer]:
    """Send to another host what is meant for the portal's."""
    return lambda request: node.send(replace(request, url=request.url.replace(node.server.target, host)))


def _elsewhere(host: str, port: int) -> Sequence[str]:
    """Give a host's addresses; a name that we do not know stands for loopback by now."""
    return resolve_by_system(host, port) if host in ("127.0.0.1", "localhost") else ("127.0.0.1",)


def counted(result: RunResult) -> dict[str, int]:
    """Give a run's outcomes, those that are not 0."""
    return {name: count for name, count in result.outcomes.items() if count}


def rules(result: RunResult) -> tuple[str, ...]:
    """Give the rules of what a run found wrong, and what connectors remark."""
    found = [finding for item in result.items for finding in item["findings"]]
    wrong = {
        one["rule"]
        for one in found
        if one["severity"] == "violation" or one["rule"].startswith("connectors.")
    }
    return tuple(sorted(wrong | {str(error["rule"]) for error in result.errors if "rule" in error}))
