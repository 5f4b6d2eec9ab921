"""Threat 10: no format, list, count, facet, feed, archive or page gives another set of rows than the decision.

What a persona is meant to get is written down once; each way out of the node is held against it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from typing import Any

import pyarrow.parquet
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from sqlmodel import select

from api.gateway import Gateway
from catalogue.database import unit_of_work
from catalogue.models import FindingRow, ObservationRow, Release
from tests.api.caller import Caller
from tests.api.three_datasets import ACCESS
from tests.attacks.personas import Persona

Given = Callable[[Caller, str], frozenset[str]]
IS_A = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
DATASET = NamedNode("http://www.w3.org/ns/dcat#Dataset")
OBSERVATIONS = "/api/v1/observations"


@pytest.fixture
def rows(attacked: Caller, gateway: Gateway) -> Mapping[str, str]:
    """The dataset of each figure of the node."""
    with unit_of_work(gateway.engine) as session:
        found = {row.id: row.dataset for row in session.exec(select(ObservationRow))}
    assert set(found.values()) == set(ACCESS)
    return found


def _json(member: str, name: str) -> Callable[[str], Given]:
    return lambda path: (
        lambda client, key: frozenset(str(one[name]) for one in client.json(path, key=key)[member])
    )


def _csv(name: str) -> Callable[[str], Given]:
    def read(path: str) -> Given:
        return lambda client, key: frozenset(
            line[name] for line in csv.DictReader(io.StringIO(client.get(path, key=key).text))
        )

    return read


def _rdf(path: str) -> Given:
    form = {".ttl": RdfFormat.TURTLE, ".rdf": RdfFormat.RDF_XML, ".nt": RdfFormat.N_TRIPLES}.get(
        path[path.rfind(".") :], RdfFormat.JSON_LD
    )

    def read(client: Caller, key: str) -> frozenset[str]:
        quads = parse(client.get(path, key=key).content, format=form)
        subjects = {
            str(one.subject.value)
            for one in quads
            if (one.predicate, one.object) == (IS_A, DATASET) and isinstance(one.subject, NamedNode)
        }
        return frozenset(iri.rpartition("/")[2] for iri in subjects)

    return read


def _page(path: str) -> Given:
    return lambda client, key: frozenset(
        dataset for dataset in ACCESS if f"/datasets/{dataset}" in client.get(path, key=key).text
    )


ROWS: Mapping[str, Given] = {
    "json": _json("observations", "id")(OBSERVATIONS),
    "csv": _csv("id")(f"{OBSERVATIONS}?format=csv"),
    "with history": _json("observations", "id")(f"{OBSERVATIONS}?include_history=true"),
    "what changed": _json("observations", "id")(f"{OBSERVATIONS}?updated_after=2000-01-01T00:00:00Z"),
    "csv of what changed": _csv("id")(f"{OBSERVATIONS}?updated_after=2000-01-01T00:00:00Z&format=csv"),
}
DATASETS: Mapping[str, Given] = {
    "list": _json("datasets", "id")("/api/v1/datasets"),
    "search": _json("datasets", "id")("/api/v1/datasets?q=emissions"),
    "by place": _json("datasets", "id")("/api/v1/datasets?place=SI_052"),
    "releases": _json("releases", "dataset")("/api/v1/releases"),
    "page": _page("/datasets"),
    "found on the page": _page("/datasets?q=emissions"),
    **{ending: _rdf(f"/catalog.{ending}") for ending in ("ttl", "jsonld", "rdf", "nt")},
}


def test_figures_are_the_same_in_every_form(
    attacked: Caller, rows: Mapping[str, str], personas: tuple[Persona, ...]
) -> None:
    for persona in personas:
        meant = {row for row, dataset in rows.items() if dataset in persona.reads}
        given = {name: read(attacked, persona.key) for name, read in ROWS.items()}
        assert given == dict.fromkeys(ROWS, meant), persona.name


def test_datasets_are_the_same_in_every_list_search_feed_and_page(
    attacked: Caller, personas: tuple[Persona, ...]
) -> None:
    for persona in personas:
        given = {name: read(attacked, persona.key) for name, read in DATASETS.items()}
        assert given == dict.fromkeys(DATASETS, persona.knows), persona.name


def test_a_figure_is_explained_to_whom_it_is_given_and_to_nobody_else(
    attacked: Caller, rows: Mapping[str, str], personas: tuple[Persona, ...]
) -> None:
    for persona in personas:
        for row, dataset in rows.items():
            status = attacked.get(f"{OBSERVATIONS}/{row}/explain", key=persona.key).status_code
            assert status == _status(persona, dataset), (persona.name, dataset)


def test_an_archive_holds_the_figures_that_are_given_and_is_refused_where_they_are(
    attacked: Caller, gateway: Gateway, rows: Mapping[str, str], personas: tuple[Persona, ...]
) -> None:
    with unit_of_work(gateway.engine) as session:
        releases = {row.id: row.dataset for row in session.exec(select(Release))}
    for persona in personas:
        for release, dataset in releases.items():
            answer = attacked.get(f"/api/v1/releases/{release}.parquet", key=persona.key)
            assert answer.status_code == _status(persona, dataset), (persona.name, dataset)
            if answer.status_code == 200:
                table: Any = pyarrow.parquet.read_table(io.BytesIO(answer.content))
                assert table.num_rows == sum(one == dataset for one in rows.values())


def test_findings_are_those_of_figures_that_are_given(
    attacked: Caller, gateway: Gateway, personas: tuple[Persona, ...]
) -> None:
    with unit_of_work(gateway.engine) as session:
        of = {row.id: row.dataset for row in session.exec(select(FindingRow))}
    for persona in personas:
        meant = {finding for finding, dataset in of.items() if dataset in persona.reads}
        answer = attacked.json("/api/v1/findings", key=persona.key)
        assert {one["id"] for one in answer["findings"]} == meant, persona.name
        assert answer["count"] == len(meant)
        assert _csv("id")("/api/v1/findings?format=csv")(attacked, persona.key) == meant


def test_counts_and_facets_count_what_is_listed(attacked: Caller, personas: tuple[Persona, ...]) -> None:
    for persona in personas:
        answer = attacked.json("/api/v1/datasets", key=persona.key)
        assert answer["total"] == len(persona.knows)
        for name, values in answer["facets"].items():
            for one in values:
                narrowed = attacked.json(f"/api/v1/datasets?{name}={one['value']}", key=persona.key)
                assert narrowed["total"] == one["count"], (persona.name, name, one)
        assert attacked.json(OBSERVATIONS, key=persona.key)["count"] == len(
            _json("observations", "id")(OBSERVATIONS)(attacked, persona.key)
        )


def _status(persona: Persona, dataset: str) -> int:
    return 200 if dataset in persona.reads else 403 if dataset in persona.knows else 404
