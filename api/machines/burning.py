"""Keys in addresses: refused, and revoked where they were good, for an address stands in logs, histories and referrers.

A layer in front of the routes, because a key in an address is burnt whatever it was asked of.
"""

from collections.abc import Iterator
from urllib.parse import unquote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.errors import UnknownKeyError
from api.gateway import Gateway
from api.machines.errors import KeyInAddressError
from api.machines.key_text import ANY_KEY
from api.machines.keys import end_key, live_key
from api.machines.redacting import redacted
from api.problems import problem_body, problem_of, problem_response
from catalogue.audit import AuditEntry, record_act
from catalogue.database import unit_of_work

_SIGN = b"ogk"
_ESCAPE = b"%"


class NoKeysInAddresses:
    """Answers a request whose address holds a key with the problem, and burns the key; lets all others pass."""

    def __init__(self, app: ASGIApp, gateway: Gateway) -> None:
        self._app = app
        self._gateway = gateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at the address; where no key can be in it that costs two searches in a few bytes."""
        if scope["type"] == "http" and (found := list(keys_in(scope))):
            request_id = scope.get("state", {}).get("request_id", "")
            await run_in_threadpool(burn, self._gateway, found, request_id)
            error = KeyInAddressError()
            shown = Request({**scope, "path": redacted(scope["path"])})
            answer = problem_response(problem_body(problem_of(error), str(error), shown))
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)


def keys_in(scope: Scope) -> Iterator[str]:
    """Give what looks like a key in the path or query of a request."""
    for part in (scope.get("query_string", b""), scope.get("raw_path") or scope["path"].encode()):
        if _SIGN in part or _ESCAPE in part:
            text = unquote(unquote(part.decode("latin-1")))
            yield from (match[0] for match in ANY_KEY.finditer(text))


def burn(gateway: Gateway, found: list[str], request: str) -> None:
    """Revoke those keys that are good, in a transaction of its own, with an entry for each."""
    now = gateway.clock()
    with unit_of_work(gateway.engine) as session:
        for text in found:
            try:
                row = live_key(session, gateway.pepper, text, now)
            except UnknownKeyError:
                continue
            end_key(session, row, now)
            act = AuditEntry(
                row.staff, "key.burn", row.prefix, permitted=True, rule="key-in-address", request=request,
                person=row.staff, owner=row.organisation, client=row.prefix,
            )  # fmt: skip
            record_act(session, act, now)
    gateway.audit.drain_or_tell(gateway.engine)
