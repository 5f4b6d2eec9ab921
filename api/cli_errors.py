"""Errors at the command line: one line, and exit code 1."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError

from api.errors import GatewayError
from api.limits.errors import LimitError
from catalogue.errors import AccessRefusedError, CatalogueError
from catalogue.object_stores.errors import ObjectStoreError
from connectors.errors import ConnectorError
from policies.asking_errors import AskingError
from policies.audit.errors import AuditProofError
from policies.network_errors import MembershipError
from policies.odrl.errors import PolicyDocumentError
from policies.publishing_errors import PublishingError
from policies.quota_errors import QuotaError
from policies.rehearsal.errors import RehearsalError
from schemas.errors import SchemaError
from schemas.languages import Lang, is_lang

OUR_ERRORS = (
    AskingError,
    AuditProofError,
    CatalogueError,
    ConnectorError,
    GatewayError,
    LimitError,
    MembershipError,
    PolicyDocumentError,
    PublishingError,
    QuotaError,
    RehearsalError,
    SchemaError,
)
REFUSED = 1


@contextmanager
def exit_on_error() -> Iterator[None]:
    """Say an error of ours in one line and leave with exit code 1."""
    try:
        yield
    except AccessRefusedError as error:
        fail(f"{error}\n{error.how_to_ask.en}")
    except ObjectStoreError as error:
        fail(error.told)
    except OUR_ERRORS as error:
        fail(str(error))
    except ValidationError as error:
        fail(f"settings: {error}")
    except OperationalError as error:
        fail(f"database: {error.orig}")
    except OSError as error:
        fail(f"{error.filename or ''}: {error.strerror or error}")


def fail(message: str) -> NoReturn:
    """Print an error and leave with exit code 1."""
    typer.echo(f"error: {message}", err=True)
    raise SystemExit(REFUSED)


def language(lang: str) -> Lang:
    """Read the `--lang` option."""
    if not is_lang(lang):
        raise typer.BadParameter(f"{lang}: one of en, sl, hr")
    return lang
