"""What tells a browser how far it may trust an answer: content policy, isolation, readers elsewhere, and who may keep it.

A page may use our own styles, pictures and scripts and nothing else; everything that is no page may do nothing at all.
Whoever says who they are gets answers that nobody keeps and that no other site's script can read. What the world may
read anyway, a script on any site may read, too, as itself: `*` forbids it to bring the reader's cookies or key.
Tables are saved, not shown: what others wrote in them is never drawn as part of our site.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.types import Scope

Headers = list[tuple[bytes, bytes]]

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
OTHER_POLICY = "default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
SWITCHED_OFF = (
    "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope",
    "magnetometer", "microphone", "midi", "payment", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
"""What no page of ours uses. Passkeys are not among it."""

VARY = "Accept, Accept-Language, Authorization, Cookie, Ogledalo-Purpose"
EVERY = {
    "Vary": VARY,
    "X-Content-Type-Options": "nosniff",
    # not no-referrer: a browser would then call the origin of our own forms null, and a guard could not know them
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in SWITCHED_OFF),
}
SECURE = {"Strict-Transport-Security": "max-age=31536000"}
SAME_ORIGIN = {"Cross-Origin-Resource-Policy": "same-origin"}
READ_ANYWHERE = {
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Content-Disposition, ETag, Link, RateLimit, RateLimit-Limit, RateLimit-Policy, RateLimit-Remaining, "
        "RateLimit-Reset, Retry-After, X-Request-Id"
    ),
}

OPEN_DATA = ("/api/", "/catalog", "/id/", "/sdmx/", "/.well-known/", "/openapi.json")
"""Where the world's data stand."""

FILES_OF_PAGES = "/static/"
TABLE = b"text/csv"
OTHER_SIGNS = re.compile(r"[^A-Za-z0-9._-]+")
LONGEST_NAME = 80
READING = ("GET", "HEAD")
WHO_ASKS = frozenset({b"authorization", b"cookie", b"ogledalo-purpose"})
FIRST_PROBLEM = 400
KEPT_BY_NOBODY = b"private, no-store"
ASKED_FIRST = b"no-cache"
NO_STORE = b"no-store"


def _bytes(headers: Mapping[str, str]) -> Headers:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


@dataclass(frozen=True, slots=True)
class Guarded:
    """What matters of a request.

    Args:
        reads: it is a GET or HEAD.
        identified: it says who asks.
        open_data: its address is one of data for the world.
        file: its address is one of a file of the pages, the same for everybody.
        path: its address without the question.
    """

    reads: bool
    identified: bool
    open_data: bool
    file: bool
    path: str

    @classmethod
    def of(cls, scope: Scope) -> "Guarded":
        """Look at a request."""
        path = scope["path"]
        return cls(
            scope["method"] in READING,
            any(name in WHO_ASKS for name, _ in scope["headers"]),
            path.startswith(OPEN_DATA),
            path.startswith(FILES_OF_PAGES),
            path,
        )


class SecurityHeaders:
    """Gives the headers of answers.

    Args:
        secure: readers reach the node by https, and are told to come back only so.
    """

    def __init__(self, *, secure: bool) -> None:
        every = _bytes(EVERY | (SECURE if secure else {}))
        self._made = {
            (page, anywhere): [
                *every,
                (b"content-security-policy", (PAGE_POLICY if page else OTHER_POLICY).encode()),
                *_bytes(READ_ANYWHERE if anywhere else SAME_ORIGIN),
            ]
            for page in (True, False)
            for anywhere in (True, False)
        }

    def around(self, asked: Guarded, status: int, told: Headers) -> Headers:
        """Give what a route told, with what it did not: its own headers count, but for who may keep the answer."""
        own = dict(told)
        page = own.get(b"content-type", b"").startswith(b"text/html")
        anywhere = asked.reads and asked.open_data and not (asked.identified or page or b"set-cookie" in own)
        added = [pair for pair in self._made[page, anywhere] if pair[0] not in own]
        if own.get(b"content-type", b"").startswith(TABLE) and b"content-disposition" not in own:
            added.append((b"content-disposition", _saved_as(asked.path)))
        kept = _kept(asked, status, own)
        if kept != own.get(b"cache-control"):
            told = [pair for pair in told if pair[0] != b"cache-control"]
            added.append((b"cache-control", kept))
        return [*told, *added]


def _saved_as(path: str) -> bytes:
    """Name the file in which a table is saved, by the last word of its address."""
    word = OTHER_SIGNS.sub("-", path.rstrip("/").rpartition("/")[2].removesuffix(".csv"))[:LONGEST_NAME]
    return f'attachment; filename="{word or "table"}.csv"'.encode()


def _kept(asked: Guarded, status: int, own: Mapping[bytes, bytes]) -> bytes:
    """Say who may keep an answer."""
    told = own.get(b"cache-control", b"")
    if status >= FIRST_PROBLEM:
        return told or NO_STORE
    if (asked.identified and not asked.file) or b"set-cookie" in own:
        return told if NO_STORE in told else KEPT_BY_NOBODY
    return told or (ASKED_FIRST if asked.reads else NO_STORE)
