"""What a dataset's page, API and RDF tell of where it is listed, of one that is gone, and of two that become one."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from api.cli import main
from api.gateway import Gateway
from catalogue.database import unit_of_work
from catalogue.datasets import mark_gone, put_dataset
from catalogue.drafts import DatasetDraft
from catalogue.identity import identify, settle
from catalogue.identity_matching import Listed
from catalogue.models import Dataset
from catalogue.records import put_second_record
from tests.api.caller import Caller
from tests.api.posting import post
from tests.api.test_vintages import role_key
from tests.api.three_datasets import HIDDEN, OPEN, OWNERS, RESTRICTED, draft
from tests.attacks.one_database import database_kind
from tests.fakes.datasets import a_dataset

assert database_kind
LATER = timedelta(days=2)


def copy_of(dataset: str, id_: str = "copy", **said: Any) -> DatasetDraft:
    """The same title and files at another portal."""
    first = draft(dataset)
    told = {
        "source": "state",
        "publisher": "ministry",
        "title": first.title,
        "distributions": first.distributions,
    }
    return a_dataset(id_, **(told | said))


def propose(session: Session, one: DatasetDraft, now: datetime) -> None:
    settle(session, "state", identify(session, "state", [Listed.of(one)], ()), now)
    put_dataset(session, one, record_snapshot="", now=now)


def test_a_dataset_tells_where_it_is_listed(client: Caller, gateway: Gateway, now: datetime) -> None:
    page = "https://data.gov.example/set/55"
    second = copy_of(OPEN, OPEN, remote="55", landing_page=page)
    with unit_of_work(gateway.engine) as session:
        put_second_record(session, second, OPEN, record_snapshot="", now=now + LATER)
        row = session.get_one(Dataset, OPEN)
        row.missing_since = now + LATER
        session.add(row)
    told = client.json(f"/api/v1/datasets/{OPEN}")
    assert told["missing_since"] == "2026-11-26T09:00:00Z"
    assert told["records"] == [
        {
            "source": f"{OPEN}-source", "remote": OPEN, "former": [], "landing_page": "", "own": True,
            "first_seen": "2026-11-24T09:00:00Z", "changed_at": "2026-11-24T09:00:00Z",
            "missing_since": "2026-11-26T09:00:00Z",
        },
        {
            "source": "state", "remote": "55", "former": [], "landing_page": page, "own": False,
            "first_seen": "2026-11-26T09:00:00Z", "changed_at": "2026-11-26T09:00:00Z", "missing_since": None,
        },
    ]  # fmt: skip
    turtle = client.get(f"/api/v1/datasets/{OPEN}.ttl").text
    assert (
        turtle.count("a dcat:CatalogRecord")
        == turtle.count(f"foaf:primaryTopic <https://node.example/id/dataset/{OPEN}>")
        == 2
    )
    assert f"dct:source <{page}>" in turtle
    feed = client.get("/catalog.ttl").text
    assert feed.count("a dcat:CatalogRecord") == 3
    shown = client.get(f"/datasets/{OPEN}", accept="text/html").text
    assert page in shown


def test_a_record_that_is_the_only_one_is_told_as_before(client: Caller) -> None:
    turtle = client.get(f"/api/v1/datasets/{RESTRICTED}.ttl").text
    assert turtle.count("a dcat:CatalogRecord") == 1
    assert "dct:source" not in turtle


def test_one_that_is_gone_says_so_to_who_could_see_it(
    client: Caller, gateway: Gateway, now: datetime, owner_key: str
) -> None:
    with unit_of_work(gateway.engine) as session:
        row = session.get_one(Dataset, OPEN)
        row.missing_since = now
        session.add(row)
        for dataset in (OPEN, HIDDEN):
            mark_gone(session, dataset, now + LATER)
    told = client.json(f"/api/v1/datasets/{OPEN}", status=410)
    assert told["type"].endswith("/gone")
    assert (told["gone_since"], told["missing_since"], told["merged_into"]) == (
        "2026-11-26T09:00:00.000000Z", "2026-11-24T09:00:00.000000Z", None,
    )  # fmt: skip
    assert told["reason"] == "Gone at its source since 2026-11-26T09:00:00.000000Z."
    assert client.get(f"/datasets/{OPEN}", accept="text/html").status_code == 410
    hidden, absent = client.get(f"/api/v1/datasets/{HIDDEN}"), client.get("/api/v1/datasets/heat-drafT")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.json()["detail"].replace(HIDDEN, "?") == absent.json()["detail"].replace("heat-drafT", "?")
    assert client.json(f"/api/v1/datasets/{HIDDEN}", key=owner_key, status=410)["gone_since"]


def test_the_owner_makes_two_datasets_one(client: Caller, gateway: Gateway, now: datetime) -> None:
    with unit_of_work(gateway.engine) as session:
        propose(session, copy_of(OPEN), now)
    key = role_key(gateway, "approver", OWNERS[OPEN])
    (told,) = client.json("/api/v1/merge-proposals", key=key)["proposals"]
    assert (told["dataset"], told["other"], told["why"], told["other_publisher"]) == (
        OPEN, "copy", "fingerprint", "ministry",
    )  # fmt: skip
    assert client.json("/api/v1/merge-proposals")["proposals"] == []
    path, accepted = f"/api/v1/merge-proposals/{told['number']}", {"decision": "accepted"}
    assert post(client, path, accepted).status_code == 404
    assert post(client, path, accepted, role_key(gateway, "approver", "ministry")).status_code == 404
    assert post(client, path, accepted, role_key(gateway, "editor", OWNERS[OPEN])).status_code == 403

    assert post(client, path, accepted, key).json() == {"number": told["number"], "decision": "accepted"}

    assert [one["source"] for one in client.json(f"/api/v1/datasets/{OPEN}")["records"]] == [
        f"{OPEN}-source",
        "state",
    ]
    gone = client.json("/api/v1/datasets/copy", status=410)
    assert gone["merged_into"] == OPEN
    entries = client.json("/api/v1/changes?kind=deleted")["changes"]
    assert [(one["dataset"], one["merged_into"]) for one in entries] == [("copy", OPEN)]
    assert client.json("/api/v1/merge-proposals", key=key)["proposals"] == []
    with unit_of_work(gateway.engine) as session:
        again = identify(session, "state", [Listed.of(copy_of(OPEN))], ())
    assert (dict(again.ids), again.seconds) == ({"copy": OPEN}, frozenset({"copy"}))
    assert post(client, path, accepted, key).status_code == 404


def test_what_brings_figures_of_its_own_is_not_merged(
    client: Caller, gateway: Gateway, now: datetime
) -> None:
    from tests.api.three_datasets import figures, publish_figures

    with unit_of_work(gateway.engine) as session:
        propose(session, copy_of(OPEN), now)
        publish_figures(session, gateway.store, "copy", figures(OPEN), now)
    key = role_key(gateway, "administrator", OWNERS[OPEN])
    (told,) = client.json("/api/v1/merge-proposals", key=key)["proposals"]
    refused = post(client, f"/api/v1/merge-proposals/{told['number']}", {"decision": "accepted"}, key)
    assert (refused.status_code, refused.json()["errors"][0]["found"]) == (409, "figures")
    declined = post(client, f"/api/v1/merge-proposals/{told['number']}", {"decision": "declined"}, key)
    assert declined.status_code == 200
    with unit_of_work(gateway.engine) as session:
        propose(session, copy_of(OPEN), now)
    assert client.json("/api/v1/merge-proposals", key=key)["proposals"] == []


def test_the_operator_decides_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], now: datetime
) -> None:
    from api.cli_common import gateway_of

    monkeypatch.setenv("OGLEDALO_DATA_DIR", str(tmp_path / "var"))
    with unit_of_work(gateway_of().engine) as session:
        put_dataset(session, draft(OPEN), record_snapshot="", now=now)
        propose(session, copy_of(OPEN), now)
    assert run(capsys, "datasets", "proposals") == (
        f"1  copy of ministry (state) looks like {OPEN} ({OPEN}-source): Emissions: {OPEN}\n"
    )
    assert run(capsys, "datasets", "merge", "1") == "Proposal 1: the two datasets are one.\n"
    assert (
        run(capsys, "datasets", "proposals", "--lang", "sl") == "Nobeni dve zbirki ne čakata na odločitev.\n"
    )
    assert "no proposal 1" in run(capsys, "datasets", "merge", "1", "--decline", status=1)


def run(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> str:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert (ended.value.code or 0) == status
    told = capsys.readouterr()
    return told.out + told.err
