"""Composed documents: the same answers give the same bytes, and what is no such document is told."""

from pathlib import Path

import pytest

from catalogue.object_store import ObjectStore
from connectors.composed import (
    Composed,
    Part,
    check_composition,
    composed_document,
    parts_of,
    read_composed,
    written,
)
from connectors.errors import ConnectorError, JsonShapeError, NotJsonError
from connectors.fetching import COMPOSED, Answer, Fetched
from connectors.mapping import AppliedMapping
from tests.connectors.test_air_arso import applied

URL = "https://portal.example/hours.xml"
PARTS = (Part("a" * 64, URL, "text/xml"), Part("b" * 64, f"{URL}?page=2"))
DOCUMENT = Composed("2025-04", PARTS, ({"part": 1, "cell": "č[1]", "value": "5"}, {"part": 0, "value": "6"}))


def test_a_document_is_written_and_read_as_what_it_is() -> None:
    content = written(DOCUMENT)

    assert content.decode().splitlines()[1] == '{"part":1,"cell":"č[1]","value":"5"}'
    assert (read_composed(content), written(read_composed(content))) == (DOCUMENT, content)
    assert parts_of(content) == PARTS


def test_it_is_told_by_the_address_of_its_answers_and_what_it_is_about() -> None:
    told = composed_document(written(DOCUMENT), f"{URL}#top", "2025-04")

    assert (told.url, told.media_type, told.status) == (f"{URL}#2025-04", COMPOSED, 200)


def test_no_source_can_claim_that_its_answer_is_one() -> None:
    answer = Answer(200, {"content-type": f"{COMPOSED}; charset=utf-8"}, written(DOCUMENT), URL, 0.0)

    assert Fetched.of(answer).media_type == ""


HEAD = written(Composed("x", PARTS, ()))


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", NotJsonError),
        (b"<html>", NotJsonError),
        (b"[1]\n", JsonShapeError),
        (b'{"composed":2,"about":"x","parts":[]}\n', JsonShapeError),
        (b'{"composed":1,"about":"x"}\n', JsonShapeError),
        (b'{"composed":1,"about":"x","parts":[{"sha256":"a"}]}\n', JsonShapeError),
        (HEAD + b'{"part":2}\n', JsonShapeError),
        (HEAD + b'{"part":-1}\n', JsonShapeError),
        (HEAD + b'{"value":"5"}\n', JsonShapeError),
        (HEAD + b"5\n", JsonShapeError),
    ],
)
def test_what_is_none_is_told(content: bytes, error: type[ConnectorError]) -> None:
    with pytest.raises(error):
        read_composed(content)


def test_a_document_is_held_against_its_answers(tmp_path: Path) -> None:
    store = ObjectStore(tmp_path)
    parts = tuple(Part(store.put(content), URL) for content in (b"one", b"two"))
    document = written(Composed("x", parts, ()))
    asked: list[tuple[str, list[bytes]]] = []

    def composer(_applied: AppliedMapping, about: str, answers: object) -> bytes:
        asked.append((about, [one.content for one in answers]))  # type: ignore[attr-defined]
        return document

    def failures(content: bytes, by: object = composer) -> list[str]:
        return [one.key for one in check_composition(applied(), by, content, store)]  # type: ignore[arg-type]

    assert failures(document) == []
    assert asked == [("x", [b"one", b"two"])]
    assert failures(document + b'{"part":0}\n') == ["verify.composition"]
    assert failures(document, None) == ["verify.composition"]
    store.remove(parts[1].sha256)
    assert failures(document) == ["verify.part"]
