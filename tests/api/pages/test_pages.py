"""The pages as a person reads them."""

import re

import pytest

from api.gateway import Gateway
from connectors.connector import offers
from connectors.options_told import options_told
from tests.api.pages.city_node import HIDDEN, HOSTILE, RESTRICTED
from tests.api.pages.reading import Reader

CITIES = "place=SI_052&place=SI_061&place=SI_133&place=HR_01333"
NO_BREAK = "\u00a0"


def test_the_home_page_sets_the_cities_beside_each_other_and_says_why_that_is_unfair(reader: Reader) -> None:
    page = reader.get("/")
    for printed in ("238,832", "2,301,669", "171,276.25", "2,927,203.98"):
        assert f"{printed}{NO_BREAK}t CO₂e".replace(NO_BREAK, " ") in page.text
    assert "Not comparable" in page.text
    assert "What is covered" in page.text
    assert "Machine-converted; check it." in page.text


def test_the_home_page_leads_to_the_fair_comparison_and_to_the_cells(reader: Reader) -> None:
    links = reader.get("/").links
    assert f"/compare?indicator=GHG.TOT&{CITIES}" in links
    assert len([link for link in links if link.startswith("/explain/")]) == 4


def test_the_home_page_says_what_changed_and_how_the_sources_are(reader: Reader) -> None:
    page = reader.get("/")
    assert "Figures of sistat" in page.text
    assert "Failed 24 Nov 2026, 09:00 UTC" in page.text.replace(NO_BREAK, " ")


def test_a_node_without_figures_says_how_to_begin(empty: Reader) -> None:
    for path in (
        "/",
        "/indicators",
        "/indicators/GHG.TOT",
        "/datasets",
        "/findings",
        "/sources",
        "/sources/connectors",
    ):
        assert empty.get(path).status == 200
    assert "ogledalo harvest" in empty.get("/").text


@pytest.mark.parametrize(("lang", "number", "verdict"), [("sl", "2.301.669", "Ni primerljivo"), ("hr", "171.276,25", "Nije usporedivo")])  # fmt: skip
def test_the_pages_speak_the_readers_language(reader: Reader, lang: str, number: str, verdict: str) -> None:
    asked, preferred = reader.get(f"/?lang={lang}"), reader.get("/", **{"accept-language": lang})
    for page in (asked, preferred):
        assert page.having("html", lang=lang)
        assert page.response.headers["content-language"] == lang
        assert number in page.text
        assert verdict in page.text


def test_a_page_needs_no_script_and_no_style_of_its_own(reader: Reader) -> None:
    for path in ("/", "/indicators/GHG.TOT", f"/compare?{CITIES}", "/places/SI_052"):
        page = reader.get(path)
        assert page.having("script") == page.having("style") == []
        assert [told for _, told in page.seen.tags if "style" in told] == []


def test_an_indicator_shows_cities_states_and_the_union_on_scales_of_their_own(reader: Reader) -> None:
    page = reader.get("/indicators/GHG.TOT")
    for said in ("Cities and municipalities", "States", "European Union", "3,732,810.91", "17,744.9"):
        assert said in page.text
    longest = [told["width"] for told in page.having("rect", **{"class": "bar"})]
    assert len(longest) == 7
    assert float(str(longest[-1]).rstrip("%")) > 50


def test_the_views_of_an_indicator_are_plain_links(reader: Reader) -> None:
    page = reader.get(f"/indicators/GHG.TOT?{CITIES}&view=harmonised")
    views = [link for link in page.links if "view=" in link and "lang=" not in link]
    assert [link.rpartition("view=")[2] for link in views[:3]] == ["published", "harmonised", "common"]
    assert "228,576" in page.text
    assert "161,155" in reader.get(f"/indicators/GHG.TOT?{CITIES}&view=common").text


def test_an_indicator_leads_to_its_files_and_to_the_call_behind_it(reader: Reader) -> None:
    links = reader.get(f"/indicators/GHG.TOT?{CITIES}").links
    assert f"/api/v1/compare?indicator=GHG.TOT&{CITIES}&period=baseline&profile=NZC-CCC" in links
    assert any(link.startswith("/api/v1/observations?") and link.endswith("format=csv") for link in links)


def test_figures_per_head_stand_on_one_scale(reader: Reader) -> None:
    page = reader.get("/indicators/GHG.CAP?view=harmonised")
    assert "Cities and municipalities" not in page.text
    assert len(page.having("rect", **{"class": "bar"})) >= 5


def test_an_indicator_without_figures_says_so(reader: Reader) -> None:
    assert "Nobody has shared figures" in reader.get("/indicators/AQ.PM25").text


def test_one_place_alone_is_shown_without_a_verdict(reader: Reader) -> None:
    page = reader.get("/indicators/GHG.TOT?place=SI_052")
    assert "238,832" in page.text
    assert "nothing to compare it with" in page.text
    assert page.having("section", **{"aria-labelledby": "verdict"}) == []


def test_a_comparison_tells_each_step_with_its_tonnes(reader: Reader) -> None:
    page = reader.get(f"/compare?{CITIES}")
    for said in (
        "Not comparable",
        "nothing is ranked",
        "238,832",
        "−10,256",
        "228,576",
        "−67,421",
        "161,155",
    ):
        assert said in page.text
    assert page.having("ol", **{"class": "bars"}) == []


def test_a_comparison_says_what_would_lift_each_reason(reader: Reader) -> None:
    page = reader.get(f"/compare?{CITIES}")
    assert "What would lift this" in page.text
    assert "Held by:" in page.text


def test_a_comparison_without_places_begins_with_the_cities(reader: Reader) -> None:
    page = reader.get("/compare")
    ticked = [told["value"] for told in page.having("input", name="place") if "checked" in told]
    assert ticked == ["SI_052", "SI_061", "SI_133", "HR_01333"]


def test_another_place_may_be_named_in_any_language(reader: Reader) -> None:
    page = reader.get("/compare?place=SI_052&other=slovenija")
    assert page.status == 200
    assert "17,744.9" in page.text


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("place=SI_052", "place", "Choose at least two places."),
        ("place=SI_052&other=Zagrb", "place", "Did you mean: Zagreb"),
        ("place=SI_052&place=SI_061&period=soon", "period", "is not a period"),
        ("place=SI_052&place=SI_061&profile=NZC", "profile", "Did you mean: NZC-CCC"),
        ("place=SI_052&place=SI_061&indicator=GHG.TOO", "indicator", "Did you mean: GHG.TOT"),
        ("place=SI_052&place=SI_061&sector=Z", "sector", "is not known here"),
    ],
)
def test_a_form_with_an_error_says_what_to_mend_at_the_field(
    reader: Reader, query: str, field: str, said: str
) -> None:
    page = reader.get(f"/compare?{query}")
    assert page.status == 422
    assert page.having("p", id=f"wrong-{field}")
    assert page.having("a", href=f"#field-{field}")
    assert said in page.text


def test_a_form_with_an_error_keeps_what_was_typed(reader: Reader) -> None:
    page = reader.get("/compare?place=SI_052&other=Zagrb&period=2019")
    assert page.having("input", name="other")[0]["value"] == "Zagrb"
    assert [told for told in page.having("option", value="2019") if "selected" in told]


def test_datasets_are_found_by_words_and_narrowed_by_facets(reader: Reader) -> None:
    page = reader.get("/datasets?q=kranj")
    assert "Figures of kranj-contract" in page.text
    assert any(link == "/datasets?q=kranj&access=restricted" for link in page.links)


def test_a_dataset_says_what_it_is_whose_it_is_and_where_it_is_from(reader: Reader) -> None:
    page = reader.get("/datasets/kranj-contract")
    for said in (
        "none stated; facts with citation",
        "Transcribed into a table",
        "Machine-converted",
        "Final energy",
        "MWh",
    ):
        assert said in page.text
    assert "https://files.example/kranj-contract.csv" in page.links


def test_figures_on_request_are_not_shown_but_how_to_ask_for_them_is(reader: Reader) -> None:
    page = reader.get(f"/datasets/{RESTRICTED}")
    for said in ("Figures on request", "template/restricted#read", "data@elektro.example", "Example data"):
        assert said in page.text
    for kept in ("61,000", "files.example", "Transcribed"):
        assert kept not in page.response.text


def test_whoever_may_read_figures_on_request_sees_them_labelled_and_that_is_recorded(
    reader: Reader, key: str, gateway: Gateway
) -> None:
    page = reader.get(f"/datasets/{RESTRICTED}", key=key)
    assert "61,000" in page.text
    assert "Example data" in page.text
    assert (RESTRICTED, True) in [(one["target"], one["permitted"]) for one in gateway.audit.entries()]


def test_what_is_hidden_is_answered_as_what_does_not_exist(reader: Reader) -> None:
    hidden, absent = reader.get(f"/datasets/{HIDDEN}"), reader.get("/datasets/nothing-of-the-kind")
    assert hidden.status == absent.status == 404
    told = [
        page.response.text.replace(page.response.headers["x-request-id"], "") for page in (hidden, absent)
    ]
    assert told[0].replace(HIDDEN, "") == told[1].replace("nothing-of-the-kind", "")


@pytest.mark.parametrize("path", ["/", "/datasets", "/sources", "/findings", "/indicators", "/places/SI_052"])
def test_what_is_hidden_is_named_on_no_page(reader: Reader, path: str) -> None:
    assert HIDDEN not in reader.get(path).response.text


def test_a_hostile_title_is_shown_harmless_and_short(reader: Reader) -> None:
    for path in ("/datasets/hostile", "/datasets?q=script"):
        page = reader.get(path)
        assert page.having("script") == []
        assert "&lt;script&gt;" in page.response.text
        assert HOSTILE.removeprefix("<script>") not in page.response.text
        assert not [link for link in page.links if "javascript" in link]


def test_a_place_shows_its_figures_with_the_way_back_to_each(reader: Reader) -> None:
    page = reader.get("/places/SI_052")
    for said in ("Kranj", "Municipality", "238,832", "57,133", "2020-S2"):
        assert said in page.text
    assert any(link.startswith("/explain/") for link in page.links)


def test_a_place_opens_the_sectors_of_one_indicator(reader: Reader) -> None:
    link = next(link for link in reader.get("/places/SI_052").links if "indicator=GHG.SEC" in link)
    page = reader.get(link.partition("#")[0])
    assert "Stationary energy, Scope 1: inside the boundary" in page.text
    assert "41,280" in page.text


def test_a_place_with_findings_says_so(reader: Reader) -> None:
    assert "/findings?place=SI_133" in reader.get("/places/SI_133").links


def test_findings_stand_under_their_place_with_cell_and_mending(reader: Reader) -> None:
    page = reader.get("/findings?place=SI_133")
    for said in ("Velenje", "A-1.3", "E8", "171,276.25", "never silently mended"):
        assert said in page.text


def test_a_figure_leads_back_to_the_cell_of_its_document(reader: Reader) -> None:
    link = next(link for link in reader.get("/").links if link.startswith("/explain/"))
    page = reader.get(link)
    for said in ("238,832 t CO₂e", "kranj-a-1-3.xlsx", "37.3 kB", "snapshot-of-kranj-contract", "--verify"):
        assert said in page.text.replace(NO_BREAK, " ")


def test_a_source_all_of_whose_datasets_are_hidden_is_hidden_with_them(reader: Reader) -> None:
    text = reader.get("/sources").text
    assert "kranj-contract" in text
    assert RESTRICTED in text
    assert HIDDEN not in text


def test_a_page_that_did_not_change_is_not_sent_again(reader: Reader) -> None:
    first = reader.get("/compare")
    again = reader.get("/compare", **{"if-none-match": first.response.headers["etag"]})
    assert (again.status, again.response.content) == (304, b"")


def test_a_page_for_the_holder_of_a_key_is_not_kept_for_others(reader: Reader, key: str) -> None:
    told = [reader.get("/datasets", key=who).response.headers["cache-control"] for who in ("", key)]
    assert told == ["public, no-cache", "private, no-store"]


def test_every_link_to_a_page_leads_to_one(reader: Reader) -> None:
    waiting, seen = ["/?lang=sl"], set[str]()
    while waiting and len(seen) < 60:
        path = waiting.pop(0)
        page = reader.get(path)
        assert page.status == 200, path
        seen.add(re.sub(r"/explain/\w+", "/explain", path))
        ours = (
            link
            for link in page.links
            if re.match(r"/(compare|datasets|explain|findings|indicators|places|sources)?($|[/?])", link)
        )
        waiting += [link for link in ours if re.sub(r"/explain/\w+", "/explain", link) not in seen and link not in waiting and "lang=sl" in link]  # fmt: skip
    assert len(seen) > 30


def test_the_connectors_and_their_options_are_shown_in_the_readers_language(reader: Reader) -> None:
    assert "/sources/connectors" in reader.get("/sources").links
    page = reader.get("/sources/connectors?lang=sl")
    assert [told["id"] for told in page.having("h2") if "id" in told] == [offer.name for offer in offers()]
    for offer in offers():
        assert offer.connector is not None
        for option in options_told(offer.connector):
            for said in (option.name, option.kind.in_("sl"), option.means.in_("sl"), option.default_text):
                assert said[:100] in page.text, (offer.name, option.name, said)
