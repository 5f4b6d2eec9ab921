"""Classifications of emissions: whose code 4 is waste and whose land use, and Eurostat's rule both ways."""

import csv
import re
from pathlib import Path

import pytest

from schemas.codes import codelist
from schemas.correspondences import (
    INVERSE,
    SCHEMES,
    CategoryError,
    category_code,
    correspondence,
    correspondences,
    eurostat_code,
    scheme_codes,
)
from schemas.errors import UnknownCodeError


def _codes(scheme_a: str, code: str, scheme_b: str, at: int | None = None) -> list[tuple[str, ...]]:
    return [one.to_codes for one in correspondence(scheme_a, code, scheme_b, at)]


@pytest.mark.parametrize("name", ["crf2013", "ipcc2006"])
def test_our_categories_are_those_of_the_official_list(shared: Path, name: str) -> None:
    path = shared / "data" / "third_party" / f"{name.upper()}.yaml"
    official = set(re.findall(r"^  '?([0-9A-Za-z.()-]+)'?:$", path.read_text(encoding="utf-8"), re.MULTILINE))
    assert len(official) > 250
    for code in codelist(name):
        other = code.columns.get("other_code", "")
        assert (other or code.code) in official | {"6"}, code.code
    wanted = {code for code in official if re.fullmatch(r"\d(\.[A-Z])?", code)}
    assert len(wanted) > 25
    assert wanted <= set(codelist(name).codes)


def test_eurostats_list_is_covered(shared: Path) -> None:
    path = shared / "data" / "eurostat" / "codelist_src_crf_subset.tsv"
    with path.open(encoding="utf-8", newline="") as lines:
        listed = [row[0] for row in csv.reader(lines, delimiter="\t")]
    assert len(listed) > 20
    assert set(listed) <= set(codelist("src_crf").codes)
    verified = {code.code for code in codelist("src_crf") if code.columns["verified"] == "yes"}
    assert verified == set(listed)


def test_every_code_of_every_correspondence_stands_in_its_list() -> None:
    for one in correspondences():
        assert one.relation in INVERSE, one
        assert one.from_code in scheme_codes(one.from_scheme), one
        assert all(code in scheme_codes(one.to_scheme) for code in one.to_codes), one


def test_four_is_land_use_in_one_list_and_waste_in_the_other() -> None:
    assert ("V.2",) in _codes("crf2013", "4", "gpc")
    assert _codes("ipcc2006", "4", "gpc") == [("III",)]
    assert _codes("crf2013", "5", "gpc") == [("III",)]
    assert _codes("crf2013", "5", "ipcc2006") == [("4",)]


def test_a_sub_sector_leads_to_eurostat_and_back() -> None:
    (found,) = correspondence("gpc", "I.1", "src_crf")
    assert (found.to_codes, found.relation, found.scope) == (("CRF1A4B",), "exact", "S1")
    (back,) = correspondence("src_crf", "CRF1A4B", "gpc")
    assert (back.to_codes, back.relation) == (("I.1",), "exact")


def test_a_part_of_a_sum_is_narrower_than_the_whole() -> None:
    (whole,) = correspondence("gpc", "V", "src_crf")
    assert (whole.to_codes, whole.relation) == (("CRF3", "CRF4"), "exact")
    part = next(one for one in correspondence("src_crf", "CRF3", "gpc") if one.to_codes == ("V",))
    assert part.relation == "broad"


def test_two_lists_are_brought_together_through_a_third() -> None:
    (found,) = correspondence("ipcc2006", "1.A.2.k", "src_crf")
    assert (found.to_codes, found.relation, found.through) == (("CRF1A2G",), "broad", "crf2013")
    waste = correspondence("ccc_row", "A-1.3/Waste", "src_crf")
    assert (waste[0].to_codes, waste[0].relation, waste[0].through) == (("CRF5",), "exact", "gpc")


def test_a_correspondence_holds_in_its_years() -> None:
    assert ("TOTX4_MEMONIA",) in _codes("gpc", "_T", "src_crf", 2020)
    assert ("TOTX4_MEMO", "CRF1D1A") not in _codes("gpc", "_T", "src_crf", 2020)
    assert ("TOTX4_MEMO", "CRF1D1A") in _codes("gpc", "_T", "src_crf", 2025)
    assert ("TOTX4_MEMONIA",) not in _codes("gpc", "_T", "src_crf")


def test_an_unknown_scheme_or_code_names_the_nearest() -> None:
    with pytest.raises(UnknownCodeError) as error:
        correspondence("crf", "1", "gpc")
    assert error.value.candidates == ("crf2013",)
    with pytest.raises(UnknownCodeError):
        correspondence("gpc", "X", "src_crf")
    assert set(SCHEMES) == {"gpc", "crf2013", "ipcc2006", "src_crf", "ccc_row"}


@pytest.mark.parametrize(
    ("category", "code"),
    [
        ("1", "CRF1"), ("1.A.3.b.i", "CRF1A3B1"), ("1.A.3.b.iv", "CRF1A3B4"), ("2.B.10", "CRF2B10"),
        ("1.A.3.e.ii", "CRF1A3E2"), ("1.D.1.a", "CRF1D1A"), ("5.A", "CRF5A"),
    ],
)  # fmt: skip
def test_eurostats_code_rule_goes_both_ways(category: str, code: str) -> None:
    assert (eurostat_code(category), category_code(code)) == (code, category)


def test_every_category_of_ours_survives_eurostats_rule() -> None:
    codes = [code.code for code in codelist("crf2013") if code.code != "0"]
    assert [category_code(eurostat_code(code)) for code in codes] == codes


@pytest.mark.parametrize("text", ["", "7", "1.a", "1.A.3.b.x", "1.A-ref"])
def test_what_is_no_category_has_no_code(text: str) -> None:
    with pytest.raises(CategoryError):
        eurostat_code(text)


@pytest.mark.parametrize("text", ["TOTX4_MEMO", "CRF_MEMO", "CRF", "1A3", "CRF1A3B9"])
def test_totals_of_eurostat_have_no_category(text: str) -> None:
    with pytest.raises(CategoryError):
        category_code(text)
