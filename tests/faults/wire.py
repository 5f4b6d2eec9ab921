"""Faults of the connection: slow, cut, of another length, in another coding, swollen."""

import gzip
from collections.abc import Sequence

from tests.fakes import misbehaving as wrong
from tests.faults.fault import ITEMS, Fault
from tests.faults.places import CORE, PORTALS, midst, slow

LISTS = ("ckan", "dcat", "arcgis")


def unharmed(name: str, does: wrong.Mischief, portals: Sequence[str] = CORE) -> tuple[Fault, ...]:
    """Give a row a portal for what is odd and does no harm."""
    return tuple(Fault(name, portal, "done", {"unchanged": ITEMS[portal]}, (), does) for portal in portals)


def refused_everywhere(name: str, rule: str, host: str) -> tuple[Fault, ...]:
    """Give a row a portal whose address leads elsewhere."""
    rows = []
    for portal in ("ckan", "table"):
        passing = "failed" if rule == "unreachable" else "refused"
        outcomes = {} if portal in LISTS else {passing: ITEMS[portal]}
        rows.append(Fault(name, portal, "failed", outcomes, (f"connectors.{rule}",), host=host))
    return tuple(rows)


GZIPPED = {"Content_Encoding": "gzip"}
WIRE = (
    *slow("takes the request and never answers", wrong.silent, ("ckan", "eurostat")),
    *slow("sends its headers letter by letter", wrong.slow_headers, ("pxweb",)),
    *slow("sends the body letter by letter without end", wrong.dripping, ("ngsi-ld",)),
    *refused_everywhere("refuses the connection", "unreachable", "127.0.0.1:{closed}"),
    *refused_everywhere("its name comes to stand for a private address", "forbidden-address", "rebinding.example:{port}"),
    *midst("resets the connection in the midst of the body", wrong.reset_in_the_midst, "broken-answer", portals=PORTALS),
    *midst("states a length that is too long, and closes", wrong.with_length(lambda size: size + 100), "broken-answer", portals=("ckan",)),
    *midst("states a length that is too short", wrong.with_length(lambda size: size // 2), "broken-answer", portals=("table",)),
    *midst("ends in the midst of a chunk", wrong.cut_chunk, "broken-answer", portals=("dcat",)),
    *midst("leaves the last chunk out", wrong.without_last_chunk, "broken-answer", portals=("table",)),
    *midst("says gzip of what is none", wrong.headed(Content_Encoding="gzip"), "broken-answer", portals=("table",)),
    *midst("packs the answer as nobody asked (br)", wrong.headed(Content_Encoding="br"), "content-coding", passing=False, portals=("ckan",)),
    *midst("breaks off in the midst of gzip", wrong.edited(lambda body: gzip.compress(body)[:-12], **GZIPPED), "broken-answer", portals=("dcat",)),
    *midst("sends a gzip bomb", wrong.replied(wrong.swollen(200), Content_Encoding="gzip"), "too-large", passing=False, frugal=True, portals=("ckan",)),
    *midst("sends more than the limit", wrong.replied(b"[" * 5_000_000), "too-large", passing=False, portals=("table",), frugal=True),
    *midst("speaks no HTTP", wrong.no_http, "broken-answer", portals=("table",)),
    *midst("sends a header of 1 MB", wrong.headed(X_Large="x" * 1_000_000), "broken-answer", portals=("dcat",)),
    *unharmed("answers in HTTP/1.0, the end of the connection ends the body", wrong.old_http, ("pxweb",)),
    *unharmed("closes connections that it said to keep", wrong.closing_unsaid, ("ckan",)),
    *unharmed("resets the connection once in the midst of each answer", wrong.once(wrong.reset_in_the_midst), ("ckan",)),
    *unharmed("packs all with gzip", wrong.edited(gzip.compress, **GZIPPED), ("ckan",)),
    *unharmed("demands a cookie with each answer", wrong.headed(Set_Cookie="session=1; Path=/"), ("ckan",)),
    *unharmed("calls JSON, Turtle and CSV text/html", wrong.edited(bytes, Content_Type="text/html"), ("table",)),
    *unharmed("has its clock in 1970", wrong.headed(Date="Thu, 01 Jan 1970 00:00:00 GMT"), ("ckan",)),
    *unharmed("says that all was modified in 2099", wrong.headed(Last_Modified="Fri, 31 Dec 2099 23:00:00 GMT"), ("table",)),
    Fault("shows a certificate that has expired", "table over TLS", "failed", {"refused": 2}, ("connectors.certificate",), certificate="expired"),
    Fault("shows a certificate of its own that nobody trusts", "table over TLS", "failed", {"refused": 2}, ("connectors.certificate",), certificate="untrusted"),
    Fault("shows the certificate of another host", "table over TLS", "failed", {"refused": 2}, ("connectors.certificate",), certificate="another"),
)  # fmt: skip
