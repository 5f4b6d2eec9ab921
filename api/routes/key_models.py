"""What is asked of and told about keys and clients."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.machines.granting import Wanted
from api.machines.key_text import Kind
from api.machines.keys import is_live
from api.machines.scopes import KeyScope
from api.models import ApiKey
from api.oauth.metadata import METHODS
from api.oauth.models import OauthClient
from api.representations.times import rfc3339

Scopes = Annotated[tuple[KeyScope, ...], Field(min_length=1)]


class Body(BaseModel):
    """A body; a field that it has not is an error, a misspelt limit would limit nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class MachineIn(Body):
    """What a key and a client have in common."""

    organisation: str = Field(description="id of the organisation that it speaks for")
    label: str = Field("", description="what it is for")
    scopes: Scopes = Field((KeyScope.READ,), description="read, upload, reply, administer, audit")
    networks: tuple[str, ...] | None = Field(
        None, description="networks it acts in; left out: all of its organisation's"
    )
    purposes: tuple[str, ...] | None = Field(
        None, description="IRIs of purposes it may declare; left out: any"
    )


class KeyIn(MachineIn):
    """A key that is to be made."""

    holder: str = Field(description="name of the person or machine that holds it")
    kind: Kind = Field(Kind.LIVE, description="live, or sandbox: examples only")
    expires: AwareDatetime | None = Field(None, description="left out: as late as a key may live")

    def wanted(self) -> Wanted:
        """Give it as it is granted."""
        return Wanted(
            self.organisation, self.holder, self.label, self.kind, self.scopes, self.networks, self.purposes,
            self.expires,
        )  # fmt: skip


class RotationIn(Body):
    """How a key is replaced."""

    expires: AwareDatetime | None = Field(
        None, description="when the new key ends; left out: as late as it may"
    )
    old_until: AwareDatetime | None = Field(
        None, description="when the old one ends; left out: until it is revoked"
    )


class ClientIn(MachineIn):
    """A client that is to be registered."""

    holder: str = Field("", description="whose roles it has; left out: none, it is a holder of its own")
    jwks: dict[str, Any] | None = Field(None, description="its public keys (RFC 7517); then it has no secret")

    def wanted(self, stand_in: str) -> Wanted:
        """Give it as it is granted; a client that nobody holds stands in for its holder."""
        return Wanted(
            self.organisation, self.holder or stand_in, self.label, Kind.LIVE, self.scopes, self.networks,
            self.purposes,
        )  # fmt: skip


class SecretIn(Body):
    """How a client's secret is replaced."""

    old_until: AwareDatetime | None = Field(None, description="when the old secret ends; left out: at once")


def key_told(row: ApiKey, last_used: datetime | None, now: datetime) -> dict[str, Any]:  # JSON
    """Tell of a key, never its secret."""
    return {
        "id": row.prefix,
        "kind": row.kind,
        "organisation": row.organisation,
        "holder": row.staff,
        "label": row.label,
        "scopes": row.scopes,
        "networks": row.networks,
        "purposes": row.purposes,
        "state": "live" if is_live(row, now) else "revoked" if row.revoked_at else "expired",
        "line": row.line or row.prefix,
        "replaces": row.replaces or None,
        "created_by": row.created_by or None,
        **_times(
            created_at=row.created_at,
            expires_at=row.expires_at,
            revoked_at=row.revoked_at,
            last_used_at=last_used,
        ),
    }


def client_told(row: OauthClient) -> dict[str, Any]:  # JSON
    """Tell of a client, never its secret."""
    return {
        "client_id": row.id,
        "organisation": row.organisation,
        "holder": row.holder,
        "label": row.label,
        "scopes": row.scopes,
        "networks": row.networks,
        "purposes": row.purposes,
        "token_endpoint_auth_methods": [METHODS[2]] if row.jwks else list(METHODS[:2]),
        "jwks": row.jwks or None,
        "state": "revoked" if row.revoked_at else "live",
        "created_by": row.created_by or None,
        **_times(
            created_at=row.created_at, revoked_at=row.revoked_at, earlier_secret_until=row.earlier_until
        ),
    }


def _times(**moments: datetime | None) -> Mapping[str, str | None]:
    return {name: None if moment is None else rfc3339(moment) for name, moment in moments.items()}
