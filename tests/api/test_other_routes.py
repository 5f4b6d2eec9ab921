"""Findings, releases, identifiers, explanations and operations over HTTP."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pyarrow.parquet as pq

from api.gateway import Gateway
from catalogue.archive import read_archive
from catalogue.database import unit_of_work
from tests.api.caller import Caller
from tests.api.three_datasets import OPEN, RESTRICTED, changed, figures, publish_figures, source


def test_a_finding_says_where_what_and_how_to_mend_it(client: Caller) -> None:
    (finding,) = client.json("/api/v1/findings?place=SI_052&rule=S2&state=open&lang=sl")["findings"]
    assert (finding["rule"], finding["severity"], finding["dataset"]) == ("S2", "warning", OPEN)
    assert (finding["document"], finding["cell"], finding["found"]) == (
        f"{OPEN}.xlsx",
        "A-1.3!F6",
        "9,885.83",
    )
    assert (finding["expected"], finding["mend"]) == ("da", "ne")
    assert client.json("/api/v1/findings?place=SI_061")["count"] == 0
    assert client.json("/api/v1/findings?rule=S3")["count"] == 0


def test_releases_are_listed_newest_first_and_page_by_page(
    client: Caller, gateway: Gateway, now: datetime
) -> None:
    with unit_of_work(gateway.engine) as session:
        publish_figures(session, gateway.store, OPEN, changed(figures(OPEN), "1"), now + timedelta(days=1))
    listed = client.json(f"/api/v1/releases?dataset={OPEN}")["releases"]
    assert [(one["state"], one["rows"]) for one in listed] == [("current", 4), ("superseded", 4)]
    assert listed[0]["recorded_from"] == listed[1]["recorded_to"] == "2026-11-25T09:00:00+00:00"
    first = client.json("/api/v1/releases?limit=2")
    second = client.json(f"/api/v1/releases?limit=2&cursor={first['next_cursor']}")
    assert [one["dataset"] for one in first["releases"] + second["releases"]] == [OPEN, RESTRICTED, OPEN]
    assert second["next_cursor"] == ""


def test_an_archive_holds_the_rows_of_its_release(client: Caller) -> None:
    (release,) = client.json(f"/api/v1/releases?source={source(OPEN)}")["releases"]
    assert client.json(f"/api/v1/releases/{release['id']}") == release
    archive = client.get(release["archive"]["url"])
    assert archive.headers["content-type"] == "application/vnd.apache.parquet"
    assert len(archive.content) == release["archive"]["bytes"]
    assert pq.read_table(io.BytesIO(archive.content)).num_rows == 4
    assert set(read_archive(archive.content)) == set(figures(OPEN))


def test_a_figure_is_explained_and_verification_is_never_kept(client: Caller) -> None:
    (row,) = client.json("/api/v1/observations?place=SI_052&to=2018")["observations"]
    told = client.json(f"/api/v1/observations/{row['id']}/explain?lang=hr")
    assert (told["observation"]["id"], told["cell"], told["raw_value"]) == (row["id"], "A-1.3!F6", "65831")
    refused = client.get(f"/api/v1/observations/{row['id']}/explain?verify=true")
    assert (refused.status_code, refused.headers["cache-control"]) == (404, "no-store")
    assert client.json("/api/v1/observations/0/explain", status=404)["type"].endswith("/not-found")


HTML, JSON, TURTLE = "text/html,application/xhtml+xml,*/*;q=0.8", "application/json", "text/turtle"
LEADS = {
    ("/id/dataset/a", HTML): "/datasets/a",
    ("/id/dataset/a", JSON): "/api/v1/datasets/a",
    ("/id/dataset/a", ""): "/api/v1/datasets/a",
    ("/id/dataset/a", TURTLE): "/api/v1/datasets/a.ttl",
    ("/id/dataset/a", "application/rdf+xml"): "/api/v1/datasets/a.rdf",
    ("/id/indicator/GHG.TOT", HTML): "/indicators/GHG.TOT",
    ("/id/indicator/GHG.TOT", JSON): "/api/v1/indicators/GHG.TOT",
    ("/id/place/SI_052", HTML): "/places/SI_052",
    ("/id/place/SI_052", JSON): "/api/v1/places/SI_052",
    ("/id/organisation/city%20office", HTML): "/api/v1/organisations/city%20office",
    ("/id/release/ab12", JSON): "/api/v1/releases/ab12",
    ("/id/observation/ab12", HTML): "/explain/ab12",
    ("/id/observation/ab12", JSON): "/api/v1/observations/ab12/explain",
    ("/id/policy/ab12", HTML): "/api/v1/admin/policies/ab12",
    ("/id/policy/ab12?lang=sl", TURTLE): "/api/v1/admin/policies/ab12?format=ttl&lang=sl",
    ("/id/policy/of-a", ""): "/api/v1/datasets/a/policy",
    ("/id/policy/of-a?lang=sl", HTML): "/datasets/a?lang=sl#access",
    ("/id/policy/of-a", "application/ld+json"): "/api/v1/datasets/a/policy?format=jsonld",
    ("/id/agreement/ab12", JSON): "/api/v1/agreements/ab12",
    ("/id/agreement/ab12", TURTLE): "/api/v1/agreements/ab12?format=ttl",
    ("/id/network/mission-cities", HTML): "/api/v1/networks",
    ("/id/collection/ab12", JSON): "/api/v1/admin/collections/ab12",
    ("/id/comparison/ab12?indicator=GHG.TOT", JSON): "/api/v1/comparisons/ab12/explain?indicator=GHG.TOT",
}


def test_an_identifier_leads_people_and_machines_to_what_it_names(client: Caller) -> None:
    for (path, accept), address in LEADS.items():
        response = client.get(path, accept=accept)
        assert (response.status_code, response.headers["location"]) == (303, address), (path, accept)
    assert client.get("/id/town/a").status_code == 404
    assert client.get("/id/place/SI_052", accept=TURTLE).status_code == 406


def test_the_process_says_that_it_is_alive_and_ready(client: Caller) -> None:
    assert client.json("/healthz")["status"] == "ok"
    assert client.json("/readyz") == {"status": "ready", "checks": {"database": True, "object_store": True}}


def test_a_database_that_was_not_migrated_is_not_ready(client: Caller, gateway: Gateway) -> None:
    with gateway.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    assert client.json("/readyz", status=503)["checks"] == {"database": False, "object_store": True}


def test_the_meter_counts_answers_and_epochs(client: Caller) -> None:
    client.get("/nothing")
    client.get("/api/v1/places")
    client.get("/api/v1/places")
    lines = client.get("/metrics").text.splitlines()
    assert 'ogledalo_answers_total{status="4xx"} 1' in lines
    assert 'ogledalo_stored_answers_total{outcome="hit"} 1' in lines
    assert any(line.startswith('ogledalo_epoch{name="catalogue"} ') for line in lines)
