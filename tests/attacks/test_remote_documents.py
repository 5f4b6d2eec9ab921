"""Threats 2, 3 and 6: no document makes the node fetch another: contexts, imports, entities, sheets of elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from policies.odrl.errors import PolicyDocumentError
from policies.odrl.reading import read_document
from schemas.validation.records import validate_record
from tests.api.caller import Caller
from tests.attacks import swelling
from tests.attacks.one_database import database_kind
from tests.attacks.sending import send_file
from tests.fakes.server import LoopbackServer, Reply, always, serving

assert database_kind

DCAT = "http://www.w3.org/ns/dcat#"


@pytest.fixture
def canary() -> Iterator[LoopbackServer]:
    """A server that nobody may ask."""
    with serving(always(Reply(b'{"@context": {}}', media_type="application/ld+json"))) as server:
        yield server


def documents(url: str, secret: str) -> dict[str, bytes]:
    """Documents that ask for another one, by the name under which they are sent."""
    node = {"@id": "https://x.si/a", "@type": f"{DCAT}Dataset"}
    contexts: dict[str, object] = {
        "plain": f"{url}/c", "listed": ["http://www.w3.org/ns/odrl.jsonld", f"{url}/c"],
        "imported": {"@version": 1.1, "@import": f"{url}/c"}, "scoped": {"x": {"@id": "https://x.si/x", "@context": f"{url}/c"}},
        "of a type": {"Set": {"@id": "https://x.si/Set", "@context": f"{url}/c"}}, "file": f"file://{secret}",
    }  # fmt: skip
    made = {f"{name}.jsonld": json.dumps({"@context": context} | node) for name, context in contexts.items()}
    made["nested.jsonld"] = json.dumps(node | {f"{DCAT}distribution": {"@context": f"{url}/c", "x": "y"}})
    made["imports.ttl"] = (
        f"@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix sh: <http://www.w3.org/ns/shacl#> . "
        f"<https://x.si/> a owl:Ontology ; owl:imports <{url}/o> ; sh:shapesGraph <{url}/s> ; sh:js <{url}/j> . "
        f"<https://x.si/a> a <{DCAT}Dataset> ; <http://www.w3.org/2000/01/rdf-schema#seeAlso> <{url}/a> ."
    )
    for name, system in (("http", f"{url}/e"), ("file", f"file://{secret}")):
        made[f"entity-{name}.rdf"] = (
            f'<!DOCTYPE rdf:RDF [<!ENTITY e0 SYSTEM "{system}">]>' + swelling.RDF_XML.format(said="&e0;")
        )
        made[f"type-{name}.rdf"] = f'<!DOCTYPE rdf:RDF SYSTEM "{system}">' + swelling.RDF_XML.format(said="x")
        made[f"parameter-{name}.rdf"] = (
            f'<!DOCTYPE rdf:RDF [<!ENTITY % p SYSTEM "{system}"> %p;]>' + swelling.RDF_XML.format(said="x")
        )
    return {name: text.encode() for name, text in made.items()}


@pytest.fixture
def secret(tmp_path: Path) -> str:
    """A file of the node's own disk."""
    file = tmp_path / "secret.json"
    file.write_text('{"@context": {"x": "https://x.si/canary-of-the-disk"}}', encoding="utf-8")
    return str(file)


def test_no_record_of_a_catalogue_makes_anything_be_fetched(canary: LoopbackServer, secret: str) -> None:
    for name, content in documents(canary.url, secret).items():
        said = json.dumps(validate_record(content, name).as_dict(), default=str)
        assert "canary-of-the-disk" not in said, name
    assert canary.seen == []


def test_no_policy_makes_anything_be_fetched(canary: LoopbackServer, secret: str) -> None:
    refused = set()
    for name, content in documents(canary.url, secret).items():
        media = {"jsonld": "application/ld+json", "ttl": "text/turtle", "rdf": "application/rdf+xml"}
        try:
            read_document(content, media[name.rpartition(".")[2]])
        except PolicyDocumentError:
            refused.add(name)
    assert canary.seen == []
    assert refused >= {
        name for name in documents("x", "y") if name.endswith(".jsonld") or name.startswith("entity")
    }


def test_nothing_that_is_sent_to_the_node_makes_it_fetch(
    attacked: Caller, canary: LoopbackServer, secret: str
) -> None:
    for name, content in documents(canary.url, secret).items():
        answer = send_file(attacked, "/api/v1/validate", name, content)
        assert answer.status_code in (200, 422), name
        assert "canary-of-the-disk" not in answer.text, name
    assert canary.seen == []


def test_a_workbook_that_refers_to_another_makes_nothing_be_fetched(
    attacked: Caller, canary: LoopbackServer
) -> None:
    parts = swelling.workbook_parts()
    relations = parts["xl/_rels/workbook.xml.rels"].decode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"
    outside = (
        f'<Relationship Id="rId99" Type="{kind}" Target="{canary.url}/other.xlsx" TargetMode="External"/>'
    )
    parts["xl/_rels/workbook.xml.rels"] = relations.replace(
        "</Relationships>", f"{outside}</Relationships>"
    ).encode()
    sent = swelling.archive({name: [content] for name, content in parts.items()})
    send_file(attacked, "/api/v1/validate", "linked.xlsx", sent)
    assert canary.seen == []
