"""The connector `arcgis` on a real Koop, whose layers answer as an ArcGIS server's do."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from catalogue.database import make_engine
from catalogue.migrations import migrate
from catalogue.object_store import ObjectStore
from connectors.arcgis_errors import ArcgisFieldError
from connectors.arcgis_options import ArcgisOptions
from connectors.arcgis_query import ArcgisReader
from connectors.arcgis_table import read_features, with_layers_maps
from connectors.definitions import MappingDefinition
from connectors.errors import NotFoundError
from connectors.fetching import sending
from connectors.mapping import AppliedMapping
from tests.connectors.city import City
from tests.connectors.outgoing import client_for
from tests.connectors.test_harvest import outcomes
from tests.fakes.koop import koop
from tests.fakes.server import Reply, always, serving

pytestmark = pytest.mark.real

DISTRICTS = [
    ("Sesvete", 70009),
    ("Trnje", 42282),
    ("Maksimir", 48902),
    ("Črnomerec", 38546),
    ("Podsljeme", 19165),
]
SOURCE = """
[[organisation]]
id = "zagreb"
[[source]]
id = "koop"
connector = "arcgis"
url = "{url}"
owner = "zagreb"
licence = "CC BY 4.0"

[[source.mapping]]
name = "people"
indicator = "CX.POP"
locale = "plain"
select = {{ table = "stanovnici/FeatureServer/0", key = {{ cetvrt = ["Trnje"] }} }}
columns = {{ period = "popis year", value = "stanovnici" }}
constants = {{ unit = "NR", place = "HR_01333" }}
"""


def collection() -> str:
    """Five districts, two to a page."""
    fields = [
        {"name": "cetvrt", "type": "String"}, {"name": "stanovnici", "type": "Integer"}, {"name": "popis", "type": "Date"},
    ]  # fmt: skip
    squares = [[[at, 45], [at, 46], [at + 1, 46], [at + 1, 45], [at, 45]] for at in range(len(DISTRICTS))]
    features = [
        {
            "type": "Feature", "geometry": {"type": "Polygon", "coordinates": [square]},
            "properties": {"cetvrt": name, "stanovnici": people, "popis": "2021-08-31T00:00:00Z"},
        }
        for square, (name, people) in zip(squares, DISTRICTS, strict=True)
    ]  # fmt: skip
    metadata = {"maxRecordCount": 2, "fields": fields}
    return json.dumps({"type": "FeatureCollection", "metadata": metadata, "features": features})


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with koop(tmp_path_factory.mktemp("layers"), {"stanovnici": collection()}) as address:
        yield address


def mapping(
    table: str = "stanovnici/FeatureServer/0", key: Mapping[str, list[str]] | None = None
) -> MappingDefinition:
    columns = {
        "place": "cetvrt",
        "period": "popis year",
        "value": "stanovnici",
        "comment": "lon",
        "status": "lat",
    }
    select = {"table": table, "key": key or {}}
    return MappingDefinition.model_validate(
        {"indicator": "CX.POP", "locale": "plain", "columns": columns, "select": select}
    )


def read(services: str, wanted: MappingDefinition, **options: Any) -> list[list[dict[str, str]]]:
    """The rows of each answer, by column."""
    chosen = ArcgisOptions.model_validate(options)
    with client_for(urlsplit(services).netloc) as client:
        reader = ArcgisReader(sending(client.outgoing.fetch), services, chosen)
        described = reader.describe(wanted.select)
        applied = with_layers_maps(AppliedMapping("koop", "arcgis", "people", wanted), described.layer, "UTC")
        tables = [read_features(page, applied) for page in reader.documents(described, wanted)]
    return [[dict(table.texts(row)) for row in table.rows] for table in tables]


@pytest.mark.parametrize("form", ["json", "geojson"])
def test_a_real_layer_is_read_in_pages_with_its_dates_and_places(services: str, form: str) -> None:
    pages = read(services, mapping(), format=form)

    assert [len(page) for page in pages] == [2, 2, 1]
    rows = [row for page in pages for row in page]
    assert sorted(
        (row["cetvrt"], row["stanovnici"], row["popis year"], row["lat"]) for row in rows
    ) == sorted((name, str(people), "2021", "45.5000000") for name, people in DISTRICTS)
    assert sorted(row["lon"] for row in rows) == [f"{at}.5000000" for at in range(5)]


def test_a_real_layer_is_asked_for_what_a_key_names(services: str) -> None:
    ((row,),) = read(services, mapping(key={"cetvrt": ["Črnomerec"]}))

    assert row["stanovnici"] == "38546"
    assert len(read(services, mapping(table="stanovnici/FeatureServer"))) == 3
    with pytest.raises(ArcgisFieldError, match="nearest: cetvrt"):
        read(services, mapping(key={"četvrt": ["Trnje"]}))


def test_a_real_service_that_is_none_is_not_found(services: str) -> None:
    with pytest.raises(NotFoundError, match="none"):
        read(services, mapping("none/FeatureServer/0"))


def test_a_real_layer_is_harvested_and_stands_still(services: str, tmp_path: Path, now: datetime) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'node.db'}")
    migrate(engine)
    with serving(always(Reply())) as server, client_for(urlsplit(services).netloc) as client:
        node = City(engine, ObjectStore(tmp_path / "store"), server, client, now, {})
        node.register(SOURCE.replace("{url}", services))
        first, second = (node.harvester().harvest("koop") for _ in range(2))

    assert (outcomes(first), outcomes(second)) == ({"added": 1}, {"unchanged": 1})
    assert node.rows() == [("CX.POP", "2021", "_T", "_T", "42282")]
    engine.dispose()
