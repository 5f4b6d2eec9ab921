"""Threat 8: what portals, files and callers write is shown as text: no script, no handler, no link but to the web."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.app import create_app
from api.gateway import Gateway
from catalogue import findings, registry
from catalogue.database import unit_of_work
from catalogue.datasets import put_dataset
from catalogue.drafts import DistributionDraft
from catalogue.errors import DatasetIdentityError
from catalogue.models import Dataset, Organisation
from catalogue.object_store import ObjectStore
from schemas.findings import Finding, Location
from schemas.languages import Text
from schemas.messages import Message
from tests.api.pages.reading import Page, Reader
from tests.api.three_datasets import OPEN, OWNERS, draft, figures, publish_figures
from tests.attacks.one_database import database_kind
from tests.connectors.city import City
from tests.connectors.outgoing import client_for
from tests.fakes.ckan import FakeCkan, package
from tests.fakes.server import serving

assert database_kind

BREAKING_OUT = (
    "\"><script>alert(1)</script><img src=x onerror=alert(2)>' onmouseover='alert(3)' style='x:y\u202e\u2066"
)
HOSTILE = BREAKING_OUT + "x" * 10_000
LINKS = ("javascript:alert(4)", " JaVaScRiPt:alert(4)", "java\tscript:alert(4)", "data:text/html,<script>alert(4)</script>",
         "vbscript:x", "//elsewhere.example/x", "\\\\elsewhere.example/x", "http:javascript:alert(4)", '"onclick="alert(4)')  # fmt: skip
LONGEST_DESCRIPTION = 2_000
PORTAL = """
[[organisation]]
id = "grad-zagreb"
[[source]]
id = "zagreb"
connector = "ckan"
url = "{url}"
owner = "grad-zagreb"
"""


def harmless(page: Page) -> None:
    """Hold a page against what foreign text may not become."""
    assert page.having("script") == []
    for tag, told in page.seen.tags:
        assert tag not in ("iframe", "object", "embed", "base"), tag
        assert not [name for name in told if name.startswith("on") or name == "style"], (tag, told)
        for name in ("href", "src", "action", "formaction"):
            assert _leads_somewhere_safe(told.get(name) or "/"), (tag, told[name])
    assert max(map(len, re.findall("x+", page.response.text)), default=0) <= LONGEST_DESCRIPTION


def _leads_somewhere_safe(address: str) -> bool:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return parts.scheme in ("http", "https", "mailto") and (
            bool(parts.netloc) or parts.scheme == "mailto"
        )
    return address.startswith(("/", "#", "?")) and not address.startswith(("//", "/\\"))


@pytest.fixture
def reader(gateway: Gateway, now: datetime) -> Reader:
    """A reader of a node every one of whose texts somebody hostile wrote."""
    with unit_of_work(gateway.engine) as session:
        organisation = Organisation(id=OWNERS[OPEN], name={"en": HOSTILE}, homepage=LINKS[0], email=HOSTILE)
        registry.put_organisation(session, organisation)
        told = draft(OPEN)
        links = [DistributionDraft(key=str(number), title=Text.of(HOSTILE), access_url=link, download_url=link, format=HOSTILE)
                 for number, link in enumerate(LINKS)]  # fmt: skip
        hostile = replace(
            told, title=Text.of(HOSTILE), description=Text.of(HOSTILE), keywords=(HOSTILE,), licence=LINKS[0],
            rights=HOSTILE, attribution=HOSTILE, landing_page=LINKS[1], note=Text.of(HOSTILE), theme=HOSTILE,
            provenance=(Text.of(HOSTILE),), distributions=tuple(links), language=HOSTILE, periodicity=HOSTILE,
        )  # fmt: skip
        put_dataset(session, hostile, record_snapshot="", now=now)
        rows = [
            replace(row, comment=HOSTILE, source_cell=HOSTILE, raw_value=HOSTILE) for row in figures(OPEN)
        ]
        publish_figures(session, gateway.store, OPEN, rows, now)
        where = Location(HOSTILE, HOSTILE)
        found = Finding(
            "S2", "warning", where, HOSTILE, Message("page.yes"), Message("page.no"), place="SI_052"
        )
        findings.record(session, f"{OPEN}/all", OPEN, [found], now)
    return Reader(create_app(gateway))


PAGES = (
    "/", "/datasets", "/datasets?q=emissions", f"/datasets/{OPEN}", "/findings", "/findings?place=SI_052", "/sources",
    "/places/SI_052", "/places/SI_052?indicator=GHG.SEC", "/indicators/GHG.SEC", "/mirror/SI_052", "/coverage?place=SI_052",
    "/compare?indicator=GHG.SEC&place=SI_052&place=SI_061&sector=I",
)  # fmt: skip


def test_a_hostile_source_is_shown_harmless_on_every_page(reader: Reader) -> None:
    for path in PAGES:
        page = reader.get(path)
        assert page.status == 200, path
        harmless(page)


def test_a_hostile_figure_is_explained_harmless(reader: Reader) -> None:
    links = {link for path in PAGES for link in reader.get(path).links if link.startswith("/explain/")}
    assert links
    for link in links:
        page = reader.get(link)
        assert "&lt;script&gt;" in page.response.text
        harmless(page)


def test_what_a_reader_is_led_to_ask_is_shown_harmless(reader: Reader) -> None:
    for text in (HOSTILE[:2000], *LINKS):
        said = quote(text, safe="")
        for path in (
            f"/datasets?q={said}", f"/datasets/{said}", f"/compare?place={said}&indicator={said}", f"/explain/{said}",
            f"/findings?place={said}", f"/{said}?lang={said}", f"/mirror/{said}?source={said}",
        ):  # fmt: skip
            harmless(reader.get(path))


@pytest.fixture
def portal(engine: Engine, gateway: Gateway, tmp_path: Path, now: datetime) -> Iterator[City]:
    """A node that harvested a hostile CKAN."""
    link = LINKS[0]
    hostile = package(
        "emissions", title=HOSTILE, notes=HOSTILE, url=link, license_title=HOSTILE, license_url=link, author=HOSTILE,
        tags=[{"name": HOSTILE}], extras=[{"key": "spatial", "value": HOSTILE}],
        resources=[{"id": "r", "name": HOSTILE, "url": one, "format": HOSTILE} for one in LINKS],
    )  # fmt: skip
    ckan = FakeCkan([hostile, package("../../../etc/passwd", title=BREAKING_OUT)])
    with serving(ckan) as server, client_for(server.target) as client:
        node = City(engine, ObjectStore(tmp_path / "objects"), server, client, now, {})
        node.register(PORTAL)
        node.harvester().harvest("zagreb")
        yield node


def test_a_hostile_ckan_is_shown_harmless(portal: City, gateway: Gateway) -> None:
    reader = Reader(create_app(gateway))
    with Session(portal.engine) as session:
        ids = session.exec(select(Dataset.id)).all()
    assert ids
    pages = [
        reader.get(path)
        for path in ("/", "/datasets", "/sources", *(f"/datasets/{quote(one)}" for one in ids))
    ]
    assert "&lt;script&gt;" in "".join(page.response.text for page in pages)
    for page in pages:
        harmless(page)


def test_a_portal_names_its_datasets_with_plain_signs_only(portal: City) -> None:
    with Session(portal.engine) as session:
        for one in session.exec(select(Dataset.id)):
            assert re.fullmatch(r"[a-z0-9][a-z0-9._-]*", one), one


def test_a_source_cannot_take_over_the_dataset_of_another(
    reader: Reader, gateway: Gateway, now: datetime
) -> None:
    stolen = replace(
        draft(OPEN), source="elsewhere", remote="elsewhere", title=Text.of("Ours now"), publisher="elsewhere"
    )
    with unit_of_work(gateway.engine) as session, pytest.raises(DatasetIdentityError):
        put_dataset(session, stolen, record_snapshot="", now=now)
    with Session(gateway.engine) as session:
        kept = session.exec(select(Dataset).where(col(Dataset.id) == OPEN)).one()
        assert (kept.publisher, kept.title["en"]) == (OWNERS[OPEN], HOSTILE)
    assert "Ours now" not in reader.get(f"/datasets/{OPEN}").text
