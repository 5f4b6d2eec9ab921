"""The closed lists that the assessment asks for; each file says where its codes are from."""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "vocabularies"
_FILE_TYPE = "publications.europa.eu/resource/authority/file-type/"
_ACCESS_RIGHT = "publications.europa.eu/resource/authority/access-right/"
_MEDIA_TYPE = "www.iana.org/assignments/media-types/"


@cache
def listed(name: str) -> frozenset[str]:
    """Give the codes of a list, e.g. ``file_types``."""
    lines = (FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("# "))


def bare(iri: str) -> str:
    """Give an IRI as the lists hold it: without scheme and closing slash."""
    return iri.strip().removeprefix("https://").removeprefix("http://").rstrip("/")


def file_type(text: str) -> str:
    """Give the EU's code of a file type by its IRI or code in any letters; empty where it has none."""
    code = bare(text).removeprefix(_FILE_TYPE).upper().replace("-", "_").replace(" ", "_")
    return code if code in listed("file_types") else ""


def media_type(text: str) -> str:
    """Give a media type that is registered, without parameters, in small letters; empty where it is not registered."""
    name = bare(text).removeprefix(_MEDIA_TYPE).partition(";")[0].strip().lower()
    return name if name in listed("media_types") else ""


def is_known_licence(text: str) -> bool:
    """Say whether an IRI is one of a licence that the list knows."""
    return bare(text) in listed("licences")


def is_access_right(text: str) -> bool:
    """Say whether an IRI is one of the EU's access rights."""
    name = bare(text)
    return name.startswith(_ACCESS_RIGHT) and name.removeprefix(_ACCESS_RIGHT) in listed("access_rights")
