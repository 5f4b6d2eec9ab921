"""A DCAT feed in the catalogue: whole drafts, mapped figures, and a feed that breaks off."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from catalogue.models import Dataset
from catalogue.object_store import ObjectStore
from tests.connectors.city import City
from tests.connectors.outgoing import client_for
from tests.connectors.test_dcat import AIR, PREFIXES, named
from tests.connectors.test_harvest import outcomes
from tests.fakes.server import Reply, Seen, serving

PORTAL = """
[[organisation]]
id = "city"
[[source]]
id = "feed"
connector = "dcat"
url = "{url}/catalog"
owner = "city"
licence = "CC BY 4.0"
"""
MAPPING = """
[[source.mapping]]
name = "population"
indicator = "CX.POP"
locale = "plain"
select = {{ dataset = "people", resource = "figures" }}
columns = {{ period = "Year", value = "People" }}
constants = {{ place = "SI_052", unit = "NR" }}
"""


@pytest.fixture
def pages() -> list[str]:
    return ["".join(named(f"a{number}") for number in range(8)), named("b1") + named("b2")]


@pytest.fixture
def feed(engine: Engine, tmp_path: Path, now: datetime, pages: list[str]) -> Iterator[City]:
    def answer(seen: Seen) -> Reply:
        if seen.path == "/people.csv":
            return Reply(b"Year,People\n2018,56000\n", media_type="text/csv")
        number = int(seen.query.get("page", ["1"])[0])
        more = (
            f"<> <http://www.w3.org/ns/hydra/core#next> <?page={number + 1}> ." if number < len(pages) else ""
        )
        return Reply((PREFIXES + pages[number - 1] + more).encode(), media_type="text/turtle")

    with serving(answer) as server, client_for(server.target) as client:
        node = City(engine, ObjectStore(tmp_path / "objects"), server, client, now, {})
        node.register(PORTAL)
        yield node


def standing(feed: City) -> list[Dataset]:
    with Session(feed.engine) as session:
        return list(
            session.exec(select(Dataset).where(col(Dataset.gone_at).is_(None)).order_by(col(Dataset.remote)))
        )


def test_each_dataset_of_a_feed_is_in_the_catalogue(feed: City, pages: list[str]) -> None:
    pages[:] = [AIR]
    result = feed.harvester().harvest("feed")
    assert (result.state, outcomes(result)) == ("done", {"added": 1})
    [air] = standing(feed)
    assert (air.id, air.remote, air.title, air.theme, air.licence, air.access) == (
        "feed-air-1", "air-1", {"en": "Air", "sl": "Zrak"}, "ENVI", "https://creativecommons.org/licenses/by/4.0/", "open",
    )  # fmt: skip
    assert (air.temporal_start, air.temporal_end, air.issued, air.modified) == (
        "2018-01-01",
        "2022-12-31",
        "2024-05-01",
        "",
    )
    assert (air.spatial, air.periodicity, air.keywords) == (["SI042"], "DAILY", ["pm10", "zrak"])
    assert "Published there by City; contact: Data desk, data@city.example." in str(air.provenance)
    assert [(one["rule"], one["cell"], one["found"]) for one in result.items[0]["findings"]][:1] == [
        ("dcat-value", "dct:modified", "soon")
    ]


def test_the_same_feed_again_changes_nothing(feed: City) -> None:
    assert outcomes(feed.harvester().harvest("feed")) == {"added": 10}
    assert outcomes(feed.harvester().harvest("feed")) == {"unchanged": 10}


def test_a_feed_that_breaks_off_takes_nothing_away(feed: City, pages: list[str]) -> None:
    feed.harvester().harvest("feed")
    pages[:] = [named("new") + pages[0], named("b1") + "<https://city.example/b2> a dcat"]
    result = feed.harvester().harvest("feed")
    assert (result.state, outcomes(result)) == ("partial", {"added": 1, "unchanged": 8, "refused": 1})
    assert len(standing(feed)) == 11


def test_a_mapping_reads_a_distribution_by_its_title(feed: City, pages: list[str]) -> None:
    url = f"{feed.server.url}/people.csv"
    file = f'dcat:distribution [ dct:title "figures" ; dcat:accessURL <{url}> ; dct:license "CC BY 4.0" ]'
    pages[:] = [
        named("people", f'; dct:identifier "people" ; {file}, [ dct:title "x" ; dcat:accessURL <{url}?x> ]')
    ]
    feed.register(PORTAL + MAPPING)
    result = feed.harvester().harvest("feed")
    assert (result.state, outcomes(result)) == ("done", {"added": 1})
    assert feed.rows() == [("CX.POP", "2018", "_T", "_T", "56000")]


def test_only_the_publishers_that_are_asked_for_are_read(feed: City, pages: list[str]) -> None:
    pages[:] = [AIR + named("other")]
    feed.register(PORTAL + 'options = {{ publishers = ["ORG-1", "Citty"] }}')
    result = feed.harvester().harvest("feed")
    assert outcomes(result) == {"added": 1, "refused": 1}
    assert "nearest: City" in result.items[1]["detail"]


@pytest.mark.parametrize(("right", "access"), [("RESTRICTED", "restricted"), ("NON_PUBLIC", "hidden")])
def test_what_is_not_public_at_its_source_is_not_public_here(
    feed: City, pages: list[str], right: str, access: str
) -> None:
    iri = f"http://publications.europa.eu/resource/authority/access-right/{right}"
    pages[:] = [named("closed", f"; dct:accessRights <{iri}>")]
    feed.harvester().harvest("feed")
    assert [one.access for one in standing(feed)] == [access]


def test_pages_that_the_header_link_names_are_read_once_and_again_without_change(
    feed: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies = {"1": named("a1"), "2": named("a2") + named("a1", '; dcat:keyword "k"')}

    def answer(seen: Seen) -> Reply:
        number = seen.query.get("page", ["1"])[0]
        link = {"Link": '<?page=2>; rel="next"'} if number == "1" else {}
        return Reply((PREFIXES + bodies[number]).encode(), headers=link, media_type="text/turtle")

    monkeypatch.setattr(feed.server, "answer", answer)
    assert outcomes(feed.harvester().harvest("feed")) == {"added": 2}
    assert [one.keywords for one in standing(feed)] == [["k"], []]
    assert outcomes(feed.harvester().harvest("feed")) == {"unchanged": 2}


def test_a_feed_that_counts_more_than_it_tells_takes_nothing_away(feed: City, pages: list[str]) -> None:
    feed.harvester().harvest("feed")
    pages[:] = [pages[0] + "<> <http://www.w3.org/ns/hydra/core#totalItems> 10 ."]
    result = feed.harvester().harvest("feed")
    assert (result.state, outcomes(result)) == ("partial", {"unchanged": 8, "refused": 1})
    assert len(standing(feed)) == 10
