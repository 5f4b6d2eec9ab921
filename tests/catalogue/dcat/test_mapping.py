"""The table between values and RDF, and what it draws on: vocabularies, literals, IRIs."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from catalogue.dcat import resources
from catalogue.dcat.describing import media_type
from catalogue.dcat.iris import mend_iri
from catalogue.dcat.literals import dated, period_end, period_start, worded
from catalogue.dcat.mapping import CLASSES, TABLE, Kind, rows_of
from catalogue.dcat.resources import Dated, Resource, Worded
from catalogue.dcat.vocabularies import VOCABULARIES, concept, licence
from schemas.languages import Text

COMMON = {field.name for field in fields(Resource)}


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_field_has_one_row_and_every_row_a_field(kind: type[Resource]) -> None:
    ours = sorted(field.name for field in fields(kind) if field.name not in COMMON)
    assert sorted(row.field for row in rows_of(kind)) == ours


def test_every_class_of_values_is_in_the_table() -> None:
    defined = {one for one in vars(resources).values() if isinstance(one, type) and issubclass(one, Resource)}
    assert set(CLASSES) == defined - {Resource}
    assert {row.of for row in TABLE} <= set(CLASSES)


def test_no_property_stands_twice_for_a_class() -> None:
    keys = [(row.of, row.iri) for row in TABLE]
    assert len(keys) == len(set(keys))


def test_vocabularies_of_the_table_exist() -> None:
    assert {row.vocabulary for row in TABLE} - {""} <= set(VOCABULARIES)


def test_what_must_be_there_has_no_empty_default() -> None:
    for row in TABLE:
        if row.cardinality in ("1", "1..n") and row.kind is not Kind.TRIPLES:
            assert resources.__dict__[row.of.__name__].__dataclass_fields__[row.field].default is not None, (
                row
            )


def test_aliases_lead_to_entries() -> None:
    for vocabulary in VOCABULARIES.values():
        assert set(vocabulary.aliases.values()) <= set(vocabulary.entries)


@pytest.mark.parametrize(
    ("vocabulary", "text", "code"),
    [
        ("file-type", "csv", "CSV"), ("file-type", ".XLSX", "XLSX"), ("file-type", "json-ld", "JSON_LD"),
        ("file-type", "XSLX", "XLSX"), ("file-type", "application/json", "JSON"), ("file-type", "", None),
        ("file-type", "Weird", None), ("frequency", "P1Y", "ANNUAL"), ("frequency", "monthly", "MONTHLY"),
        ("frequency", "http://publications.europa.eu/resource/authority/frequency/DAILY", "DAILY"),
        ("language", "sl", "SLV"), ("language", "HRV", "HRV"), ("data-theme", "envi", "ENVI"),
        ("agent-type", "municipality", "LocalAuthority"), ("access-right", "hidden", "NON_PUBLIC"),
    ],
)  # fmt: skip
def test_words_of_sources_find_their_entry(vocabulary: str, text: str, code: str | None) -> None:
    found = concept(vocabulary, text)
    assert (found.iri if found else None) == (VOCABULARIES[vocabulary].iri(code) if code else None)


@pytest.mark.parametrize(
    "text",
    ["CC_BY_4_0", "cc-by-4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/",
     "http://creativecommons.org/licenses/by/4.0/deed.en", "http://publications.europa.eu/resource/authority/licence/CC_BY_4_0"],
)  # fmt: skip
def test_a_licence_is_found_by_its_names(text: str) -> None:
    found = licence(text)
    assert found is not None
    assert found.iri == "http://publications.europa.eu/resource/authority/licence/CC_BY_4_0"


@pytest.mark.parametrize("text", ["cc-by", "https://creativecommons.org/licenses/by/3.0/", "none", ""])
def test_a_licence_is_not_guessed(text: str) -> None:
    assert licence(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018", ("2018", "gYear")), ("2018-05", ("2018-05", "gYearMonth")), ("2018-05-31", ("2018-05-31", "date")),
        ("2018-05-31T12:00:00Z", ("2018-05-31T12:00:00+00:00", "dateTime")), (" 2018 ", ("2018", "gYear")),
        ("2023-04-26T00:30:01,177555", ("2023-04-26T00:30:01.177555", "dateTime")),
        ("2018-13", None), ("2018-02-30", None), ("01.09.2020", None), ("20200901", None), ("", None), ("2018-W01-1", None), ("٢٠١٨", None),
    ],
)  # fmt: skip
def test_a_date_keeps_its_precision(text: str, expected: tuple[str, str] | None) -> None:
    assert dated(text) == (Dated(*expected) if expected else None)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2018", ("2018", "gYear"), ("2018", "gYear")),
        ("2020-S2", ("2020-07-01", "date"), ("2020-12-31", "date")),
        ("2020H1", ("2020-01-01", "date"), ("2020-06-30", "date")),
        ("2024-Q1", ("2024-01-01", "date"), ("2024-03-31", "date")),
        ("2024-02", ("2024-02", "gYearMonth"), ("2024-02", "gYearMonth")),
        ("9999-Q4", ("9999-10-01", "date"), None),
        ("sometime", None, None),
    ],
)
def test_a_period_has_its_first_and_last_day(text: str, start: Any, end: Any) -> None:
    assert period_start(text) == (Dated(*start) if start else None)
    assert period_end(text) == (Dated(*end) if end else None)


def test_one_text_for_all_languages_is_one_text_in_the_sources_language() -> None:
    assert worded(Text.of("Zrak"), "sl") == (Worded("Zrak", "sl"),)
    assert worded(Text.of("Zrak"), "xx") == (Worded("Zrak"),)
    assert worded(Text(en="Air", sl="Zrak"), "sl") == (Worded("Air", "en"), Worded("Zrak", "sl"))
    assert worded(Text(hr=" "), "hr") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a.example/č", "https://a.example/č"),
        ("https://a.example/%20", "https://a.example/%20"),
        ("https://a.example/100%", "https://a.example/100%25"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("a.example", None), ("/path", None), ("", None), ("https:///path", None), ("data:text/html,x", None),
    ],
)  # fmt: skip
def test_an_address_is_mended_or_refused(text: str, expected: str | None) -> None:
    assert mend_iri(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("text/csv", "text/csv"), ("TEXT/CSV; charset=utf-8", "text/csv"), ("application/geo+json", "application/geo+json"),
        ("https://www.iana.org/assignments/media-types/text/html", "text/html"), ("csv", None), ("a b/c", None), ("", None),
    ],
)  # fmt: skip
def test_a_media_type_is_ianas(text: str, expected: str | None) -> None:
    found = media_type(text)
    assert (found.iri if found else None) == (
        f"https://www.iana.org/assignments/media-types/{expected}" if expected else None
    )
