"""SiStat's twin: Slovene dimension codes, half-years and months, a limit of cells; and what SiStat really answered.

Population is what SiStat says of 2020H2. The other tables have its real titles; their figures, and the codes and texts that
sistat.toml marks as not seen, are invented.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from math import prod
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.connectors.test_harvest import outcomes
from tests.fakes.pxweb import FakePxWeb, PxTable, PxVariable, page, plain
from tests.fakes.server import Reply, Seen
from tests.portals.twin import Twin, twin_of

ROOT = "/SiStatData/api/v1/sl/Data"
PEOPLE = {"0": "2100126", "052": "57133", "061": "294054", "133": "33638"}
CITIES = {"Kranj": "SI_052", "Ljubljana": "SI_061", "Velenje": "SI_133"}
SPOL = PxVariable("SPOL", {"0": "Spol - SKUPAJ", "1": "Moški"}, elimination=True)
STAROST = PxVariable("STAROST", {"0": "Starost - SKUPAJ", "1": "0-4 let"}, elimination=True)
POLLETJE = plain("POLLETJE", "2015H2", "2020H2", time=True)
NAMES = {"0": "SLOVENIJA", "052": "Kranj", "061": "Ljubljana", "133": "Velenje"}
OTHER_CODES = PxVariable(
    "OBČINE", {"SI": "SLOVENIJA", "052": "Kranj", "061": "Ljubljana", "133": "Velenje", "X": "Neznano"}
)
CONSUMERS = PxVariable(
    "VRSTA ODJEMALCA",
    {"1": "Vrsta odjemalca - SKUPAJ", "2": "Gospodinjski odjem", "3": "Poslovni odjem"},
)
WASTE = PxVariable(
    "MERITVE",
    {"1": "Nastali komunalni odpadki (tone)", "2": "Nastali komunalni odpadki (kg/prebivalca)"},
)  # fmt: skip
LANDFILLED = PxVariable(
    "MERITVE", {"1": "Nastali komunalni odpadki (tone)", "3": "Odloženi komunalni odpadki (tone)"}
)
RATES = PxVariable("KAZALNIKI", {"1": "Število osebnih avtomobilov na 1000 prebivalcev", "2": "Umrli"})


def population(names: Mapping[str, str], people: Mapping[str, str]) -> PxTable:
    """Table 05C4004S; whatever is no total, or no half-year that we know, counts one."""

    def figure(at: Mapping[str, str]) -> str:
        total = (at["SPOL"], at["POLLETJE"], at["STAROST"]) == ("0", "2020H2", "0")
        return people[at["OBČINE"]] if total else "1"

    return PxTable((SPOL, PxVariable("OBČINE", names), POLLETJE, STAROST), figure)


def electricity(at: Mapping[str, str]) -> str:
    """Invented kWh; what is confidential has SURS's sign."""
    if (at["OBČINE"], at["VRSTA ODJEMALCA"], at["MESEC"]) == ("133", "2", "2022M06"):
        return "z"
    return str(int(at["OBČINE"]) * 1000 + int(at["VRSTA ODJEMALCA"]) * 10 + int(at["MESEC"][-2:]))


def yearly(measure: PxVariable, figures: Mapping[str, str]) -> PxTable:
    """A table of a year by municipality; only the figures of the right measure are plausible."""
    right = list(measure.labels)[-1] if measure is not RATES else "1"
    return PxTable(
        (OTHER_CODES, measure, plain("LETO", "2019", time=True)),
        lambda at: figures.get(at["OBČINE"], "1") if at[measure.code] == right else "9999999",
    )


def tables(people: PxTable) -> dict[str, PxTable]:
    found = {
        "05C4004S": people,
        "1817607S": PxTable(
            (OTHER_CODES, CONSUMERS, plain("MESEC", "2022M05", "2022M06", time=True)), electricity
        ),
        "2700020S": yearly(WASTE, {"052": "334", "061": "351", "133": "412.5"}),
        "2706104S": yearly(LANDFILLED, {"052": "1205", "061": "-", "133": "880"}),
        "2221110S": yearly(RATES, {"052": "541", "061": "520", "133": "555"}),
    }
    return {f"{ROOT}/{name}.px": table for name, table in found.items()}


@pytest.fixture
def service() -> FakePxWeb:
    return FakePxWeb(tables(population(NAMES, PEOPLE)), cells=5)


@pytest.fixture
def sistat(engine: Engine, tmp_path: Path, now: datetime, service: FakePxWeb) -> Iterator[Twin]:
    with twin_of("sistat", "https://pxweb.stat.si", service, engine, tmp_path, now) as twin:
        yield twin


FIGURES = {
    "CX.POP": [
        ("SI", "2020-S2", "_T", "_T", "2100126 NR", "sistat-population-state"),
        ("SI_052", "2020-S2", "_T", "_T", "57133 NR", "sistat-population"),
        ("SI_061", "2020-S2", "_T", "_T", "294054 NR", "sistat-population"),
        ("SI_133", "2020-S2", "_T", "_T", "33638 NR", "sistat-population"),
    ],
    "EN.FEC": [
        ("SI_052", "2022-05", "I.1", "ELEC", "52.025 MWH", "sistat-electricity"),
        ("SI_052", "2022-05", "_T", "ELEC", "52.015 MWH", "sistat-electricity"),
        ("SI_052", "2022-06", "I.1", "ELEC", "52.026 MWH", "sistat-electricity"),
        ("SI_052", "2022-06", "_T", "ELEC", "52.016 MWH", "sistat-electricity"),
        ("SI_061", "2022-05", "I.1", "ELEC", "61.025 MWH", "sistat-electricity"),
        ("SI_061", "2022-05", "_T", "ELEC", "61.015 MWH", "sistat-electricity"),
        ("SI_061", "2022-06", "I.1", "ELEC", "61.026 MWH", "sistat-electricity"),
        ("SI_061", "2022-06", "_T", "ELEC", "61.016 MWH", "sistat-electricity"),
        ("SI_133", "2022-05", "I.1", "ELEC", "133.025 MWH", "sistat-electricity"),
        ("SI_133", "2022-05", "_T", "ELEC", "133.015 MWH", "sistat-electricity"),
        ("SI_133", "2022-06", "I.1", "ELEC", "none Q MWH", "sistat-electricity"),
        ("SI_133", "2022-06", "_T", "ELEC", "133.016 MWH", "sistat-electricity"),
    ],
    "MO.CAR.RATE": [
        ("SI_052", "2019", "_T", "_T", "541 NR/1000HAB", "sistat-cars"),
        ("SI_061", "2019", "_T", "_T", "520 NR/1000HAB", "sistat-cars"),
        ("SI_133", "2019", "_T", "_T", "555 NR/1000HAB", "sistat-cars"),
    ],
    "WA.GEN": [
        ("SI_052", "2019", "_T", "_T", "334 KG/HAB", "sistat-waste"),
        ("SI_061", "2019", "_T", "_T", "351 KG/HAB", "sistat-waste"),
        ("SI_133", "2019", "_T", "_T", "412.5 KG/HAB", "sistat-waste"),
    ],
    "WA.LAND": [
        ("SI_052", "2019", "_T", "_T", "1205 T", "sistat-landfilled"),
        ("SI_061", "2019", "_T", "_T", "none M T", "sistat-landfilled"),
        ("SI_133", "2019", "_T", "_T", "880 T", "sistat-landfilled"),
    ],
}


def test_the_municipal_tables_become_figures_that_come_out_of_their_bytes_again(
    sistat: Twin, service: FakePxWeb
) -> None:
    first = sistat.harvest("sistat")

    assert (first.state, outcomes(first)) == ("done", {"added": 7})
    assert sistat.figures() == FIGURES
    assert outcomes(sistat.harvest("sistat")) == {"unchanged": 7}
    assert sistat.figures() == FIGURES
    assert sistat.prove() == 7
    assert sistat.explained("CX.POP", "SI_052", "2020-S2")[0] == "57133"
    assert max(cells(query) for query in service.queries) <= service.cells


def cells(query: Any) -> int:  # a query as JSON
    return prod(len(one["selection"]["values"]) for one in query["query"])


def test_what_the_portal_really_answered_becomes_the_population_of_every_municipality(
    engine: Engine, tmp_path: Path, now: datetime, shared: Path
) -> None:
    answer = (shared / "data/sistat_pxweb/prebivalstvo_obcine.json").read_bytes()
    dataset = json.loads(answer)["dataset"]
    places = dataset["dimension"]["OBČINE"]["category"]
    people = dict(zip(places["index"], map(str, dataset["value"]), strict=True))
    service = FakePxWeb(tables(population(places["label"], people)))
    asked = json.loads((shared / "data/sistat_pxweb/obcine_data.json").read_bytes())["query"]

    def genuine(seen: Seen) -> Reply:
        """Answer the query that was really asked with the bytes that really came."""
        if seen.method == "POST" and json.loads(seen.body)["query"] == asked:
            return Reply(answer)
        return service(seen)

    with twin_of("sistat", "https://pxweb.stat.si", genuine, engine, tmp_path, now) as twin:
        first = twin.harvest("sistat")
        found = twin.figures()["CX.POP"]

        assert (first.state, outcomes(first)) == ("done", {"added": 7})
        assert found == sorted(
            (
                f"SI_{code}" if code != "0" else "SI", "2020-S2", "_T", "_T", f"{count} NR",
                "sistat-population" if code != "0" else "sistat-population-state",
            )
            for code, count in people.items()
        )  # fmt: skip
        assert (len(found), found[0][4]) == (213, "2100126 NR")
        assert answer in {twin.city.store.get(row.sha256) for row in twin.snapshots("CX.POP")}
        assert twin.prove() == 7


NOT_AS_THOUGHT = {
    "1817607S": (OTHER_CODES, PxVariable("VRSTA ODJEMALCA", {"1": "SKUPAJ", "2": "Gospodinjstva"}), plain("MESEC", "2022M05")),
    "2700020S": (OTHER_CODES, PxVariable("KAZALNIK", {"1": "Nastali komunalni odpadki (kg/prebivalca)"}), plain("LETO", "2019")),
    "2221110S": (plain("OBČINA", "052"), RATES, plain("LETO", "2019")),
}  # fmt: skip


def test_codes_that_nobody_has_seen_are_refused_with_what_there_is_and_a_table_that_fails_fails_alone(
    sistat: Twin, service: FakePxWeb
) -> None:
    others = {f"{ROOT}/{name}.px": PxTable(told, lambda at: "1") for name, told in NOT_AS_THOUGHT.items()}
    service.tables = {**service.tables, **others}
    service.instead = {f"{ROOT}/2706104S.px": [page("500 Internal Server Error", 500)] * 9}
    result = sistat.harvest("sistat")

    told = {
        (item["key"], item["outcome"], finding["rule"], "nearest: " in finding["sentence"])
        for item in result.items
        for finding in item["findings"]
        if item["outcome"] in ("refused", "failed") and finding["severity"] == "violation"
    }
    assert told == {
        ("electricity", "refused", "connectors.pxweb-value", True),
        ("electricity-households", "refused", "connectors.pxweb-value", True),
        ("waste", "refused", "connectors.pxweb-variable", True),
        ("cars", "refused", "connectors.pxweb-variable", True),
        ("waste-landfilled", "failed", "connectors.server-failure", False),
    }
    assert (result.state, sistat.figures()) == ("partial", {"CX.POP": FIGURES["CX.POP"]})
