"""Operations: is the process alive, is it ready, what has it answered."""

from collections.abc import Iterator
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from api.answers import json_response
from api.deps import GatewayDep
from api.epoch_reader import Epochs
from api.meter import Meter
from api.version import VERSION
from catalogue.migrations import NEWEST, current_version

router = APIRouter(tags=["operations"])

NEVER_KEPT = {"cache-control": "no-store"}


@router.get("/healthz")
async def read_health() -> Response:
    """Say that the process answers."""
    return json_response({"status": "ok", "version": VERSION}, headers=NEVER_KEPT)


@router.get("/readyz")
def read_readiness(gateway: GatewayDep) -> Response:
    """Say whether the database is at the version that the code needs, and the object store can be reached."""
    checks = {
        "database": current_version(gateway.engine) == NEWEST,
        "object_store": gateway.store.answers(),
    }
    status = HTTPStatus.OK if all(checks.values()) else HTTPStatus.SERVICE_UNAVAILABLE
    body = {"status": "ready" if status is HTTPStatus.OK else "not ready", "checks": checks}
    return json_response(body, status, NEVER_KEPT)


@router.get("/metrics", response_class=Response)
async def read_metrics(request: Request) -> Response:
    """Give counters in the text format of Prometheus, of this process."""
    lines = "".join(f"{line}\n" for line in _lines(request.app.state.meter, request.state.epochs))
    return Response(lines, headers={"content-type": "text/plain; version=0.0.4; charset=utf-8", **NEVER_KEPT})


def _lines(meter: Meter, epochs: Epochs) -> Iterator[str]:
    yield "# TYPE ogledalo_info gauge"
    yield f'ogledalo_info{{version="{VERSION}"}} 1'
    yield "# TYPE ogledalo_answers_total counter"
    for status, count in sorted(meter.answers.items()):
        yield f'ogledalo_answers_total{{status="{status}"}} {count}'
    yield "# TYPE ogledalo_stored_answers_total counter"
    for outcome, count in sorted(meter.stored.items()):
        yield f'ogledalo_stored_answers_total{{outcome="{outcome}"}} {count}'
    yield "# TYPE ogledalo_epoch counter"
    for name, value in epochs:
        yield f'ogledalo_epoch{{name="{name}"}} {value}'
