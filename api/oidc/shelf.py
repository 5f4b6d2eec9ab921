"""The shelf of what providers publish: fetched when it is needed, kept for a while, by the gateway's guarded client.

A provider that does not answer holds up nobody but those who come through it, and them only briefly: after a failure it is
left alone for some seconds, and who asks meanwhile is told so at once.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from api.gateway import Gateway
from api.oidc.errors import ProviderFaultError, ProviderUnavailableError
from api.oidc.metadata import Metadata, discovery_address, json_object, read_metadata
from api.oidc.signatures import VerifyingKey, read_keys
from api.version import VERSION
from connectors.errors import ConnectorError, TransientError
from connectors.fetching import Answer, Request
from connectors.http import Outgoing, OutgoingSettings
from schemas.messages import Message

DEADLINE = 5.0
PATIENCE = 3.0
"""Seconds to wait for somebody else who is asking the same provider."""
MAX_BYTES = 1_000_000
FRESH = timedelta(minutes=5)
USABLE = timedelta(hours=1)
"""How long keys are relied on while their provider cannot be asked for newer ones."""
COOL_DOWN = timedelta(seconds=10)
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Published:
    """What a provider published, as of a moment."""

    metadata: Metadata
    keys: tuple[VerifyingKey, ...]
    at: datetime


@dataclass
class _Place:
    """One provider's place on the shelf."""

    turn: Lock = field(default_factory=Lock)
    published: Published | None = None
    asked_at: datetime = NEVER
    failure: ProviderFaultError | ProviderUnavailableError | None = None


class Shelf:
    """What the providers of one node published; may be used by several threads."""

    def __init__(self) -> None:
        self._places: dict[str, _Place] = {}

    def published(self, gateway: Gateway, issuer: str, now: datetime) -> Published:
        """Give a provider's metadata and keys, asked for anew where they are no longer fresh.

        Raises:
            ProviderUnavailableError: it does not answer, and what we have is too old.
            ProviderFaultError: it answers what nobody may rely on.
        """
        place = self._places.setdefault(issuer, _Place())
        kept = place.published
        if kept is not None and now - kept.at < FRESH:
            return kept
        usable = kept if kept is not None and now - kept.at < USABLE else None
        if usable is not None and place.turn.locked():
            return usable
        try:
            return self._asked(gateway, place, issuer, now)
        except (ProviderFaultError, ProviderUnavailableError):
            if usable is None:
                raise
            return usable

    def newer(self, gateway: Gateway, issuer: str, than: Published, now: datetime) -> Published:
        """Give what a provider published after what we had, because a token names a key that was not there.

        It is asked at most once in the cool-down; until then what we have is what there is.
        """
        place = self._places.setdefault(issuer, _Place())
        if place.published is not None and place.published.at > than.at:
            return place.published
        if now - place.asked_at < COOL_DOWN:
            return than
        return self._asked(gateway, place, issuer, now)

    def _asked(self, gateway: Gateway, place: _Place, issuer: str, now: datetime) -> Published:
        before = place.published
        if not place.turn.acquire(timeout=PATIENCE):
            raise ProviderUnavailableError(issuer, f"no answer within {PATIENCE:g} s")
        try:
            if place.published is not None and place.published is not before:
                return place.published
            if place.failure is not None and now - place.asked_at < COOL_DOWN:
                raise place.failure.again()
            return self._fetched(gateway, place, issuer, now)
        finally:
            place.turn.release()

    def _fetched(self, gateway: Gateway, place: _Place, issuer: str, now: datetime) -> Published:
        place.asked_at, place.failure = now, None
        try:
            metadata, keys = fetch_published(gateway, issuer)
        except (ProviderFaultError, ProviderUnavailableError) as error:
            place.failure = error
            raise
        place.published = Published(metadata, keys, now)
        return place.published


_SHELVES: WeakKeyDictionary[Engine, Shelf] = WeakKeyDictionary()


def shelf_of(gateway: Gateway) -> Shelf:
    """Give the shelf of a node in this process."""
    return _SHELVES.setdefault(gateway.engine, Shelf())


def fetch_published(gateway: Gateway, issuer: str) -> tuple[Metadata, tuple[VerifyingKey, ...]]:
    """Ask a provider for its discovery document and its keys.

    Raises:
        ProviderUnavailableError: it does not answer.
        ProviderFaultError: it answers what nobody may rely on.
    """
    answer = ask(gateway, issuer, Request("GET", discovery_address(issuer)))
    metadata = read_metadata(answer.content, issuer, gateway.settings.allow_hosts)
    return metadata, fetch_keys(gateway, metadata)


def fetch_keys(gateway: Gateway, metadata: Metadata) -> tuple[VerifyingKey, ...]:
    """Ask a provider for its keys.

    Raises:
        ProviderUnavailableError: it does not answer.
        ProviderFaultError: none of them is of use.
    """
    answer = ask(gateway, metadata.issuer, Request("GET", metadata.jwks_uri))
    keys = read_keys(json_object(answer.content) or {})
    if not keys:
        raise ProviderFaultError(
            metadata.issuer, [Message("oidc.fault.no-keys", {"found": metadata.jwks_uri})]
        )
    return keys


def ask(gateway: Gateway, issuer: str, request: Request, accepted: range = range(200, 300)) -> Answer:
    """Send one request to a provider: once, without following where it leads, for a few seconds.

    Args:
        accepted: the statuses that are an answer.

    Raises:
        ProviderUnavailableError: it does not answer, or fails.
        ProviderFaultError: it may not be asked, leads elsewhere, or answers with another status.
    """
    try:
        with _client(gateway) as client:
            answer = client.fetch(request)
    except TransientError as error:
        raise ProviderUnavailableError(issuer, f"{request.url}: {error.found}") from error
    except ConnectorError as error:
        values = {"url": request.url, "found": error.found, "mend": error.mend}
        raise ProviderFaultError(issuer, [Message("oidc.fault.refused", values)]) from error
    if answer.status >= 500:
        raise ProviderUnavailableError(issuer, f"{request.url}: HTTP {answer.status}")
    if answer.status not in accepted:
        values = {"url": request.url, "status": answer.status}
        raise ProviderFaultError(issuer, [Message("oidc.fault.status", values)])
    return answer


def _client(gateway: Gateway) -> Outgoing:
    """Make a client that hands nothing on: a redirect would carry a code or a secret elsewhere."""
    settings = gateway.settings
    return Outgoing(
        OutgoingSettings(
            version=VERSION,
            contact=settings.contact or settings.base_url,
            allow_hosts=frozenset(settings.allow_hosts),
            connect_timeout=DEADLINE,
            read_timeout=DEADLINE,
            deadline=DEADLINE,
            max_bytes=MAX_BYTES,
            max_redirects=0,
            tries=1,
        )
    )
