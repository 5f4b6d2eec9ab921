"""The page of an indicator: what it is, what must match, what it is elsewhere, and who reports it."""

from datetime import datetime

import pytest

from api.gateway import Gateway
from catalogue.database import unit_of_work
from catalogue.local_indicators import decide_match, put
from schemas.indicators import indicators
from schemas.local_indicators import LocalIndicator, read_stated
from tests.api.pages.reading import Reader

STATED = read_stated({"name": "OI 2.3 <b>Length</b> of cycling tracks", "unit": "Km"}, "SI_052")
MATCHED = LocalIndicator(
    id=STATED.id, place="SI_052", name=STATED.name, code=STATED.code, unit="Km", indicator="MO.CYCLE",
    match="closeMatch",
)  # fmt: skip


def test_every_indicator_has_a_page_in_every_language(empty: Reader) -> None:
    for number, one in enumerate(indicators().values()):
        lang = ("en", "sl", "hr")[number % 3]
        page = empty.get(f"/indicators/{one.code}?lang={lang}")
        assert page.status == 200, one.code
        words = " ".join(one.definitions.as_dict()[lang].split())
        assert words in " ".join(page.text.split()), one.code


@pytest.mark.parametrize(
    ("lang", "matching", "never"),
    [("en", "the warming potentials (IPCC report)", "values of it are never added up"),
     ("sl", "potenciali segrevanja (poročilo IPCC)", "vrednosti se nikoli ne seštevajo"),
     ("hr", "potencijali zagrijavanja (izvješće IPCC-a)", "vrijednosti se nikad ne zbrajaju")],
)  # fmt: skip
def test_what_must_match_is_said_in_plain_words(empty: Reader, lang: str, matching: str, never: str) -> None:
    text = empty.get(f"/indicators/GHG.CAP?lang={lang}").text
    assert matching in text
    assert never in text


def test_a_mapping_is_shown_with_its_years_and_whether_it_was_checked(empty: Reader) -> None:
    text = empty.get("/indicators/GHG.TOT").text
    assert "src_crf=TOTX4_MEMONIA" in text
    assert "until 2024" in text
    assert "from 2025" in text
    assert "from memory" in text


def test_who_reports_it_is_shown_through_the_door(reader: Reader, empty: Reader) -> None:
    page = reader.get("/indicators/GHG.TOT")
    assert "Who reports it here" in page.text
    assert "/places/SI_052" in page.links


def test_a_node_without_figures_shows_nobody_who_reports(empty: Reader) -> None:
    text = empty.get("/indicators/GHG.TOT").text
    assert "Who reports it here" not in text
    assert "No city has set an indicator of its own" in text


def test_a_citys_own_indicator_stands_beside_ours_as_it_is_stated(
    empty: Reader, gateway: Gateway, now: datetime
) -> None:
    with unit_of_work(gateway.engine) as session:
        put(session, STATED, "mestna-obcina-kranj", now)
        decide_match(session, MATCHED, reason="<i>same</i> register", subject="ana", now=now)
    page = empty.get("/indicators/MO.CYCLE")
    assert "<b>Length</b> of cycling tracks" in page.text
    assert "<i>same</i> register" in page.text
    assert page.having("b") == page.having("i") == []
    assert "nearly the same" in empty.get("/places/SI_052").text
