"""Problems of the object store: type and status; what is wrong with it is told to its operator alone."""

from collections.abc import Mapping
from http import HTTPStatus

from api.asking_faults import More, Told
from catalogue.object_stores.errors import ObjectStoreError
from schemas.languages import Lang


def _nothing(_error: Exception, _lang: Lang) -> Told:
    return {}


STORING: Mapping[type[Exception], tuple[str, HTTPStatus, More]] = {
    ObjectStoreError: ("object-store", HTTPStatus.SERVICE_UNAVAILABLE, _nothing),
}
