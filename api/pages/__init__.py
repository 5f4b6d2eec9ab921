"""Pages for people: drawn on the server from the same functions as the JSON API, through the same door."""

from fastapi import APIRouter

from api.pages import (
    comparing,
    dataset_list,
    dataset_page,
    explaining,
    finding_list,
    home,
    indicators,
    place_page,
    sources,
)
from api.pages.problems import html_problem
from api.pages.rendering import STATIC

__all__ = ["STATIC", "html_problem", "router"]

router = APIRouter()
for _page in (
    home,
    indicators,
    comparing,
    dataset_list,
    dataset_page,
    place_page,
    explaining,
    finding_list,
    sources,
):
    router.include_router(_page.router)
