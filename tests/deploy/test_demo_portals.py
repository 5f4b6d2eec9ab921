import signal
import socket
from decimal import Decimal

import httpx
import simplejson

from tests.deploy.conftest import FREE_PORTS, Portals, announced, start_portals

PUBLIC = [
    "ewdaw",
    "kranj-electricity-by-customer-example",
    "kranj-heat-plan-example",
    "ljubljana-final-energy",
    "ljubljana-ghg-inventory",
    "population-cities",
    "population-municipalities-si",
    "zagreb-final-energy",
    "zagreb-ghg-inventory",
]
PRIVATE = "zagreb-energy-audit-draft"


def test_the_portals_stop_cleanly_when_told_to() -> None:
    with start_portals(*FREE_PORTS) as process:
        assert set(announced(process)) == {"ckan", "files", "eurostat"}
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0


def test_the_portals_stop_when_their_parent_closes_standard_input() -> None:
    with start_portals(*FREE_PORTS, "--until-stdin-closes") as process:
        announced(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=10) == 0


def test_a_taken_port_is_named_with_a_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with start_portals(*FREE_PORTS[2:], "--ckan-port", str(port)) as process:
            _, said = process.communicate(timeout=20)
    assert process.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}" in said
    assert "--ckan-port" in said


def test_ckan_lists_public_packages_only(portals: Portals) -> None:
    answer = portals.action("package_list").json()
    assert answer == {
        "help": f"{portals.ckan}/api/3/action/help_show?name=package_list",
        "success": True,
        "result": PUBLIC,
    }


def test_ckan_pages_are_shorter_than_asked_and_add_up(portals: Portals) -> None:
    found: list[str] = []
    pages = 0
    while True:
        result = portals.action("package_search", rows="100", start=str(len(found)), sort="name asc").json()[
            "result"
        ]
        if not result["results"]:
            break
        found += [record["name"] for record in result["results"]]
        pages += 1
        assert result["count"] == len(PUBLIC)
    assert (found, pages) == (PUBLIC, 3)


def test_ckan_search_keeps_to_organisations_and_words(portals: Portals) -> None:
    def names(q: str = "", fq: str = "") -> list[str]:
        result = portals.action("package_search", sort="name asc", q=q, fq=fq).json()["result"]
        return [record["name"] for record in result["results"]]

    assert names(fq="organization:surs") == ["population-municipalities-si"]
    assert names(fq='organization:("surs" OR "demo-portal")') == [
        "population-cities",
        "population-municipalities-si",
    ]
    assert names(q="emisije zagreba") == ["zagreb-ghg-inventory"]
    assert names(fq="metadata_modified:[2026-05-01T00:00:00Z TO *]") == ["ljubljana-ghg-inventory"]


def test_ckan_takes_parameters_as_json_too(portals: Portals) -> None:
    url = f"{portals.ckan}/api/3/action/package_show"
    by_post = portals.client.post(url, json={"id": "population-cities"})
    assert by_post.json() == portals.action("package_show", id="population-cities").json()
    refused = portals.client.post(url, content=b"{", headers={"content-type": "application/json"})
    assert (refused.status_code, refused.json()[:24]) == (400, "Bad request - JSON Error")


def test_a_ckan_resource_leads_to_a_file_of_its_size(portals: Portals) -> None:
    shown = portals.action("package_show", id="surs05c4004s").json()["result"]
    [resource] = shown["resources"]
    assert resource["url"] == f"{portals.files}/population-municipalities-si-2020h2.csv"
    assert (resource["format"], resource["mimetype"]) == ("CSV", "text/csv")
    assert len(portals.client.get(resource["url"]).content) == resource["size"]
    assert portals.action("resource_show", id=resource["id"]).json()["result"] == resource


def test_ckan_refuses_what_is_private_and_does_not_know_what_is_absent(portals: Portals) -> None:
    private = portals.action("package_show", id=PRIVATE)
    absent = portals.action("package_show", id="nothing")
    assert (private.status_code, private.json()["error"]["__type"]) == (403, "Authorization Error")
    assert (absent.status_code, absent.json()["error"]) == (
        404,
        {"__type": "Not Found Error", "message": "Not found"},
    )
    assert (private.json()["success"], absent.json()["success"]) == (False, False)


def test_ckan_shows_what_is_private_to_who_has_the_token(portals: Portals) -> None:
    headers = {"Authorization": "demo-token"}
    assert portals.action("package_show", headers=headers, id=PRIVATE).json()["result"]["private"] is True
    result = portals.action("package_search", headers=headers, include_private="true").json()["result"]
    assert result["count"] == len(PUBLIC) + 1


def test_ckan_has_one_record_broken_as_real_ones_are(portals: Portals) -> None:
    record = portals.action("package_show", id="ewdaw").json()["result"]
    [resource] = record["resources"]
    assert "title" not in record
    assert record["license_id"] == ""
    assert resource["url"].startswith("hhttps://")
    assert (resource["format"], resource["size"]) == ("XSLX", "not-a-number")


def test_ckan_says_what_is_wrong_with_a_request(portals: Portals) -> None:
    unknown = portals.action("datastore_search")
    assert (unknown.status_code, unknown.json()) == (
        400,
        "Bad request - Action name not known: datastore_search",
    )
    without_id = portals.action("package_show")
    assert (without_id.status_code, without_id.json()["error"]) == (
        409,
        {"__type": "Validation Error", "id": ["Missing value"]},
    )
    assert portals.action("package_search", fq="nonsense:x").status_code == 409
    assert portals.action("package_search", rows="many").status_code == 409


def test_ckan_tells_organisations_licences_and_status(portals: Portals) -> None:
    names = portals.action("organization_list").json()["result"]
    records = portals.action("organization_list", all_fields="true").json()["result"]
    zagreb = portals.action("organization_show", id="grad-zagreb", include_datasets="true").json()["result"]
    assert names == [record["name"] for record in records]
    assert [record["name"] for record in zagreb["packages"]] == [
        "zagreb-ghg-inventory",
        "zagreb-final-energy",
        "ewdaw",
    ]
    assert zagreb["package_count"] == 3
    assert {one["id"] for one in portals.action("license_list").json()["result"]} == {
        "notspecified",
        "CC-BY-4.0",
    }
    assert portals.action("status_show").json()["result"]["site_url"] == portals.ckan


def _again(client: httpx.Client, url: str) -> tuple[httpx.Response, httpx.Response]:
    first = client.get(url)
    return first, client.get(url, headers={"If-None-Match": first.headers["etag"]})


def test_an_unchanged_package_or_file_is_not_sent_twice(portals: Portals) -> None:
    for url in (
        f"{portals.ckan}/api/3/action/package_show?id=zagreb-ghg-inventory",
        f"{portals.files}/zagreb-table-3.csv",
    ):
        first, second = _again(portals.client, url)
        assert first.headers["etag"].startswith('W/"')
        assert (first.status_code, second.status_code, second.content) == (200, 304, b"")


def test_a_file_is_not_sent_again_to_who_has_it_by_date(portals: Portals) -> None:
    url = f"{portals.files}/velenje-a-1-3.csv"
    date = portals.client.get(url).headers["last-modified"]
    assert portals.client.get(url, headers={"If-Modified-Since": date}).status_code == 304
    old = {"If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}
    assert portals.client.get(url, headers=old).status_code == 200


def test_files_have_their_media_types_and_scripts_are_not_served(portals: Portals) -> None:
    def media_type(name: str) -> str:
        return portals.client.head(f"{portals.files}/{name}").headers["content-type"]

    workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert media_type("kranj-a-1-3.xlsx") == workbook
    assert media_type("population-cities.csv") == "text/csv; charset=utf-8"
    for name in ("make_workbooks.py", "..%2Fportals.py", "workbook", "nothing.csv"):
        assert portals.client.get(f"{portals.files}/{name}").status_code == 404


def test_eurostat_answers_a_part_of_a_table_as_sparse_json_stat(portals: Portals) -> None:
    query = "geo=SI&geo=HR&geo=EU27_2020&unit=THS_T&airpol=GHG&src_crf=TOTX4_MEMO&time=2018"
    cube = simplejson.loads(portals.table("env_air_gge", query).text, use_decimal=True)
    assert (cube["version"], cube["class"]) == ("2.0", "dataset")
    assert cube["id"] == ["freq", "unit", "airpol", "src_crf", "geo", "time"]
    assert cube["size"] == [1, 1, 1, 1, 3, 1]
    assert cube["dimension"]["geo"]["category"]["index"] == {"EU27_2020": 0, "HR": 1, "SI": 2}
    assert cube["value"] == {"0": Decimal("3732810.91"), "1": Decimal("24548.4"), "2": Decimal("17744.9")}
    assert "status" not in cube


def test_eurostat_flags_a_figure_that_cannot_exist_without_giving_one(portals: Portals) -> None:
    cube = portals.table("env_air_gge", "geo=SI&unit=THS_T&src_crf=CRF_INDCO2&sinceTimePeriod=2023").json()
    assert cube["value"] == {}
    assert cube["status"] == {"0": "m", "1": "m"}
    assert cube["extension"]["status"]["label"] == {"m": "missing value; data cannot exist"}


def test_eurostat_joins_flags_as_it_does(portals: Portals) -> None:
    cube = portals.table("demo_pjan", "geo=EU27_2020&geo=SI&sinceTimePeriod=2019&untilTimePeriod=2020").json()
    assert cube["value"] == {"0": 446446444, "1": 447319916, "2": 2080908, "3": 2095861}
    assert cube["status"] == {"0": "bep", "1": "ep"}


def test_eurostat_says_where_it_has_nothing(portals: Portals) -> None:
    cube = portals.table("env_air_gge", "geo=DE&geo=SI&unit=THS_T&src_crf=TOTXMEMO&time=2018").json()
    assert cube["extension"]["positions-with-no-data"]["geo"] == [0]
    assert portals.table("env_air_gge", "geo=SI&unit=MIO_T&src_crf=TOTXMEMO").json()["value"] == {}


def test_eurostat_refuses_in_its_own_form(portals: Portals) -> None:
    def refusal(answer: httpx.Response) -> tuple[int, int, str]:
        [error] = answer.json()["error"]
        assert error["status"] == answer.status_code
        return error["status"], error["id"], error["label"].partition(":")[0]

    assert refusal(portals.table("nothing")) == (404, 100, "ERR_NOT_FOUND_4")
    assert refusal(portals.table("demo_pjan", "zone=1")) == (400, 150, "INVALID_QUERY_DIMENSION")
    assert refusal(portals.table("demo_pjan", "geo=ATLANTIS")) == (400, 150, "INVALID_QUERY_DIMENSION_VALUE")
    both = portals.table("demo_pjan", "lastTimePeriod=1&sinceTimePeriod=2000")
    assert refusal(both) == (400, 150, "INVALID_QUERY_PARAMETER")
