from typing import Any

import pytest
from starlette.requests import Request

from api.pages.problems import html_problem, prefers_html
from api.problem_kinds import PROBLEMS
from schemas.messages import message_tables

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def _request(path: str = "/datasets/nothing", accept: str = BROWSER, query: str = "") -> Request:
    headers = [(b"accept", accept.encode())]
    return Request(
        {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": headers}
    )


def _problem(kind: str = "not-found", **more: Any) -> dict[str, Any]:
    return {
        "type": f"https://ogledalo.eu/problems/{kind}", "title": "Not found", "status": 404,
        "detail": "no dataset 'nothing'", "instance": "/datasets/nothing", "request_id": "abc123", **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        (BROWSER, True),
        ("text/html", True),
        ("*/*", False),
        ("", False),
        ("application/json", False),
        ("application/json, text/html;q=0.5", False),
        ("text/html;q=0.9, application/json;q=0.1", True),
        ("text/html;q=much", False),
        ("text/html;q=0", False),
    ],
)
def test_a_page_is_written_for_whoever_prefers_html(accept: str, wanted: bool) -> None:
    assert prefers_html(accept) is wanted


def test_an_error_is_a_page_with_what_happened_what_to_do_and_the_requests_id() -> None:
    response = html_problem(_request(), _problem())
    assert response is not None
    text = bytes(response.body).decode()
    assert (response.status_code, response.media_type) == (404, "text/html; charset=utf-8")
    for said in ("<h1>Not found</h1>", "What you can do", "Check the address", "abc123"):
        assert said in text


def test_an_error_page_speaks_the_readers_language() -> None:
    response = html_problem(_request(query="lang=sl"), _problem(title="Ni najdeno"))
    assert response is not None
    assert "Kaj lahko naredite" in bytes(response.body).decode()


def test_a_refusal_says_the_rule_and_how_to_ask() -> None:
    body = _problem(
        "access-refused", status=403, rule="template/restricted#read", reason="R", how_to_ask="Ask X."
    )
    response = html_problem(_request(), body)
    assert response is not None
    text = bytes(response.body).decode()
    assert "Ask X." in text
    assert "template/restricted#read" in text


def test_what_a_hostile_address_says_is_shown_harmless() -> None:
    errors = [{"parameter": "period", "found": "<script>", "nearest": ["<b>", "2018"], "surprise": 3}]
    response = html_problem(
        _request(), _problem("never-heard-of", detail="<script>alert(1)</script>", errors=errors)
    )
    assert response is not None
    text = bytes(response.body).decode()
    assert "<script>" not in text
    assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize("path", ["/api/v1/datasets/nothing", "/catalog.ttl", "/healthz", "/sdmx/3.0/data"])
def test_what_is_made_for_machines_keeps_its_own_errors(path: str) -> None:
    assert html_problem(_request(path), _problem()) is None


def test_whoever_wants_json_gets_json() -> None:
    assert html_problem(_request(accept="application/json"), _problem()) is None


def test_the_errors_that_a_page_can_meet_have_words_of_their_own() -> None:
    met = {
        "not-found",
        "access-refused",
        "unknown-key",
        "unknown-code",
        "not-a-period",
        "parameter",
        "snapshot-damaged",
    }
    assert met <= {problem.type for problem in PROBLEMS.values()}
    assert [kind for kind in sorted(met) if f"page.problem.{kind}.todo" not in message_tables()] == []
