"""The doctor: each setting, where it comes from, and what is wrong."""

import os
from pathlib import Path

from sqlalchemy.exc import OperationalError

from api.gateway import object_store_of
from api.settings import Settings
from catalogue.database import make_engine, without_password
from catalogue.errors import DatabaseUrlError
from catalogue.migrations import NEWEST, current_version
from catalogue.object_stores.errors import ObjectStoreError
from catalogue.object_stores.opening import shown_address

SECRET = ("pepper",)
KEYS = ("s3_key", "s3_secret", "mail_password")
WITH_PASSWORD = ("database_url", "limits_store")


def examine() -> tuple[list[str], bool]:
    """Give a line for each setting and each trouble, and whether all is well."""
    settings = Settings()
    lines = [
        f"{name:20} {_shown(name, getattr(settings, name)):48} {_origin(settings, name)}"
        for name in Settings.model_fields
    ]
    troubles = [*_folder_troubles(settings), *_store_troubles(settings), *_database_troubles(settings)]
    return [*lines, "", *(troubles or ["all is well"])], not troubles


def _shown(name: str, value: object) -> str:
    if name in SECRET:
        return "set" if value else "made by itself"
    if name in KEYS:
        return "set" if value else "not set"
    if name == "object_store":
        return shown_address(str(value))
    if name in WITH_PASSWORD and value:
        return without_password(str(value))
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _origin(settings: Settings, name: str) -> str:
    if name not in settings.model_fields_set:
        return "default"
    return "environment" if f"OGLEDALO_{name.upper()}" in settings.environment() else "ogledalo.toml"


def _folder_troubles(settings: Settings) -> list[str]:
    troubles = []
    for folder in (settings.data_dir, *_object_folders(settings)):
        standing = next(
            (one for one in (folder, *Path(folder).absolute().parents) if one.exists()), Path("/")
        )
        if not os.access(standing, os.W_OK):
            troubles.append(
                f"trouble: {folder} cannot be written; give this user the right, or set OGLEDALO_DATA_DIR"
            )
    return troubles


def _object_folders(settings: Settings) -> list[Path]:
    address = settings.objects_address()
    return [] if "://" in address else [Path(address)]


def _store_troubles(settings: Settings) -> list[str]:
    """Write a probe into the object store, read it and delete it; a folder that is not there yet is made when it is needed."""
    if any(not folder.exists() for folder in _object_folders(settings)):
        return []
    try:
        object_store_of(settings).probe(os.urandom(32))
    except ObjectStoreError as error:
        return [f"trouble: {error.told}"]
    except OSError as error:
        found = error.strerror or error
        return [
            f"trouble: the object store {settings.objects_address()} cannot be used: {found}; mend the folder"
        ]
    return []


def _database_troubles(settings: Settings) -> list[str]:
    url = settings.resolved_database_url()
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        return []
    try:
        engine = make_engine(url)
        version = current_version(engine)
        engine.dispose()
    except DatabaseUrlError as error:
        return [f"trouble: {error}"]
    except OperationalError as error:
        return [f"trouble: the database does not answer: {error.orig}; check OGLEDALO_DATABASE_URL"]
    if version != NEWEST:
        return [
            f"trouble: the database is at {version or 'no version'}, the code needs {NEWEST}: ogledalo migrate"
        ]
    return []
