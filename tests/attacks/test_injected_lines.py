"""Threats 12 and 14: what a caller writes makes no second line in a log or a head, and no key stands in an answer."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from itertools import product
from urllib.parse import quote

from api.auditing import exported_log
from api.gateway import Gateway
from catalogue.audit import AuditEntry
from tests.api.caller import Caller

BREAKS = "x\r\nSet-Cookie: stolen=1\r\n\r\n\x1b[31m<b>\u2028\x00\x85y"
KEY = "ogk_canary012345_canarysecretcanarysecret"
PATHS = (
    "/{}", "/id/dataset/{}", "/api/v1/datasets/{}", "/api/v1/datasets/{}.ttl", "/datasets/{}", "/api/v1/observations?place={}",
    "/api/v1/observations?format=csv&dataset={}", "/api/v1/releases/{}.parquet", "/api/v1/templates/{}.xlsx",
    "/catalog?page={}", "/?lang={}", "/api/v1/findings?format=csv&place={}", "/explain/{}", "/static/{}",
)  # fmt: skip

ASKED = (
    "/api/v1/datasets",
    "/api/v1/datasets/nothing",
    "/nothing",
    "/api/v1/observations?indicator=X",
    "/datasets",
)


def test_what_a_caller_writes_makes_no_header(attacked: Caller) -> None:
    for path, accept in product(PATHS, ("*/*", "text/html")):
        answer = attacked.get(
            path.format(quote(BREAKS, safe="")), accept=accept, accept_language=quote(BREAKS)
        )
        assert answer.status_code < 500
        assert "set-cookie" not in answer.headers
        for name, value in answer.headers.items():
            assert value.isprintable(), (name, value)
            assert value.isascii(), (name, value)


def test_an_entry_of_the_audit_log_stays_one_line(gateway: Gateway, now: datetime) -> None:
    entry = AuditEntry(BREAKS, "read", BREAKS, permitted=False, rule=BREAKS, request=BREAKS)
    gateway.audit.append(entry, now)
    gateway.audit.append(replace(entry, target="y"), now)
    head, checkpoint, *records = "".join(exported_log(gateway)).removesuffix("\n").split("\n")
    assert len(records) == 2
    assert not [line for line in (head, checkpoint, *records) if min(line) < " "]
    assert [json.loads(json.loads(line)["record"])["target"] for line in records] == [BREAKS, "y"]


def test_a_key_is_in_no_answer(attacked: Caller) -> None:
    for path, accept in product(ASKED, ("*/*", "text/html")):
        for headers in ({"authorization": f"Bearer {KEY}"}, {"authorization": KEY}, {"cookie": f"a={KEY}"}):
            answer = attacked.get(path, accept=accept, **headers)
            assert "canarysecret" not in answer.text + str(answer.headers)


def test_a_key_in_an_address_opens_nothing(attacked: Caller, reader_key: str) -> None:
    for name in ("key", "api_key", "apikey", "access_token", "token", "authorization"):
        answer = attacked.get(f"/api/v1/observations?{name}={reader_key}")
        assert (answer.status_code, "observations" in answer.json()) == (400, False), name
    assert attacked.get("/api/v1/observations", key=reader_key).status_code == 401, "it is burnt"
