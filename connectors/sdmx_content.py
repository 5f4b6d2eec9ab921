"""The bytes of an answer as they are meant: bulk files come packed, delayed ones as an archive of one file."""

import zipfile
from io import BytesIO

from connectors.errors import NotATableError, TooLargeError
from connectors.fetching import Fetched
from connectors.sdmx_xml import LARGEST
from connectors.sniffing import kind_of
from connectors.unpacking import unpacked


def content_of(fetched: Fetched) -> bytes:
    """Give an answer's content, unpacked.

    Raises:
        TooLargeError: it unpacks to more than we read.
        BrokenAnswerError: it ends too early.
        NotATableError: an archive of several files.
    """
    kind = kind_of(fetched.content)
    if kind == "gzip":
        return unpacked([fetched.content], "gzip", LARGEST)
    return _only_file(fetched) if kind == "zip" else fetched.content


def _only_file(fetched: Fetched) -> bytes:
    try:
        with zipfile.ZipFile(BytesIO(fetched.content)) as archive:
            names = [info for info in archive.infolist() if not info.is_dir()]
            if len(names) != 1:
                raise NotATableError(f"ZIP: {len(names)}", url=fetched.url)
            if names[0].file_size > LARGEST:
                raise TooLargeError(f"> {LARGEST} B", url=fetched.url, limit=LARGEST)
            with archive.open(names[0]) as file:
                content = file.read(LARGEST + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise NotATableError(f"ZIP: {error}", url=fetched.url) from error
    if len(content) > LARGEST:
        raise TooLargeError(f"> {LARGEST} B", url=fetched.url, limit=LARGEST)
    return content
