"""Retention of snapshots: what nothing needs is forgotten, what explains anything never is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete
from sqlmodel import Session, SQLModel, col, select

from catalogue.change_tables import CatalogueRecord
from catalogue.database import make_engine, unit_of_work
from catalogue.errors import SnapshotNotFoundError
from catalogue.models import (
    Dataset,
    FindingRow,
    MappingVersion,
    ObservationRow,
    Release,
    Snapshot,
    UploadRow,
)
from catalogue.object_store import ObjectStore, sha256_of
from catalogue.releases import to_observation
from connectors.models import Fetch, Run
from connectors.snapshot_retention import Forgotten, forget_unused, unused_snapshots
from connectors.verification import Verification, verify
from tests.conftest import NOW
from tests.connectors.city import EMISSIONS, city_node

DAY = timedelta(days=1)
KEEP = 30
NOTHING = Forgotten()


@pytest.fixture
def store(tmp_path: Path) -> ObjectStore:
    return ObjectStore(tmp_path / "objects")


def keep(engine: Engine, store: ObjectStore, content: bytes, at: datetime) -> str:
    """Keep bytes as a harvest does: object first, then a row where there is none."""
    name = store.put(content)
    with unit_of_work(engine) as session:
        if session.get(Snapshot, name) is None:
            session.add(Snapshot(sha256=name, size=len(content), fetched_at=at))
    return name


def forget(engine: Engine, store: ObjectStore, now: datetime) -> Forgotten:
    with unit_of_work(engine) as session:
        return forget_unused(session, store, KEEP, now)


def rows(engine: Engine) -> set[str]:
    with Session(engine) as session:
        return set(session.exec(select(Snapshot.sha256)))


def test_what_nothing_needs_is_set_aside_and_deleted_two_days_later(
    engine: Engine, store: ObjectStore, now: datetime
) -> None:
    name = keep(engine, store, b"old", now - 31 * DAY)
    young = keep(engine, store, b"young", now - 29 * DAY)
    assert forget(engine, store, now) == Forgotten(set_aside=1, size=3)
    assert (rows(engine), store.get(name)) == ({young}, b"old")
    assert forget(engine, store, now + DAY / 2) == NOTHING
    assert forget(engine, store, now + 2 * DAY) == Forgotten(set_aside=1, size=5, deleted=1)
    with pytest.raises(SnapshotNotFoundError):
        store.get(name)


def test_what_would_be_forgotten_is_told_beforehand(
    engine: Engine, store: ObjectStore, now: datetime
) -> None:
    name = keep(engine, store, b"old", now - 31 * DAY)
    with Session(engine) as session:
        assert unused_snapshots(session, store, KEEP, now) == {name: 3}
        assert unused_snapshots(session, store, KEEP + 2, now) == {}


def _fetch(name: str, at: datetime, run: str = "r1") -> Fetch:
    return Fetch(run=run, request=name, source="s", url="u", status=200, sha256=name, fetched_at=at)


def _run(state: str, at: datetime) -> Run:
    return Run(id=state, source="s", state=state, started_at=at, heartbeat=at)


def _observation(name: str, at: datetime) -> ObservationRow:
    return ObservationRow(
        id=name, slot="x", release="x", dataset="x", indicator="x", place="x", period="x", freq="x", sector="x",
        scope="x", gas="x", carrier="x", mode="x", value_type="x", unit="x", source="x", basis="x", snapshot=name,
        recorded_from=at, recorded_to=at + DAY,
    )  # fmt: skip


def _release(name: str, at: datetime, archive: str = "", snapshots: tuple[str, ...] = ()) -> Release:
    return Release(
        id=name, slot="x", dataset="x", source="x", mapping="x", rows=1, archive_sha256=archive, archive_bytes=1,
        snapshots=list(snapshots), state="withdrawn", recorded_from=at,
    )  # fmt: skip


REASONS: Mapping[str, Callable[[str, datetime], list[SQLModel]]] = {
    "a closed figure": lambda name, at: [_observation(name, at)],
    "a withdrawn release's slice": lambda name, at: [_release(name, at, snapshots=("0" * 64, name))],
    "a release's archive with the same bytes": lambda name, at: [_release(name, at, archive=name)],
    "a finding that no longer stands": lambda name, at: [
        FindingRow(id=name, dataset="x", slot="x", rule="r", severity="warning", snapshot=name, recorded_from=at,
                   recorded_to=at + DAY)
    ],
    "an upload": lambda name, at: [UploadRow(id=name, name="f", sha256=name, recorded_at=at)],
    "the record of a dataset that is gone": lambda name, at: [
        Dataset(id=name[:9], source="s", remote="r", record_snapshot=name, recorded_from=at, recorded_at=at, gone_at=at)
    ],
    "a run of late": lambda name, at: [_fetch(name, at + 20 * DAY)],
    "a run that is held": lambda name, at: [_run("held", at), _fetch(name, at, "held")],
    "a run that goes on": lambda name, at: [_run("running", at), _fetch(name, at, "running")],
}  # fmt: skip


def test_what_explains_anything_or_belongs_to_a_run_of_late_is_kept(
    engine: Engine, store: ObjectStore, now: datetime
) -> None:
    long_ago = now - 40 * DAY
    kept = {reason: keep(engine, store, reason.encode(), long_ago) for reason in REASONS}
    gone = keep(engine, store, b"a run long ago", long_ago)
    with unit_of_work(engine) as session:
        session.add_all([_run("done", long_ago), _fetch(gone, long_ago, "done")])
        for reason, name in kept.items():
            session.add_all(REASONS[reason](name, long_ago))
    assert forget(engine, store, now) == Forgotten(set_aside=1, size=14)
    assert rows(engine) == set(kept.values())
    forget(engine, store, now + 5 * DAY)
    assert set(store.names()) == set(kept.values())


def test_a_row_that_is_written_again_has_its_bytes(engine: Engine, store: ObjectStore, now: datetime) -> None:
    """A harvest looked whether the bytes stand just before they were set aside, and adds its row just after."""
    name = keep(engine, store, b"old", now - 31 * DAY)
    forget(engine, store, now)
    with unit_of_work(engine) as session:
        session.add(Snapshot(sha256=name, size=3, fetched_at=now))
    assert store.get(name) == b"old"
    assert forget(engine, store, now + 3 * DAY) == Forgotten(brought_back=1)
    assert (store.get(name), list(store.set_aside_since())) == (b"old", [])


def test_bytes_without_a_row_that_a_run_was_given_are_brought_back(
    engine: Engine, store: ObjectStore, now: datetime
) -> None:
    name = keep(engine, store, b"old", now - 31 * DAY)
    forget(engine, store, now)
    with unit_of_work(engine) as session:
        session.add(_fetch(name, now))
    assert forget(engine, store, now + 3 * DAY) == Forgotten(brought_back=1)
    assert store.get(name) == b"old"


def test_a_kill_between_object_and_row_loses_nothing(
    engine: Engine, store: ObjectStore, now: datetime
) -> None:
    name = keep(engine, store, b"old", now - 31 * DAY)
    with Session(engine) as session:
        forget_unused(session, store, KEEP, now)
        session.rollback()
    assert (rows(engine), store.get(name)) == ({name}, b"old")
    forget(engine, store, now)
    assert (rows(engine), store.get(name)) == (set(), b"old")


class Interrupting(ObjectStore):
    """A store in which somebody keeps the same bytes while they are set aside."""

    meanwhile: Callable[[], object] = staticmethod(lambda: None)

    def set_aside(self, sha256: str, day: object) -> None:
        super().set_aside(sha256, day)  # type: ignore[arg-type]  # handed on as it came
        self.meanwhile()


def test_bytes_that_a_run_is_given_while_they_are_forgotten_are_kept(
    engine: Engine, tmp_path: Path, now: datetime
) -> None:
    store = Interrupting(tmp_path / "objects")
    name = keep(engine, store, b"old", now - 31 * DAY)

    def harvest() -> None:
        keep(engine, store, b"old", now)
        with unit_of_work(engine) as session:
            session.add(_fetch(name, now))

    store.meanwhile = harvest
    assert forget(engine, store, now) == NOTHING
    assert (rows(engine), store.get(name)) == ({name}, b"old")


def test_two_who_forget_at_once_bring_nothing_back(engine: Engine, tmp_path: Path, now: datetime) -> None:
    store = Interrupting(tmp_path / "objects")
    name = keep(engine, store, b"old", now - 31 * DAY)

    def other() -> None:
        with unit_of_work(engine) as session:
            session.execute(delete(Snapshot).where(col(Snapshot.sha256) == name))

    store.meanwhile = other
    assert forget(engine, store, now) == NOTHING
    assert [one for one, _, _ in store.set_aside_since()] == [name]


steps = st.lists(
    st.tuples(
        st.sampled_from(["keep", "refer", "forget"]),
        st.sampled_from([b"a", b"b", b"c"]),
        st.integers(0, 40),
        st.sampled_from(sorted(REASONS)),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(steps)
def test_whatever_is_kept_referred_to_and_forgotten_nothing_that_is_needed_is_lost(
    tmp_path_factory: pytest.TempPathFactory, done: list[tuple[str, bytes, int, str]]
) -> None:
    """On SQLite alone: the rules are the same, and 40 databases are enough."""
    folder = tmp_path_factory.mktemp("retention")
    engine, store = make_engine(f"sqlite:///{folder / 'db'}"), ObjectStore(folder / "objects")
    needed: set[str] = set()
    now = NOW
    tables = (CatalogueRecord, Dataset, Fetch, FindingRow, ObservationRow, Release, Run, Snapshot, UploadRow)
    SQLModel.metadata.create_all(
        engine, tables=[SQLModel.metadata.tables[str(one.__tablename__)] for one in tables]
    )
    for number, (act, content, days, reason) in enumerate(done):
        now += timedelta(days=days)
        name = sha256_of(content)
        if act == "keep":
            keep(engine, store, content, now)
        elif act == "refer" and name in rows(engine) and "run" not in reason:
            needed.add(name)
            with unit_of_work(engine) as session:
                session.add_all(_named_anew(REASONS[reason](name, now), number))
        elif act == "forget":
            forget(engine, store, now)
        assert needed <= rows(engine)
        assert {sha256_of(store.get(name)) for name in rows(engine)} == rows(engine)
    engine.dispose()


def _named_anew(found: list[SQLModel], number: int) -> list[SQLModel]:
    for one in found:
        one.id = f"{number}"
        if isinstance(one, Dataset):
            one.remote = f"{number}"
    return found


def test_every_figure_current_or_not_still_comes_out_of_its_bytes(
    engine: Engine, tmp_path: Path, now: datetime
) -> None:
    with city_node(engine, tmp_path, now) as city:
        for figure in ("65.831", "65.832", "65.833"):
            city.files["/emissions.csv"] = EMISSIONS.replace("65.831", figure)
            city.harvester().harvest("kranj")
            city.now += 40 * DAY
        keep(engine, city.store, b"explains nothing", now)
        assert forget(engine, city.store, city.now).set_aside == 1
        forget(engine, city.store, city.now + 3 * DAY)
        assert _verified(engine, city.store) == {
            "65831",
            "65832",
            "65833",
            "68068",
            "41280",
            "67346",
            "56000",
            "57133",
        }


def _verified(engine: Engine, store: ObjectStore) -> set[str]:
    values = set()
    with Session(engine) as session:
        for row in session.exec(select(ObservationRow)):
            version, snapshot = session.get(MappingVersion, row.mapping), session.get(Snapshot, row.snapshot)
            release = session.exec(select(Release).where(col(Release.id) == row.release)).first()
            assert version is not None
            assert snapshot is not None
            found = verify(
                to_observation(row), version.definition, snapshot, store, frozenset({"SI_052"}), release
            )
            assert found == Verification(True, found.published, found.published, row.raw_value)
            values.add(found.published)
    return values
