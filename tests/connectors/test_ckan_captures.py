"""What is stored of the real portals is read by the connector, in full."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from connectors.ckan_asking import Asking
from connectors.ckan_organizations import organization_names
from connectors.ckan_records import CkanOrganization, CkanPackage, CkanResource, read_package
from connectors.errors import NotFoundError
from connectors.fetching import Fetched, Request
from connectors.items import Item
from schemas.languages import Text
from schemas.licences import read_licence
from tests.connectors.ckan_reading import items_of, remarks
from tests.fakes.ckan import GATEWAY, FakeCkan, package, resource
from tests.fakes.server import Reply, by_path


def captured(shared: Path, name: str) -> bytes:
    return (shared / "data/ckan" / f"opsi_sanitized_{name}.json").read_bytes()


def asking(content: bytes, status: int = 200) -> tuple[Asking, list[Request]]:
    """A portal that answers everything alike."""
    seen: list[Request] = []

    def fetch(request: Request) -> Fetched:
        seen.append(request)
        return Fetched(content, status, request.url, "application/json", "0" * 64)

    return Asking(fetch, f"https://podatki.gov.si{GATEWAY}", "opsi-gateway"), seen


SEARCHED = CkanPackage(
    id="dataset-abc",
    name="prometni-podatki",
    title="Prometni podatki",
    notes="Sanitized fixture",
    url="",
    organization=CkanOrganization("org-1", "ministrstvo", "Ministrstvo"),
    license_id="cc-by",
    license_title="Creative Commons Attribution",
    license_url="",
    tags=("promet",),
    groups=(),
    extras={},
    metadata_created=None,
    metadata_modified=datetime(2026, 6, 1, 12, tzinfo=UTC),
    resources=(CkanResource("resource-1", "Meritve", "https://example.invalid/promet.csv", format="CSV"),),
    private=False,
    state="active",
    raw={},
)


@pytest.mark.parametrize(("name", "odd"), [("package-search", []), ("package-show", ["resources[0].size"])])
def test_a_record_of_opsi_is_read(shared: Path, name: str, odd: list[str]) -> None:
    result = json.loads(captured(shared, name))["result"]
    read = read_package(result["results"][0] if name == "package-search" else result, 0)
    whole = {
        name: getattr(read, name) for name in SEARCHED.__dataclass_fields__ if name not in ("raw", "oddities")
    }

    assert whole == {name: getattr(SEARCHED, name) for name in whole}
    assert [one.field for one in read.oddities] == odd


def test_a_search_at_opsi_gives_the_item(shared: Path) -> None:
    found, server = items_of(
        by_path({f"{GATEWAY}package_search": Reply(captured(shared, "package-search"))}),
        path=GATEWAY, api="opsi-gateway",
    )  # fmt: skip
    (item,) = found
    draft = item.dataset
    assert draft is not None

    assert (item.key, item.title, item.trouble, item.findings, item.changed_at) == (
        "dataset-abc", "Prometni podatki", "", (), datetime(2026, 6, 1, 12, tzinfo=UTC),
    )  # fmt: skip
    assert (draft.id, draft.access, draft.licence, draft.landing_page, draft.keywords, draft.identifiers) == (
        "portal-prometni-podatki", "open", "cc-by", "", ("promet",), (),
    )  # fmt: skip
    assert (read_licence(draft.licence).code, draft.description) == ("CC_BY", Text.of("Sanitized fixture"))
    assert (draft.modified, draft.issued) == ("2026-06-01T12:00:00+00:00", "")
    assert [(one.key, one.title.en, one.access_url, one.format) for one in draft.distributions] == [
        ("resource-1", "Meritve", "https://example.invalid/promet.csv", "CSV")
    ]
    assert [step.en for step in draft.provenance][1:] == ["Published there by Ministrstvo; contact: -."]
    assert json.loads(server.seen[0].body) == {
        "q": "", "fq": "", "rows": 100, "start": 0, "facet": "true", "facet.field": [], "facet.mincount": 0,
        "facet.limit": 50, "sort": "id asc",
    }  # fmt: skip


def test_organizations_of_opsi_are_known(shared: Path) -> None:
    portal, seen = asking(captured(shared, "organization-list"))

    for name in ("ministrstvo", "org-1", "Ministrstvo"):
        assert organization_names(portal, [name]) == ("ministrstvo",)
    assert (seen[0].method, seen[0].url) == ("POST", f"https://podatki.gov.si{GATEWAY}organization_list")


def test_an_error_of_opsi_is_told(shared: Path) -> None:
    portal, _ = asking(captured(shared, "error"), 404)
    with pytest.raises(NotFoundError) as error:
        portal.ask("resource_show", {"id": "r"})

    assert error.value.found == "Not found"


@pytest.mark.parametrize(
    ("name", "action", "result"),
    [
        ("license-list", "license_list", [{
            "id": "cc-by", "title": "Creative Commons Attribution",
            "url": "https://creativecommons.org/licenses/by/4.0/", "status": "active", "domain_data": True,
            "is_okd_compliant": True, "unknown_license_field": None,
        }]),
        ("tag-list", "tag_list", ["promet", "mobilnost"]),
        ("resource-show", "resource_show", {
            "id": "resource-1", "package_id": "dataset-abc", "name": "Meritve", "description": "CSV meritve",
            "url": "https://example.invalid/promet.csv", "format": "CSV", "datastore_active": False,
            "qa": "{'status': 'unknown'}", "unknown_resource_field": {"keep": True},
        }),
    ],
)  # fmt: skip
def test_other_answers_of_opsi_are_results(shared: Path, name: str, action: str, result: object) -> None:
    portal, seen = asking(captured(shared, name))

    assert portal.ask(action, {})[0] == result
    assert (seen[0].method, seen[0].url) == ("GET", f"https://podatki.gov.si{GATEWAY}{action}")


# Names of the real catalogue: of 9,039 sets, 20

OPSI = [
    ("portal-07-obcina-trzin-turisticne-informacije", "Turistične informacije v Občini Trzin"),
    ("portal-77-spremljanje-resevanja-denacionalizacijskih-postopkov-pred-upravnimi-organi-stanje-na-dan-31-12-20",
     "77. spremljanje reševanja denacionalizacijskih postopkov pred upravnimi organi - stanje na dan 31. 12. 2021"),
    ("portal-adp-aa", "Alpe - Jadran regije"),
    ("portal-adp-dlg-66", "Mednarodna raziskava o političnih vrednotah, 1966"),
    ("portal-gostota-javnega-cestnega-omrezja-po-regijah-od-leta-1990",
     "Gostota javnega cestnega omrežja po regijah od leta 1990"),
    ("portal-hackathon-2021", "Greenhack"),
    ("portal-hidroloske-meritve-na-povrsinskih-vodah", "Hidrološke meritve na površinskih vodah"),
    ("portal-https-kalkulator-umanotera-org", "Kalkulator ogljičnega odtisa"),
    ("portal-ik", "iK"),
    ("portal-izobrazevalne-ustanove-v-mestni-obcini-ljubljana", "Izobraževalne ustanove v Mestni občini Ljubljana"),
    ("portal-izdelava-studije-oz-analize-za-preveritev-upravicenosti-in-utemeljitev-priprave-obmocnih-nacrtov-za",
     "Izdelava študije oz. analize za preveritev upravičenosti in utemeljitev priprave območnih načrtov za Goriško, "
     "Gorenjsko in Koroško regijo (ŠTUDIJA)"),
    ("portal-javna-narocila-obcine-kocevje", "Javna naročila Občine Kočevje"),
    ("portal-javna-parkirisca-v-obcini-ajdovscina", "Javna parkirišča v občini AJDOVŠČINA"),
    ("portal-institucije-s-turisticnimi-informacijami", "inštitucije s turističnimi informacijami"),
    ("portal-povprecni-letni-dnevni-promet-pldp-na-drzavnih-cestah-od-leta-1991",
     "Prometno delo na državnih cestah od leta 1990"),
    ("portal-pregled-sektorskih-ukrepov-za-zmanjsevanje-emisij-toplogrednih-plinov",
     "Pregled sektorskih ukrepov za zmanjševanje emisij toplogrednih plinov"),
    ("portal-prs", "PRs"),
    ("portal-prvic-registrirana-vozila-po-mesecih", "Prvič registrirana vozila, po mesecih"),
    ("portal-prirocnik-porocilo-o-prostorskem-razvoju-2021", "Poročilo o prostorskem razvoju 2021 (ŠTUDIJA="),
    ("portal-nijz02ehis14-pl-cre-pcaxis", "Korekcija refrakcijskih napak po spolu in izobrazbi, Slovenija, leto 2014"),
]  # fmt: skip


def test_the_names_of_opsis_catalogue_become_ids_and_titles(shared: Path) -> None:
    sample = json.loads(
        (shared / "data/ckan/opsi_catalogue_sample_2026-10-10.json").read_text(encoding="utf-8")
    )
    packages = [package(one["name"], id=one["id"], title=one["title"]) for one in sample["datasets"]]
    found, _ = items_of(FakeCkan(packages), page_size=7)

    assert sample["count"] == 9039
    assert [(item.dataset.id, item.dataset.title.sl) for item in found if item.dataset] == OPSI
    assert [item.key for item in found] == [one["id"] for one in sample["datasets"]]


# What an audit of data.zagreb.hr found

ZAGREB = {
    "proracun-grada-zagreba-2026": [
        ("connectors.ckan-format", "resources[0].format",
         "CSV: https://data.zagreb.hr/dataset/8e77f94c-863d-4053-a6c1-88b45a5f2d11/resource/"
         "eb90e18a-2a01-4787-8c3d-f9645c904136/download/projekcija-prihodi-2027-csv.xlsx"),
    ],
    "geoportal-djecji-vrtici": [
        ("connectors.ckan-format", "resources[0].format",
         "GEOJSON: https://opendata.arcgis.com/api/v3/datasets/49bb07d4efc34bd5bacc1d330dc28a07_0/downloads/data"
         "?format=fgdb&spatialRefId=4326&where=1%3D1"),
    ],
    "geoportal-vjerske-zajednice": [
        ("connectors.ckan-address", "resources[0].url",
         "hhttps://opendata.arcgis.com/api/v3/datasets/26e9553b2fb34513ac2f8e4468d6b652_0/downloads/data"
         "?format=shp&spatialRefId=4326&where=1%3D1"),
        ("connectors.ckan-format", "resources[0].format",
         "GEOJSON: hhttps://opendata.arcgis.com/api/v3/datasets/26e9553b2fb34513ac2f8e4468d6b652_0/downloads/data"
         "?format=shp&spatialRefId=4326&where=1%3D1"),
    ],
}  # fmt: skip
FORMATS = {"CSV": 249, "XLSX": 232, "GEOJSON": 108, "SHP": 101, "KML": 79, "FGDB": 38, "GDB": 31, "PDF": 18, "XLS": 10,
           "JSON": 6, "XML": 6, "XSLX": 1}  # fmt: skip


def test_what_the_audit_of_zagrebs_portal_found_is_told(shared: Path) -> None:
    told = audit(shared)
    packages = [
        package(one["name"], title=one["naslov"], license_title=one["licenca"],
                resources=[resource(str(at), bad["url"], format=bad["format"]) for at, bad in enumerate(one["problemi"])])
        for one in told["resursi_s_problemom"]
    ]  # fmt: skip
    found, _ = items_of(FakeCkan(packages))

    assert {
        item.dataset.id.removeprefix("portal-"): remarks(item) for item in found if item.dataset
    } == ZAGREB
    assert [item.trouble for item in found] == ["", "", ""]
    assert [links(item) for item in found] == [True, True, False]


def test_the_one_misspelt_format_of_zagrebs_portal_is_told_and_no_other(shared: Path) -> None:
    told = audit(shared)
    assert (told["skupova"], told["formati_resursa"]) == (199, FORMATS)
    resources = [resource(word, f"https://x.example/{word}", format=word) for word in told["formati_resursa"]]
    (item,) = items_of(FakeCkan([package("all", resources=resources)]))[0]

    assert [(rule, text) for rule, _, text in remarks(item)] == [("connectors.ckan-format", "XSLX")]


def test_what_has_one_title_under_two_names_is_two_datasets_here(shared: Path) -> None:
    told = audit(shared)
    packages = [
        package(name, title=title)
        for title, names in told["isti_naslov_pod_vise_imena"].items()
        for name in names
    ]
    found, _ = items_of(FakeCkan(packages))

    assert [item.dataset.id for item in found if item.dataset] == [
        "portal-podrucni-odsjeci", "portal-geoportal-podrucni-odsjeci", "portal-autobusna-stajalista-zet",
        "portal-geoportal-autobusna-stajalista-zet", "portal-zeljeznicka-stajalista-hz",
        "portal-geoportal-zeljeznicka-stajalista-hz",
    ]  # fmt: skip
    assert told["bez_licence"] == [
        "katastarska-opcina-katastarska-prostorna-jedinica-za-podrucje-grada-zagreba"
    ]


def audit(shared: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(
        (shared / "data/ckan/data_zagreb_hr_audit_2026-09-06.json").read_text(encoding="utf-8")
    )
    return told


def links(item: Item) -> bool:
    """Say whether every distribution of an item can be fetched."""
    assert item.dataset is not None
    return all(one.download_url for one in item.dataset.distributions)
