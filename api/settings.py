"""Settings: the environment (`OGLEDALO_*`), then `ogledalo.toml`, then defaults. The only reader of the environment."""

import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from api.limits.addresses import read_networks
from api.limits.rate_items import rate_item


class Settings(BaseSettings):
    """Where the node keeps what it has, how it is reached, and what it may reach. Each stands in docs/settings.md."""

    model_config = SettingsConfigDict(
        env_prefix="OGLEDALO_", toml_file="ogledalo.toml", frozen=True, extra="ignore", env_ignore_empty=True
    )

    data_dir: Path = Path("var")
    database_url: str = ""
    object_store: str = Field(default="", repr=False)  # somebody may have put a key into it
    s3_key: SecretStr = SecretStr("")
    s3_secret: SecretStr = SecretStr("")
    snapshots_keep: float = Field(default=30.0, ge=1, le=36_500)
    base_url: str = "http://127.0.0.1:8000"
    pepper: str = ""
    allow_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    contact: str = ""
    publisher: str = ""
    harvest_deadline: float = Field(default=60.0, gt=0)
    harvest_retries: int = Field(default=4, ge=1)
    harvest_max_bytes: int = Field(default=200_000_000, gt=0)
    harvest_grace: float = Field(default=7.0, ge=0, le=3650)
    harvest_full_pass: float = Field(default=7.0, ge=0, le=365)
    harvest_processes: int = Field(default=0, ge=0, le=64)
    harvest_pace: float = Field(default=0.2, ge=0, le=3600)
    harvest_at_once: int = Field(default=2, ge=1, le=100)
    run_stale_after: float = Field(default=60.0, gt=0)
    runs_keep: float = Field(default=365.0, gt=0, le=36_500)
    worker: Literal["in-process", "none"] = "in-process"
    workers: int = Field(default=1, ge=1, le=64)
    finding_notice: float = Field(default=14.0, ge=0)
    audit_checkpoint_every: float = Field(default=10.0, ge=0)
    audit_keep_decisions: float = Field(default=396.0, gt=0, le=36_500)
    audit_keep_acts: float = Field(default=3653.0, gt=0, le=36_500)
    key_days: float = Field(default=365.0, gt=0, le=365)
    access_answer_days: float = Field(default=14.0, gt=0, le=365)
    mail_host: str = ""
    mail_port: int = Field(default=587, ge=1, le=65_535)
    mail_security: Literal["starttls", "tls", "none"] = "starttls"
    mail_user: str = ""
    mail_password: SecretStr = SecretStr("")
    mail_from: str = ""
    notices_remind: float = Field(default=14.0, ge=1, le=365)
    oauth_key_notice: float = Field(default=10.0, ge=0, le=10_080)
    session_idle: float = Field(default=30.0, gt=0, le=1440)
    session_longest: float = Field(default=12.0, gt=0, le=168)
    four_eyes: Literal["not-public", "always", "never"] = "not-public"

    limit_address: str = "600/minute"
    limit_key: str = "1200/minute"
    limit_organisation: str = "3000/minute"
    limit_sign_in: str = "20/minute"
    limit_token: str = "60/minute"  # noqa: S105  how often tokens are asked for
    limits_store: str = ""
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ()
    body_max_bytes: int = Field(default=1_000_000, gt=0)
    upload_max_bytes: int = Field(default=25_000_000, gt=0)
    body_seconds: float = Field(default=30.0, gt=0)
    statement_timeout: float = Field(default=60.0, ge=0)

    @field_validator("limit_address", "limit_key", "limit_organisation", "limit_sign_in", "limit_token")
    @classmethod
    def _limit(cls, value: str) -> str:
        rate_item(value)
        return value

    @field_validator("trusted_proxies", mode="after")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        read_networks(value)
        return value

    @field_validator("allow_hosts", "trusted_proxies", mode="before")
    @classmethod
    def _comma_separated(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what is handed in first, then the environment, then the file."""
        return (init_settings, env_settings, TomlConfigSettingsSource(settings_cls))

    @staticmethod
    def environment() -> frozenset[str]:
        """The names of our variables that are set in the environment."""
        return frozenset(name.upper() for name in os.environ if name.upper().startswith("OGLEDALO_"))

    @property
    def longest_key_life(self) -> timedelta:
        """How long a key lives at most, and unless told otherwise."""
        return timedelta(days=self.key_days)

    @property
    def signing_key_notice(self) -> timedelta:
        """How long a new signing key is published before it signs."""
        return timedelta(minutes=self.oauth_key_notice)

    def resolved_database_url(self) -> str:
        """The database's address; SQLite in the data folder where none is set."""
        return self.database_url or f"sqlite:///{self.data_dir / 'ogledalo.db'}"

    def objects_address(self) -> str:
        """Where snapshots and archives are: a folder, or a bucket."""
        return self.object_store or str(self.data_dir / "objects")

    def resolved_pepper(self) -> bytes:
        """The secret that key hashes are made with: the setting, or one made once and kept in the data folder."""
        if self.pepper:
            return self.pepper.encode()
        file = self.data_dir / "pepper"
        if not file.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
            file.write_text(secrets.token_hex(32), encoding="ascii")
        return file.read_text(encoding="ascii").strip().encode()
