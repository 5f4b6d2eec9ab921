"""Connectors of other packages: one that cannot be used breaks the sources that use it, and nothing else."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from connectors.connector import broken_connectors, connector, known_connectors, offers
from connectors.connector_errors import BrokenConnectorError, ForeignError, UnknownConnectorError
from connectors.options_told import options_told
from connectors.references import check_sources
from connectors.sources import Known
from schemas.languages import LANGUAGES
from tests.connectors.city import city_node
from tests.connectors.foreign.packages import Packages

GOOD = """
from connectors.connector import Connector
from connectors.options import Options

def items(source, mappings, fetch, context):
    {items}

CONNECTOR = Connector("{name}", items, Options)
"""
OWN = [
    "air-arso", "air-iszz", "arcgis", "ckan", "dcat", "eurostat", "ngsi-ld", "pxweb", "sdmx", "table",
]  # fmt: skip
HANGING = """
[[organisation]]
id = "city"
[[source]]
id = "hanging"
connector = "gone"
url = "https://portal.example"
owner = "city"
"""


def good(name: str, items: str = "return iter(())") -> str:
    return GOOD.format(name=name, items=items)


def whys() -> dict[str, str]:
    return {offer.declared: offer.why for offer in offers() if offer.why}


def test_our_own_connectors_come_first_and_then_those_of_packages(packages: Packages) -> None:
    packages.install("p-two", "2.0", {"zeta": "zeta:CONNECTOR"}, zeta=good("zeta"))
    packages.install("p-one", "1.5", {"alpha": "alpha:CONNECTOR"}, alpha=good("alpha"))
    assert list(known_connectors()) == [*OWN, "alpha", "zeta"]
    assert [(one.name, one.package, one.version) for one in offers()[-2:]] == [
        ("alpha", "p-one", "1.5"), ("zeta", "p-two", "2.0"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "text", "why"),
    [
        ("no_such_module:CONNECTOR", "", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("one:CONNECTOR", "1/0", "ZeroDivisionError: division by zero"),
        ("one:CONNECTOR", "raise SystemExit(3)", "SystemExit: 3"),
        ("one:OTHER", good("one"), "AttributeError: module 'one' has no attribute 'OTHER'"),
        ("one:CONNECTOR", "CONNECTOR = 'one'", "'one'"),
        (
            "one:CONNECTOR",
            good("one").replace("items, Options", "None, Options"),
            "items, table: not callable",
        ),
        ("one:CONNECTOR", good("one").replace("items, Options", "items, dict"), "options: <class 'dict'>"),
        ("one", good("one"), "<module 'one'"),
        ("", good("one"), ""),
    ],
)
def test_whatever_an_entry_point_gives_the_others_are_there(
    packages: Packages, value: str, text: str, why: str
) -> None:  # fmt: skip
    packages.install("p-two", "2.0", {"zeta": "zeta:CONNECTOR"}, zeta=good("zeta"))
    packages.install("p-one", "1.5", {"one": value}, one=text)
    assert list(known_connectors()) == [*OWN, "zeta"]
    assert broken_connectors()["one"].why.startswith(why)
    with pytest.raises(BrokenConnectorError):
        connector("one")


def test_a_name_that_is_ours_stays_ours(packages: Packages) -> None:
    ours = connector("ckan")
    packages.install("p-one", "1.5", {"ckan": "one:CONNECTOR"}, one=good("ckan"))
    assert connector("ckan") is ours
    assert whys() == {"ckan = one:CONNECTOR": "ckan is taken"}
    assert broken_connectors() == {}


def test_of_two_packages_with_one_name_neither_is_chosen(packages: Packages) -> None:
    packages.install("p-one", "1.5", {"one": "one:CONNECTOR"}, one=good("one"))
    packages.install("p-two", "2.0", {"one": "two:CONNECTOR"}, two=good("one"))
    assert whys() == {"one = one:CONNECTOR": "one is taken", "one = two:CONNECTOR": "one is taken"}
    with pytest.raises(BrokenConnectorError, match="is taken"):
        connector("one")


def test_a_source_of_a_broken_connector_is_not_registered_and_says_why(packages: Packages) -> None:
    packages.install("p-one", "1.5", {"gone": "one:CONNECTOR"}, one="1/0")
    (problem,) = check_sources(HANGING, Known()).problems
    assert problem.sentence("en") == (
        "line 6, source[0].connector: found gone; allowed: an entry point of the group ogledalo.connectors that gives"
        " a Connector of its own name; instead: ZeroDivisionError: division by zero"
    )


def test_a_source_whose_package_broke_fails_and_the_others_go_on(
    packages: Packages, engine: Engine, tmp_path: Path, now: datetime
) -> None:  # fmt: skip
    packages.install("p-one", "1.5", {"gone": "one:CONNECTOR"}, one=good("gone"))
    with city_node(engine, tmp_path, now) as city:
        city.register(HANGING)
        (packages.folder / "one.py").write_text("1/0")
        offers.cache_clear()
        del sys.modules["one"]  # as in a process that begins
        with pytest.raises(BrokenConnectorError, match="ZeroDivisionError"):
            city.harvester().harvest("hanging")
        assert city.harvester().harvest("kranj").state == "done"


@pytest.mark.parametrize(
    ("items", "rule", "found"),
    [
        ("yield 7", "connectors.failed-connector", "7"),
        ("raise KeyError('year')", "connectors.failed-connector", "KeyError: 'year'"),
        (
            "from connectors.errors import TerminalError\n"
            "    class OddError(TerminalError):\n        rule = ''\n"
            "    raise OddError('odd')",
            "connectors.failed-connector",
            "OddError: odd",
        ),
        (
            "from connectors.errors import NotATableError\n    raise NotATableError('a picture')",
            "connectors.not-a-table",
            "a picture",
        ),
    ],
)
def test_what_a_package_raises_ends_its_run_with_a_reason(
    packages: Packages, engine: Engine, tmp_path: Path, now: datetime, items: str, rule: str, found: str
) -> None:  # fmt: skip
    packages.install("p-one", "1.5", {"gone": "one:CONNECTOR"}, one=good("gone", items))
    with city_node(engine, tmp_path, now) as city:
        city.register(HANGING)
        result = city.harvester().harvest("hanging")
    assert (result.state, [(one["rule"], one["found"]) for one in result.errors]) == (
        "failed", [(rule, found)],
    )  # fmt: skip


def test_what_the_fetch_raises_is_not_the_packages_fault(
    packages: Packages, engine: Engine, tmp_path: Path, now: datetime
) -> None:  # fmt: skip
    asks = "from connectors.fetching import Request\n    fetch(Request('GET', source.url))\n    yield"
    packages.install("p-one", "1.5", {"gone": "one:CONNECTOR"}, one=good("gone", asks))

    class StoppedError(Exception):
        pass

    def stop(_request: object) -> None:
        raise StoppedError

    with city_node(engine, tmp_path, now) as city:
        city.register(HANGING)
        harvester = city.harvester()
        object.__setattr__(harvester, "send", stop)
        with pytest.raises(StoppedError):
            harvester.harvest("hanging")


@pytest.mark.parametrize(
    "texts",
    [
        {"en": "x"},
        {"en": "x", "sl": "y", "hr": ""},
        {"en": "x {meter}", "sl": "y {meter}", "hr": "z"},
    ],
)
def test_an_error_of_a_package_needs_its_words_in_each_language(texts: dict[str, str]) -> None:
    with pytest.raises(TypeError, match="same placeholders"):
        type("OddError", (ForeignError,), {"expects": texts, "advises": texts, "__module__": "odd"})


def test_an_unknown_connector_names_those_that_are_there() -> None:
    with pytest.raises(UnknownConnectorError, match="air-arso, air-iszz, arcgis, ckan"):
        connector("ckam")


@pytest.mark.parametrize("name", OWN)
def test_each_option_says_what_it_means_in_each_language(name: str) -> None:
    told = options_told(connector(name))
    assert [option.name for option in told] == list(connector(name).options.model_fields)
    assert [option.name for option in told if set(option.means.as_dict()) != set(LANGUAGES)] == []


TYPED = """
from typing import Self
from pydantic import Field, SecretStr, model_validator
from connectors.connector import Connector
from connectors.options import Options

class Typed(Options):
    key: SecretStr = Field(description="The key.")
    first: int | None = Field(default=None, description="From.", json_schema_extra={"sl": "Od."})
    last: int = 5

    @model_validator(mode="after")
    def _order(self) -> Self:
        if (self.first or 0) > self.last:
            raise ValueError("first after last")
        return self

CONNECTOR = Connector("typed", lambda *_: iter(()), Typed)
"""


def test_a_packages_options_are_told_with_their_secrets_kept(packages: Packages) -> None:
    packages.install("p-one", "1.5", {"typed": "one:CONNECTOR"}, one=TYPED)
    told = options_told(connector("typed"))
    assert [option.line({"key": "s3cret", "last": 7}, "sl") for option in told] == [
        "key = ...: The key (skrivno besedilo; sicer -)",
        "first, ni navedeno, zato -: Od (celo število)",
        "last = 7: - (celo število; sicer 5)",
    ]


@pytest.mark.parametrize(
    ("options", "key", "found"),
    [
        ('{ key = "k", first = 9 }', "source[0].options", "options"),
        ("{ first = 1 }", "source[0].options", "nothing"),
        ('{ key = "k", kee = 1 }', "source[0].options.kee", "kee"),
        ('{ key = "k", last = "x" }', "source[0].options.last", "'x'"),
    ],
)
def test_wrong_options_of_a_package_are_named_by_their_place(
    packages: Packages, options: str, key: str, found: str
) -> None:
    packages.install("p-one", "1.5", {"typed": "one:CONNECTOR"}, one=TYPED)
    text = HANGING.replace('"gone"', '"typed"') + f"options = {options}\n"
    (problem,) = check_sources(text, Known()).problems
    assert (problem.line, problem.key, problem.found) == (9, key, found)
