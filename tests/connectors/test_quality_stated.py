"""What a source's own record states: the publisher's share, without a default of ours."""

from __future__ import annotations

from connectors.ckan_records import read_package
from connectors.ckan_stated import stated_metrics
from connectors.ckan_terms import read_terms
from connectors.definitions import DatasetDefinition, SourceDefinition
from connectors.json_answer import Json
from connectors.quality_stated import said_by_definition
from schemas.mqa.scoring import stated_by

BARE: dict[str, Json] = {
    "id": "7",
    "name": "heat",
    "title": "Heat",
    "license_id": "notspecified",
    "resources": [],
}
RICH: dict[str, Json] = BARE | {
    "license_id": "cc-by", "license_url": "http://creativecommons.org/licenses/by/4.0/",
    "tags": [{"name": "heat", "display_name": "heat"}],
    "organization": {"id": "o", "name": "kranj", "title": "Kranj"},
    "author_email": "podatki@kranj.example", "metadata_created": "2020-01-01T00:00:00", "metadata_modified": "2021-01-01T00:00:00",
    "extras": [
        {"key": "theme", "value": '["http://publications.europa.eu/resource/authority/data-theme/ENVI"]'},
        {"key": "spatial_uri", "value": "http://sws.geonames.org/3197378/"},
        {"key": "temporal_start", "value": "2018-01-01"},
        {"key": "access_rights", "value": "http://publications.europa.eu/resource/authority/access-right/PUBLIC"},
    ],
    "resources": [
        {"id": "r", "name": "table", "url": "https://kranj.example/heat.csv", "format": "CSV", "mimetype": "text/csv", "size": 12},
        {"id": "x", "name": "book", "url": "https://kranj.example/heat.xlsx", "format": "XSLX"},
    ],
}  # fmt: skip
ASKED = {"access_url_status", "download_url_status", "dcat_ap_compliance"}


def stated(told: dict[str, Json]) -> set[str]:
    package = read_package(told, 0)
    return set(stated_metrics(package, read_terms(package)))


def test_a_bare_package_states_nothing() -> None:
    assert stated(BARE) == set()


def test_a_rich_package_states_everything_but_what_is_asked_and_what_it_lacks() -> None:
    assert stated(RICH) == {
        "keyword", "theme", "spatial", "temporal", "download_url", "format", "media_type", "format_media_type_vocabulary",
        "non_proprietary", "machine_readable", "licence", "licence_vocabulary", "access_rights", "access_rights_vocabulary",
        "contact_point", "publisher", "byte_size", "issued", "modified",
    }  # fmt: skip
    assert not stated(RICH) & ASKED


def test_a_format_that_nobody_knows_is_stated_and_is_on_no_list() -> None:
    found = stated(RICH | {"resources": [{"id": "x", "url": "https://kranj.example/x", "format": "XSLX"}]})
    assert "format" in found
    assert not found & {"format_media_type_vocabulary", "non_proprietary", "machine_readable"}


def test_defaults_of_a_sources_file_are_nobodys_statement() -> None:
    source = SourceDefinition(id="kranj", connector="table", url="https://kranj.example/", owner="kranj")
    bare = said_by_definition(source, DatasetDefinition())
    assert stated_by(bare) == {"publisher"}
    told = DatasetDefinition(
        theme="ENER", access="open", keywords=["heat"], licence="CC-BY-4.0", temporal=["2018", "2020"]
    )
    assert stated_by(said_by_definition(source, told, ("https://kranj.example/heat.csv",), "CSV")) == {
        "publisher", "theme", "keyword", "licence", "licence_vocabulary", "temporal", "access_rights", "access_rights_vocabulary",
        "download_url", "format", "non_proprietary", "machine_readable",
    }  # fmt: skip
