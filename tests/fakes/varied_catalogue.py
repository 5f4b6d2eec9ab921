"""A catalogue of everything that sources do to one: all states of access, missing things, odd texts and addresses."""

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from catalogue.dcat.namespaces import ODRL, RDF
from catalogue.dcat.world import CatalogueNode, PolicyView, World
from catalogue.drafts import DatasetView, DistributionView
from catalogue.models import Organisation
from schemas.languages import Text
from schemas.places import shipped_places
from tests.fakes.datasets import RECORDED, a_view

BASE = "https://ogledalo.example"
NODE = CatalogueNode(
    base=BASE, title=Text("Ogledalo", "Ogledalo", "Ogledalo"), description=Text("Indicators", "Kazalniki", "Pokazatelji"),
    publisher="mestna-obcina-kranj", licence="CC_BY_4_0", issued="2026-11-01", spatial=("SI", "HR", "nowhere"),
)  # fmt: skip
ORGANISATIONS = {
    "mestna-obcina-kranj": Organisation(
        id="mestna-obcina-kranj", name={"en": "Kranj", "sl": "Mestna občina Kranj"}, kind="municipality",
        homepage="https://kranj.example/o nas", email="podatki@kranj.example",
    ),
    "elektro": Organisation(id="elektro", name={}, kind="utility", homepage="no address", email="no mail"),
}  # fmt: skip


def policy(access: str) -> PolicyView:
    """Give a policy as `api` hands one in, with a blank node in it."""
    iri = NamedNode(f"{BASE}/id/policy/{access}")
    permission = BlankNode("permission")
    return PolicyView(
        iri.value, access,
        (
            Triple(permission, NamedNode(ODRL + "action"), NamedNode(ODRL + "read")),
            Triple(iri, NamedNode(RDF + "type"), NamedNode(ODRL + "Set")),
            Triple(iri, NamedNode(ODRL + "permission"), permission),
            Triple(permission, NamedNode(ODRL + "assignee"), Literal('some "one"')),
        ),
    )  # fmt: skip


def file(key: str, **said: object) -> DistributionView:
    """Give a distribution at the source."""
    return DistributionView(**({"id": f"x#{key}", "key": key} | said))  # type: ignore[arg-type]  # as the caller says


GARBAGE = (
    file("no address"),
    file("typo", access_url="hhttps://portal.example/x"),
    file("spaces", access_url=" https://portal.example/a b/{c}?q=\"<>|^`\\&p=100% ", format="XSLX"),
    file("script", access_url="javascript:alert(1)", download_url="https://portal.example/only download"),
    file("č/ž #1", access_url="https://portal.example/č", format="Weird", media_type="no type", sha256="123"),
    file("host", access_url="http://", download_url="http://[::1"),
    file("size", access_url="urn:isbn:0", byte_size=-1, modified="01.09.2020", licence="https://no.example/my licence"),
)  # fmt: skip

VIEWS: tuple[DatasetView, ...] = (
    a_view(
        "whole", temporal=("2018", "2020-S2"), issued="2018-05", modified="2023-04-26T00:30:01,177555",
        periodicity="annual", rights="Facts", attribution="MO Kranj", note=Text("Check", "Preverite", "Provjerite"),
        licence="none stated by the source; figures re-used as facts with citation",
        landing_page="https://kranj.example", provenance=(Text("1", "2", "3"), Text(sl="Prepisano")), released_at=RECORDED,
        distributions=(
            file(
                "tables", title=Text(sl="Tabele"), access_url="https://kranj.example/t", format="XLSX", byte_size=17,
                download_url="https://kranj.example/t.xlsx", media_type="text/csv; charset=utf-8", sha256="A" * 64,
                modified="2022-10-31", licence="https://creativecommons.org/licenses/by/4.0/",
            ),
        ),
    ),
    a_view("bare", title=Text(), description=Text(), publisher="", theme="", keywords=(), spatial=(), indicators=(),
           language="", remote="", source=""),
    a_view("restricted", access="restricted", publisher="elektro", example=True, licence="CC0"),
    a_view("hidden", access="hidden", publisher="nobody-knows", licence="https://data.gov.hr/id/licence/otvorena-dozvola-rh"),
    a_view(
        "odd text", title=Text('"Emisije"\n\'\'\'<b>\\u0041</b>', "Čisti\tzrak\x00\x0b\ud800 ž", "đ & ć"),
        description=Text('""" . <x> a <y> """'), keywords=(" ", 'a"b', "č\nž", "č\nž"), language="klingon",
        licence='Some "terms"\nin two lines', rights="  ", remote='\x07"remote"\\',
    ),
    a_view(
        "garbage", theme="NOTHING", spatial=("SI_052", "SI_052", "XX_999"), temporal=("sometime", "2018-13"),
        issued="31.12.2018", modified="2018-02-30", periodicity="now and then", landing_page="www.kranj.example",
        indicators=("GHG.SEC", "NO.SUCH"), distributions=GARBAGE, access="unheard-of", licence="http://bad licence/",
    ),
    a_view("ends", temporal=("2018-Q1", "2025-12"), access="restricted", periodicity="P1M", theme="energy",
           language="http://publications.europa.eu/resource/authority/language/HRV", provenance=(Text(),)),
)  # fmt: skip


def a_world() -> World:
    """Give the node that serves the varied catalogue."""
    policies = {view.id: policy(view.access) for view in VIEWS if view.id != "bare"}
    return World(node=NODE, organisations=ORGANISATIONS, places=shipped_places(), policies=policies)
