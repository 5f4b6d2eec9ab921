"""A page is read whatever is odd in it, as long as it is whole, safe and says in which encoding it is."""

import gzip
import json
import time
from collections.abc import Mapping

import pytest

from connectors.dcat_errors import FeedContextError, FeedEncodingError, FeedPageError
from connectors.dcat_options import DcatOptions
from connectors.errors import ConnectorError, HtmlAnswerError
from connectors.options import check_options
from tests.connectors.test_dcat import PREFIXES
from tests.fakes.dcat_items import items_of, records, told
from tests.fakes.server import Reply, always

RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#" xmlns:dct="http://purl.org/dc/terms/">'
BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
CONTEXT = "https://semiceu.github.io/DCAT-AP/releases/3.0.1/context/dcat-ap.jsonld"


def xml(title: str, more: str = "", about: str = "https://city.example/a") -> str:
    return f'{RDF}<dcat:Dataset rdf:about="{about}"><dct:title xml:lang="sl">{title}</dct:title>{more}</dcat:Dataset></rdf:RDF>'


def titles(content: bytes | str, media_type: str = "", **options: object) -> list[str]:
    """Give the Slovenian title of each dataset of a page."""
    body = content if isinstance(content, bytes) else content.encode()
    items = items_of(always(Reply(body, media_type=media_type or "text/turtle")), **options)
    return [item.dataset.title.in_("sl") for item in items if item.dataset is not None]


def turtle(title: str = '"Zrak"@sl', iri: str = "https://city.example/a", more: str = "") -> str:
    return f"{PREFIXES}<{iri}> a dcat:Dataset ; dct:title {title} {more} ."


@pytest.mark.parametrize(
    "iri",
    ["https://city.example/a b", "https://city.example/{a}", "https://city.example/š", "a/b", "#a", "", "//host/a", "http:/x",
     "http://[bad", "http://a:port/", "hhttps://a", "https://a/%zz", "https://a/\\u00zz", "https://a/\\x", "https://a/<b>",
     "C:\\data", "https://a/a|b^`", "urn:uuid:1"],
)  # fmt: skip
def test_an_address_that_is_none_does_not_spoil_the_feed(iri: str) -> None:
    other = '<https://city.example/z> a dcat:Dataset ; dct:title "Voda"@sl .'
    assert titles(turtle(iri=iri) + other) == ["Zrak", "Voda"]
    lines = "".join(
        f"<{one}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/dcat#Dataset> .\n"
        f'<{one}> <http://purl.org/dc/terms/title> "{title}"@sl .\n'
        for one, title in ((iri, "Zrak"), ("https://city.example/z", "Voda"))
    )
    assert titles(lines, "application/n-triples") == ["Zrak", "Voda"]
    page = [{"@id": one, "@type": "http://www.w3.org/ns/dcat#Dataset", "http://purl.org/dc/terms/title": [{"@value": title, "@language": "sl"}]}
            for one, title in ((iri, "Zrak"), ("https://city.example/z", "Voda"))]  # fmt: skip
    assert titles(json.dumps(page), "application/ld+json") == ["Zrak", "Voda"]


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("sl_SI", "sl"),
        ("sl-", "sl"),
        ("sl--SI", "sl"),
        ("SLV", "sl"),
        ("SL-x", "sl"),
        ("123", ""),
        ("", ""),
        ("slovenščina", ""),
        ("hr_HR", "hr"),
    ],
)
def test_a_language_tag_that_is_none_does_not_spoil_the_feed(tag: str, language: str) -> None:
    for content, media_type in (
        (turtle(f'"Zrak"@{tag}'), "text/turtle"),
        (xml("Zrak").replace('"sl"', f'"{tag}"'), "application/rdf+xml"),
    ):
        [said] = records(items_of(always(Reply(content.encode(), media_type=media_type)))).values()
        assert said["title"][language or "en"] == "Zrak"


def test_escapes_prefixes_ampersands_and_signs_that_are_wrong_are_mended() -> None:
    bare = turtle().removeprefix(PREFIXES)
    assert titles(bare.replace('"Zrak"', r'"C:\data <b> \\ @x_y"')) == [r"C:\data <b> \ @x_y"]
    assert titles(xml("A&B &amp; &#353; &nbsp;"), "application/rdf+xml") == ["A&B & š &nbsp;"]
    [item] = items_of(always(Reply(xml("Zr\x0bak").encode(), media_type="application/rdf+xml")))
    assert [(one.rule, one.where.cell, one.found) for one in item.findings or ()] == [
        ("dcat-value", "dct:title", "Zr\ufffdak")
    ]


@pytest.mark.parametrize(
    ("content", "options"),
    [
        (xml("Čist zrak žš").encode(), {}),
        (b"\xef\xbb\xbf" + xml("Čist zrak žš").encode(), {}),
        (b"\xef\xbb\xbf" + b'<?xml version="1.0" encoding="windows-1250"?>' + xml("Čist zrak žš").encode(), {}),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?>' + xml("Čist zrak žš").encode(), {}),
        (b"<?xml version='1.0' encoding='windows-1250'?>\n" + xml("Čist zrak žš").encode("cp1250"), {}),
        (b'<?xml version="1.0" encoding="UTF-8"?>' + xml("Čist zrak žš").encode("cp1250"), {"encoding": "windows-1250"}),
        (xml("Čist zrak žš").encode("cp1250"), {"encoding": "cp1250"}),
        (xml("Čist zrak žš").encode(), {"encoding": "cp1250"}),
        (f'<?xml version="1.0" encoding="UTF-16"?>{xml("Čist zrak žš")}'.encode("utf-16"), {}),
        (xml("Čist zrak žš").encode("utf-16-le"), {}),
        (gzip.compress(xml("Čist zrak žš").encode()), {}),
    ],
)  # fmt: skip
def test_a_page_is_read_in_its_encoding(content: bytes, options: Mapping[str, object]) -> None:
    assert titles(content, "application/rdf+xml", **options) == ["Čist zrak žš"]


def test_letters_that_look_like_another_encoding_by_chance_are_read_as_declared() -> None:
    declared = b'<?xml version="1.0" encoding="windows-1250"?>'
    assert titles(declared + xml("čšž").encode("cp1250"), "application/rdf+xml") == ["čšž"]


def test_an_encoding_that_nobody_says_is_not_guessed() -> None:
    with pytest.raises(FeedEncodingError) as error:
        titles(xml("Čist zrak žš").encode("cp1250"), "application/rdf+xml")
    assert "options.encoding" in error.value.sentence("sl")


def test_a_letter_that_was_cut_is_told_and_the_rest_is_read() -> None:
    content = (
        turtle('"čšž in še"@sl').encode()
        + b'<https://city.example/b> a dcat:Dataset ; dct:title "Ljubljan\xc4" .'
    )
    assert titles(content) == ["čšž in še", "Ljubljan\ufffd"]


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (turtle().replace("<https", "<g> { <https", 1) + "}", "application/trig"),
        (turtle().replace("<https", "<g> { <https", 1) + "}", "text/turtle"),
        (turtle(), "application/octet-stream"),
        (turtle(), "text/html"),
        ("# a comment\n" + turtle(), ""),
        ("<!-- a comment -->" + xml("Zrak"), "text/plain"),
        ('{"@graph": [{"@id": "https://a.example/g", "@graph": [{"@id": "https://city.example/a", "@type": '
         '"http://www.w3.org/ns/dcat#Dataset", "http://purl.org/dc/terms/title": {"@value": "Zrak", "@language": "sl"}}]}]}', ""),
    ],
)  # fmt: skip
def test_a_page_is_what_it_is_and_not_what_it_is_called(content: str, media_type: str) -> None:
    assert titles(content, media_type) == ["Zrak"]


def test_the_usual_contexts_are_known_and_no_other_is_fetched() -> None:
    page = {
        "@context": [CONTEXT, "http://www.w3.org/ns/hydra/context.jsonld"], "@type": "Catalogue", "@id": "https://city.example/c",
        "dataset": [{
            "@id": "https://city.example/a", "@type": "Dataset", "title": {"@value": "Zrak", "@language": "sl"},
            "frequency": "http://publications.europa.eu/resource/authority/frequency/DAILY",
            "datasetDistribution": {"@type": "Distribution", "accessUrl": "https://city.example/a.csv", "byteSize": "12"},
        }],
    }  # fmt: skip
    [said] = records(
        items_of(always(Reply(json.dumps(page).encode(), media_type="application/ld+json")))
    ).values()
    assert (said["title"]["sl"], said["periodicity"]) == ("Zrak", "DAILY")
    assert [(one["access_url"], one["byte_size"]) for one in said["distributions"]] == [
        ("https://city.example/a.csv", 12)
    ]

    foreign = json.dumps({**page, "x": [{"@context": "https://evil.example/c.jsonld"}]})
    with pytest.raises(FeedContextError) as error:
        titles(foreign, "application/ld+json")
    assert error.value.found == "https://evil.example/c.jsonld"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ('<!DOCTYPE rdf:RDF [<!ENTITY a "b">]>' + xml("&a;"), FeedPageError),
        (
            '<?xml version="1.0"?><!-- x --><!DOCTYPE r SYSTEM "http://evil.example/x.dtd">' + xml("a"),
            FeedPageError,
        ),
        (f'<!DOCTYPE r [<!ENTITY a0 "xxxxxxxxxx">{BOMB}]>' + xml("&a11;"), FeedPageError),
        (f'<!DOCTYPE r [<!ENTITY % a SYSTEM "file:///etc/passwd">%a;]>{RDF}</rdf:RDF>', FeedPageError),
        (RDF + "<a>" * 100_000, FeedPageError),
        (xml("a")[:-30], FeedPageError),
        (turtle()[:-20], FeedPageError),
        ('{"@context": {}, "@id": "a"', FeedPageError),
        ("\ufeff  <!DOCTYPE html><html><body>Napaka</body></html>", HtmlAnswerError),
        (PREFIXES + "<a> unknown:b <c> .", FeedPageError),
    ],
)
def test_what_is_dangerous_or_cut_is_refused_within_a_second(
    content: str, kind: type[ConnectorError]
) -> None:
    began = time.process_time()
    with pytest.raises(kind):
        titles(content, "application/rdf+xml" if content.startswith("<") else "")
    assert time.process_time() - began < 1


def test_a_packed_page_that_swells_or_breaks_is_refused() -> None:
    with pytest.raises(ConnectorError) as swollen:
        titles(gzip.compress(b" " * (65 * 1024 * 1024), compresslevel=1))
    with pytest.raises(ConnectorError) as broken:
        titles(gzip.compress(turtle().encode())[:-9])
    assert (swollen.value.rule, broken.value.rule) == ("too-large", "broken-answer")


def test_options_are_checked() -> None:
    wrong = {"encoding": "martian", "format": "csv", "hosts": "a"}
    assert [key for key, _, _ in check_options(DcatOptions, wrong)] == [
        ("format",),
        ("hosts",),
        ("encoding",),
    ]
    assert told(items_of(always(Reply(turtle().encode())), hosts=["b.example"]))
