"""The demo's portals, and a node that harvested them, on each kind of database."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from tests.fakes.postgres import new_database
from tests.journeys.node import Node, demo_portals, demo_sources


@pytest.fixture(scope="session")
def addresses() -> Iterator[Mapping[str, str]]:
    """The addresses of the demo's portals."""
    with demo_portals() as found:
        yield found


@pytest.fixture(scope="session")
def demo_nodes(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, addresses: Mapping[str, str]
) -> Callable[[str], Node]:
    """Give the node that harvested everything, for a kind of database; made once for all files of tests."""

    @cache
    def made(kind: str) -> Node:
        folder = tmp_path_factory.mktemp("demo")
        own = f"sqlite:///{folder / 'var' / 'ogledalo.db'}"
        url = own if kind == "sqlite" else new_database(request.getfixturevalue("postgres_url"))
        node = Node(folder, url, addresses)
        node.register(demo_sources(addresses))
        node.run("harvest")
        return node

    return made


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def demo_node(request: pytest.FixtureRequest, demo_nodes: Callable[[str], Node]) -> Node:
    """A node that harvested everything; tests read it and change nothing."""
    return demo_nodes(request.param)


@pytest.fixture
def empty(request: pytest.FixtureRequest, tmp_path: Path, demo_node: Node) -> Node:
    """A node with nothing in it, on the same kind of database as the demo's."""
    own = f"sqlite:///{tmp_path / 'var' / 'ogledalo.db'}"
    on_sqlite = demo_node.database_url.startswith("sqlite")
    url = own if on_sqlite else new_database(request.getfixturevalue("postgres_url"))
    return Node(tmp_path, url, demo_node.addresses)


@pytest.fixture
def node(empty: Node) -> Node:
    """A node with the demo's sources registered and nothing harvested."""
    empty.register(demo_sources(empty.addresses))
    return empty
