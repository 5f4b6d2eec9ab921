"""The quality score: 405 points, each with its reason, and what to mend first."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.mqa.metrics import CHECKS, FORMAT_METRICS, MOST, NAMES, POINTS
from schemas.mqa.said import Checked, DatasetSaid, DistributionSaid
from schemas.mqa.scoring import Rated, rating_of, score, stated_by, stated_score
from schemas.mqa.steps import Step, most_valuable, next_steps
from schemas.mqa.vocabularies import file_type, is_access_right, is_known_licence, listed, media_type

FILE = "http://publications.europa.eu/resource/authority/file-type/"
URL = "https://kranj.example/data.csv"
CSV = DistributionSaid(
    access_url=URL, download_url=URL, format=f"{FILE}CSV", media_type="text/csv", byte_size="812",
    licence="https://creativecommons.org/licenses/by/4.0/",
)  # fmt: skip
WHOLE = DatasetSaid(
    keywords=("heat",), theme="ENVI", spatial="SI_052", temporal="2018", contact="podatki@kranj.example",
    publisher="kranj", rights="free", issued="2020-01-01", modified="2021-01-01",
    access_rights="http://publications.europa.eu/resource/authority/access-right/PUBLIC", distributions=(CSV,),
)  # fmt: skip
WELL = Checked({URL: True}, compliant=True)


def points(said: DatasetSaid, checked: Checked = WELL) -> dict[str, int]:
    return {one.name: one.points for one in score(said, checked).metrics if one.points}


def test_the_dimensions_add_up_to_405_points() -> None:
    by_dimension: dict[str, int] = {}
    for name in NAMES:
        dimension = Rated(name, True).dimension
        by_dimension[dimension] = by_dimension.get(dimension, 0) + POINTS[name]
    assert by_dimension == {
        "findability": 100, "accessibility": 100, "interoperability": 110, "reusability": 75, "contextuality": 20,
    }  # fmt: skip
    assert MOST == 405


def test_a_description_that_lacks_nothing_has_all_points_and_no_advice() -> None:
    whole = score(WHOLE, WELL)
    assert (whole.points, whole.rating, next_steps(whole), whole.unchecked) == (405, "excellent", (), ())
    assert points(WHOLE) == POINTS


def test_a_description_that_says_nothing_has_none() -> None:
    empty = score(DatasetSaid(), Checked(compliant=False))
    assert (empty.points, empty.rating, empty.unchecked) == (0, "bad", ())
    assert sum(step.gain for step in next_steps(empty)) == 405


@pytest.mark.parametrize(
    ("least", "rating"),
    [(405, "excellent"), (351, "excellent"), (350, "good"), (221, "good"), (220, "sufficient"), (121, "sufficient"),
     (120, "bad"), (0, "bad")],
)  # fmt: skip
def test_ratings_begin_where_the_method_says(least: int, rating: str) -> None:
    assert rating_of(least) == rating


def test_what_was_not_checked_brings_no_points_and_is_said_so() -> None:
    unasked = score(WHOLE)
    assert (unasked.points, set(unasked.unchecked)) == (405 - 50 - 30 - 30, set(CHECKS))
    assert next_steps(unasked) == ()


def test_an_address_that_does_not_answer_brings_none_and_one_that_does_is_enough() -> None:
    broken = replace(CSV, access_url="https://kranj.example/gone", download_url="https://kranj.example/gone")
    checked = Checked({URL: True, "https://kranj.example/gone": False}, compliant=True)
    lost = score(replace(WHOLE, distributions=(broken,)), checked)
    assert 405 - lost.points == 80
    assert [step.name for step in next_steps(lost)] == ["access_url", "download_url"]
    assert score(replace(WHOLE, distributions=(broken, CSV)), checked).points == 405


def test_an_access_address_alone_cannot_pass_355_points() -> None:
    page = replace(CSV, download_url="")
    assert score(replace(WHOLE, distributions=(page,)), WELL).points == 355


def test_only_the_best_distribution_counts_for_interoperability() -> None:
    pdf = DistributionSaid(access_url=URL, format=f"{FILE}PDF", media_type="application/pdf")
    word = DistributionSaid(access_url=URL, media_type="text/csv")
    names = [one.name for one in FORMAT_METRICS]
    alone = {one: n for one, n in points(replace(WHOLE, distributions=(word, pdf))).items() if one in names}
    assert alone == {"format": 20, "media_type": 10, "format_media_type_vocabulary": 10}
    both = {
        one: n for one, n in points(replace(WHOLE, distributions=(pdf, CSV, word))).items() if one in names
    }
    assert sum(both.values()) == 80


def test_words_that_no_list_has_count_as_present_only() -> None:
    odd = replace(CSV, format="XSLX", media_type="excel/thing", licence="our own")
    found = points(replace(WHOLE, distributions=(odd,), access_rights="open"))
    assert POINTS.keys() - found.keys() == {
        "format_media_type_vocabulary", "non_proprietary", "machine_readable", "licence_vocabulary",
        "access_rights_vocabulary",
    }  # fmt: skip


def test_advice_says_what_it_brings_the_cheapest_first() -> None:
    poor = replace(
        WHOLE, keywords=("  ",), spatial="", modified="", distributions=(replace(CSV, format=f"{FILE}PDF", licence=""),)
    )  # fmt: skip
    assert [(step.name, step.gain) for step in next_steps(score(poor, WELL))] == [
        ("keyword", 30), ("spatial", 20), ("licence", 30), ("open_format", 40), ("modified", 5),
    ]  # fmt: skip
    step = next_steps(score(poor, WELL))[1]
    assert step.text.in_("en") == "+20 if you add the place that the data are about (spatial)"


def test_the_most_valuable_step_over_many_datasets_counts_who_needs_it() -> None:
    spatial, keyword = Step("spatial", 20, 1, ("spatial",)), Step("keyword", 30, 1, ("keyword",))
    assert most_valuable([spatial, keyword, spatial]) == (spatial, 2)
    assert most_valuable([]) is None


def test_what_a_publisher_stated_is_rated_whatever_our_description_has() -> None:
    stated = stated_by(replace(WHOLE, spatial="", contact=""))
    ours = score(replace(WHOLE, keywords=()), WELL)
    own = stated_score(stated, ours)
    assert own.points == 405 - 20 - 20
    assert (sorted(ours.met - own.met), sorted(own.met - ours.met)) == (
        ["contact_point", "spatial"],
        ["keyword"],
    )


def test_that_our_description_is_not_well_is_not_held_against_the_publisher() -> None:
    ours = score(WHOLE, replace(WELL, compliant=False))
    own = stated_score(stated_by(WHOLE), ours)
    assert (own.unchecked, "dcat_ap_compliance" in own.met) == (("dcat_ap_compliance",), False)
    assert [step.name for step in next_steps(own)] == []


texts = st.sampled_from(["", " ", "x", f"{FILE}CSV", f"{FILE}PDF", "text/csv", URL])
distributions = st.builds(DistributionSaid, access_url=texts, download_url=texts, format=texts, media_type=texts,
                          byte_size=texts, licence=texts)  # fmt: skip
descriptions = st.builds(DatasetSaid, keywords=st.tuples(texts), theme=texts, spatial=texts, access_rights=texts,
                         distributions=st.lists(distributions, max_size=3).map(tuple))  # fmt: skip
checks = st.builds(
    Checked, st.dictionaries(st.just(URL), st.booleans()), st.sampled_from([None, True, False])
)


@given(descriptions, checks)
def test_points_and_advice_add_up_and_more_never_costs_points(said: DatasetSaid, checked: Checked) -> None:
    found = score(said, checked)
    gains = sum(step.gain for step in next_steps(found))
    assert found.points + gains + sum(POINTS[name] for name in found.unchecked) == 405
    more = replace(said, spatial="SI_052", distributions=(*said.distributions, CSV))
    assert score(more, checked).points >= found.points - 80 * (checked.answers.get(URL) is False)
    assert [one.name for one in found.metrics if one.name not in found.unchecked and one.met is None] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [(f"{FILE}CSV", "CSV"), ("csv", "CSV"), ("json-ld", "JSON_LD"), ("https" + FILE[4:] + "XML", "XML"), ("XSLX", ""),
     ("", "")],
)  # fmt: skip
def test_file_types_are_known_by_iri_and_by_code(text: str, code: str) -> None:
    assert file_type(text) == code


def test_media_types_licences_and_access_rights_are_known_by_their_lists() -> None:
    assert media_type("Text/CSV; charset=utf-8") == "text/csv"
    assert media_type("https://www.iana.org/assignments/media-types/application/json") == "application/json"
    assert media_type("text/none") == ""
    assert is_known_licence("http://creativecommons.org/licenses/by/4.0/")
    assert is_known_licence("http://publications.europa.eu/resource/authority/licence/CC_BY_4_0")
    assert not is_known_licence("https://data.gov.hr/id/licence/otvorena-dozvola-rh")
    assert not is_access_right("PUBLIC")


def test_the_lists_are_those_of_the_eu(shared: Path) -> None:
    eu, tables = (
        shared / "data" / "eu-vocabularies",
        shared / "data" / "mqa" / "ckan2mqa" / "assets" / "vocabs",
    )

    def column(name: str, number: int) -> set[str]:
        rows = csv.reader((tables / f"{name}.csv").read_text(encoding="utf-8").splitlines())
        return {row[number] for row in rows if row and row[number]}

    def named(file: str, beginning: str) -> set[str]:
        found = re.findall(
            rf'rdf:about="[^"]*/authority/{beginning}/([^"]+)"', (eu / file).read_text("utf-8")
        )
        return set(found)

    def iris(texts: set[str]) -> set[str]:
        return {re.sub(r"^h?ttps?://", "", text).rstrip("/") for text in texts}

    licences = (eu / "edp-licences-skos.rdf").read_text("utf-8")
    known = set(re.findall(r'(?:exactMatch rdf:resource|rdf:about)="([^"]+)"', licences))
    assert listed("file_types") == column("file-types", 1)
    assert listed("non_proprietary") == named("edp-non-proprietary-format.rdf", "file-type")
    assert listed("machine_readable") == named("edp-machine-readable-format.rdf", "file-type")
    assert listed("access_rights") == named("access-right-skos.rdf", "access-right")
    assert listed("media_types") == {name.lower() for name in column("media-types", 1)}
    assert listed("licences") == iris(known | column("licenses", 0) | column("licenses", 2))
