from pathlib import Path

import pytest
from starlette.requests import Request

from api.pages.rendering import STATIC, Writer, foreign, outward, versioned

TEMPLATES = STATIC.parent / "templates"


def _request(path: str = "/", query: str = "", language: str = "") -> Request:
    headers = [(b"accept-language", language.encode())] if language else []
    return Request(
        {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": headers}
    )


def test_a_chosen_language_stays_in_the_links() -> None:
    writer = Writer.of(_request("/indicators", "lang=sl&q=a"))
    assert writer.link("datasets", "a b/c") == "/datasets/a%20b%2Fc?lang=sl"
    assert writer.here(q="") == "/indicators?lang=sl"


def test_a_language_that_the_browser_prefers_is_not_put_into_links() -> None:
    writer = Writer.of(_request(language="hr,en;q=0.5"))
    assert (writer.lang, writer.link("compare", place=["SI_052", "SI"])) == (
        "hr",
        "/compare?place=SI_052&place=SI",
    )


def test_another_language_keeps_everything_else_that_was_asked() -> None:
    writer = Writer.of(_request("/compare", "place=SI&place=HR&lang=hr"))
    assert writer.languages() == [
        ("en", "/compare?place=SI&place=HR&lang=en"),
        ("sl", "/compare?place=SI&place=HR&lang=sl"),
        ("hr", "/compare?place=SI&place=HR&lang=hr"),
    ]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//host", "", "http://[", "kranj"]
)
def test_only_web_addresses_may_be_followed(address: str) -> None:
    assert outward(address) == ""


def test_a_web_address_stays_as_it_is() -> None:
    assert outward(" https://www.kranj.si/a?b=c ") == "https://www.kranj.si/a?b=c"


def test_a_long_text_of_somebody_else_is_cut() -> None:
    assert foreign("x" * 50, 10) == "x" * 9 + "…"


def test_a_static_file_is_named_by_its_content() -> None:
    assert versioned("ogledalo.css").startswith("/static/ogledalo.css?v=")


@pytest.mark.parametrize("template", sorted(TEMPLATES.glob("*.html")), ids=lambda path: path.name)
def test_no_template_has_inline_code_or_style(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    forbidden = (
        "<script",
        "<style",
        " style=",
        " onclick=",
        " onload=",
        "javascript:",
        "|safe",
        "//fonts",
        "cdn",
    )
    assert [word for word in forbidden if word in text] == []


def test_the_stylesheet_asks_nobody_else() -> None:
    text = (STATIC / "ogledalo.css").read_text(encoding="utf-8")
    assert "@import" not in text
    assert "url(" not in text
