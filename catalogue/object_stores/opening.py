"""Opening an object store by its address: a folder, or `s3://bucket/prefix?endpoint=...&region=...`."""

from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from catalogue.object_store import ObjectStore
from catalogue.object_stores.errors import StoreAddressError
from catalogue.object_stores.folder import FolderShelf
from catalogue.object_stores.s3 import Bucket, S3Shelf
from catalogue.object_stores.shelf import Shelf

S3 = "s3://"
_FORM = "s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION"
_OPTIONS = ("endpoint", "region")


def open_store(address: str, *, key: str = "", secret: str = "") -> ObjectStore:
    """Open a store; nothing is asked of it yet.

    Args:
        address: a folder, or a bucket.
        key: the id of a bucket's key.
        secret: that key's secret.

    Raises:
        StoreAddressError: the address is none of the two.
    """
    return ObjectStore(_shelf(address, key, secret))


def shown_address(address: str) -> str:
    """Give an address as it may be shown: without what no address of a store should hold."""
    if not address.startswith(S3):
        return address if "://" not in address else f"{urlsplit(address).scheme}://..."
    try:
        return bucket_of(address).address
    except StoreAddressError:
        return f"{S3}..."


def bucket_of(address: str, *, key: str = "", secret: str = "") -> Bucket:
    """Read the address of a bucket.

    Raises:
        StoreAddressError: it is not of the form.
    """
    try:
        parts = urlsplit(address)
        options = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    except ValueError:
        raise StoreAddressError("an address that cannot be read", _FORM) from None
    if "@" in parts.netloc or parts.password:
        raise StoreAddressError("a key in the address", "it in OGLEDALO_S3_KEY and OGLEDALO_S3_SECRET")
    unknown = sorted(set(options) - set(_OPTIONS))
    if unknown:
        raise StoreAddressError(f"the option {unknown[0]!r}", " or ".join(_OPTIONS))
    if not parts.netloc or parts.fragment:
        raise StoreAddressError("no bucket" if not parts.netloc else "a fragment", _FORM)
    endpoint = options.get("endpoint", "").rstrip("/")
    if endpoint and not _is_plain(endpoint):
        raise StoreAddressError("an endpoint of another form", "endpoint=http://HOST:PORT or https://HOST")
    prefix = "/".join(filter(None, parts.path.split("/")))
    if ".." in prefix.split("/"):
        raise StoreAddressError("'..' in the prefix", _FORM)
    return Bucket(parts.netloc, prefix, endpoint, options.get("region") or "us-east-1", key, secret)


def _shelf(address: str, key: str, secret: str) -> Shelf:
    if not address.startswith(S3):
        if "://" in address:
            raise StoreAddressError(
                f"an address of the kind {urlsplit(address).scheme}://", f"a folder or {_FORM}"
            )
        return FolderShelf(Path(address))
    if bool(key) != bool(secret):
        raise StoreAddressError("one of OGLEDALO_S3_KEY and OGLEDALO_S3_SECRET", "both, or none of them")
    return S3Shelf(bucket_of(address, key=key, secret=secret))


def _is_plain(endpoint: str) -> bool:
    try:
        parts = urlsplit(endpoint)
        port_is_one = parts.port is None or parts.port > 0
    except ValueError:
        return False
    bare = not (parts.username or parts.password or parts.query or parts.fragment)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and bare and port_is_one
