"""Quality over the API: the publisher's share beside ours, and nothing of what who asks may not know."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from api.door import Door
from api.gateway import Gateway
from api.rdf import world_of
from api.registry_shelf import Registered
from catalogue.database import unit_of_work
from catalogue.datasets import find_dataset, put_dataset
from catalogue.dcat.feed import dataset_triples
from catalogue.drafts import DatasetDraft, DistributionDraft
from catalogue.link_checks import due_links, link_checks, record_link
from catalogue.models import Dataset
from catalogue.mqa import Around, said_of
from catalogue.mqa_stated import record_stated
from policies.decision import ANONYMOUS, Action
from schemas.languages import Text
from tests.api.caller import Caller
from tests.api.three_datasets import HIDDEN, OPEN, OWNERS, RESTRICTED, source

FILE = f"https://files.example/{OPEN}.csv"


def test_a_dataset_is_rated_by_what_its_publisher_gave_and_by_what_we_say(
    client: Caller, gateway: Gateway, now: datetime
) -> None:
    with unit_of_work(gateway.engine) as session:
        record_stated(session, OPEN, frozenset({"keyword", "theme", "download_url", "nonsense"}), now)
        record_link(session, FILE, True, "HTTP 200", now)
    told = client.json(f"/api/v1/datasets/{OPEN}/quality")
    publisher, catalogue = told["publisher"], told["catalogue"]
    assert (publisher["points"], publisher["rating"], publisher["rating_label"]) == (
        190,
        "sufficient",
        "sufficient",
    )
    assert {one["metric"] for one in publisher["metrics"] if one["met"]} == {
        "keyword", "theme", "download_url", "access_url_status", "download_url_status", "dcat_ap_compliance",
    }  # fmt: skip
    assert told["mapping"]["lost"] == [{"metric": "keyword", "points": 30}]
    added = [one["metric"] for one in told["mapping"]["added"]]
    assert {"spatial", "publisher", "access_rights", "format"} <= set(added)
    assert told["mapping"]["points"] == catalogue["points"] - publisher["points"]
    assert told["next_steps"][0] == {
        "step": "format", "gain": 40, "work": 1, "metrics": ["format", "media_type", "format_media_type_vocabulary"],
        "text": "+40 if you state format and media type as the official lists have them, e.g. CSV and text/csv",
    }  # fmt: skip
    assert told["links"] == [
        {
            "url": FILE,
            "answered": True,
            "found": "HTTP 200",
            "checked_at": "2026-11-24T09:00:00.000000Z",
            "broken_since": None,
        }
    ]
    assert sum(one["of"] for one in catalogue["metrics"]) == told["of"] == 405


def test_what_is_not_known_of_the_publisher_is_said_not_to_be(client: Caller) -> None:
    told = client.json(f"/api/v1/datasets/{OPEN}/quality", accept_language="sl")
    assert (told["publisher"], told["mapping"]) == (None, {"added": [], "lost": [], "points": None})
    assert told["publisher_unknown"].startswith("Kaj pove zapis objavitelja")
    unchecked = [one for one in told["catalogue"]["metrics"] if one["met"] is None]
    assert [(one["metric"], one["points"], one["said"]) for one in unchecked] == [
        ("access_url_status", 0, "ni preverjeno"), ("download_url_status", 0, "ni preverjeno"),
    ]  # fmt: skip


def test_a_hidden_dataset_has_no_quality_and_changes_no_mean(
    client: Caller, gateway: Gateway, owner_key: str, reader_key: str
) -> None:
    absent = client.get("/api/v1/datasets/nothing/quality")
    hidden = client.get(f"/api/v1/datasets/{HIDDEN}/quality")
    assert (hidden.status_code, hidden.json()["type"]) == (404, absent.json()["type"])
    world, owner = client.json("/api/v1/quality"), client.json("/api/v1/quality", key=owner_key)
    assert (world["datasets"], owner["datasets"]) == (2, 3)
    assert OWNERS[HIDDEN] not in {
        one["id"] for one in world["publishers"] if one["worst"]["dataset"] == HIDDEN
    }
    with unit_of_work(gateway.engine) as session:
        row = session.get(Dataset, HIDDEN)
        assert row is not None
        session.delete(row)
    without = client.json("/api/v1/quality")
    assert without == world


def test_files_of_what_is_not_open_are_told_of_to_its_readers_alone(
    client: Caller, gateway: Gateway, now: datetime, reader_key: str
) -> None:
    url = f"https://files.example/{RESTRICTED}.csv"
    with unit_of_work(gateway.engine) as session:
        record_link(session, url, False, "HTTP 404", now)
    path = f"/api/v1/datasets/{RESTRICTED}/quality"
    world, reader = client.get(path), client.get(path, key=reader_key)
    assert (world.json()["links"], [one["found"] for one in reader.json()["links"]]) == ([], ["HTTP 404"])
    assert url not in world.text
    assert world.headers["etag"] != reader.headers["etag"]
    assert reader.headers["cache-control"] == "private, no-store"


def test_publishers_and_sources_are_told_their_mean_their_worst_and_the_best_step(client: Caller) -> None:
    told = client.json("/api/v1/quality", accept_language="en")
    of_open = next(one for one in told["sources"] if one["id"] == source(OPEN))
    alone = client.json(f"/api/v1/datasets/{OPEN}/quality")["catalogue"]["points"]
    assert (of_open["mean"], of_open["datasets"], of_open["publisher_mean"], of_open["publisher_known"]) == (
        alone, 1, None, 0,
    )  # fmt: skip
    assert of_open["worst"] == {"dataset": OPEN, "catalogue": alone, "publisher": None}
    assert of_open["next_step"]["datasets"] == 1
    assert client.json(f"/api/v1/quality?source={source(OPEN)}")["sources"] == [of_open]
    assert client.json("/api/v1/quality?publisher=nobody") == {
        "of": 405, "datasets": 0, "publishers": [], "sources": [],
    }  # fmt: skip


def test_links_are_asked_those_never_asked_first_and_stay_broken_until_they_answer(
    client: Caller, gateway: Gateway, now: datetime
) -> None:
    day = (now - now.replace(hour=8)) * 24
    with unit_of_work(gateway.engine) as session:
        everything = due_links(session, now, day)
        assert (len(everything), FILE in everything) == (3, True)
        assert due_links(session, now, day, source=source(OPEN)) == [FILE]
        record_link(session, FILE, False, "HTTP 500", now)
        record_link(session, FILE, False, "HTTP 404", now + day)
        assert due_links(session, now + day, day, source=source(OPEN)) == []
        assert due_links(session, now + 2 * day, day)[-1] == FILE
        assert due_links(session, now + 2 * day, day, most=2) == sorted({*everything} - {FILE})
        broken = link_checks(session, [FILE])[FILE]
        assert (broken.found, broken.broken_since, broken.checked_at) == ("HTTP 404", now, now + day)
        record_link(session, FILE, True, "HTTP 200", now + 2 * day)
        assert link_checks(session, [FILE])[FILE].broken_since is None


RICH = DatasetDraft(
    id="rich", source="rich-source", remote="rich", title=Text.of("Heat"), publisher=OWNERS[OPEN], theme="ENER",
    keywords=("heat",), licence="CC-BY-4.0", rights="free", spatial=("SI_052",), temporal=("2018", "2020"),
    issued="2020-01-01", modified="2021-13-01",
    distributions=(
        DistributionDraft(key="a", access_url="hhttps://broken", format="XSLX"),
        DistributionDraft(key="b", access_url="https://files.example/b c", format="csv", media_type="text/csv", byte_size=7),
    ),
)  # fmt: skip


def test_our_score_is_that_of_what_the_feed_says(client: Caller, gateway: Gateway, now: datetime) -> None:
    with unit_of_work(gateway.engine) as session:
        put_dataset(session, RICH, record_snapshot="", now=now)
    with Session(gateway.engine) as session:
        door = Door(ANONYMOUS, session, gateway.audit, now, gateway.policies, "test")
        registered = Registered.read(session)
        around = Around(registered.organisations, registered.places_in_time)
        for name in (OPEN, RESTRICTED, "rich"):
            view = find_dataset(session, name, door.scope(Action.DISCOVER))
            world = world_of(door, gateway.settings, [view], registered)
            feed = [(str(one.subject).strip("<>"), one.predicate.value.rpartition("/")[2], one.object) for one in
                    dataset_triples(world, view)]  # fmt: skip
            said = said_of(view, around)
            about = world.node.id("dataset", name)
            of_dataset = {word for subject, word, _ in feed if subject == about}
            assert _words(said) == of_dataset & set(_WORDS.values()), name
            files = [subject for subject, word, _ in feed if word == "dcat#accessURL"]
            assert len(said.distributions) == len(files), name
            for one, subject in zip(said.distributions, files, strict=True):
                words = {word for about, word, _ in feed if about == subject}
                has = {word for field, word in _OF_FILES.items() if getattr(one, field)}
                assert has == words & set(_OF_FILES.values()), (name, subject)
        assert session.exec(select(Dataset.id)).first()


_WORDS = {
    "keywords": "dcat#keyword", "theme": "dcat#theme", "spatial": "spatial", "temporal": "temporal", "rights": "rights",
    "access_rights": "accessRights", "contact": "dcat#contactPoint", "publisher": "publisher", "issued": "issued",
    "modified": "modified",
}  # fmt: skip
_OF_FILES = {
    "access_url": "dcat#accessURL", "download_url": "dcat#downloadURL", "format": "format",
    "media_type": "dcat#mediaType", "byte_size": "dcat#byteSize", "licence": "license", "rights": "rights",
    "modified": "modified", "issued": "issued",
}  # fmt: skip


def _words(said: object) -> set[str]:
    return {word for field, word in _WORDS.items() if getattr(said, field)}
