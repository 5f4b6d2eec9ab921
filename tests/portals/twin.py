"""A ready sources file registered at a node and pointed at a portal's twin: harvested, its figures read and proved."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api import explanation
from api.cli_common import door_in
from api.gateway import Gateway
from api.settings import Settings
from catalogue.audit import AuditLog
from catalogue.database import unit_of_work
from catalogue.models import MappingVersion, ObservationRow, Release, Snapshot
from catalogue.object_store import ObjectStore
from catalogue.releases import to_observation
from connectors.harvest import Harvester
from connectors.ready_sources import ready_text
from connectors.references import check_sources
from connectors.registered import known, put_sources
from connectors.runs import RunResult
from connectors.verification import verify
from tests.connectors.city import City
from tests.connectors.outgoing import client_for
from tests.fakes.server import Answering, serving


@dataclass(frozen=True)
class Twin:
    """A node that knows one ready sources file, and the portal's twin that it asks."""

    city: City
    folder: Path

    @property
    def harvester(self) -> Harvester:
        return self.city.harvester()

    def harvest(self, source: str) -> RunResult:
        return self.harvester.harvest(source)

    def figures(self) -> dict[str, list[tuple[str, ...]]]:
        """What stands, by indicator: place, period, sector, carrier, value with unit (or the status without one), basis."""
        found: dict[str, list[tuple[str, ...]]] = {}
        with Session(self.city.engine) as session:
            current = select(ObservationRow).where(col(ObservationRow.recorded_to).is_(None))
            for row in session.exec(current):
                value = f"{row.value.normalize():f}" if row.value is not None else f"none {row.obs_status}"
                told = (row.place, row.period, row.sector, row.carrier, f"{value} {row.unit}", row.basis)
                found.setdefault(row.indicator, []).append(told)
        return {indicator: sorted(rows) for indicator, rows in sorted(found.items())}

    def snapshots(self, indicator: str) -> list[Snapshot]:
        """The documents that an indicator's figures stand in."""
        with Session(self.city.engine, expire_on_commit=False) as session:
            wanted = select(ObservationRow.snapshot).where(col(ObservationRow.indicator) == indicator)
            return list(session.exec(select(Snapshot).where(col(Snapshot.sha256).in_(wanted))))

    def prove(self) -> int:
        """Make the first and the last figure of each mapping again from the stored bytes; give how many mappings there are.

        Raises:
            AssertionError: one does not come out of them.
        """
        with Session(self.city.engine, expire_on_commit=False) as session:
            order = (
                ObservationRow.place,
                ObservationRow.period,
                ObservationRow.sector,
                ObservationRow.indicator,
            )
            rows = session.exec(select(ObservationRow).order_by(*map(col, order))).all()
            ends = {row.mapping: row for row in reversed(rows)}, {row.mapping: row for row in rows}
            for row in (*ends[0].values(), *ends[1].values()):
                told = to_observation(row), session.get_one(MappingVersion, row.mapping).definition
                release = session.exec(select(Release).where(col(Release.id) == row.release)).one()
                snapshot = session.get_one(Snapshot, row.snapshot)
                again = verify(*told, snapshot, self.city.store, frozenset({row.place}), release)
                assert again.holds, (row.indicator, row.place, row.period, again)
        return len(ends[0])

    def explained(self, indicator: str, place: str, period: str, **told: str) -> tuple[str, str]:
        """Explain a figure and prove it, as `ogledalo explain --verify` does: the raw value and the cell.

        Raises:
            AssertionError: it does not come out of the stored bytes.
        """
        audit = AuditLog.beside(self.city.engine, self.folder)
        gateway = Gateway(
            Settings(data_dir=self.folder), self.city.engine, self.city.store, audit, b"pepper", lambda: self.city.now
        )  # fmt: skip
        with unit_of_work(self.city.engine) as session:
            key = {"sector": "_T", "scope": "_T", "indicator": indicator, "place": place, "period": period}
            (found, *_) = explanation.find_series(door_in(gateway, session), key | told)
            answer = explanation.explain(gateway, door_in(gateway, session), found.id, "en", verify=True)
        assert answer["verified"]["holds"]
        return answer["raw_value"], answer["cell"]


@contextmanager
def twin_of(
    name: str, address: str, answer: Answering, engine: Engine, folder: Path, now: datetime
) -> Iterator[Twin]:
    """Register a ready sources file with its twin in the place of the portal.

    Args:
        name: of the ready sources file.
        address: what stands before the twin's paths in it, e.g. ``https://pxweb.stat.si``.
        answer: the twin.
    """
    text = ready_text(name)
    assert address in text
    with serving(answer) as server, client_for(server.target) as client:
        with unit_of_work(engine) as session:
            checked = check_sources(text.replace(address, server.url), known(session))
            assert checked.problems == ()
            assert checked.file is not None
            put_sources(session, checked.file)
        yield Twin(City(engine, ObjectStore(folder / "objects"), server, client, now, {}), folder)
