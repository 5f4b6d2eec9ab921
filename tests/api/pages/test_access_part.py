"""The dataset page's part on access: who may read, in plain words, and how to ask."""

from __future__ import annotations

from tests.api.caller import Caller
from tests.api.three_datasets import OPEN, RESTRICTED


def test_the_page_says_who_may_read_and_how_to_ask(client: Caller) -> None:
    sha256 = client.json(f"/api/v1/datasets/{RESTRICTED}/terms")["sha256"]
    for lang, words in (
        ("en", ("Who may read this", "some organisations", "Terms for")),
        ("sl", ("Kdo sme to brati", "nekatere organizacije", "Pogoji za")),
        ("hr", ("Tko smije ovo čitati", "neke organizacije", "Uvjeti za")),
    ):
        text = client.get(f"/datasets/{RESTRICTED}?lang={lang}", accept="text/html").text
        for word in (*words, sha256, f"POST /api/v1/datasets/{RESTRICTED}/access-requests"):
            assert word in text, (lang, word)
        assert "City-Office" not in text


def test_what_is_open_is_not_asked_for(client: Caller, reader_key: str) -> None:
    open_page = client.get(f"/datasets/{OPEN}", accept="text/html").text
    assert 'id="ask"' not in open_page
    assert 'id="access"' not in open_page
    own = client.get(f"/datasets/{RESTRICTED}", key=reader_key, accept="text/html").text
    assert ('id="access"' in own, 'id="ask"' in own) == (True, False)
