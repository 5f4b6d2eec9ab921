"""Pages for people: drawn on the server from the same functions as the JSON API, through the same door."""

from fastapi import APIRouter

from api.pages import (
    account,
    comparing,
    connectors,
    coverage,
    dataset_list,
    dataset_page,
    explaining,
    finding_list,
    home,
    indicators,
    invitation,
    mirror,
    notices,
    place_page,
    progress,
    report,
    rules,
    sign_in,
    sources,
    upload,
)
from api.pages.problems import html_problem
from api.pages.rendering import STATIC

__all__ = ["STATIC", "html_problem", "router"]

router = APIRouter()
for _page in (
    home,
    indicators,
    comparing,
    report,
    coverage,
    dataset_list,
    dataset_page,
    place_page,
    progress,
    mirror,
    explaining,
    finding_list,
    rules,
    sources,
    connectors,
    upload,
    sign_in,
    invitation,
    account,
    notices,
):
    router.include_router(_page.router)
