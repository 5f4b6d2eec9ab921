"""What hangs on a dataset: its source and run, an upload, a policy, a request; and the same world without any of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, String, delete, func, or_, select, update
from sqlmodel import AutoString, Session, col
from sqlmodel import select as rows_of

from api.gateway import Gateway
from api.tables import all_tables
from catalogue.database import unit_of_work
from catalogue.models import Dataset, DatasetReader, FindingRow, ObservationRow, Release, UploadRow
from connectors.models import Run, RunItem, SourceRow
from tests.api.ruled import put_in_force, rule
from tests.api.three_datasets import ACCESS, HIDDEN, OPEN, OWNERS, READER, RESTRICTED, basis, source

KEPT = ("api_key", "staff", "organisation", "policy", "policy_version")
"""Who may ask stays, and so does the register of organisations, which is for everybody."""


def hang_on(session: Session, now: datetime) -> None:
    """Give each dataset a source, a run and an upload, in the caller's transaction."""
    for dataset in ACCESS:
        session.add(
            SourceRow(
                id=source(dataset), connector="table", owner=OWNERS[dataset], definition=_definition(dataset)
            )
        )
        session.add(
            Run(
                id=run(dataset),
                source=source(dataset),
                state="done",
                started_at=now,
                heartbeat=now,
                finished_at=now,
            )
        )
        session.add(RunItem(run=run(dataset), key=dataset, title=dataset, outcome="added"))
        session.add(
            UploadRow(
                id=upload(dataset),
                name=f"{dataset}.csv",
                place="SI_052",
                organisation=OWNERS[dataset],
                subject="x",
                sha256="0" * 64,
                size=1,
                state="open",
                recorded_at=now,
            )
        )


def rule_instead(session: Session, now: datetime) -> None:
    """Have policies say what the sources said, which now declare the opposite."""
    for dataset, access in (
        (OPEN, "hidden"),
        (RESTRICTED, "open"),
        (HIDDEN, "open"),
    ):
        session.exec(update(Dataset).where(col(Dataset.id) == dataset).values(access=access))
    session.exec(delete(DatasetReader))
    put_in_force(session, "all", OWNERS[OPEN], now, rule("all", "odrl:use", OPEN))
    named = (
        rule("seen", "og:discover", RESTRICTED),
        rule("named", "odrl:read", RESTRICTED, organisations=(READER,)),
    )
    put_in_force(session, "some", OWNERS[RESTRICTED], now, *named)
    put_in_force(session, "nobody", OWNERS[HIDDEN], now, rule("no", "odrl:use", HIDDEN, kind="prohibition"))


def _definition(dataset: str) -> dict[str, object]:
    return {
        "id": source(dataset),
        "connector": "table",
        "owner": OWNERS[dataset],
        "title": f"Source of {dataset}",
        "url": f"https://files.example/{dataset}.csv",
    }


def run(dataset: str) -> str:
    """The id of the run that brought a dataset."""
    return f"run-of-{dataset}"


def upload(dataset: str) -> str:
    """The id of an upload of a dataset's owner."""
    return f"upload-of-{dataset}"


def names_of(gateway: Gateway, dataset: str) -> dict[str, str]:
    """Give the names of a dataset and of all that hangs on it, by kind."""
    with unit_of_work(gateway.engine) as session:
        row = session.exec(rows_of(ObservationRow).where(col(ObservationRow.dataset) == dataset)).first()
        release = session.exec(rows_of(Release).where(col(Release.dataset) == dataset)).first()
        finding = session.exec(rows_of(FindingRow).where(col(FindingRow.dataset) == dataset)).first()
        assert row is not None
        assert release is not None
        assert finding is not None
        return {
            "dataset": dataset, "organisation": OWNERS[dataset], "source": source(dataset), "basis": basis(dataset),
            "release": release.id, "observation": row.id, "finding": finding.id, "run": run(dataset),
            "upload": upload(dataset),
        }  # fmt: skip


def forget(gateway: Gateway, names: Mapping[str, str]) -> frozenset[str]:
    """Take every row that says one of the names out of every table, as if it had never been; give these tables."""
    lost = set()
    with unit_of_work(gateway.engine) as session:
        for table in reversed(all_tables().sorted_tables):
            texts = [column for column in table.columns if _is_text(column)]
            if table.name in KEPT or not texts:
                continue
            says = or_(*(text.in_(names.values()) for text in texts))
            if session.execute(select(func.count()).select_from(table).where(says)).scalar_one():
                session.execute(delete(table).where(says))
                lost.add(table.name)
    return frozenset(lost)


def _is_text(column: Column[Any]) -> bool:  # of a table whose columns have any type
    return isinstance(column.type, String | AutoString)
