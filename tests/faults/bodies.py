"""Faults of what an answer holds: letters, numbers, nesting, XML, JSON-LD, files."""

import json
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from tests.fakes import misbehaving as wrong
from tests.fakes.server import Reply
from tests.faults.fault import Fault
from tests.faults.places import BOOK, FIGURES, SECOND_OF_FEED, SECOND_PAGE, midst
from tests.faults.portals import BOOK as WORKBOOK
from tests.faults.portals import workbook
from tests.faults.wire import unharmed

BOM = b"\xef\xbb\xbf"
FIRST = '{"help": "", "success": true, "result": {"count": 10, "results": ['
RDF = "application/rdf+xml"
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb">'
    + b"".join(
        b'<!ENTITY b%d "%s">' % (n, b"&b%s;" % (b"%d" % (n - 1) if n else b"") * 10) for n in range(10)
    )
    + b']><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&b9;</rdf:RDF>'
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "file:///etc/passwd">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
)
DEEP = b"[" * 10_000 + b"]" * 10_000


def context_elsewhere(asked: wrong.Asked) -> wrong.Spoilt:
    """Give JSON-LD whose context stands elsewhere; whoever fetches it would find the page in order."""
    if asked.seen.path == "/context.jsonld":
        return Reply(
            b'{"@context": {"@vocab": "http://www.w3.org/ns/dcat#"}}', media_type="application/ld+json"
        )
    told = {
        "@context": f"{asked.server}/context.jsonld",
        "@id": "https://city.example/set-1",
        "@type": "Dataset",
    }
    return Reply(json.dumps(told).encode(), media_type="application/ld+json")


def zip_bomb() -> bytes:
    """A workbook whose sheet unpacks to 300 MB."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(WORKBOOK)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            with new.open(name, "w", force_zip64=True) as part:
                part.write(old.read(name))
                for _ in range(300 if name.endswith("sheet1.xml") else 0):
                    part.write(b" " * 1_000_000)
    return stream.getvalue()


def in_first(change: Callable[[Any], Any]) -> wrong.Mischief:
    """Change the first record of ckan's second page."""

    def changed(told: Any) -> None:
        change(told["result"]["results"][-1])

    return wrong.where(SECOND_PAGE, wrong.rewritten(changed))


def spoilt(
    portal: str, name: str, change: Callable[[bytes], bytes], rule: str, **more: Any
) -> tuple[Fault, ...]:
    """Give a row for a body that is changed in the midst and can be read by nobody."""
    return midst(name, wrong.edited(change), rule, portals=(portal,), passing=False, **more)


def file_fault(name: str, content: bytes, rule: str, path: Any = FIGURES, **more: Any) -> Fault:
    """Give a row for a file of the table that is another."""
    does = wrong.where(path, wrong.edited(lambda _body: content))
    rules = (rule if "." in rule or rule.isupper() or rule[1:].isdigit() else f"connectors.{rule}",)
    return Fault(name, "table", "partial", {"unchanged": 1, "refused": 1}, rules, does, **more)


def _named(value: str) -> Callable[[bytes], bytes]:
    return lambda body: body.replace(b'"Set-', f'"{value}-'.encode("cp1250"))


def _counting(text: str) -> Callable[[bytes], bytes]:
    return lambda body: body.replace(b'"count": 10', f'"count": {text}'.encode())


HEAVY: Mapping[str, Any] = {"frugal": True}
BODIES = (
    *spoilt("ckan", "writes windows-1250 and says UTF-8", _named("Občina"), "not-json"),
    *spoilt("dcat", "writes windows-1250 and says UTF-8", _named("Občina"), "feed-encoding"),
    file_fault("writes windows-1250 and says UTF-8", "Year,People,Občina\n2018,1,š\n".encode("cp1250"), "encoding"),
    *unharmed("begins with a byte order mark", wrong.edited(lambda body: BOM + body), ("ckan", "dcat")),
    *unharmed("begins with a byte order mark", wrong.where(FIGURES, wrong.edited(lambda body: BOM + body)), ("table",)),
    *spoilt("ckan", "has NUL bytes", lambda body: body.replace(b"Set-", b"Set\x00"), "not-json"),
    file_fault("is all NUL bytes", bytes(2000), "encoding"),
    *spoilt("ckan", "is cut in the midst of the JSON, with a right length", lambda body: body[: len(body) // 2], "not-json"),
    *spoilt("dcat", "is cut in the midst of the Turtle, with a right length", lambda body: body[:-40], "feed-page"),
    *spoilt("eurostat", "is cut in the midst of the JSON, with a right length", lambda body: body[: len(body) // 2], "not-json"),
    Fault("tells keys twice", "ckan", "done", {"unchanged": 10}, (), wrong.where(SECOND_PAGE, wrong.edited(
        lambda body: body.replace(b'"success": true', b'"success": false, "success": true')))),
    *spoilt("ckan", "counts NaN", _counting("NaN"), "not-json"),
    *spoilt("ckan", "counts 1e999", _counting("1e999"), "json-shape"),
    *spoilt("ckan", "counts with 5,000 digits", _counting("9" * 5000), "not-json"),
    *spoilt("eurostat", "gives figures as NaN", lambda body: body.replace(b"2080908", b"NaN"), "not-json"),
    *spoilt("ckan", "nests 10,000 lists", lambda _body: DEEP, "not-json"),
    *spoilt("dcat", "nests 10,000 lists", lambda _body: DEEP, "feed-page"),
    file_fault("nests 10,000 lists", DEEP, "not-json"),
    *midst("sends an XML entity bomb", wrong.replied(BOMB, media_type=RDF), "feed-page", portals=("dcat",), passing=False, **HEAVY),
    *midst("has its XML read a file of ours", wrong.replied(OUTSIDE, media_type=RDF), "feed-page", portals=("dcat",), passing=False),
    Fault("has its JSON-LD lead to a context elsewhere", "dcat", "partial", {"unchanged": 4, "refused": 1}, ("connectors.feed-context",),
        lambda asked: context_elsewhere(asked) if SECOND_OF_FEED(asked.seen) or "context" in asked.seen.path else asked.reply),
    file_fault("packs 300 MB into a workbook (zip bomb)", zip_bomb(), "swollen-archive", BOOK, **HEAVY),
    file_fault("breaks off in the midst of a workbook, with a right length", WORKBOOK[:-300], "broken-workbook", BOOK),
    file_fault("gives a PDF for a workbook", b"%PDF-1.7 ...", "not-a-table", BOOK),
    file_fault("renames a sheet", workbook([["Year", "People"], [2018, 1]], "Persons"), "sheet", BOOK),
    file_fault("takes a column away", b"Year\n2018\n", "missing-column"),
    file_fault("writes figures in another locale", b"Year;People\n2018;56.000,0\n2019;57.133,5\n", "mapping.number"),
    file_fault("gives a header without rows", b"Year,People\n", "emptied", sql=True),
    Fault("leaves the last figure empty", "table", "done", {"changed": 1, "unchanged": 1}, (), wrong.where(FIGURES, wrong.edited(
        lambda _body: b"Year,People\n2018,56000\n2019,\n")), stands=("CX.POP SI_052 2019: 57133 -> none",),
        then={"changed": 1, "unchanged": 1}, left=("other tables: release, observation, dataset_change",)),
    file_fault("gives the rows twice", b"Year,People\n2018,56000\n2018,57133\n", "H6"),
)  # fmt: skip
