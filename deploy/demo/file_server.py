"""The demo's file server: the cities' tables, read from disk at every request, so that an edit shows at once."""

from datetime import UTC, datetime
from pathlib import Path

from conditional_get import answer
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

FIGURES = Path(__file__).resolve().parent / "figures"
MEDIA_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def served_names(folder: Path) -> list[str]:
    """List the files of a folder that are served: by kind, never its scripts or subfolders."""
    return sorted(path.name for path in folder.iterdir() if path.is_file() and path.suffix in MEDIA_TYPES)


def file_app(folder: Path = FIGURES) -> Starlette:
    """Make the file server of a folder."""

    def index(request: Request) -> Response:
        """List the files, one name a line."""
        return PlainTextResponse("".join(f"{name}\n" for name in served_names(folder)))

    def file(request: Request) -> Response:
        """Give one file."""
        name = request.path_params["name"]
        if name not in served_names(folder):
            raise HTTPException(404)
        path = folder / name
        modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        return answer(request, path.read_bytes(), MEDIA_TYPES[path.suffix], modified)

    return Starlette(routes=[Route("/", index), Route("/{name}", file)])
