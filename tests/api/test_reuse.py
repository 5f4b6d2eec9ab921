"""Terms of re-use: every answer carries its inputs' licences, and what all of them ask together."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import datetime

import pytest

from api.gateway import Gateway
from api.reuse_terms import reuse_told
from catalogue.database import unit_of_work
from catalogue.datasets import put_dataset
from schemas.comparability.evidence import LicenceLine
from tests.api.caller import Caller
from tests.api.three_datasets import OPEN, OWNERS, draft

PATH = "/api/v1/observations"
BY_NC = "https://creativecommons.org/licenses/by-nc/4.0/"
COMPARED = "/api/v1/compare?indicator=GHG.SEC&place=SI_052&place=SI_061&sector=I"


@pytest.fixture
def licensed(client: Caller, gateway: Gateway, now: datetime) -> Caller:
    """A node whose open dataset is under CC BY-NC."""
    with unit_of_work(gateway.engine) as session:
        put_dataset(session, replace(draft(OPEN), licence="CC BY-NC 4.0"), record_snapshot="", now=now)
    return client


def test_json_says_what_a_known_licence_asks(licensed: Caller) -> None:
    (terms,) = licensed.json(f"{PATH}?lang=sl")["licences"]
    assert (terms["licence"], terms["code"], terms["iri"]) == ("CC BY-NC 4.0", "CC_BYNC", BY_NC)
    assert terms["conditions"] == ["ni za komercialno rabo", "navedite vir"]


def test_csv_rows_and_the_header_carry_the_licence(licensed: Caller) -> None:
    response = licensed.get(f"{PATH}?format=csv")
    (row, *_) = csv.DictReader(io.StringIO(response.content.decode(), newline=""))
    assert (row["licence"], row["attribution"]) == ("CC BY-NC 4.0", f"{OWNERS[OPEN]}, the owner")
    assert row["conditions"] == "not for commercial use; name the source"
    assert response.headers["link"] == f'<{BY_NC}>; rel="license"'


def test_a_licence_without_an_address_has_no_link(client: Caller) -> None:
    response = client.get(PATH)
    assert "link" not in response.headers
    assert "conditions" not in response.json()["licences"][0]


def test_a_comparison_names_its_licences_and_what_they_ask_together(licensed: Caller) -> None:
    answer = licensed.json(COMPARED)
    assert answer["licences"] == [f"{OWNERS[OPEN]}, the owner: CC BY-NC 4.0"]
    assert answer["reuse"]["conditions"] == ["not for commercial use", "name the source"]
    assert answer["reuse"]["conflicts"] == []
    assert [one["dataset"] for one in answer["reuse"]["datasets"]] == [OPEN]


def test_conditions_that_cannot_be_kept_together_are_named() -> None:
    told = reuse_told(
        (
            ("a", LicenceLine("CC BY-SA 4.0", "Kranj")),
            ("b", LicenceLine("http://publications.europa.eu/resource/authority/licence/CC_BYNC_4_0")),
            ("c", LicenceLine("none stated by the source")),
        ),
        "hr",
    )
    assert told["conditions"] == [
        "nije za komercijalnu uporabu",
        "izvedeno dijelite pod istom licencijom",
        "navedite izvor",
        "licencija nije navedena",
    ]
    conflict = str(told["conflicts"])
    assert "CC BY-NC 4.0" in conflict
    assert "CC BY-SA 4.0" in conflict
    assert reuse_told((), "en") == {"datasets": [], "conditions": [], "conflicts": []}
