"""Search: words, filters and counts, inside what a scope lets through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session

from catalogue.cursor import write_cursor
from catalogue.dataset_terms import reindex
from catalogue.datasets import mark_gone
from catalogue.errors import CursorError
from catalogue.models import Organisation
from catalogue.search import DatasetPage, FacetCount, Search, search_datasets
from schemas.languages import Text
from tests.fakes.datasets import RECORDED, a_dataset, put, seen_by


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine, expire_on_commit=False) as session:
        yield session


def ids(page: DatasetPage) -> list[str]:
    return [dataset.id for dataset in page.datasets]


def found(session: Session, **asked: Any) -> list[str]:
    return ids(search_datasets(session, Search(**asked), seen_by()))


def a_text(text: str) -> dict[str, Any]:
    return {"title": Text(sl=text), "description": Text(), "keywords": (), "indicators": (), "publisher": ""}


@pytest.mark.parametrize("asked", ["čistí ZRAK", "cisti zrak", "zraka", "Žrak", "zrak čisti"])
def test_words_are_found_however_they_are_spelt(session: Session, asked: str) -> None:
    put(session, a_dataset("air", **a_text("Čisti zrak v Kranju")), a_dataset("water", **a_text("Voda")))
    assert found(session, q=asked) == ["air"]


def test_dj_is_folded_although_it_has_no_diacritic(session: Session) -> None:
    put(session, a_dataset("river", **a_text("Međimurje i Đurđevac")))
    assert found(session, q="medimurje durdevac") == ["river"]


def test_all_words_must_be_there(session: Session) -> None:
    put(session, a_dataset("air", **a_text("Čisti zrak")), a_dataset("both", **a_text("Zrak in voda")))
    assert found(session, q="zrak voda") == ["both"]


@pytest.mark.parametrize(
    "asked", ["Emissions", "emisije", "popis", "zrak", "Kranj", "mestna občina", "GHG.SEC", "podsektorjih"]
)
def test_title_text_keywords_publisher_places_and_indicators_are_searched(
    session: Session, asked: str
) -> None:
    session.add(Organisation(id="mestna-obcina-kranj", name={"sl": "Mestna občina Kranj"}))
    put(session, a_dataset())
    assert found(session, q=asked) == ["kranj-inventory"]


def test_signs_alone_narrow_nothing(session: Session) -> None:
    put(session, a_dataset())
    assert found(session, q="*:* %_") == ["kranj-inventory"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"place": "SI_061"}, ["b"]),
        ({"level": "national"}, ["c"]),
        ({"publisher": "mol"}, ["b"]),
        ({"theme": "TRAN"}, ["c"]),
        ({"source": "surs"}, ["c"]),
        ({"access": "restricted"}, ["b"]),
        ({"indicator": "CX.POP"}, ["c"]),
        ({"place": "SI_052", "theme": "ENVI"}, ["a"]),
        ({"place": "SI_052", "theme": "TRAN"}, []),
    ],
)
def test_filters_narrow(session: Session, filters: dict[str, str], expected: list[str]) -> None:
    put(
        session,
        a_dataset("a"),
        a_dataset("b", spatial=("SI_061",), publisher="mol", access="restricted"),
        a_dataset("c", spatial=("SI",), theme="TRAN", source="surs", indicators=("CX.POP",)),
    )
    assert found(session, **filters) == expected


def test_facets_count_what_was_found(session: Session) -> None:
    put(
        session,
        a_dataset("a"),
        a_dataset("b", spatial=("SI_061", "SI_052"), publisher="mol", access="restricted"),
        a_dataset("c", access="hidden", publisher="mol"),
    )
    page = search_datasets(session, Search(place="SI_052"), seen_by())
    assert page.total == 2
    assert page.facets == {
        "publisher": (FacetCount("mestna-obcina-kranj", 1), FacetCount("mol", 1)),
        "theme": (FacetCount("ENVI", 2),),
        "source": (FacetCount("kranj-contract", 2),),
        "access": (FacetCount("open", 1), FacetCount("restricted", 1)),
        "place": (FacetCount("SI_052", 2), FacetCount("SI_061", 1)),
        "level": (FacetCount("local", 2),),
        "indicator": (FacetCount("GHG.SEC", 2),),
    }


def test_nothing_found_is_an_empty_page(session: Session) -> None:
    page = search_datasets(session, Search(q="nothing"), seen_by())
    assert (page.datasets, page.total, page.next_cursor) == ((), 0, "")
    assert set(page.facets.values()) == {()}


def test_what_is_gone_is_not_found(session: Session) -> None:
    put(session, a_dataset())
    mark_gone(session, "kranj-inventory", RECORDED)
    assert found(session) == []


def test_a_word_in_the_title_counts_more(session: Session) -> None:
    put(
        session,
        a_dataset("a", **(a_text("Arhiv") | {"description": Text(sl="zrak in zrak")})),
        a_dataset("b", **(a_text("Belo") | {"keywords": ("zrak",)})),
        a_dataset("c", **a_text("Zrak")),
    )
    assert found(session, q="zrak") == ["c", "b", "a"]


def test_titles_are_sorted_without_regard_to_diacritics(session: Session) -> None:
    put(
        session, *(a_dataset(title, **a_text(title)) for title in ("Žito", "ceste", "Čebele", "apno", "Zrak"))
    )
    assert found(session, sort="title") == ["apno", "Čebele", "ceste", "Žito", "Zrak"]


def test_the_newest_comes_first_and_the_undated_last(session: Session) -> None:
    dates = {"a": "2018", "b": "", "c": "2022-10-31", "d": "2022-10"}
    put(session, *(a_dataset(name, modified=date) for name, date in dates.items()))
    assert found(session, sort="modified") == ["c", "d", "a", "b"]


@pytest.mark.parametrize("asked", [{"sort": "title"}, {"sort": "modified"}, {"q": "emis"}, {}])
def test_pages_hold_each_dataset_once_and_in_order(session: Session, asked: dict[str, Any]) -> None:
    titles = ["Emisije", "Čas", "Emisije", "Zrak emisij", "emisije", "A", "Ž", "Emisije"]
    for number, title in enumerate(titles):
        dates = {"modified": str(2018 + number % 3) if number % 4 else ""}
        put(session, a_dataset(f"d{number}", title=Text(sl=title), **dates))
    search = Search(limit=3, **asked)
    whole = ids(search_datasets(session, replace(search, limit=100), seen_by()))

    collected: list[str] = []
    while True:
        page = search_datasets(session, search, seen_by())
        collected += ids(page)
        if not page.next_cursor:
            break
        search = replace(search, cursor=page.next_cursor)

    assert len(whole) == len(titles)
    assert collected == whole


@pytest.mark.parametrize("cursor", ["x", "%%%", "bnVsbA", write_cursor("other", ["a", "b"]), "é", "[" * 9000])
def test_a_cursor_of_no_page_is_refused(session: Session, cursor: str) -> None:
    with pytest.raises(CursorError):
        search_datasets(session, Search(cursor=cursor), seen_by())


def test_a_cursor_of_another_search_is_refused(session: Session) -> None:
    put(session, a_dataset("a"), a_dataset("b"))
    cursor = search_datasets(session, Search(limit=1), seen_by()).next_cursor
    with pytest.raises(CursorError):
        search_datasets(session, Search(limit=1, sort="title", cursor=cursor), seen_by())


def test_a_page_costs_a_handful_of_statements(session: Session, engine: Engine) -> None:
    put(session, *(a_dataset(f"d{number}") for number in range(30)))
    session.flush()
    counted: Counter[str] = Counter()

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        counted[statement] += 1

    event.listen(engine, "before_cursor_execute", count)
    assert search_datasets(session, Search(q="emisije zrak", place="SI_052"), seen_by()).total == 30
    event.remove(engine, "before_cursor_execute", count)
    assert counted.total() == 3


def test_new_names_are_found_once_all_is_indexed_anew(session: Session) -> None:
    put(session, a_dataset())
    session.add(Organisation(id="mestna-obcina-kranj", name={"sl": "Gorenjska prestolnica"}))
    assert found(session, q="prestolnica") == []
    assert reindex(session) == 1
    assert found(session, q="prestolnica") == ["kranj-inventory"]
