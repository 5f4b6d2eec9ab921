"""Backup and restore: everything a node holds in one file, for SQLite and PostgreSQL alike.

The rows travel as JSON lines by table, so that a backup of one kind of database restores into the other; the objects
travel as they are, each checked against its name.
"""

import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Integer, Table, false, func, insert, select, text, update
from sqlmodel import col

from api.audit_keys import PRIVATE_FILE, PUBLIC_FILE
from api.errors import BackupError
from api.gateway import Gateway, open_gateway
from api.settings import Settings
from api.tables import all_tables
from api.version import VERSION
from catalogue.audit_tables import METADATA
from catalogue.migrations import NEWEST
from catalogue.models import Epoch
from catalogue.object_store import sha256_of

MANIFEST = "manifest.json"
BATCH = 1000
AHEAD = 1_000_000
"""By how much a restored node's epochs are raised."""


def backup(gateway: Gateway, target: Path, *, objects: bool = True) -> str:
    """Write a node into a tar file and say what went in.

    Args:
        target: the file.
        objects: whether the bytes of the object store go in; a bucket may have its own backup.

    Raises:
        BackupError: the file exists already.
    """
    if target.exists():
        raise BackupError(f"{target} exists already; name a new file")
    draft = target.with_name(f"{target.name}.part")
    gateway.audit.drain(gateway.engine)
    draft.touch(mode=0o600)  # it holds the secret that keys are made with
    with tarfile.open(draft, "w:gz") as archive:
        manifest = {"version": VERSION, "schema": NEWEST, "made_at": gateway.clock().isoformat()}
        _add(archive, MANIFEST, json.dumps(manifest).encode())
        _add(archive, "pepper", gateway.pepper)
        # one transaction for all tables: a harvest that publishes meanwhile is in the backup whole or not at all
        with gateway.engine.connect() as connection:
            if gateway.engine.dialect.name == "postgresql":
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            rows = sum(_add_table(archive, connection, table) for table in all_tables().sorted_tables)
        with gateway.audit.engine.connect() as connection:
            rows += sum(_add_table(archive, connection, table) for table in METADATA.sorted_tables)
        for name in (PRIVATE_FILE, PUBLIC_FILE):
            if (gateway.settings.data_dir / name).exists():
                _add(archive, name, (gateway.settings.data_dir / name).read_bytes())
        count = _add_objects(archive, gateway) if objects else 0
    draft.replace(target)
    if not objects:
        return f"wrote {target}: {rows} rows; the objects are not in it, they stay in {gateway.store.where}"
    return f"wrote {target}: {rows} rows, {count} objects"


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


def _add_table(archive: tarfile.TarFile, connection: Connection, table: Table) -> int:
    lines = [json.dumps(_as_json(dict(row))) for row in connection.execute(select(table)).mappings()]
    _add(archive, f"tables/{table.name}.jsonl", "\n".join(lines).encode())
    return len(lines)


def _as_json(row: dict[str, Any]) -> dict[str, Any]:  # a table's row
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    return {"decimal": str(value)} if isinstance(value, Decimal) else value


def _add_objects(archive: tarfile.TarFile, gateway: Gateway) -> int:
    names = sorted(gateway.store.names())
    for name in names:
        _add(archive, f"objects/{name}", gateway.store.as_it_stands(name))
    return len(names)


def restore(settings: Settings, file: Path) -> str:
    """Put a node back into an empty data folder and database, and say what came back.

    Raises:
        BackupError: the file is no backup of this version, it was changed, or the node is not empty.
    """
    with _opened(file) as archive:
        _check_manifest(archive, file)
        _restore_pepper(archive, settings)
        _restore_audit_keys(archive, settings)
        gateway = open_gateway(settings)
        try:
            return _restore_into(gateway, archive, file)
        finally:
            gateway.close()


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(file, "r:gz") as archive:
            yield archive
    except (tarfile.ReadError, EOFError):
        raise BackupError(f"{file} is no backup of a node: it is no whole gzipped tar file") from None


def _restore_into(gateway: Gateway, archive: tarfile.TarFile, file: Path) -> str:
    _require_empty(gateway)
    objects = _restore_objects(archive, gateway)
    with gateway.engine.begin() as connection:
        rows = sum(_restore_table(archive, connection, table) for table in all_tables().sorted_tables)
        # what clients kept of the lost node must not pass for what this one says
        connection.execute(update(Epoch).values(value=col(Epoch.value) + AHEAD))
    with gateway.audit.engine.begin() as connection:
        rows += sum(_restore_table(archive, connection, table) for table in METADATA.sorted_tables)
    return f"restored {rows} rows and {objects} objects from {file}"


def _check_manifest(archive: tarfile.TarFile, file: Path) -> None:
    try:
        manifest = json.loads(_read(archive, MANIFEST))
    except KeyError:
        raise BackupError(f"{file} is no backup of a node: it has no {MANIFEST}") from None
    if manifest["schema"] != NEWEST:
        raise BackupError(
            f"{file} was made at schema {manifest['schema']}, this version has {NEWEST}: "
            f"restore it with version {manifest['version']} and migrate"
        )


def _read(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(name)
    if member is None:
        raise KeyError(name)
    return member.read()


def _restore_pepper(archive: tarfile.TarFile, settings: Settings) -> None:
    """Put the secret of the keys back where the settings name none."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    pepper = settings.data_dir / "pepper"
    if settings.pepper or pepper.exists():
        return
    pepper.touch(mode=0o600)
    pepper.write_bytes(_read(archive, "pepper"))


def _restore_audit_keys(archive: tarfile.TarFile, settings: Settings) -> None:
    """Put the keys of the audit log back, so that it goes on under its name."""
    for name in (PRIVATE_FILE, PUBLIC_FILE):
        if name in archive.getnames() and not (settings.data_dir / name).exists():
            (settings.data_dir / name).touch(mode=0o600)
            (settings.data_dir / name).write_bytes(_read(archive, name))


def _require_empty(gateway: Gateway) -> None:
    with gateway.engine.connect() as connection:
        for table in all_tables().sorted_tables:
            if connection.execute(select(table).limit(1)).first() is not None:
                raise BackupError(
                    f"the node is not empty (table {table.name}): restore into a new data folder"
                )


def _restore_objects(archive: tarfile.TarFile, gateway: Gateway) -> int:
    count = 0
    for member in archive.getmembers():
        name = member.name.removeprefix("objects/")
        if name == member.name:
            continue
        content = _read(archive, member.name)
        if sha256_of(content) != name:
            raise BackupError(f"object {name} was changed in the backup")
        gateway.store.put(content)
        count += 1
    return count


def _restore_table(archive: tarfile.TarFile, connection: Connection, table: Table) -> int:
    lines = _read(archive, f"tables/{table.name}.jsonl").decode().splitlines()
    rows = [{name: _value(value) for name, value in json.loads(line).items()} for line in lines if line]
    for some in _batches(rows):
        connection.execute(insert(table), some)
    _restart_numbers(connection, table)
    return len(rows)


def _value(value: object) -> object:
    if isinstance(value, dict) and list(value) == ["time"]:
        return datetime.fromisoformat(value["time"])
    return Decimal(value["decimal"]) if isinstance(value, dict) and list(value) == ["decimal"] else value


def _batches(rows: list[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _restart_numbers(connection: Connection, table: Table) -> None:
    """Let PostgreSQL count on from the restored rows; SQLite does so by itself."""
    number = table.primary_key.columns.values()[0]
    if connection.dialect.name != "postgresql" or not isinstance(number.type, Integer):
        return
    next_number = select(func.coalesce(func.max(number), 0) + 1).scalar_subquery()
    connection.execute(
        select(func.setval(func.pg_get_serial_sequence(table.name, number.name), next_number, false()))
    )
