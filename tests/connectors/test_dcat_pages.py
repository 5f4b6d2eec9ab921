"""Where a feed goes on, where it ends, and what several pages say of one dataset."""

from collections.abc import Sequence

import pytest

from connectors.dcat_paging import links_to_next
from tests.connectors.test_dcat import named, turtle
from tests.fakes.dcat_items import URL, items_of, records, told
from tests.fakes.server import Answering, Reply, Seen, by_path

BASE = "https://city.example/"


def number_of(seen: Seen) -> int:
    return int(seen.query.get("page", ["1"])[0])


def numbered(bodies: Sequence[str]) -> Answering:
    return lambda seen: turtle(bodies[number_of(seen) - 1])


def keys(items: Sequence[object]) -> list[str]:
    return [key for key, rule in told(items) if not rule]  # type: ignore[arg-type]  # items


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ('<?page=2>; rel="next"', ["https://a.example/c?page=2"]),
        ("<?page=2>; rel=next", ["https://a.example/c?page=2"]),
        (
            '<https://a.example/x>; title="rel=next, <no>"; rel="prev", </2>;REL="last next"',
            ["https://a.example/2"],
        ),
        ('<?p=2>; rel="http://www.w3.org/ns/hydra/core#next"', ["https://a.example/c?p=2"]),
        ('<?p=2>; rel="nextpage"', []),
        ('<>; rel="next"', []),
        ("garbage", []),
        ("", []),
    ],
)
def test_the_header_link_names_the_next_page(link: str, found: list[str]) -> None:
    assert list(links_to_next("https://a.example/c", link)) == found


@pytest.mark.parametrize(
    "next_page",
    ["?page=2", "/catalog?page=2", f"{URL}?page=2", "//portal.example/catalog?page=2", "http://portal.example/catalog?page=2",
     "https://PORTAL.example:443/catalog?page=2#top"],
)  # fmt: skip
def test_a_next_page_may_be_written_in_any_way_that_leads_to_the_same_host(next_page: str) -> None:
    items = items_of(numbered([named("a") + f"<> hydra:next <{next_page}> .", named("b")]))
    assert told(items) == [(f"{BASE}a", ""), (f"{BASE}b", "")]


@pytest.mark.parametrize(
    "next_page",
    [
        "https://elsewhere.example/2",
        "http://localhost:5000/catalog?page=2",
        "urn:next",
        "http://[bad",
        "file:///etc/passwd",
    ],
)
def test_a_next_page_elsewhere_ends_the_list_and_nothing_counts_as_gone(next_page: str) -> None:
    items = items_of(numbered([named("a") + f"<> hydra:next <{next_page}> .", named("b")]))
    assert told(items) == [(f"{BASE}a", ""), (URL, "feed-host")]
    assert items[-1].rest_unknown


def test_a_host_that_the_source_names_is_followed() -> None:
    def answer(seen: Seen) -> Reply:
        first = "portal" in seen.headers["host"]
        return turtle(named("a") + "<> hydra:next <https://pages.example/2> ." if first else named("b"))

    assert told(items_of(answer, hosts=["pages.example"])) == [(f"{BASE}a", ""), (f"{BASE}b", "")]


def test_the_last_page_may_lead_to_itself_if_it_says_that_it_is_the_last() -> None:
    second = (
        named("b")
        + '<?page=2> a hydra:PagedCollection ; hydra:nextPage "?page=2" ; hydra:lastPage "?page=2" .'
    )
    items = items_of(numbered([named("a") + "<?page=1> hydra:next <?page=2> .", second]))
    assert told(items) == [(f"{BASE}a", ""), (f"{BASE}b", "")]


@pytest.mark.parametrize(("total", "rules"), [(1, []), (2, []), (0, []), (7, ["feed-short"])])
def test_a_count_that_is_too_small_stops_nothing_and_one_that_is_too_great_is_told(
    total: int, rules: list[str]
) -> None:
    count = f"<> hydra:totalItems {total} ."
    items = items_of(numbered([named("a") + count + "<> hydra:next <?page=2> .", named("b") + count]))
    assert keys(items) == [f"{BASE}a", f"{BASE}b"]
    assert [rule for _, rule in told(items) if rule] == rules
    assert any(item.rest_unknown for item in items) == bool(rules)


def test_a_portal_that_gives_the_first_page_for_ever_is_left_after_two() -> None:
    def answer(seen: Seen) -> Reply:
        return turtle(named("a") + f"# {seen.target}\n<> hydra:next <?page={number_of(seen) + 1}> .")

    items = items_of(answer)
    assert (keys(items), [rule for _, rule in told(items) if rule]) == ([f"{BASE}a"], ["feed-loop"])


def test_what_several_pages_say_of_a_dataset_is_one_dataset() -> None:
    first = '<https://city.example/a> a dcat:Dataset ; dct:title "A"@en ; dct:publisher <https://city.example/org> ;'
    first += "dcat:distribution <https://city.example/a/1> . <> hydra:next <?page=2> ."
    second = '<https://city.example/a> a dcat:Dataset ; dct:title "Á"@sl ; dcat:keyword "x" . <> hydra:next <?page=3> .'
    third = '<https://city.example/a/1> a dcat:Distribution ; dcat:accessURL <https://city.example/a.csv> ; dct:format "CSV" .'
    third += '<https://city.example/org> foaf:name "City" .'

    [item] = items_of(numbered([first, second, third]))

    assert item.dataset is not None
    assert not item.findings
    assert item.dataset.title.as_dict() == {"en": "A", "sl": "Á"}
    assert (item.dataset.keywords, [one.access_url for one in item.dataset.distributions]) == (
        ("x",), (["https://city.example/a.csv"]),
    )  # fmt: skip
    assert "Published there by City" in str(item.dataset.provenance)


def test_the_newest_of_two_descriptions_counts_in_whatever_order_they_come() -> None:
    old = named("a", '; dct:description "old" ; dcat:keyword "k" ; dct:modified "2024-01-01"')
    new = named("a", '; dct:description "new" ; dct:modified "2024-02-01"')
    more = "<> hydra:next <?page=2> ."
    found = [records(items_of(numbered([one + more, other]))) for one, other in ((old, new), (new, old))]
    assert found[0] == found[1]
    [said] = found[0].values()
    assert (said["description"]["en"], said["keywords"], said["modified"]) == ("new", ["k"], "2024-02-01")


def test_an_identifier_that_was_copied_names_no_dataset_on_whatever_page() -> None:
    same = '; dct:identifier "city"'
    items = items_of(numbered([named("a", same) + "<> hydra:next <?page=2> .", named("b", same)]))
    assert told(items) == [(f"{BASE}a", ""), (f"{BASE}b", "")]


def test_one_dataset_under_two_sessions_is_one_and_two_under_one_address_are_told() -> None:
    sessions = [named(f"a?sid={n}", '; dct:identifier "A"').replace(f'"a?sid={n}"', '"A"') for n in (1, 2)]
    assert told(items_of(numbered([sessions[0] + "<> hydra:next <?page=2> .", sessions[1]]))) == [("A", "")]

    two = items_of(numbered([named("a?x=1") + named("a?x=2")]))
    assert told(two) == [(f"{BASE}a", ""), (f"{BASE}a?x=2", "dcat-record")]


def test_a_dataset_without_an_address_is_known_by_identifier_or_by_title_and_publisher() -> None:
    page = """[] a dcat:Dataset ; dct:title "Air" ; dct:publisher [ foaf:name "City" ] .
    [] a dcat:Dataset ; dct:title "Air" ; dct:publisher [ foaf:name "State" ] .
    [] a dcat:Dataset ; dct:title "Water" ; dct:identifier "w-1" ."""
    assert sorted(keys(items_of(numbered([page])))) == ["title:Air / City", "title:Air / State", "w-1"]


def test_of_two_datasets_that_only_a_title_names_one_is_told() -> None:
    page = '[] a dcat:Dataset ; dct:title "Air" ; dcat:keyword "a" . [] a dcat:Dataset ; dct:title "Air" ; dcat:keyword "b" .'
    both = items_of(numbered([page]))
    first, second = page.split(" . ")
    apart = items_of(numbered([f"{first} . <> hydra:next <?page=2> .", second]))
    assert sorted(rule for _, rule in told(both)) == ["", "dcat-record"]
    assert len({key for key, _ in told(both)}) == 2
    assert records(both) == records(apart)


def test_catalogues_in_a_catalogue_are_read_from_the_same_host_only() -> None:
    root = (
        named("a")
        + """<> a dcat:Catalog ; dcat:dataset <https://city.example/a> ; dcat:catalog </part>, <https://other.example/c> ;
      dct:hasPart </more>, </catalog> . </more> a dcat:Catalog ; dct:title "More" ."""
    )
    pages = {
        "/catalog": turtle(root),
        "/part": turtle(
            named("b") + "</part> a dcat:Catalog ; dcat:catalog </catalog> . <> hydra:next </part2> ."
        ),
        "/part2": turtle(named("c")),
        "/more": turtle(named("d")),
    }
    assert keys(items_of(by_path(pages))) == [f"{BASE}{name}" for name in "abcd"]


def test_a_nested_catalogue_that_cannot_be_read_is_told_and_the_others_are_read() -> None:
    root = named("a") + "<> a dcat:Catalog ; dcat:catalog </gone>, </part> ."
    items = items_of(by_path({"/catalog": turtle(root), "/part": turtle(named("b"))}))
    assert keys(items) == [f"{BASE}a", f"{BASE}b"]
    assert [rule for _, rule in told(items) if rule] == ["not-found"]
    assert items[-1].rest_unknown


def test_a_record_names_its_dataset_and_when_it_changed() -> None:
    record = """<r> a dcat:CatalogRecord ; foaf:primaryTopic <https://city.example/a> ; dct:modified "2024-05-01T12:00:00+02:00" .
    <s> a dcat:CatalogRecord ; foaf:primaryTopic <https://city.example/gone> ."""
    found = items_of(numbered([record, ""][:1]))
    assert told(found) == [(f"{BASE}a", "dcat-record"), (f"{BASE}gone", "dcat-record")]

    items = items_of(numbered([record + '<https://city.example/a> dct:title "A" .']))
    assert [(item.key, str(item.changed_at), item.rest_unknown) for item in items] == [
        (f"{BASE}a", "2024-05-01 10:00:00+00:00", False),
        (f"{BASE}gone", "None", True),
    ]


def test_a_series_is_a_dataset_and_tells_its_members_from_all_pages() -> None:
    first = named("2020", "; dcat:inSeries <https://city.example/s>") + "<> hydra:next <?page=2> ."
    second = (
        named("2021")
        + '<https://city.example/s> a dcat:DatasetSeries ; dct:title "Budget" ; dcat:seriesMember <https://city.example/2021> .'
    )
    said = records(items_of(numbered([first, second])))
    steps = {key: [step["en"] for step in one["provenance"]][1:] for key, one in said.items()}
    assert steps == {
        f"{BASE}2020": ["Part of the series Budget."],
        f"{BASE}2021": ["Part of the series Budget."],
        f"{BASE}s": ["A series of datasets (2): 2020, 2021."],
    }


def test_a_service_on_another_page_is_a_distribution_of_what_it_serves() -> None:
    service = """<https://city.example/wfs> a dcat:DataService ; dct:title "WFS" ; dcat:endpointURL <https://city.example/wfs?x> ;
    dcat:servesDataset <https://city.example/a> ; dct:conformsTo <http://www.opengis.net/def/serviceType/ogc/wfs> ."""
    items = items_of(numbered([named("a") + "<> hydra:next <?page=2> .", service]))
    assert items[0].dataset is not None
    [one] = items[0].dataset.distributions
    assert (one.key, one.access_url, one.format) == (
        "https://city.example/wfs",
        "https://city.example/wfs?x",
        "WFS",
    )


def test_an_empty_catalogue_has_no_items() -> None:
    assert items_of(numbered(["<> a dcat:Catalog ."])) == []


def test_files_that_share_an_address_stay_apart() -> None:
    files = ", ".join(
        f'[ dcat:accessURL <https://city.example/page> ; dct:format "{form}" ]' for form in ("CSV", "XLSX")
    )
    [item] = items_of(numbered([named("a", f"; dcat:distribution {files}")]))
    assert item.dataset is not None
    assert [one.key for one in item.dataset.distributions] == [f"{BASE}page#CSV", f"{BASE}page#XLSX"]
