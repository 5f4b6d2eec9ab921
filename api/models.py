"""Tables of the gateway: people with roles, and their keys."""

from datetime import datetime

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from catalogue.columns import UtcTime


class Staff(SQLModel, table=True):
    """A person or machine that holds a role on an organisation."""

    name: str = Field(primary_key=True)
    organisation: str = Field(primary_key=True)
    role: str = Field(primary_key=True)


class ApiKey(SQLModel, table=True):
    """A key; only its keyed hash is kept, the key itself is shown once.

    `prefix` is its id. `kind` is live or sandbox. `scopes` None: whatever its holder may; `networks`, `purposes` None:
    any. Keys that replaced one another are a `line`, named by the first of them.
    """

    __tablename__ = "api_key"

    prefix: str = Field(primary_key=True)
    secret_hash: str
    staff: str = Field(index=True)
    organisation: str
    label: str = ""
    created_at: datetime = Field(sa_type=UtcTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcTime, nullable=True)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcTime, nullable=True)
    kind: str = Field(default="live", sa_column_kwargs={"server_default": "live"})
    scopes: list[str] | None = Field(default=None, sa_type=JSON)
    networks: list[str] | None = Field(default=None, sa_type=JSON)
    purposes: list[str] | None = Field(default=None, sa_type=JSON)
    created_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    line: str = Field(default="", index=True, sa_column_kwargs={"server_default": ""})
    replaces: str = Field(default="", sa_column_kwargs={"server_default": ""})
    last_used_at: datetime | None = Field(default=None, sa_type=UtcTime, nullable=True)
