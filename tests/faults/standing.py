"""What stands in a catalogue, byte by byte, and how it differs from what stood before."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Engine, MetaData, Table, select
from sqlmodel import SQLModel

Row = Mapping[str, Any]
Catalogue = Mapping[str, Sequence[Row]]

TABLES = (
    "dataset", "distribution", "release", "observation", "mapping_version", "catalogue_record", "record_identifier",
    "dataset_alias", "dataset_change", "merge_proposal", "finding",
)  # fmt: skip
"""All that a harvest publishes."""


def standing(engine: Engine) -> Catalogue:
    """Give every row of every table that a harvest publishes to."""
    known: MetaData = SQLModel.metadata
    with engine.connect() as connection:
        return {name: _rows(connection.execute(_ordered(known.tables[name])).mappings()) for name in TABLES}


def _ordered(table: Table) -> Any:
    return select(table).order_by(*table.primary_key.columns)


def _rows(found: Any) -> list[Row]:
    return [dict(row) for row in found]


def differences(before: Catalogue, after: Catalogue) -> tuple[str, ...]:
    """Tell how datasets and the figures that count differ, a line each; nothing only where no byte differs."""
    if before == after:
        return ()
    lines = [*_of_datasets(before, after), *_of_figures(before, after)]
    return tuple(sorted(lines)) or ("other tables: " + ", ".join(n for n in TABLES if before[n] != after[n]),)


def _of_datasets(before: Catalogue, after: Catalogue) -> list[str]:
    old, new = ({row["id"]: row for row in one["dataset"]} for one in (before, after))
    lines = [f"+ {_title(new[id_])}" for id_ in new.keys() - old.keys()]
    for id_ in old.keys() & new.keys():
        changed = [name for name in old[id_] if old[id_][name] != new[id_][name]]
        told = sorted(
            set(changed) - {"recorded_at", "recorded_from", "record_hash", "record_snapshot", "folded"}
        )
        lines += [f"{id_}: {', '.join(told or changed)}"] if changed else []
    return lines + [f"- {id_}" for id_ in old.keys() - new.keys()]


def _title(row: Row) -> str:
    title: str = row["title"].get("en") or next(iter(row["title"].values()))
    return title if len(title) < 100 else f"a title of {len(title):,} letters"


def _of_figures(before: Catalogue, after: Catalogue) -> list[str]:
    old, new = (
        {
            (r["indicator"], r["place"], r["period"]): r["value"]
            for r in one["observation"]
            if r["recorded_to"] is None
        }
        for one in (before, after)
    )
    return [
        f"{' '.join(key)}: {old.get(key, 'none')} -> {new.get(key, 'none')}"
        for key in sorted(old.keys() | new.keys())
        if old.get(key) != new.get(key)
    ]
