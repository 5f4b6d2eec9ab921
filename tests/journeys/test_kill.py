"""A harvest killed in its midst: the next one ends in the same state and asks for nothing that is stored."""

from datetime import datetime

from sqlmodel import Session, col, select

from catalogue.database import make_engine
from catalogue.models import ObservationRow
from connectors.models import Fetch, Run
from tests.journeys.node import Node


def published(node: Node) -> list[tuple[str, ...]]:
    engine = make_engine(node.database_url)
    with Session(engine) as session:
        rows = session.exec(select(ObservationRow).where(col(ObservationRow.recorded_to).is_(None))).all()
    engine.dispose()
    return sorted((row.id, row.raw_value, str(row.value), row.source_cell) for row in rows)


def fetched(node: Node, source: str) -> dict[str, datetime]:
    engine = make_engine(node.database_url)
    with Session(engine) as session:
        rows = session.exec(select(Fetch).where(col(Fetch.source) == source)).all()
        runs = session.exec(select(Run).where(col(Run.source) == source)).all()
    engine.dispose()
    assert len(runs) == 1
    return {row.url: row.fetched_at for row in rows}


def test_a_killed_harvest_is_resumed_and_nothing_stored_is_fetched_again(node: Node, demo_node: Node) -> None:
    process = node.start("harvest", "demo-ckan")
    assert process.stdout is not None
    printed = [process.stdout.readline() for _ in range(3)]  # the source's name and two of its datasets
    process.kill()
    process.communicate()
    assert printed[0] == "demo-ckan:\n"
    before = fetched(node, "demo-ckan")
    assert before
    assert published(node) == []
    node.run("harvest")
    after = fetched(node, "demo-ckan")
    assert {url: after[url] for url in before} == before
    assert published(node) == published(demo_node)
