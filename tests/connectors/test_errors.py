"""Every error of the connectors says what was found, what was expected and how to mend it, three times."""

import importlib
import pkgutil
from collections.abc import Iterator
from string import Formatter

import pytest

import connectors
from connectors.errors import (
    ConnectorError,
    HtmlAnswerError,
    MissingColumnError,
    NumberError,
    TerminalError,
    TransientError,
)
from schemas.findings import Finding, Location
from schemas.languages import LANGUAGES
from schemas.messages import Message, message_tables

for module in pkgutil.iter_modules(connectors.__path__, "connectors."):
    importlib.import_module(module.name)  # so that every error class is known


def kinds(root: type[ConnectorError]) -> Iterator[type[ConnectorError]]:
    for kind in root.__subclasses__():
        yield from kinds(kind)
        if kind.rule:
            yield kind


KINDS = sorted(set(kinds(ConnectorError)), key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", KINDS)
def test_each_error_is_either_tried_again_or_told(kind: type[ConnectorError]) -> None:
    assert issubclass(kind, TransientError) != issubclass(kind, TerminalError)


@pytest.mark.parametrize("part", ["expected", "mend"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_error_has_its_texts_in_three_languages(kind: type[ConnectorError], part: str) -> None:
    texts = message_tables()[f"connectors.{kind.rule}.{part}"]

    assert set(texts) == set(LANGUAGES)
    assert (
        len({frozenset(name for _, name, _, _ in Formatter().parse(texts[lang])) for lang in LANGUAGES}) == 1
    )


def test_no_two_errors_share_their_texts() -> None:
    assert len({kind.rule for kind in KINDS}) == len(KINDS)


def test_no_text_of_the_connectors_belongs_to_nothing() -> None:
    rules = {kind.rule for kind in KINDS}
    told = {key.split(".")[1] for key in message_tables() if key.startswith("connectors.")}

    assert told - {"note"} == rules


def test_an_error_is_a_located_finding() -> None:
    error = HtmlAnswerError("<!doctype html>", url="https://data.gov.hr/api").at(where="A1")

    assert error.finding(snapshot="ab12") == Finding(
        "connectors.html-answer",
        "violation",
        Location("https://data.gov.hr/api", "A1", "ab12"),
        "<!doctype html>",
        Message("connectors.html-answer.expected"),
        Message("connectors.html-answer.mend"),
    )


def test_the_finder_knows_best_where_it_was() -> None:
    error = HtmlAnswerError("<p>", url="https://a.example", where="A1").at(
        url="https://b.example", where="B2"
    )

    assert (error.url, error.where) == ("https://a.example", "A1")


def test_an_error_is_said_in_each_language() -> None:
    error = NumberError("1,5", locale="en", form="1,234.5", fits=("sl",)).at(where="B2")

    assert error.sentence("sl") == (
        "B2: najdeno 1,5. Pričakovano: število, zapisano kot 1,234.5 (locale en). Število bi bilo v: sl; "
        "morda sta v eni tabeli dva načina zapisa števil. Zapišite samo število in povsod enako; znak za "
        "manjkajoče število se navede pod `missing`. [connectors.number]"
    )


def test_a_missing_column_names_the_nearest() -> None:
    error = MissingColumnError.of("sektor", ["Sector", "Unit"])

    assert "nearest: Sector); it has: Sector, Unit" in str(error)
