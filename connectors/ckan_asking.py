"""How a CKAN is asked: by its action API, or through the gateway of podatki.gov.si; ckanapi knows addresses and errors.

The action API is asked by GET, which CKAN allows for what only reads: such an answer can be cached, cited and asked for
again by its address. The gateway takes lists by POST with JSON, and leaves out what a record has of its own unless asked.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from ckanapi.common import prepare_action, reverse_apicontroller_action
from ckanapi.errors import CKANAPIError, NotAuthorized, NotFound, ServerIncompatibleError

from connectors.ckan_errors import CkanPageError
from connectors.ckan_options import Api
from connectors.errors import (
    AccessRefusedError,
    CkanRefusalError,
    ConnectorError,
    JsonShapeError,
    NotFoundError,
)
from connectors.fetching import Fetch, Fetched, Request, located, require_success
from connectors.json_answer import Json, as_object, read_json
from connectors.sniffing import beginning, kind_of

API = "api/3/action/"
QUOTED = 200
POSTED = frozenset({"package_search", "organization_list", "tag_search"})
"""Actions that the gateway takes by POST."""

ACCEPT = ("Accept", "application/json")
Parameters = Mapping[str, str | int | bool]


@dataclass(frozen=True, slots=True)
class Asking:
    """A portal, and the way in which it is asked.

    Args:
        root: its address, e.g. ``https://data.gov.hr/ckan``; of the gateway with its version.
    """

    fetch: Fetch
    root: str
    api: Api = "action"

    def ask(self, action: str, parameters: Parameters) -> tuple[Json, Fetched]:
        """Ask one action and give its result.

        Raises:
            CkanPageError, NotJsonError, JsonShapeError, NotFoundError, AccessRefusedError, CkanRefusalError,
            RequestRefusedError, ServerFailureError: there is no result.
        """
        fetched = self.fetch(self.request(action, parameters))
        return self._result(fetched), fetched

    def request(self, action: str, parameters: Parameters) -> Request:
        """Give the request of an action."""
        root = self.root.rstrip("/")
        if self.api == "action":
            path, _, _ = prepare_action(action, {}, base_url=API)
            return _get(f"{root}/{path}", parameters)
        if action in POSTED:
            body = json.dumps(_for_gateway(action, parameters), ensure_ascii=False).encode()
            headers = (ACCEPT, ("Content-Type", "application/json"))
            return Request("POST", f"{root}/{action}", headers, body)
        own = {"use_default_schema": False} if action == "package_show" else {}
        return _get(f"{root}/{action}", {**parameters, **own})

    def page_of(self, package: str) -> str:
        """Give the address of a package's page for people; empty where the portal's root is not its pages' root."""
        return f"{self.root.rstrip('/')}/dataset/{package}" if self.api == "action" else ""

    def _result(self, fetched: Fetched) -> Json:
        kind = kind_of(fetched.content)
        if kind != "json":
            require_success(fetched)
        if kind == "html" and self.api == "action":
            raise CkanPageError(beginning(fetched.content), url=fetched.url, **self._folder())
        with located(fetched):
            document = as_object(read_json(fetched.content, exact=False), "$")
        if document.get("success") is not True:
            raise _refusal(fetched)
        if "result" not in document:
            raise JsonShapeError(beginning(fetched.content), url=fetched.url, where="$", wanted="result")
        return document["result"]

    def _folder(self) -> dict[str, str]:
        """Give the address that may be meant, where the portal's root was given for the CKAN's."""
        root = self.root.rstrip("/")
        inside = urlsplit(root).path.strip("/")
        example = root.removesuffix(f"/{inside}") if inside else f"{root}/ckan"
        return {"root": root, "example": example}


def _get(address: str, parameters: Parameters) -> Request:
    said = {name: _said(value) for name, value in parameters.items()}
    return Request("GET", f"{address}?{urlencode(said)}" if said else address, (ACCEPT,))


def _said(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _for_gateway(action: str, parameters: Parameters) -> Mapping[str, Json]:
    """Give what the gateway takes: a search has all of its nine fields, the truth value of facets as a text."""
    if action != "package_search":
        return dict(parameters)
    return {
        "q": parameters.get("q", ""),
        "fq": parameters.get("fq", ""),
        "rows": parameters.get("rows", 0),
        "start": parameters.get("start", 0),
        "facet": "true",
        "facet.field": [],
        "facet.mincount": 0,
        "facet.limit": 50,
        "sort": parameters.get("sort", ""),
    }


def _refusal(fetched: Fetched) -> ConnectorError:
    """Say as an error of ours what ckanapi reads in an answer without success."""
    try:
        reverse_apicontroller_action(fetched.url, fetched.status, fetched.content.decode("utf-8", "replace"))
    except NotFound as error:
        return NotFoundError(str(error) or "Not Found Error", url=fetched.url)
    except NotAuthorized as error:
        return AccessRefusedError(str(error), url=fetched.url)
    except (CKANAPIError, ServerIncompatibleError) as error:
        if fetched.status >= 500:
            require_success(fetched)
        known = type(error) not in (CKANAPIError, ServerIncompatibleError)
        said = str(error).encode() if known else fetched.content
        return CkanRefusalError(beginning(said, QUOTED), url=fetched.url)
    return CkanRefusalError(beginning(fetched.content, QUOTED), url=fetched.url)
