"""Checking indicators and terms: the shipped ones conform, and each defect is found and said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schemas.indicators import Indicator, indicators
from schemas.languages import LANGUAGES, Text
from schemas.validation.indicators import check_indicators
from schemas.validation.terms import DatasetTerms, check_terms

GOOD = indicators()["GHG.TOT"]
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def test_every_indicator_that_ships_with_us_conforms() -> None:
    assert check_indicators(indicators().values()) == []


@pytest.mark.parametrize(
    ("indicator", "rule"),
    [
        (replace(GOOD, code="ghg"), "indicator-code"),
        (replace(GOOD, name=Text("Total", "", "Ukupno")), "indicator-name"),
        (replace(GOOD, definitions=Text()), "indicator-definition"),
        (replace(GOOD, unit="TONNES"), "indicator-unit"),
        (replace(GOOD, kind="sum"), "indicator-kind"),
        (replace(GOOD, group=""), "indicator-group"),
        (replace(GOOD, level="basic"), "indicator-level"),
        (replace(GOOD, must_match=("x",)), "indicator-must-match"),
        (replace(GOOD, numerator="x"), "indicator-numerator"),
        (replace(GOOD, denominator="x"), "indicator-denominator"),
    ],
)
def test_a_defect_of_an_indicator_is_found(indicator: Indicator, rule: str) -> None:
    found = check_indicators([indicator], "indicators.csv")
    assert {(finding.rule, finding.where.document) for finding in found} == {(rule, "indicators.csv")}
    assert all(finding.sentence(lang) for finding in found for lang in LANGUAGES)


@pytest.mark.parametrize(
    ("licence", "policy", "cells"),
    [
        (LICENCE, "open", []),
        ("", "open", ["licence"]),
        (LICENCE, "", ["policy"]),
        ("", "", ["licence", "policy"]),
    ],
)
def test_a_dataset_without_licence_or_policy_is_refused(licence: str, policy: str, cells: list[str]) -> None:
    found = check_terms(DatasetTerms("kranj-2018", licence, policy))
    assert [(one.rule, one.severity, one.where.cell) for one in found] == [
        ("H15", "violation", cell) for cell in cells
    ]
