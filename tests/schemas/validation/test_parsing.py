"""Reading foreign RDF: what is refused, and where the error is."""

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat

from schemas.languages import LANGUAGES
from schemas.validation.errors import UnreadableGraphError
from schemas.validation.parsing import LARGEST, parse_rdf, rdf_format

EXPECTED = [Quad(NamedNode("https://x.si/a"), NamedNode("https://x.si/b"), NamedNode("https://x.si/c"))]
RDF_XML = (
    '<?xml version="1.0"?>{doctype}'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:x="https://x.si/">{body}</rdf:RDF>'
)
BODY = '<rdf:Description rdf:about="https://x.si/a"><x:b rdf:resource="{value}"/></rdf:Description>'


def rdf_xml(doctype: str = "", body: str = BODY.format(value="https://x.si/c")) -> bytes:
    """Write RDF/XML with a document type."""
    return RDF_XML.format(doctype=doctype, body=body).encode()


def refused(
    content: bytes, rdf: RdfFormat = RdfFormat.TURTLE, *, largest: int = LARGEST
) -> UnreadableGraphError:
    """Give the error that reading raises."""
    with pytest.raises(UnreadableGraphError) as raised:
        parse_rdf(content, rdf, largest=largest)
    return raised.value


@pytest.mark.parametrize(
    ("content", "rdf"),
    [
        (b"<https://x.si/a> <https://x.si/b> <https://x.si/c> .", RdfFormat.TURTLE),
        (b'{"@id": "https://x.si/a", "https://x.si/b": {"@id": "https://x.si/c"}}', RdfFormat.JSON_LD),
        (rdf_xml(), RdfFormat.RDF_XML),
        (
            rdf_xml('<!DOCTYPE rdf:RDF [<!ENTITY x "https://x.si/">]>', BODY.format(value="&x;c")),
            RdfFormat.RDF_XML,
        ),
    ],
)
def test_turtle_json_ld_and_rdf_xml_are_read(content: bytes, rdf: RdfFormat) -> None:
    assert parse_rdf(content, rdf) == EXPECTED


def test_relative_addresses_take_the_base() -> None:
    assert parse_rdf(b"<a> <b> <c> .", base_iri="https://x.si/") == EXPECTED


def test_a_syntax_error_names_line_and_column_and_quotes_the_line() -> None:
    error = refused(
        b"<https://x.si/a> <https://x.si/b> <https://x.si/c> .\n<https://x.si/a> <https://x.si/b> .\n"
    )
    assert (error.place, error.found) == ("2:35", "<https://x.si/a> <https://x.si/b> .")
    assert error.finding("feed.ttl").sentence("sl") == (
        "feed.ttl 2:35: najdeno <https://x.si/a> <https://x.si/b> .. Pričakovano: berljiv RDF (. is not a valid RDF"
        " object). Popravite besedilo na tem mestu in poskusite znova. [record-readable]"
    )


@pytest.mark.parametrize("content", [b"", b" \n\t"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    assert refused(content).mend.key == "validation.readable.mend.empty"


@pytest.mark.parametrize("content", [b"<!DOCTYPE html><html></html>", b"\n <HTML lang='sl'>"])
def test_a_page_for_people_is_refused_whatever_it_is_called(content: bytes) -> None:
    assert refused(content, RdfFormat.RDF_XML).mend.key == "validation.readable.mend.html"


def test_a_file_over_the_limit_is_refused_before_it_is_read() -> None:
    error = refused(b"x" * 2_000_001, largest=2_000_000)
    assert (error.found, error.reason) == ("2000001 B", "at most 2 MB")


def test_a_remote_context_is_not_fetched() -> None:
    error = refused(
        b'{"@context": "https://example.org/context", "@id": "https://x.si/a"}', RdfFormat.JSON_LD
    )
    assert error.mend.key == "validation.readable.mend.context"


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE r [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        f'<!DOCTYPE r [<!ENTITY a "{"a" * 3000}">]>',
        '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&#38;a;&#38;a;">]>',
    ],
)
def test_entities_that_nest_or_reach_outside_or_are_very_long_are_refused(doctype: str) -> None:
    assert refused(rdf_xml(doctype), RdfFormat.RDF_XML).mend.key == "validation.readable.mend.xml"


def test_an_entity_that_is_used_very_often_is_refused() -> None:
    body = f'<rdf:Description rdf:about="https://x.si/a"><x:b>{"&a;" * 3000}</x:b></rdf:Description>'
    content = rdf_xml(f'<!DOCTYPE r [<!ENTITY a "{"a" * 2000}">]>', body)
    assert refused(content, RdfFormat.RDF_XML).mend.key == "validation.readable.mend.xml"


def test_very_deep_xml_is_refused_where_it_gets_too_deep() -> None:
    error = refused(rdf_xml(body="<x:a>" * 100_000), RdfFormat.RDF_XML)
    assert (error.found, error.reason) == ("<x:a", "at most 200 elements inside one another")


def test_broken_xml_names_its_line() -> None:
    error = refused(rdf_xml(body="\n<x:a></x:b>"), RdfFormat.RDF_XML)
    assert (error.line, error.reason) == (2, "mismatched tag")


@pytest.mark.parametrize(
    ("name", "rdf"),
    [
        ("text/turtle; charset=utf-8", RdfFormat.TURTLE),
        ("application/ld+json", RdfFormat.JSON_LD),
        ("feed.ttl", RdfFormat.TURTLE),
        ("feed.rdf", RdfFormat.RDF_XML),
        ("feed.xml", RdfFormat.RDF_XML),
        ("feed.json", RdfFormat.JSON_LD),
        ("feeds/1.nt", RdfFormat.N_TRIPLES),
        ("text/html", None),
        ("feed", None),
    ],
)
def test_a_format_is_told_by_media_type_or_ending(name: str, rdf: RdfFormat | None) -> None:
    assert rdf_format(name) == rdf


def test_an_unreadable_graph_is_told_in_each_language() -> None:
    finding = refused(b"").finding("feed.ttl", "ab")
    assert len({finding.sentence(lang) for lang in LANGUAGES}) == 3
