"""What the node tells machines of itself: RFC 8414 of the server that gives tokens, RFC 9728 of what they open."""

from typing import Any
from urllib.parse import urlsplit

from api.machines.scopes import KeyScope
from api.oauth.algorithms import CLIENT_ALGORITHMS

PROTECTED = "oauth-protected-resource"
SERVER = "oauth-authorization-server"
METHODS = ("client_secret_basic", "client_secret_post", "private_key_jwt")


def issuer_of(base_url: str) -> str:
    """Give the issuer's name, which is the resource's, too: the node's own address."""
    return base_url.rstrip("/")


def token_endpoint(base_url: str) -> str:
    """Give where tokens are given."""
    return f"{issuer_of(base_url)}/oauth/token"


def well_known(base_url: str, name: str) -> str:
    """Give the address of a description: RFC 8414 puts its name between the host and the path.

    Args:
        base_url: the node's own address.
        name: ``oauth-protected-resource`` or ``oauth-authorization-server``.
    """
    split = urlsplit(issuer_of(base_url))
    return f"{split.scheme}://{split.netloc}/.well-known/{name}{split.path}"


def server_metadata(base_url: str) -> dict[str, Any]:  # RFC 8414, section 2
    """Describe the server that gives tokens."""
    return {
        "issuer": issuer_of(base_url),
        "token_endpoint": token_endpoint(base_url),
        "jwks_uri": f"{issuer_of(base_url)}/.well-known/jwks.json",
        "scopes_supported": [scope.value for scope in KeyScope],
        "response_types_supported": [],
        "grant_types_supported": ["client_credentials"],
        "token_endpoint_auth_methods_supported": list(METHODS),
        "token_endpoint_auth_signing_alg_values_supported": list(CLIENT_ALGORITHMS),
        "protected_resources": [issuer_of(base_url)],
    }


def resource_metadata(base_url: str, external: tuple[str, ...] = ()) -> dict[str, Any]:  # RFC 9728, section 2
    """Describe what tokens open.

    Args:
        base_url: the node's own address.
        external: issuers besides the node itself whose tokens are taken.
    """
    return {
        "resource": issuer_of(base_url),
        "authorization_servers": [issuer_of(base_url), *external],
        "jwks_uri": f"{issuer_of(base_url)}/.well-known/jwks.json",
        "scopes_supported": [scope.value for scope in KeyScope],
        "bearer_methods_supported": ["header"],
        "resource_name": "Ogledalo",
    }


def challenge(base_url: str, error: str = "", scope: str = "") -> str:
    """Give what a refused caller is told in `WWW-Authenticate`: RFC 6750 with the hint of RFC 9728.

    Args:
        base_url: the node's own address.
        error: a code of RFC 6750; empty where no token was sent.
        scope: the scope that is needed, where that is what was lacking.
    """
    told = {
        "realm": "ogledalo",
        "error": error,
        "scope": scope,
        "resource_metadata": well_known(base_url, PROTECTED),
    }
    return "Bearer " + ", ".join(f'{name}="{value}"' for name, value in told.items() if value)
