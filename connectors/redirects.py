"""Redirects that we follow ourselves, so that each address on the way is looked at."""

from urllib.parse import SplitResult, urljoin, urlsplit

from connectors.errors import BadUrlError, RedirectError
from connectors.fetching import Answer, Request

REDIRECTS = frozenset({301, 302, 303, 307, 308})
BECOMES_GET = frozenset({301, 302, 303})
TO_ANOTHER_HOST = frozenset(
    {"accept", "accept-language", "if-none-match", "if-modified-since", "content-type"}
)


def checked_url(url: str) -> SplitResult:
    """Take an address apart.

    Raises:
        BadUrlError: it is not http or https, has no host, or holds a user's name.
    """
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise BadUrlError(url, url=url) from error
    if not good or "@" in parts.netloc or not url.isprintable():
        raise BadUrlError(parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl(), url=url)
    return parts


def next_request(request: Request, answer: Answer, *, left: int) -> Request:
    """Give the request that a redirect asks for.

    Args:
        left: how many more redirects may be followed.

    Raises:
        RedirectError: none is left, it leads nowhere, or from https to http.
        BadUrlError: it leads to what is no web address.
    """
    location = answer.headers.get("location", "")
    if left < 1 or not location:
        raise RedirectError(f"HTTP {answer.status} Location: {location}", url=request.url)
    here = urlsplit(request.url)
    url = urljoin(request.url, location)
    there = checked_url(url)
    if (here.scheme, there.scheme) == ("https", "http"):
        raise RedirectError(f"https -> {url}", url=request.url)
    headers = request.headers
    if (here.scheme, here.netloc) != (there.scheme, there.netloc):
        headers = tuple(header for header in headers if header[0].lower() in TO_ANOTHER_HOST)
    if answer.status in BECOMES_GET and request.method not in ("GET", "HEAD"):
        return Request("GET", url, tuple(h for h in headers if h[0].lower() != "content-type"))
    return Request(request.method, url, headers, request.body)
