"""Tables of OAuth: clients, the keys that sign tokens, and assertions that were used."""

from datetime import datetime

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from catalogue.columns import json_field, list_field, time_field
from policies.tables import Json


class OauthClient(SQLModel, table=True):
    """A machine that fetches tokens: it proves itself by a secret, or by a key of its own where `jwks` holds any.

    Only the secret's keyed hash is kept; the one before it is good until `earlier_until`. `networks`, `purposes` None: any.
    """

    __tablename__ = "oauth_client"

    id: str = Field(primary_key=True)
    organisation: str = Field(index=True)
    holder: str = ""
    label: str = ""
    secret_hash: str = ""
    earlier_hash: str = ""
    earlier_until: datetime | None = time_field(default=None, nullable=True)
    jwks: Json = json_field()
    scopes: list[str] = list_field()
    networks: list[str] | None = Field(default=None, sa_type=JSON)
    purposes: list[str] | None = Field(default=None, sa_type=JSON)
    created_by: str = ""
    created_at: datetime = time_field()
    revoked_at: datetime | None = time_field(default=None, nullable=True)


class SigningKey(SQLModel, table=True):
    """A key that signs tokens from `signs_from` until the next one does; its private part is sealed under the pepper."""

    __tablename__ = "signing_key"

    kid: str = Field(primary_key=True)
    public: Json = json_field()
    sealed: str = ""
    created_at: datetime = time_field()
    signs_from: datetime = time_field()
    withdrawn_at: datetime | None = time_field(default=None, nullable=True)


class UsedAssertion(SQLModel, table=True):
    """An assertion with which a client proved itself: it proves nothing a second time."""

    __tablename__ = "used_assertion"

    client: str = Field(primary_key=True)
    jti: str = Field(primary_key=True)
    expires_at: datetime = time_field(index=True)
