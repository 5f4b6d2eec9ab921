"""Letters: ready to be sent, in three languages, the same every time."""

import csv
import io

import pytest

from schemas.findings import Finding, Location
from schemas.languages import LANGUAGES, Lang
from schemas.lifting.answer import Lifts
from schemas.lifting.holding import EASIEST_FIRST, holder
from schemas.lifting.letter import FORMATS, letter
from schemas.messages import Message, message_tables
from schemas.places import shipped_places
from tests.fakes.contract_figures import FOUR, KRANJ, VELENJE, ZAGREB
from tests.fakes.inventories import everything, evidence
from tests.schemas.lifting.trying import LINKS, lifted

GRID_SL = """\
Agencija Republike Slovenije za okolje (ARSO)
Ljubljana, 1. 12. 2026

Zadeva: prošnja za podatke – enotni emisijski faktor za električno energijo iz
skupnega omrežja, z metodo izračuna (Slovenija, 2018)

Spoštovani,

v sistemu Ogledalo mesta svoje podnebne kazalnike primerjajo tako, kot so
objavljeni, in na skupni osnovi, hkrati pa je vidno vse, kar jih še ločuje.
Primerjamo kazalnik »Skupne emisije TGP, bruto (brez LULUCF)« za naslednja območja:
Kranj, Ljubljana, Velenje, Zagreb. Ti podatki za zdaj niso primerljivi.

Zato vas vljudno prosimo, da nam posredujete naslednje:

- enotni emisijski faktor za električno energijo iz skupnega omrežja, z metodo
  izračuna (Slovenija, 2018)
- Območje: Kranj (SI_052), Ljubljana (SI_061), Velenje (SI_133)
- Obdobje: 2018
- Enota: tona ekvivalenta CO2 na MWh
"""


@pytest.fixture(scope="module")
def found() -> Lifts:
    return lifted("GHG.TOT", *FOUR)


def written(found: Lifts, name: str, lang: Lang, **more: str) -> str:
    one = found.find(name)
    assert one is not None
    return letter(found, one, LINKS, lang, **more)  # type: ignore[arg-type]  # a form's name


def test_a_letter_names_holder_date_subject_and_what_is_asked_for(found: Lifts) -> None:
    text = written(found, "grid_factor.SI.2018", "sl", date="Ljubljana, 1. 12. 2026")
    assert text.startswith(GRID_SL)


def test_a_letter_says_why_in_tonnes_and_where_the_comparison_is(found: Lifts) -> None:
    text = written(found, "grid_factor.SI.2018", "hr", form="md")
    assert (
        "faktor za električnu energiju: Kranj – Ljubljana (do 82.483 t CO₂e), Kranj – Velenje (do 10.676 t CO₂e), "
        "Ljubljana – Velenje (do 50.894 t CO₂e)"
    ) in text
    assert "<https://node.example/compare?place=SI_052>" in text


def test_a_letter_has_the_rows_to_fill_in(found: Lifts) -> None:
    text = written(found, "cells.HR_01333.III", "en", form="md")
    table = text.partition("```csv\n")[2].partition("```")[0]
    assert list(csv.reader(io.StringIO(table))) == [
        ["indicator", "place", "period", "sector", "scope", "value", "unit"],
        ["GHG.SEC", "HR_01333", "2019", "III", "S1", "", "T_CO2E"],
        ["GHG.SEC", "HR_01333", "2019", "III", "S2", "", "T_CO2E"],
        ["GHG.SEC", "HR_01333", "2019", "III", "S3", "", "T_CO2E"],
    ]


def test_a_statement_is_asked_for_with_the_codes_to_choose_from(found: Lifts) -> None:
    text = written(found, "statement.SI_133.ets", "sl")
    assert "- EXCL_IND: industrijske naprave ETS izključene\n" in text
    assert "UNK" not in text


def test_a_letter_says_what_the_data_would_change(found: Lifts) -> None:
    text = written(found, "cells.HR_01333.V.1_V.3", "en")
    assert "the verdict would be “comparable with caveats” for: Velenje –\nZagreb." in text
    assert "Together with other data that we are asking for (1)" in text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", FORMATS)
def test_every_letter_is_whole_and_the_same_each_time(found: Lifts, lang: Lang, form: str) -> None:
    for one in found.ranked:
        text = written(found, one.datum.id, lang, form=form)
        assert text == written(found, one.datum.id, lang, form=form)
        assert "{" not in text
        assert one.datum.holder.name.in_(lang) in text.replace("\\", "")
        assert max(map(len, text.splitlines())) <= 84 or form == "md"


def test_findings_are_told_one_by_one_in_a_letter_that_asks_for_an_answer() -> None:
    where = Location("table A-1.3", "E8", "snapshot-of-velenje-contract")
    expected = Message("compare.holder.asker")
    doubts = [
        Finding(rule, "warning", where, found, expected, expected, place=VELENJE)
        for rule, found in (("S2", "171,276.25"), ("S6", "13,362.67"))
    ]
    told = lifted("GHG.TOT", KRANJ, VELENJE, given=evidence(everything(), findings=doubts))
    text = written(told, "answer.SI_133.2018", "en", form="md")
    assert "- S2, table A-1.3 E8: found 171,276.25; expected whoever asks\n- S6, table A-1.3 E8:" in text
    lines = text.partition("```csv\n")[2].partition("\n```")[0].splitlines()
    assert lines[0] == "finding,rule,place,answer"
    assert [line.split(",")[1:] for line in lines[1:]] == [["S2", "SI_133", ""], ["S6", "SI_133", ""]]


def test_markdown_leaves_no_sign_of_the_data_to_mean_anything(found: Lifts) -> None:
    assert "Zagreb (HR\\_01333)" in written(found, "cells.HR_01333.III", "en", form="md")


@pytest.mark.parametrize(
    ("role", "place", "kind", "name"),
    [
        ("statistics", ZAGREB, "statistics_office", "Državni zavod za statistiku (DZS)"),
        ("inventory", "HR", "ministry", "Ministarstvo zaštite okoliša i zelene tranzicije (MZOZT)"),
        ("inventory", VELENJE, "city_department", "Gradska ili općinska uprava (Velenje), odjel za okoliš i energetiku"),
        ("electricity", KRANJ, "grid_operator", "Elektro Gorenjska"),
        ("electricity", ZAGREB, "grid_operator", "HEP ODS"),
        ("heat", VELENJE, "utility", "KP Velenje"),
        ("waste", KRANJ, "waste_company", "Komunala Kranj"),
        ("waste", ZAGREB, "waste_company", "Komunalno poduzeće za gospodarenje otpadom (Zagreb)"),
    ],
)  # fmt: skip
def test_holders_are_named_where_a_name_is_known(role: str, place: str, kind: str, name: str) -> None:
    found = holder(role, shipped_places()[place])
    assert (found.kind, found.name.in_("hr")) == (kind, name)


def test_every_kind_of_holder_has_a_name() -> None:
    assert {f"lifting.kind.{kind}" for kind in EASIEST_FIRST} <= message_tables().keys()
