"""An explanation of a figure that was made of several answers leads on to these."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlmodel import col, select

from api.gateway import Gateway
from api.text_answers import explanation_lines
from catalogue.database import unit_of_work
from catalogue.models import ObservationRow, Snapshot
from catalogue.object_store import sha256_of
from connectors.composed import Composed, Part, written
from connectors.fetching import COMPOSED
from tests.api.caller import Caller
from tests.api.three_datasets import OPEN

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
URL = "https://www.arso.gov.si/xml/zrak/urni.xml"
ANSWERS = (b"<one/>", b"<two/>")


def composed(gateway: Gateway, now: datetime) -> str:
    """Let a figure be made of two answers, one of which has no row; gives its id."""
    parts = tuple(Part(gateway.store.put(content), URL) for content in ANSWERS)
    name = gateway.store.put(written(Composed("2018", parts, ({"part": 0}, {"part": 1}))))
    with unit_of_work(gateway.engine) as session:
        session.add(Snapshot(sha256=name, size=1, media_type=COMPOSED, url=f"{URL}#2018", fetched_at=now))
        session.add(Snapshot(sha256=parts[0].sha256, size=6, media_type="", url=URL, fetched_at=now))
        row = session.exec(select(ObservationRow).where(col(ObservationRow.dataset) == OPEN)).first()
        assert row is not None
        row.snapshot = name
        session.add(row)
        return row.id


def test_the_answers_are_named_and_told_to_people_too(
    gateway: Gateway, client: Caller, now: datetime
) -> None:
    figure = composed(gateway, now)
    told = client.get(f"/api/v1/observations/{figure}/explain").json()
    one, other = map(sha256_of, ANSWERS)

    assert told["document"]["url"] == f"{URL}#2018"
    assert told["document"]["parts"] == [
        {"url": URL, "sha256": one, "fetched_at": now.isoformat()},
        {"url": URL, "sha256": other, "fetched_at": None},
    ]
    lines = [line for line in explanation_lines(told, "en") if line.startswith("made of")]
    assert lines == [f"made of        {one} {now.isoformat()}", f"made of        {other} -"]
    page = client.get(f"/explain/{figure}").text
    assert f"<code>{one}</code>" in page
    assert f"<code>{other}</code>" in page


def test_a_document_that_is_lost_names_none(gateway: Gateway, client: Caller, now: datetime) -> None:
    figure = composed(gateway, now)
    with unit_of_work(gateway.engine) as session:
        row = session.exec(select(ObservationRow).where(col(ObservationRow.id) == figure)).one()
        gateway.store.remove(row.snapshot)
    told = client.get(f"/api/v1/observations/{figure}/explain").json()

    assert told["document"]["parts"] == []
