"""Faults of the answer: its status, where it leads, when it wants to be asked again."""

from tests.fakes import misbehaving as wrong
from tests.faults.fault import Fault
from tests.faults.places import CORE, FIGURES, THIRD_PAGE, midst
from tests.faults.wire import unharmed

PAGE = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in</body></html>"
LINKS = PAGE.replace(b"Please", b'<a href="/">1</a>' * 100_000)
ALL = ("ckan", "dcat", "table", "eurostat", "pxweb", "arcgis", "ngsi-ld")
HTML = {
    "ckan": "ckan-page", "dcat": "html-answer", "table": "html-answer", "eurostat": "overloaded", "pxweb": "html-answer",
    "arcgis": "html-answer", "ngsi-ld": "html-answer",
}  # fmt: skip
EMPTY = {"": "empty-file", "air-iszz": "iszz-no-content"}


def busy(name: str, status: int, waits: tuple[float, ...], **headers: str) -> tuple[Fault, ...]:
    """Give a row for a table's file that answers so for ever, and one where it does so once."""
    mischief = wrong.replied(b"later", status, "text/plain", **headers)
    forever = midst(f"{name}, for ever", mischief, "busy", portals=("table",), waits=(waits[0], waits[-1]))
    if status != 429 or "Date" not in headers:
        return forever
    return (
        *forever,
        Fault(
            f"{name}, once",
            "table",
            "done",
            {"unchanged": 2},
            (),
            wrong.where(FIGURES, wrong.once(mischief)),
            waits=waits[:1],
        ),
    )


def leading(name: str, location: str, rule: str, *, portals: tuple[str, ...] = CORE) -> tuple[Fault, ...]:
    return midst(name, wrong.replied(b"", 302, Location=location), rule, passing=False, portals=portals)


def to_another_host(asked: wrong.Asked) -> wrong.Spoilt:
    """Lead to the same server by another name; there everything is as it should be."""
    if asked.seen.headers["host"].startswith("localhost"):
        return asked.reply
    there = asked.server.replace("127.0.0.1", "localhost")
    return wrong.replied(b"", 302, Location=f"{there}{asked.seen.target}")(asked)


ANSWERS = (
    *midst("gives a web page with status 200", wrong.replied(PAGE, media_type="text/html"), HTML, portals=ALL, passing=("eurostat",)),
    *midst("gives a web page with 100,000 links", wrong.replied(LINKS, media_type="text/html"), HTML, portals=("table",), passing=False),
    *midst("gives nothing with status 200", wrong.replied(b""), EMPTY, portals=("dcat", "table"), passing=False),
    *midst("answers 204", wrong.replied(b"", 204), EMPTY, portals=("table", "air-iszz"), passing=False),
    *midst("answers 206 with half of it", lambda asked: wrong.replied(
        asked.body[: len(asked.body) // 2], 206, Content_Range=f"bytes 0-{len(asked.body) // 2 - 1}/{len(asked.body)}"
    )(asked), "broken-answer"),
    *midst("says success: false with status 200", wrong.rewritten(lambda told: {**told, "success": False}), "ckan-refusal", portals=("ckan",), passing=False),
    *leading("leads nowhere", "", "redirect", portals=("dcat",)),
    *midst("leads in a circle", lambda asked: wrong.replied(b"", 301, Location=asked.seen.target)(asked), "redirect", passing=False, portals=("ckan",)),
    *leading("leads to a private address", "http://10.1.2.3/secret", "forbidden-address", portals=("dcat",)),
    *leading("leads to the cloud's own address", "http://169.254.169.254/latest/meta-data/", "forbidden-address", portals=("table",)),
    *leading("leads to a file of ours", "file:///etc/passwd", "bad-url", portals=("dcat",)),
    *leading("leads to an address with a password", "http://ana:geheim@127.0.0.1/", "bad-url", portals=("table",)),
    Fault("leads from https to http", "table over TLS", "partial", {"unchanged": 1, "refused": 1}, ("connectors.redirect",), wrong.where(
        FIGURES, wrong.replied(b"", 302, Location="http://127.0.0.1:1/people.csv"))),
    *unharmed("leads to another host that may be asked", to_another_host, ("table",)),
    *midst("answers 401", wrong.replied(b"", 401), "access-refused", passing=False, portals=("ckan",)),
    *midst("answers 403", wrong.replied(b"", 403), "access-refused", passing=False, portals=("dcat",)),
    *midst("answers 404", wrong.replied(b"", 404), "not-found", passing=False, portals=("pxweb",)),
    Fault("answers 404 for page 3", "ckan", "failed", {"unchanged": 7}, ("connectors.not-found",), wrong.where(THIRD_PAGE, wrong.replied(b"", 404))),
    *midst("answers 410", wrong.replied(b"", 410), "not-found", passing=False, portals=("table",)),
    *midst("answers 400", wrong.replied(b"", 400), "request-refused", passing=False, portals=("table",)),
    *midst("answers 304 to a request without condition", wrong.replied(b"", 304), "request-refused", passing=False, portals=("ckan",)),
    *midst("answers 500, once", wrong.once(wrong.replied(b"", 500)), "server-failure", portals=("ckan",)),
    *midst("answers 500, for ever", wrong.replied(b"", 500), "server-failure", portals=("ckan", "dcat", "eurostat")),
    *midst("answers 501", wrong.replied(b"", 501), "server-failure", portals=("table",)),
    *busy("answers 429 and says in 3 seconds", 429, (3.0,), Retry_After="3"),
    *busy("answers 429 and says until when", 429, (60.0,), Retry_After="Tue, 24 Nov 2026 09:01:00 GMT", Date="Tue, 24 Nov 2026 09:00:00 GMT"),
    *busy("answers 429 and does not say until when", 429, (0.5, 1.0)),
    *busy("answers 429 and says nonsense", 429, (0.5, 1.0), Retry_After="soon, perhaps -3"),
    *busy("answers 429 and says in a hundred years", 429, (120.0,), Retry_After="3153600000"),
    *busy("answers 503 with a page of its proxy", 503, (0.5, 1.0), Content_Type="text/html"),
    *midst("answers 502", wrong.replied(PAGE, 502, "text/html"), "busy", portals=("pxweb",)),
    *midst("answers 504", wrong.replied(PAGE, 504, "text/html"), "busy", portals=("eurostat",)),
    *midst("answers 413 in a document with status 200", wrong.replied(b'{"warning": {"status": 413, "label": "ASYNCHRONOUS_RESPONSE"}}'), "delayed-answer", portals=("eurostat",)),
    *midst("answers with an error in a document with status 200", wrong.replied(b'{"error": {"code": 500, "message": "Error performing query"}}'), "server-failure", portals=("arcgis",)),
)  # fmt: skip
