"""What people read: numbers as their language writes them, every text in three languages."""

import re
import tomllib
from decimal import Decimal
from string import Formatter

import pytest

from schemas.comparability.dimensions import DIMENSIONS
from schemas.comparability.reasons import Level
from schemas.comparability.wording import listed, quantity, words, written
from schemas.languages import LANGUAGES, Lang
from schemas.messages import MESSAGES, say
from tests.fakes.contract_figures import FOUR, KRANJ, LJUBLJANA, STATES, VELENJE, ZAGREB
from tests.schemas.comparability.asking import ask

TEXTS = tomllib.loads((MESSAGES / "compare.toml").read_text(encoding="utf-8"))

QUESTIONS: tuple[tuple[str, tuple[str, ...], dict[str, str]], ...] = (
    ("GHG.TOT", (*FOUR, *STATES), {}),
    ("GHG.TOT", FOUR, {"profile": "CRF-TERR"}),
    ("GHG.TOT", FOUR, {"profile": "AS-PUBLISHED"}),
    ("GHG.TOT", FOUR, {"period": "2020"}),
    ("GHG.TOT", (KRANJ, "SI_001"), {}),
    ("GHG.NET", FOUR, {}),
    ("GHG.CAP", FOUR, {}),
    ("GHG.IPPU", FOUR, {}),
    ("GHG.SEC", FOUR, {"sector": "I", "scope": "S2"}),
    ("EN.FEC.CAP", FOUR, {}),
)


@pytest.mark.parametrize("key", TEXTS)
def test_a_text_has_the_same_gaps_in_every_language(key: str) -> None:
    texts = TEXTS[key]
    assert set(texts) == set(LANGUAGES)
    gaps = [{name for _, name, _, _ in Formatter().parse(texts[lang]) if name} for lang in LANGUAGES]
    assert gaps[0] == gaps[1] == gaps[2]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_dimension_and_level_has_a_name(lang: Lang) -> None:
    for dimension in DIMENSIONS:
        assert say(f"compare.dimension.{dimension.name}", lang)
        assert say(f"compare.clause.{dimension.name}", lang)
    for level in Level:
        assert level is Level.SAME or say(f"compare.level.{level.name}", lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("indicator", "places", "asked"), QUESTIONS)
def test_every_answer_can_be_said_in_every_language(
    lang: Lang, indicator: str, places: tuple[str, ...], asked: dict[str, str]
) -> None:
    answer = ask(indicator, *places, lang=lang, **asked)  # type: ignore[arg-type]  # profile, period, sector, scope
    said = [
        answer["sentence"],
        *(reason["message"] for pair in answer["pairs"] for reason in pair["reasons"]),
    ]
    said += [
        lift["needs"]
        for pair in answer["pairs"]
        for reason in pair["reasons"]
        for lift in reason["lifted_by"]
    ]
    assert not [text for text in said if re.search(r"[{}]|Decimal|Message\(", text)]


@pytest.mark.parametrize(
    ("value", "english", "slovenian"),
    [
        ("1234567.891", "1,234,568", "1.234.568"),
        ("-4645", "−4,645", "−4.645"),
        ("99.456", "99.46", "99,46"),
        ("7", "7", "7"),
        ("0.5", "0.5", "0,5"),
    ],
)
def test_numbers_are_written_as_the_language_does(value: str, english: str, slovenian: str) -> None:
    assert written(Decimal(value), "en") == english
    assert written(Decimal(value), "sl") == written(Decimal(value), "hr") == slovenian


def test_quantities_and_lists_are_said_in_each_language() -> None:
    assert quantity(Decimal("4.0008"), "T_CO2E/HAB", 4).in_("sl") == "4,0008 t CO₂e na prebivalca"
    assert listed(tuple(map(words, ("Kranj", "Velenje", "Zagreb")))).in_("hr") == "Kranj, Velenje i Zagreb"
    assert listed((words("Kranj"),)).in_("en") == "Kranj"


def test_the_sentence_is_said_in_slovenian_and_croatian() -> None:
    assert ask("GHG.TOT", KRANJ, ZAGREB, lang="sl")["sentence"] == (
        "Ni primerljivo (Kranj in Zagreb): vrednosti ne zajemajo istih sektorjev in obsegov "
        "(Kranj – Zagreb, 67.421 t CO₂e); emisijski faktorji zajemajo različno (Kranj – Zagreb, 277.606 t CO₂e); "
        "obdobji se razlikujeta (Kranj – Zagreb)."
    )
    assert ask("GHG.TOT", LJUBLJANA, VELENJE, lang="hr")["sentence"].startswith(
        "Usporedivo samo uz ograde (Ljubljana i Velenje): faktori za električnu energiju ne slažu se "
        "(Ljubljana – Velenje, 50.894 t CO₂e)"
    )
