"""What the connector makes of a CKAN's packages: drafts, remarks, figures, and what it leaves."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from catalogue.drafts import DistributionDraft
from connectors.ckan_errors import CkanPageError
from connectors.ckan_options import CkanOptions
from connectors.errors import UnknownOrganizationError
from connectors.items import Item
from connectors.options import check_options
from schemas.languages import Text
from tests.connectors.ckan_reading import figures, items_of, mapping, remarks
from tests.fakes.ckan import GATEWAY, FakeCkan, FakeTable, package, resource
from tests.fakes.server import Reply

CSV = Reply(b"Year,People\n2018,56000\n2020H2,57133\n", media_type="text/csv")
READ = [("2018", "56000", "B2"), ("2020-S2", "57133", "B3")]


def workbook() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Year", "People"], ["2018", 56000], ["2020H2", 57133]):
        sheet.append(row)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def only(found: list[Item]) -> Item:
    (item,) = found
    return item


# The record

FULL = package(
    "zrak_2024",
    title="Kakovost  zraka   v Zagrebu",
    notes="Mjerenja",
    url="",
    license_id="open-license",
    license_title="Otvorena dozvola",
    license_url="https://data.gov.hr/id/licence/otvorena-dozvola-rh",
    metadata_created="2023-04-26T00:30:01,177555",
    metadata_modified="2026-06-01T12:00:00.000000",
    organization={"id": "o-7", "name": "ewdaw", "title": "Bolnice Grada Zagreba"},
    tags=[{"name": "zrak"}],
    extras=[
        {"key": "issued", "value": "2020-01-31"},
        {"key": "modified", "value": "2026-05-31T10:00:00+02:00"},
        {"key": "data_refresh_frequency", "value": "mjesečno"},
        {"key": "language", "value": '["http://publications.europa.eu/resource/authority/language/HRV"]'},
        {"key": "theme", "value": '["http://publications.europa.eu/resource/authority/data-theme/TRAN"]'},
        {"key": "temporal_start", "value": "2020"},
        {"key": "temporal_end", "value": "2024-12-31"},
        {"key": "spatial_uri", "value": "http://data.europa.eu/nuts/code/HR050"},
        {"key": "spatial", "value": '{"type": "Point", "coordinates": [15.97, 45.8]}'},
        {"key": "access_rights", "value": "http://publications.europa.eu/resource/authority/access-right/RESTRICTED"},
        {"key": "publisher_name", "value": "Gradski ured"},
        {"key": "contact_email", "value": "mailto:zrak@zagreb.example"},
        {"key": "guid", "value": "https://data.zagreb.hr/dataset/8e77f94c"},
        {"key": "identifier", "value": "8e77f94c-863d-4053-a6c1-88b45a5f2d11"},
        {"key": "harvest_source_title", "value": "data.zagreb.hr"},
    ],
    resources=[
        resource("a", "https://x.example/a.csv", size="not-a-number", last_modified=None, hash=f"sha256:{'AB' * 32}"),
        resource("b", "hhttps://x.example/b.xlsx", format="XSLX", license="cc-by"),
    ],
)  # fmt: skip


def test_a_package_is_described_in_full() -> None:
    found, server = items_of(FakeCkan([FULL]))
    item = only(found)
    draft = item.dataset
    assert draft is not None
    page = f"{server.url}/dataset/zrak_2024"
    provenance = [step.en for step in draft.provenance]

    assert (item.key, item.title, item.changed_at) == (
        "id-zrak_2024", "Kakovost zraka v Zagrebu", datetime(2026, 6, 1, 12, tzinfo=UTC),
    )  # fmt: skip
    assert draft.columns() | {"provenance": []} == {
        "id": "portal-zrak-2024", "source": "portal", "remote": "id-zrak_2024",
        "title": dict.fromkeys(("en", "sl", "hr"), "Kakovost zraka v Zagrebu"),
        "description": dict.fromkeys(("en", "sl", "hr"), "Mjerenja"),
        "publisher": "kranj", "access": "restricted", "readers": [], "theme": "TRAN", "keywords": ["zrak"],
        "licence": "https://data.gov.hr/id/licence/otvorena-dozvola-rh", "rights": "", "attribution": "",
        "landing_page": page, "spatial": ["HR050"], "temporal": ["2020", "2024-12-31"], "issued": "2020-01-31",
        "modified": "2026-05-31T08:00:00+00:00", "periodicity": "MONTHLY", "language": "hr", "example": False,
        "note": {"en": "", "sl": "", "hr": ""}, "provenance": [], "indicators": [],
        "identifiers": ["8e77f94c-863d-4053-a6c1-88b45a5f2d11", "https://data.zagreb.hr/dataset/8e77f94c"],
        "distributions": [
            {"key": "r-a", "title": dict.fromkeys(("en", "sl", "hr"), "a"), "access_url": "https://x.example/a.csv",
             "download_url": "https://x.example/a.csv", "format": "CSV", "media_type": "", "byte_size": None,
             "sha256": "ab" * 32, "licence": "", "modified": ""},
            {"key": "r-b", "title": dict.fromkeys(("en", "sl", "hr"), "b"), "access_url": page, "download_url": "",
             "format": "XSLX", "media_type": "", "byte_size": None, "sha256": "", "licence": "cc-by", "modified": ""},
        ],
    }  # fmt: skip
    assert provenance[1:] == [
        "Published there by Gradski ured; contact: zrak@zagreb.example.",
        "That portal has it from data.zagreb.hr.",
    ]
    assert remarks(item) == [
        ("connectors.ckan-value", "resources[0].size", '"not-a-number"'),
        ("connectors.ckan-address", "resources[1].url", "hhttps://x.example/b.xlsx"),
        ("connectors.ckan-format", "resources[1].format", "XSLX"),
    ]
    assert [found.mend.in_("en") for found in item.findings or ()][1:] == [
        "Correct it at the portal: https://x.example/b.xlsx. Until then its file is not fetched, and our catalogue "
        "links to the dataset's page instead.",
        "Write XLSX as the resource's format at the portal, or put the right file there. A file is read as what it is.",
    ]  # fmt: skip
    assert {(found.severity, found.where.document, found.subject) for found in item.findings or ()} == {
        ("warning", page, "id-zrak_2024")
    }


def test_the_fields_of_scheming_say_the_same_as_extras() -> None:
    told = package(
        "a", frequency="P1Y", language=["hr", "http://publications.europa.eu/resource/authority/language/HRV"],
        publisher=[{"name": "Ured"}], contact=[{"name": "Ana", "email": "ana@zg.example"}],
        temporal_coverage=[{"start": "2020-01-01", "end": "2021-12-31"}], issued="01.09.2020", rights="Navedite izvor",
        access_rights="PUBLIC", theme=["ENVI", "TRAN"], title_translated={"hr": "Zrak", "en": "Air "},
    )  # fmt: skip
    item = only(items_of(FakeCkan([told]))[0])
    draft = item.dataset
    assert draft is not None

    assert (draft.title, draft.periodicity, draft.language, draft.temporal) == (
        Text("Air", "", "Zrak"), "ANNUAL", "hr", ("2020-01-01", "2021-12-31"),
    )  # fmt: skip
    assert (draft.access, draft.rights, draft.theme, draft.issued) == ("open", "Navedite izvor", "ENVI", "")
    assert [step.en for step in draft.provenance][1:] == [
        "Published there by Ured; contact: Ana, ana@zg.example."
    ]
    assert remarks(item) == [("connectors.ckan-value", "issued", "01.09.2020")]


@pytest.mark.parametrize(
    ("fields", "licence"),
    [
        ({"license_id": "", "license_title": ""}, ""),
        ({"license_id": "cc-by", "license_title": "Creative Commons Attribution", "license_url": "https://unknown.example"}, "cc-by"),
        ({"license_id": "house", "license_title": "House rules"}, "house"),
        ({"license_title": "Otvorena dozvola (OD)"}, "Otvorena dozvola (OD)"),
        ({"license_id": "notspecified", "license_title": "License not specified"}, "none stated"),
        ({"resources": [resource("a", "https://x.example/a", license="CC0"), resource("b", "https://x.example/b", license="CC0")]}, "CC0"),
        ({"resources": [resource("a", "https://x.example/a", license="CC0"), resource("b", "https://x.example/b")]}, ""),
        ({"extras": [{"key": "license", "value": "CC BY 4.0"}]}, "CC BY 4.0"),
    ],
)  # fmt: skip
def test_the_licence_is_the_one_that_is_stated(fields: dict[str, object], licence: str) -> None:
    item = only(items_of(FakeCkan([package("a", **fields)]))[0])

    assert item.dataset is not None
    assert item.dataset.licence == licence


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (resource("a", "https://x.example/p-csv.xlsx"), [("connectors.ckan-format", "CSV: https://x.example/p-csv.xlsx")]),
        (
            resource("a", "https://o.example/downloads/data?format=fgdb&where=1%3D1", format="GEOJSON"),
            [("connectors.ckan-format", "GEOJSON: https://o.example/downloads/data?format=fgdb&where=1%3D1")],
        ),
        (resource("a", "https://x.example/a.zip", format="SHP"), []),
        (resource("a", "https://x.example/a.zip"), []),
        (resource("a", "https://x.example/a.json", format="GeoJSON"), []),
        (resource("a", "https://x.example/a.px", format="PCAXIS"), []),
        (resource("a", "https://x.example/a.xlsm", format="XLSM"), []),
        (resource("a", "", format=""), [("connectors.ckan-address", '""')]),
        (resource("a", "a.csv"), [("connectors.ckan-address", "a.csv")]),
        (resource("a", "https://[", format=""), [("connectors.ckan-address", "https://[")]),
        (resource("a", "https://x.example/a.csv", format="CVS"), [("connectors.ckan-format", "CVS")]),
    ],
)  # fmt: skip
def test_what_a_resource_says_wrongly_is_told(one: dict[str, Any], told: list[tuple[str, str]]) -> None:
    item = only(items_of(FakeCkan([package("a", resources=[one])]))[0])

    assert [(rule, found) for rule, _, found in remarks(item)] == told
    assert item.trouble == ""


def test_names_that_differ_by_a_hyphen_have_ids_of_their_own() -> None:
    found, _ = items_of(FakeCkan([package("podrucni-odsjeci"), package("podrucni_odsjeci")]))

    assert [item.dataset.id for item in found if item.dataset] == [
        "portal-podrucni-odsjeci",
        "portal-podrucni-odsjeci-7b3600a2",
    ]


def test_a_deleted_package_is_not_listed_and_a_draft_neither() -> None:
    gone = [package("a", state="deleted"), package("b", state="draft"), package("c", state="active")]

    assert [item.key for item in items_of(FakeCkan(gone))[0]] == ["id-c"]


@pytest.mark.parametrize("private", [True, "True", "true", 1, "maybe"])
def test_a_private_package_is_told_by_its_id_and_left(private: object) -> None:
    item = only(items_of(FakeCkan([package("a", title="Secret", private=private)]))[0])

    assert (item.key, item.title, item.dataset, item.trouble) == ("private id-a", "id-a", None, "refused")
    assert item.error is not None
    assert item.error.rule == "ckan-private"
    assert "Secret" not in str(item.error)


@pytest.mark.parametrize("access", ["restricted", "hidden"])
def test_a_private_package_is_taken_in_as_an_option_says(access: str) -> None:
    item = only(items_of(FakeCkan([package("a", private=True)]), private=access)[0])

    assert item.dataset is not None
    assert (item.key, item.dataset.access) == ("id-a", access)


def test_what_podatki_gov_si_calls_restricted_is_not_open() -> None:
    found, _ = items_of(
        FakeCkan([package("a", restricted_data="true"), package("b", restricted_data="false")])
    )

    assert [item.dataset.access for item in found if item.dataset] == ["restricted", "open"]


# Where it stands, and whose


def test_the_portals_root_that_answers_with_a_page_names_the_folder() -> None:
    with pytest.raises(CkanPageError) as error:
        items_of(FakeCkan([package("a")], prefix="/ckan"))

    assert "/ckan as the source's url" in error.value.sentence("en")


def test_a_ckan_in_a_folder_is_read() -> None:
    assert [item.key for item in items_of(FakeCkan([package("a")], prefix="/ckan"), path="/ckan/")[0]] == [
        "id-a"
    ]


ORGANIZATIONS = [
    {"id": "o-1", "name": "mestna_obcina_kranj", "title": "Mestna občina Kranj"},
    {"id": "o-2", "name": "ministrstvo_za_notranje_zadeve", "title": "Ministrstvo"},
    {"id": "o-3", "name": "ministrstvo-2", "title": "Ministrstvo"},
]


@pytest.mark.parametrize(
    "wanted", ["mestna_obcina_kranj", "mestna-obcina-kranj", "MESTNA OBCINA KRANJ", "o-1"]
)
@pytest.mark.parametrize("organizations_max", [25, 1])
def test_an_organization_is_known_whatever_its_hyphens(wanted: str, organizations_max: int) -> None:
    packages = [package("a", organization=ORGANIZATIONS[0]), package("b", organization=ORGANIZATIONS[1])]
    ckan = FakeCkan(packages, ORGANIZATIONS, organizations_max=organizations_max)

    assert [item.key for item in items_of(ckan, organizations=[wanted])[0]] == ["id-a"]


def test_a_title_that_two_organizations_bear_is_neithers_name() -> None:
    with pytest.raises(UnknownOrganizationError) as error:
        items_of(FakeCkan([], ORGANIZATIONS), organizations=["Ministrstvo"])

    assert "ministrstvo-2, ministrstvo_za_notranje_zadeve" in str(error.value)


# Only what changed


def test_only_what_changed_is_asked_for_and_mapped_packages_are_read_in_any_case() -> None:
    old = package("old", metadata_modified="2026-01-01T00:00:00", resources=[resource("a", "{url}/a.csv")])
    new = package("new", metadata_modified="2026-03-02T10:00:00.5")
    other = package("other", metadata_modified="2026-01-01T00:00:00")
    ckan = FakeCkan([old, new, other], files={"/a.csv": CSV})
    found, server = items_of(
        placed(ckan), mapping("old"), mapping("nowhere"),
        since=datetime(2026, 3, 2, 10, 0, 0, 700000, tzinfo=UTC), modified_filter=True,
    )  # fmt: skip

    assert [(item.key, item.rest_unknown, item.trouble) for item in found] == [
        ("id-new", True, ""), ("id-old", True, ""), ("m2", True, "refused"),
    ]  # fmt: skip
    assert figures(found[1]) == READ
    assert server.seen[0].query["fq"] == ["metadata_modified:[2026-03-02T09:59:59Z TO *]"]


def test_without_the_option_all_is_read() -> None:
    ckan = FakeCkan([package("old", metadata_modified="2026-01-01T00:00:00")])
    found, _ = items_of(ckan, since=datetime(2026, 3, 1, tzinfo=UTC))

    assert [(item.key, item.rest_unknown) for item in found] == [("id-old", False)]


# Files and tables


def placed(ckan: FakeCkan) -> Any:
    """Answer with the addresses of the server's own files in place of ``{url}``."""

    def answer(seen: Any) -> Reply:
        reply = ckan(seen)
        assert isinstance(reply.body, bytes)
        body = reply.body.replace(b"{url}", f"http://{seen.headers['host']}".encode())
        return Reply(body, reply.status, reply.headers, reply.media_type)

    return answer


TABLE = FakeTable({"Year": "text", "People": "numeric"}, [["2018", 56000], ["2020H2", "57133"]])
STORED = [
    ("2018", "56000", "/result/records/0/People"),
    ("2020-S2", "57133", "/result/records/1/People"),
]


def one_resource(ckan: FakeCkan, **fields: object) -> FakeCkan:
    told = {"name": "people", "url": "{url}/people.csv"} | fields
    ckan.packages = [package("a", resources=[resource(str(told.pop("name")), str(told.pop("url")), **told)])]
    return ckan


def test_a_file_is_read() -> None:
    item = only(items_of(placed(one_resource(FakeCkan([], files={"/people.csv": CSV}))), mapping("a"))[0])

    assert (figures(item), item.findings, item.trouble) == (READ, (), "")


def test_a_csv_that_is_a_workbook_is_read_as_what_it_is_and_told() -> None:
    ckan = one_resource(FakeCkan([], files={"/people.csv": Reply(workbook(), media_type="text/csv")}))
    item = only(items_of(placed(ckan), mapping("a"))[0])

    assert [row[:2] for row in figures(item)] == [row[:2] for row in READ]
    assert remarks(item) == [("connectors.ckan-format", "resources.r-people.format", "CSV")]


def test_text_in_the_declared_encoding_is_read_and_so_is_utf_8() -> None:
    folded = mapping("a", columns={"period": "Leto", "value": "Število"})
    for written in ("utf-8", "cp1250"):
        body = Reply("Leto;Število\n2018;56000\n".encode(written), media_type="text/csv")
        ckan = one_resource(FakeCkan([], files={"/people.csv": body}))
        item = only(items_of(placed(ckan), folded, encoding="windows-1250", separator=";")[0])

        assert figures(item) == [("2018", "56000", "B2")]


def test_a_table_is_read_from_the_datastore_page_by_page() -> None:
    ckan = one_resource(FakeCkan([], tables={"r-people": TABLE}, tables_max=1), datastore_active=True)
    item = only(items_of(placed(ckan), mapping("a"), datastore=True)[0])

    assert figures(item) == [
        ("2018", "56000", "/result/records/0/People"),
        ("2020-S2", "57133", "/result/records/0/People"),
    ]
    assert (len(set(item.reads[0].slices)), remarks(item)) == (2, [])


def test_a_table_that_is_written_out_as_a_file_is_read_with_its_types() -> None:
    ckan = FakeCkan([], tables={"r-people": TABLE}, files={"/people.csv": CSV})
    item = only(
        items_of(placed(one_resource(ckan, datastore_active=True, url_type="datastore")), mapping("a"))[0]
    )

    assert (figures(item), remarks(item)) == (STORED, [])


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(b"gone", 404), "HTTP 404"),
        (Reply(b"<!DOCTYPE html><html>", 200, media_type="text/html"), "HTTP 200"),
    ],
)
def test_where_the_file_is_not_there_its_table_is_read_and_that_is_told(reply: Reply, why: str) -> None:
    ckan = FakeCkan([], tables={"r-people": TABLE}, files={"/people.csv": reply})
    item = only(items_of(placed(one_resource(ckan, datastore_active="True")), mapping("a"))[0])

    assert (figures(item), remarks(item)) == (
        STORED,
        [("connectors.ckan-file", "resources.r-people.url", why)],
    )


def test_a_server_that_fails_is_asked_again_later_and_no_table_stands_in() -> None:
    ckan = FakeCkan([], tables={"r-people": TABLE}, files={"/people.csv": Reply(b"", 500)})
    item = only(items_of(placed(one_resource(ckan, datastore_active=True)), mapping("a"))[0])

    assert (item.trouble, figures(item)) == ("failed", [])


def test_a_file_that_cannot_be_asked_for_leaves_the_record_as_it_is() -> None:
    found, _ = items_of(
        FakeCkan([package("a", resources=[resource("people", "hhttps://x.example/p.csv")])]), mapping("a")
    )

    assert [(item.key, item.trouble, item.error and item.error.rule) for item in found] == [
        ("id-a", "", None),
        ("id-a m1", "refused", "bad-url"),
    ]


@pytest.mark.parametrize(
    ("named", "found"), [("", "2 resources"), ("people", "2 x people"), ("elsewhere", "elsewhere")]
)
def test_a_resource_that_is_not_the_only_one_of_its_name_is_not_guessed(named: str, found: str) -> None:
    twice = [resource("1", "{url}/people.csv", name="people"), resource("2", "{url}/b.csv", name="people")]
    ckan = FakeCkan([package("a", resources=twice)], files={"/people.csv": CSV})
    item = only(items_of(placed(ckan), mapping("a", named))[0])

    assert item.error is not None
    assert (item.error.rule, item.error.found) == ("missing-resource", found)
    assert figures(only(items_of(placed(ckan), mapping("a", "r-1"))[0])) == READ


def test_a_mapping_whose_package_is_not_there_is_told() -> None:
    found, _ = items_of(FakeCkan([package("a")]), mapping("b"))

    assert [(item.key, item.trouble) for item in found] == [("id-a", ""), ("m1", "refused")]


# The gateway of podatki.gov.si


def test_the_gateway_is_asked_as_it_wants_to_be() -> None:
    kept = package("old", metadata_modified="2020-01-01T00:00:00", extras=[{"key": "issued", "value": "2019"}],
                   resources=[resource("people", "{url}/people.csv")])  # fmt: skip
    packages = [package(f"p{number}", organization=ORGANIZATIONS[0]) for number in range(3)]
    ckan = FakeCkan(packages, ORGANIZATIONS, gateway=True)
    found, server = items_of(
        ckan, path=GATEWAY, api="opsi-gateway", page_size=2, organizations=["mestna-obcina-kranj"]
    )

    assert [item.key for item in found] == ["id-p0", "id-p1", "id-p2"]
    assert [item.dataset.landing_page for item in found if item.dataset] == ["", "", ""]
    assert {(seen.method, seen.path) for seen in server.seen} == {
        ("POST", f"{GATEWAY}organization_list"),
        ("POST", f"{GATEWAY}package_search"),
    }
    ckan = FakeCkan([kept], gateway=True, files={"/people.csv": CSV}, sorts=("name asc",))
    found, server = items_of(
        placed(ckan), mapping("old"), path=GATEWAY, api="opsi-gateway", modified_filter=True,
        since=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    item = only(found)
    assert item.dataset is not None
    assert (figures(item), item.dataset.issued) == (READ, "2019")


def test_a_distribution_is_told_as_the_portal_has_it() -> None:
    one = resource(
        "a", "https://x.example/a", access_url="https://x.example/about", mimetype="text/csv", size=12.0
    )
    item = only(
        items_of(
            FakeCkan([package("a", resources=[one, resource("b", "https://x.example/b", state="deleted")])])
        )[0]
    )

    assert item.dataset is not None
    assert item.dataset.distributions == (
        DistributionDraft(
            key="r-a", title=Text.of("a"), access_url="https://x.example/about", download_url="https://x.example/a",
            format="CSV", media_type="text/csv", byte_size=12,
        ),
    )  # fmt: skip


# What its publisher says by itself


def test_what_a_package_meets_of_the_quality_assessment_is_the_publishers_own() -> None:
    (full,) = items_of(FakeCkan([FULL]))[0]
    (bare,) = items_of(FakeCkan([package("a", license_id="notspecified")]))[0]

    assert sorted(full.stated or ()) == [
        "access_rights", "access_rights_vocabulary", "contact_point", "download_url", "format", "issued", "keyword",
        "licence", "machine_readable", "modified", "non_proprietary", "publisher", "spatial", "temporal", "theme",
    ]  # fmt: skip
    assert bare.stated == frozenset()


def test_the_gateway_has_no_datastore_and_says_so_before_a_harvest() -> None:
    told = list(check_options(CkanOptions, {"api": "opsi-gateway", "datastore": True, "privat": "leave"}))

    assert [(key, found) for key, found, _ in told] == [(("datastore",), "True"), (("privat",), "privat")]
    assert 'needs api = "action"' in told[0][2].in_("en")
