"""Past clients: what is known of whoever stands in the log, as far as it matters to policies."""

from dataclasses import replace
from functools import cache

from sqlmodel import Session

from api.machines.key_text import Kind
from api.models import ApiKey
from api.oauth.models import OauthClient
from policies.decision import ANONYMOUS, Subject
from policies.rehearsal.replay import Circumstances


def clients_of(session: Session) -> Circumstances:
    """Give what tells of an organisation and a client in the log who asked; each is looked up once."""

    @cache
    def circumstances(organisation: str, client: str) -> Subject:
        organisations = frozenset(name for name in organisation.split(",") if name)
        if not client:
            return _somebody(organisations, "session", "substantial") if organisations else ANONYMOUS
        return _of_client(session, organisations, client)

    return circumstances


def _of_client(session: Session, organisations: frozenset[str], client: str) -> Subject:
    key = session.get(ApiKey, client)
    if key is not None:
        found = _somebody(organisations, "api-key", "low", key.networks, key.scopes)
        return replace(found, sandbox=key.kind == Kind.SANDBOX)
    other = session.get(OauthClient, client)
    if other is None:
        return _somebody(organisations, "bearer", "low")
    assurance = "substantial" if other.jwks else "low"
    return _somebody(organisations, "bearer", assurance, other.networks, other.scopes)


def _somebody(
    organisations: frozenset[str],
    method: str,
    assurance: str,
    networks: list[str] | None = None,
    scopes: list[str] | None = None,
) -> Subject:
    return Subject(
        "somebody",
        organisations,
        auth_method=method,
        assurance=assurance,
        networks=None if networks is None else frozenset(networks),
        scopes=None if scopes is None else frozenset(scopes),
    )
