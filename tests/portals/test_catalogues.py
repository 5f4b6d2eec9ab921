"""The twins of the open data portals: OPSI's gateway, data.zagreb.hr, data.gov.hr and Zagreb's GeoHub.

The records are those that were seen at the portals (names, titles, addresses, licences); what is beside them is invented.
"""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from catalogue.models import Dataset, Distribution
from schemas.licences import read_licence
from tests.connectors.test_harvest import outcomes
from tests.fakes.arcgis import FakeArcgis, dataset
from tests.fakes.ckan import FakeCkan, package, resource
from tests.portals.twin import Twin, twin_of

OD = {"license_id": "", "license_title": "Otvorena dozvola (OD)"}
LAYERS = "https://services8.arcgis.com/Usi0jGQwMmBUpFjr/arcgis/rest/services"
HUB_FILE = (
    "https://opendata.arcgis.com/api/v3/datasets/{}/downloads/data?format={}&spatialRefId=4326&where=1%3D1"
)
LONG = "77-spremljanje-resevanja-denacionalizacijskih-postopkov-pred-upravnimi-organi-stanje-na-dan-31-12-20"


def standing(twin: Twin, language: str) -> dict[str, tuple[str, str, str]]:
    """The datasets in the catalogue by the portal's id: title, what is known of the licence, and theme."""
    with Session(twin.city.engine) as session:
        rows = session.exec(select(Dataset).where(col(Dataset.gone_at).is_(None))).all()
    return {row.remote: (row.title[language], read_licence(row.licence).code, row.theme) for row in rows}


def files(twin: Twin, remote: str) -> list[tuple[str, str]]:
    """A dataset's distributions: address and format."""
    with Session(twin.city.engine) as session:
        owner = session.exec(select(Dataset.id).where(col(Dataset.remote) == remote)).one()
        rows = session.exec(select(Distribution).where(col(Distribution.dataset) == owner)).all()
    return sorted((row.download_url or row.access_url, row.format) for row in rows)


def test_opsi_is_read_through_its_gateway_with_the_names_and_licences_that_it_has(
    engine: Engine, tmp_path: Path, now: datetime
) -> None:
    ministry = {
        "id": "org-1",
        "name": "ministrstvo_za_notranje_zadeve",
        "title": "Ministrstvo za notranje zadeve",
    }
    empty = {"license_id": "", "license_title": "", "organization": ministry}
    by = {"license_id": "cc-by", "license_title": "Creative Commons Attribution", "organization": ministry}
    ckan = FakeCkan(
        [
            package("prvic-registrirana-vozila-po-mesecih", **by | {
                "id": "f0b72b9c-35e2-41bb-8491-14be33b138fc", "title": "Prvič registrirana vozila, po mesecih",
                "resources": [resource("Januar", "https://example.invalid/januar.csv", size="not-a-number")],
            }),
            package("adp-aa", **empty | {"id": "adp-aa", "title": "Alpe - Jadran regije"}),
            package(LONG, **by | {"id": "27a314a4-5291-4936-b1b3-7dbef5792a74", "title": "Javna naročila  Občine Kočevje"}),
            package("povprecni-letni-dnevni-promet-pldp-na-drzavnih-cestah-od-leta-1991", **by | {
                "id": "993ae093-79b6-49e6-ad98-7d1aeb61642c", "title": "Prometno delo na državnih cestah od leta 1990",
            }),
        ],
        organizations=[ministry],
        gateway=True,
    )  # fmt: skip
    with twin_of("opsi", "https://podatki.gov.si", ckan, engine, tmp_path, now) as opsi:
        first = opsi.harvest("opsi")

        assert (first.state, outcomes(first)) == ("done", {"added": 4})
        assert standing(opsi, "sl") == {
            "f0b72b9c-35e2-41bb-8491-14be33b138fc": ("Prvič registrirana vozila, po mesecih", "CC_BY", "TRAN"),
            "adp-aa": ("Alpe - Jadran regije", "NONE", "ENVI"),
            "27a314a4-5291-4936-b1b3-7dbef5792a74": ("Javna naročila Občine Kočevje", "CC_BY", "ENVI"),
            "993ae093-79b6-49e6-ad98-7d1aeb61642c": ("Prometno delo na državnih cestah od leta 1990", "CC_BY", "TRAN"),
        }  # fmt: skip
        assert outcomes(opsi.harvest("opsi")) == {"unchanged": 4}


def test_the_portal_of_zagreb_is_read_with_its_wrong_files_told_and_its_licence_known(
    engine: Engine, tmp_path: Path, now: datetime
) -> None:
    budget = (
        "https://data.zagreb.hr/dataset/8e77f94c/resource/eb90e18a/download/projekcija-prihodi-2027-csv.xlsx"
    )
    nurseries = HUB_FILE.format("49bb07d4efc34bd5bacc1d330dc28a07_0", "fgdb")
    faiths = "h" + HUB_FILE.format("26e9553b2fb34513ac2f8e4468d6b652_0", "shp")
    ckan = FakeCkan([
        package("proracun-grada-zagreba-2026", title="Proračun Grada Zagreba 2026.", **OD, resources=[resource("a", budget)]),
        package("geoportal-djecji-vrtici", title="Geoportal Dječji vrtići", **OD, resources=[
            resource("b", nurseries, format="GEOJSON"), resource("c", "https://data.zagreb.hr/x.xlsx", format="XSLX"),
        ]),
        package("geoportal-vjerske-zajednice", title="Geoportal Vjerske zajednice", **OD, resources=[
            resource("d", faiths, format="GEOJSON"),
        ]),
        package("katastarska-opcina", title="Katastarska općina", license_id="", license_title=""),
        package("ewdaw", title="Bolnice Grada Zagreba", **OD),
    ])  # fmt: skip
    with twin_of("data-zagreb-hr", "https://data.zagreb.hr", ckan, engine, tmp_path, now) as zagreb:
        first = zagreb.harvest("data-zagreb-hr")
        told = {
            (item["title"], finding["rule"], finding["found"])
            for item in first.items
            for finding in item["findings"]
            if finding["rule"].startswith("connectors.")
        }

        assert (first.state, outcomes(first)) == ("done", {"added": 5})
        assert standing(zagreb, "hr") == {
            "id-proracun-grada-zagreba-2026": ("Proračun Grada Zagreba 2026.", "OTVORENA_DOZVOLA", "ENVI"),
            "id-geoportal-djecji-vrtici": ("Geoportal Dječji vrtići", "OTVORENA_DOZVOLA", "ENVI"),
            "id-geoportal-vjerske-zajednice": ("Geoportal Vjerske zajednice", "OTVORENA_DOZVOLA", "ENVI"),
            "id-katastarska-opcina": ("Katastarska općina", "NONE", "ENVI"),
            "id-ewdaw": ("Bolnice Grada Zagreba", "OTVORENA_DOZVOLA", "ENVI"),
        }
        assert told == {
            ("Proračun Grada Zagreba 2026.", "connectors.ckan-format", f"CSV: {budget}"),
            ("Geoportal Dječji vrtići", "connectors.ckan-format", f"GEOJSON: {nurseries}"),
            ("Geoportal Dječji vrtići", "connectors.ckan-format", "XSLX"),
            ("Geoportal Vjerske zajednice", "connectors.ckan-format", f"GEOJSON: {faiths}"),
            ("Geoportal Vjerske zajednice", "connectors.ckan-address", faiths),
        }
        assert files(zagreb, "id-geoportal-djecji-vrtici") == [
            ("https://data.zagreb.hr/x.xlsx", "XSLX"),
            (nurseries, "GEOJSON"),
        ]
        assert outcomes(zagreb.harvest("data-zagreb-hr")) == {"unchanged": 5}


def test_the_portal_of_croatia_is_read_below_its_folder_and_carries_what_zagreb_has(
    engine: Engine, tmp_path: Path, now: datetime
) -> None:
    told = {
        "license_id": "open-license",
        "extras": [{"key": "data_refresh_frequency", "value": "1 godina"}],
    }
    iri = {"license_url": "https://data.gov.hr/id/licence/otvorena-dozvola-rh"}
    ckan = FakeCkan(
        [
            package("proracun-grada-zagreba-2026", title="Proračun Grada Zagreba 2026.", **told),
            package("registar-otpada", title="Registar otpada", **told, **iri),
        ],
        prefix="/ckan",
    )
    with twin_of("data-gov-hr", "https://data.gov.hr", ckan, engine, tmp_path, now) as croatia:
        first = croatia.harvest("data-gov-hr")

        assert (first.state, outcomes(first)) == ("done", {"added": 2})
        assert standing(croatia, "hr") == {
            "id-proracun-grada-zagreba-2026": ("Proračun Grada Zagreba 2026.", "OTVORENA_DOZVOLA", "ENVI"),
            "id-registar-otpada": ("Registar otpada", "OTVORENA_DOZVOLA", "ENVI"),
        }
        assert outcomes(croatia.harvest("data-gov-hr")) == {"unchanged": 2}


def test_the_geohub_of_zagreb_is_in_the_catalogue_with_its_layers(
    engine: Engine, tmp_path: Path, now: datetime
) -> None:
    districts = dataset(
        "83db22aeb39441ec84911ee94f26e746_0", "Gradske četvrti", f"{LAYERS}/Gradske_cetvrti/FeatureServer/0",
        licenseInfo="Otvorena dozvola", modified=1630447200000,
    )  # fmt: skip
    hub = FakeArcgis(datasets=[districts, dataset("26e9553b2fb34513ac2f8e4468d6b652_0", "Vjerske zajednice")])
    with twin_of(
        "geohub-zagreb", "https://geohub-zagreb.hub.arcgis.com", hub, engine, tmp_path, now
    ) as geohub:
        first = geohub.harvest("geohub-zagreb")

        assert (first.state, outcomes(first)) == ("done", {"added": 2})
        assert standing(geohub, "hr") == {
            "83db22aeb39441ec84911ee94f26e746_0": ("Gradske četvrti", "OTVORENA_DOZVOLA", "ENVI"),
            "26e9553b2fb34513ac2f8e4468d6b652_0": ("Vjerske zajednice", "NONE", "ENVI"),
        }
        assert files(geohub, "83db22aeb39441ec84911ee94f26e746_0") == [
            (f"{LAYERS}/Gradske_cetvrti/FeatureServer/0", "Feature Service")
        ]
        assert outcomes(geohub.harvest("geohub-zagreb")) == {"unchanged": 2}
