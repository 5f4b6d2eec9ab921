"""What a record can be known by: the same thing written in two ways is one name, what is vague is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from catalogue.drafts import DistributionDraft
from catalogue.record_names import Names, comparable, fingerprint
from schemas.languages import Text
from tests.fakes.datasets import a_dataset


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://data.zagreb.hr/dataset/vozila", "https://www.data.zagreb.hr/dataset/vozila/"),
        ("https://data.zagreb.hr/dataset/vozila?session=7", "https://data.zagreb.hr/dataset/vozila"),
        ("https://DATA.zagreb.hr:443/d?ID=5&lang=hr", "http://data.zagreb.hr/d?id=5"),
        ("{0D6A7C3E-1111-4222-8333-944455566677}", "urn:uuid:0d6a7c3e-1111-4222-8333-944455566677"),
        ("https://doi.org/10.2905/ABC", "doi:10.2905/abc"),
    ],
)
def test_the_same_thing_in_other_letters_is_one_name(one: str, other: str) -> None:
    assert comparable(one) == comparable(other) != ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12",
        "A-1.3",
        "population",
        "https://data.zagreb.hr",
        "https://data.zagreb.hr/?lang=hr",
        "http://[",
        "mailto:a@b.hr",
    ],
)
def test_what_two_portals_may_call_different_things_is_no_name(text: str) -> None:
    assert comparable(text) == ""


def test_addresses_that_differ_in_what_they_ask_for_are_two_names() -> None:
    assert comparable("https://h.example/d?id=5") != comparable("https://h.example/d?id=6")


def test_a_page_names_a_dataset_only_together_with_its_title() -> None:
    page = "https://kranj.example/okolje"
    zrak = Names.of(a_dataset(landing_page=page, title=Text(sl="Zrak")))
    voda = Names.of(a_dataset(landing_page=page, title=Text(sl="Voda")))
    assert zrak.page != voda.page
    assert zrak.own == frozenset()
    assert zrak.page == Names.of(a_dataset("other", landing_page=page, title=Text(sl="  ZRAK "))).page


def test_the_fingerprint_is_that_of_title_and_files_whatever_the_portal_calls_them() -> None:
    file = "https://p.example/dataset/0d6a7c3e-1111-4222-8333-944455566677/resource/a/zrak.csv?token=1"
    again = (
        file.replace("0d6a7c3e", "1e7b8d4f").replace("token=1", "token=2").replace("https://", "http://www.")
    )
    one = a_dataset(distributions=(DistributionDraft(key="1", access_url=file),))
    other = a_dataset("x", distributions=(DistributionDraft(key="2", download_url=again),))
    assert fingerprint(one) == fingerprint(other) != ""
    assert fingerprint(replace(one, title=Text(sl="Drugo"))) != fingerprint(one)


def test_without_a_file_a_title_tells_nothing() -> None:
    assert fingerprint(a_dataset(distributions=())) == ""
