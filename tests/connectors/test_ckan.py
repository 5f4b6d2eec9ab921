"""A CKAN portal is read page by page; a broken record is told and the feed goes on."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connectors.ckan import CkanPage, list_packages, show_package
from connectors.ckan_asking import Asking
from connectors.ckan_errors import CkanPageError
from connectors.ckan_options import CkanOptions
from connectors.ckan_records import (
    CkanOddity,
    CkanOrganization,
    CkanPackage,
    CkanResource,
    read_moment,
    read_package,
)
from connectors.errors import (
    AccessRefusedError,
    CkanRecordError,
    CkanRefusalError,
    ConnectorError,
    EmptyFileError,
    JsonShapeError,
    MovingListError,
    NotFoundError,
    NotJsonError,
    RequestRefusedError,
    ServerFailureError,
    UnknownOrganizationError,
)
from connectors.fetching import sending
from tests.connectors.outgoing import portal
from tests.fakes.ckan import FakeCkan, package, refusal, success
from tests.fakes.server import Answering, Reply, always


def pages(answer: Answering, **options: object) -> list[CkanPage]:
    with portal(answer) as (server, client):
        made = CkanOptions.model_validate(options)
        return list(list_packages(sending(client.outgoing.fetch), server.url, made))


def names(found: list[CkanPage]) -> list[list[str]]:
    return [[record.name for record in page.records if isinstance(record, CkanPackage)] for page in found]


def numbered(count: int) -> list[dict[str, object]]:
    return [package(f"p{number}") for number in range(count)]


def test_all_pages_are_turned() -> None:
    found = pages(FakeCkan(numbered(5)), page_size=2)

    assert names(found) == [["p0", "p1"], ["p2", "p3"], ["p4"]]
    assert [(page.start, page.count) for page in found] == [(0, 5), (2, 5), (4, 5)]


def test_the_bytes_of_each_page_are_told() -> None:
    [page] = pages(FakeCkan(numbered(1)))

    assert json.loads(page.fetched.content)["result"]["results"][0]["name"] == "p0"
    assert page.fetched.url.endswith("/api/3/action/package_search?rows=100&start=0&sort=id+asc")


def test_a_portal_that_gives_fewer_records_than_asked_is_read_whole() -> None:
    found = names(pages(FakeCkan(numbered(5), rows_max=2), page_size=100))

    assert found == [["p0", "p1"], ["p2"], ["p3"], ["p4"]]


def test_a_portal_that_gives_one_record_a_page_is_read_whole() -> None:
    found = names(pages(FakeCkan(numbered(3), rows_max=1), page_size=100))

    assert [name for page in found for name in page] == ["p0", "p1", "p2"]


def test_an_empty_portal_gives_an_empty_page() -> None:
    assert names(pages(FakeCkan([]))) == [[]]


def test_records_that_move_while_we_read_are_neither_lost_nor_told_twice() -> None:
    found = pages(FakeCkan(numbered(7), removed_after={1: 1}), page_size=2)

    assert sorted(name for page in names(found) for name in page) == [f"p{number}" for number in range(7)]


def test_a_record_that_comes_again_is_dropped_and_the_list_is_short_of_one() -> None:
    twice = [*numbered(2), package("p1"), package("p2")]

    found = pages(FakeCkan(twice), page_size=2)

    assert names(found) == [["p0", "p1"], ["p2"], []]
    assert [page.short for page in found] == ["", "", "3 of 4"]


def test_a_list_that_never_stands_still_is_given_up() -> None:
    turned: list[object] = []

    def swinging(seen: object) -> Reply:
        turned.append(seen)
        return success({"count": 100 - len(turned) % 2 * 50, "results": numbered(2)})

    with pytest.raises(MovingListError):
        pages(swinging, page_size=2)


# Organizations

ORGANIZATIONS = [
    *({"id": f"o{n}", "name": f"org_{n}", "title": f"Organization {n}"} for n in range(30)),
    {"id": "o-7", "name": "ewdaw", "title": "Bolnice Grada  Zagreba", "display_name": "Bolnice"},
    {"id": "o-8", "name": "grad-zagreb", "title": "Grad Zagreb"},
]


def hospital(name: str, organization: str) -> dict[str, object]:
    return package(name, organization={"name": organization, "id": "", "title": ""})


PACKAGES = [hospital("beds", "ewdaw"), hospital("trams", "grad-zagreb"), hospital("other", "org_1")]


@pytest.mark.parametrize(
    "organization", ["ewdaw", "Bolnice Grada Zagreba", "bolnice grada zagreba", "o-7", "Bolnice"]
)
def test_an_organization_is_known_by_slug_title_or_id(organization: str) -> None:
    assert names(pages(FakeCkan(PACKAGES, ORGANIZATIONS), organizations=[organization])) == [["beds"]]


def test_several_organizations_are_read_one_after_the_other() -> None:
    found = pages(FakeCkan(PACKAGES, ORGANIZATIONS), organizations=["Grad Zagreb", "ewdaw", "grad-zagreb"])

    assert names(found) == [["trams"], ["beds"]]


def test_an_organization_that_is_not_there_is_told_with_the_nearest() -> None:
    with pytest.raises(UnknownOrganizationError) as error:
        pages(FakeCkan(PACKAGES, ORGANIZATIONS), organizations=["Grad Zagrb"])

    assert (error.value.where, error.value.found) == ("options.organizations", "Grad Zagrb")
    assert "nearest: grad-zagreb" in str(error.value)


# Records

TRAFFIC = package(
    "promet",
    title="  Prometni podatki ",
    notes="Opis",
    url="https://opsi.example/promet",
    organization={"id": "org-1", "name": "ministrstvo", "title": "Ministrstvo", "unknown": ""},
    license_id="cc-by",
    license_title="Creative Commons Attribution",
    license_url="",
    tags=[{"name": "promet"}, {"display_name": "Ceste"}, "zrak", {"vocabulary_id": None}],
    groups=[{"name": "okolje", "title": "Okolje"}],
    extras=[{"key": "data_refresh_frequency", "value": "daily"}, {"key": "years", "value": [2018]}],
    metadata_created="2023-04-26T00:30:01,177555",
    metadata_modified="2026-06-01T12:00:00+02:00",
    private="False",
    restricted_data="false",
    resources=[
        {
            "id": "r-1",
            "name": "Meritve",
            "url": "https://opsi.example/promet.csv",
            "description": None,
            "format": "XSLX",
            "mimetype": "text/csv",
            "size": "2048",
            "hash": "abc",
            "created": "2020-01-01T00:00:00",
            "last_modified": None,
            "qa": "{'status': 'unknown'}",
        }
    ],
)


def test_a_record_is_read_field_by_field() -> None:
    assert read_package(TRAFFIC, 0) == CkanPackage(
        id="id-promet",
        name="promet",
        title="Prometni podatki",
        notes="Opis",
        url="https://opsi.example/promet",
        organization=CkanOrganization("org-1", "ministrstvo", "Ministrstvo"),
        license_id="cc-by",
        license_title="Creative Commons Attribution",
        license_url="",
        tags=("promet", "Ceste", "zrak"),
        groups=("okolje",),
        extras={"data_refresh_frequency": "daily", "years": "[2018]"},
        metadata_created=datetime(2023, 4, 26, 0, 30, 1, 177555, tzinfo=UTC),
        metadata_modified=datetime(2026, 6, 1, 10, 0, tzinfo=UTC),
        resources=(
            CkanResource(
                id="r-1",
                name="Meritve",
                url="https://opsi.example/promet.csv",
                format="XSLX",
                mimetype="text/csv",
                size=2048,
                hash="abc",
                created=datetime(2020, 1, 1, tzinfo=UTC),
            ),
        ),
        private=False,
        state="active",
        raw=TRAFFIC,
    )


def test_what_a_portal_writes_oddly_counts_as_missing_and_is_told() -> None:
    odd = {
        **TRAFFIC,
        "notes": ["x"],
        "tags": "promet",
        "extras": [{"value": 1}],
        "metadata_modified": "01.09.2020",
        "resources": [{"id": "r", "url": "hhttps://a", "size": "not-a-number", "created": "today"}],
    }

    read = read_package(odd, 0)

    assert (read.notes, read.tags, read.metadata_modified, read.resources[0].size) == ("", (), None, None)
    assert set(read.oddities) == {
        CkanOddity("notes", '["x"]'),
        CkanOddity("tags", '"promet"'),
        CkanOddity("extras", '{"value": 1}'),
        CkanOddity("metadata_modified", '"01.09.2020"'),
        CkanOddity("resources[0].size", '"not-a-number"'),
        CkanOddity("resources[0].created", '"today"'),
    }


@pytest.mark.parametrize(
    ("broken", "field", "found", "title"),
    [
        ({**TRAFFIC, "title": None}, "title", "null", "promet"),
        ({**TRAFFIC, "title": " "}, "title", '" "', " "),
        ({**TRAFFIC, "name": 7}, "name", "7", "  Prometni podatki "),
        ({**TRAFFIC, "resources": None}, "resources", "null", "  Prometni podatki "),
        ({**TRAFFIC, "resources": ["a"]}, "resources[0]", '"a"', "  Prometni podatki "),
        ("a", "results[3]", '"a"', ""),
        ({}, "id", "null", "results[3]"),
    ],
)
def test_a_broken_record_names_its_field(
    broken: dict[str, object], field: str, found: str, title: str
) -> None:
    with pytest.raises(CkanRecordError) as error:
        read_package(broken, 3)  # type: ignore[arg-type]  # the broken record is meant

    assert (error.value.field, error.value.found, error.value.title) == (field, found, title)


def test_a_broken_record_does_not_end_the_feed() -> None:
    broken = package("p1", title=None)

    [page] = pages(FakeCkan([package("p0"), broken, "nonsense", package("p2")]))

    kinds = [type(record).__name__ for record in page.records]
    assert kinds == ["CkanPackage", "CkanRecordError", "CkanRecordError", "CkanPackage"]
    error = page.records[1]
    assert isinstance(error, CkanRecordError)
    assert (error.record_id, error.where) == ("id-p1", "p1: title")
    assert error.sentence("en") == (
        'p1: title: found null. Expected: "..." in the field title. Complete the dataset\'s description at the '
        "portal; the next harvest takes it in, and the others are not held up. [connectors.ckan-record]"
    )


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2023-04-26T00:30:01,177555", datetime(2023, 4, 26, 0, 30, 1, 177555, tzinfo=UTC)),
        ("2024-01-31", datetime(2024, 1, 31, tzinfo=UTC)),
        ("2024-01-31T10:00:00Z", datetime(2024, 1, 31, 10, tzinfo=UTC)),
        ("2024-01-31T10:00:00.5+01:00", datetime(2024, 1, 31, 9, 0, 0, 500000, tzinfo=UTC)),
    ],
)
def test_a_time_without_a_zone_is_utc(text: str, moment: datetime) -> None:
    assert read_moment(text) == moment


def test_one_package_is_shown_by_its_name() -> None:
    with portal(FakeCkan(numbered(3))) as (server, client):
        fetch = sending(client.outgoing.fetch)

        assert show_package(Asking(fetch, f"{server.url}/"), "p1")[0].id == "id-p1"
        with pytest.raises(NotFoundError) as error:
            show_package(Asking(fetch, server.url), "p9")

    assert error.value.url == f"{server.url}/api/3/action/package_show?id=p9"


def test_sanitized_answers_of_opsi_are_read(shared: Path) -> None:
    body = (shared / "data/ckan/opsi_sanitized_package-search.json").read_bytes()

    [page] = pages(always(Reply(body)))

    assert names([page]) == [["prometni-podatki"]]


# Portals that do not answer as a CKAN

PAGE = b"<!DOCTYPE html><html><title>Portal otvorenih podataka</title>"


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(PAGE, 200, media_type="text/html"), CkanPageError),
        (Reply(PAGE, 404, media_type="text/html"), NotFoundError),
        (Reply(PAGE, 403, media_type="text/html"), AccessRefusedError),
        (Reply(PAGE, 500, media_type="text/html"), ServerFailureError),
        (Reply(b"busy, come back", 418), RequestRefusedError),
        (Reply(b""), EmptyFileError),
        (Reply(b"plain text"), NotJsonError),
        (Reply(b'{"success": true, "result"'), NotJsonError),
        (Reply(b"[]"), JsonShapeError),
        (Reply(b'{"success": true}'), JsonShapeError),
        (success([]), JsonShapeError),
        (success({"results": []}), JsonShapeError),
        (success({"count": "1", "results": []}), JsonShapeError),
        (success({"count": 1, "results": {}}), JsonShapeError),
        (refusal(404, "Not Found Error", "Not found"), NotFoundError),
        (refusal(403, "Authorization Error", "Access denied"), AccessRefusedError),
        (refusal(200, "Authorization Error", "Access denied"), AccessRefusedError),
        (refusal(409, "Validation Error", "rows: too many"), CkanRefusalError),
        (refusal(400, "Search Query Error", "Invalid"), CkanRefusalError),
        (refusal(200, "Strange Error", "?"), CkanRefusalError),
        (refusal(500, "Strange Error", "?"), ServerFailureError),
        (Reply(b'{"success": false, "error": "text"}', 400), CkanRefusalError),
        (Reply(b'{"message": "Unknown route"}', 200), CkanRefusalError),
    ],
)
def test_a_portal_that_does_not_answer_as_a_ckan_is_told(reply: Reply, kind: type[ConnectorError]) -> None:
    with pytest.raises(kind) as error:
        pages(always(reply))

    assert error.type is kind
    assert "/api/3/action/package_search?" in error.value.url
    assert error.value.sentence("hr")


def test_the_portals_own_words_are_quoted() -> None:
    with pytest.raises(CkanRefusalError) as error:
        pages(always(refusal(400, "Search Query Error", "Search Query is invalid: 'undefined field x'")))

    assert error.value.found == "'undefined field x'"
