"""A workbook that declares its place over HTTP: only an administrator of the owner adds a place."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from api.gateway import Gateway
from catalogue import registry
from catalogue.database import unit_of_work
from catalogue.models import Organisation
from connectors.workbook import build_template
from tests.api.test_uploads import ask
from tests.api.test_writes import gateway, key_of
from tests.journeys.test_fifth_city import BASIS, GABROVO, INVENTORY, filled

assert gateway  # the fixture of a node on which Kranj is known

OWNER = "obshtina-gabrovo"


@pytest.fixture
def owned(gateway: Gateway) -> Gateway:
    """The node, on which Gabrovo's municipality is an organisation and Gabrovo is no place yet."""
    with unit_of_work(gateway.engine) as session:
        registry.put_organisation(session, Organisation(id=OWNER, name={"en": "Gabrovo"}, place=GABROVO))
    return gateway


@pytest.mark.parametrize(
    ("role", "status", "known"), [("editor", 403, []), ("administrator", 200, ["BG", GABROVO])]
)
def test_a_place_is_added_by_an_administrator_of_its_owner(
    owned: Gateway, role: str, status: int, known: list[str]
) -> None:
    workbook = filled(build_template("ghg-inventory", "en"), BASIS, INVENTORY)
    answer = ask(
        owned, "POST", "/api/v1/uploads?publish=true", key_of(owned, role, OWNER),
        files={"file": ("gabrovo.xlsx", workbook)}, data={"place": GABROVO},
    )  # fmt: skip
    assert answer.status_code == status, answer.text
    with Session(owned.engine) as session:
        assert sorted(code for code in registry.places(session) if code.startswith("BG")) == known
