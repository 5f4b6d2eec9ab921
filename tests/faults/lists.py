"""Faults of a list: its count, its pages, what moves while it is read."""

from collections.abc import Callable
from typing import Any

from tests.fakes import misbehaving as wrong
from tests.fakes.ckan import FakeCkan, package
from tests.faults.fault import Fault
from tests.faults.places import SECOND_PAGE
from tests.faults.portals import Feed, ckan_twin, described


def counting(name: str, count: object, state: str, outcomes: dict[str, int], *rules: str) -> Fault:
    """Give a row for a portal that counts otherwise than it has."""

    def change(told: Any) -> None:
        if "count" in told.get("result", {}):
            told["result"]["count"] = count

    def does(asked: wrong.Asked) -> wrong.Spoilt:
        return wrong.rewritten(change)(asked) if "package_search" in asked.seen.path else asked.reply

    return Fault(name, "ckan", state, outcomes, rules, does)


def moving(change: Callable[[list[Any]], None], at: int = 1) -> Callable[[FakeCkan], None]:
    """Change the list after so many pages."""

    def becomes(portal: FakeCkan) -> None:
        portal.changed_after = {at: change}

    return becomes


def in_ckan(change: Callable[[list[Any]], object]) -> Callable[[FakeCkan], object]:
    return lambda portal: change(portal.packages)


def in_feed(change: Callable[[list[str]], object]) -> Callable[[Feed], object]:
    return lambda portal: change(portal.sets)


def without_start(asked: wrong.Asked) -> wrong.Spoilt:
    """Give the first page whatever is asked for."""
    if "package_search" not in asked.seen.path:
        return asked.reply
    known = ckan_twin(asked.server).packages[:4]
    return wrong.rewritten(lambda told: told["result"].update(results=known))(asked)


def two_a_page(asked: wrong.Asked) -> wrong.Spoilt:
    """Give at most two records a page."""

    def change(told: Any) -> None:
        if "results" in told.get("result", {}):
            told["result"]["results"] = told["result"]["results"][:2]

    return wrong.rewritten(change)(asked) if "package_search" in asked.seen.path else asked.reply


def next_page(address: str) -> wrong.Mischief:
    """Lead on to an address after the second page of the feed."""

    def does(asked: wrong.Asked) -> wrong.Spoilt:
        told = address.format(server=asked.server).encode()
        return wrong.edited(lambda body: body.replace(b"<?page=3>", b"<%s>" % told))(asked)

    return lambda asked: does(asked) if asked.seen.query.get("page") == ["2"] else asked.reply


MISSING = "ckan-set-{}: missing_since"
HELD = ("connectors.missing-resource",)
"""The mapping's dataset is missing, too."""

LISTS = (
    counting("counts more than it has", 1000, "partial", {"unchanged": 10, "failed": 1}, "connectors.moving-list"),
    counting("counts less than it has", 4, "held", {"gone": 6}),
    counting("counts nothing and gives a page", 0, "held", {"gone": 6}),
    counting("counts below zero", -1, "failed", {}, "connectors.json-shape"),
    counting("counts in words", "ten", "failed", {}, "connectors.json-shape"),
    Fault("gives the first page for ever", "ckan", "partial", {"unchanged": 4, "failed": 1}, ("connectors.moving-list",), without_start),
    Fault("gives fewer records a page than asked for", "ckan", "done", {"unchanged": 10}, (), two_a_page),
    Fault("gives an empty page in the midst, once", "ckan", "done", {"unchanged": 10}, (), wrong.where(SECOND_PAGE, wrong.rewritten(
        lambda told: told["result"].update(results=[])))),
    Fault("deletes a record while it is read", "ckan", "done", {"unchanged": 10}, (), becomes=moving(lambda packages: packages.pop(0))),
    Fault("adds a record while it is read", "ckan", "done", {"added": 1, "unchanged": 10}, (), becomes=moving(
        lambda packages: packages.insert(0, package("late"))), stands=("+ Late",), then={"unchanged": 10, "gone": 1}, left=("+ Late",)),
    Fault("lists a record on two pages", "ckan", "partial", {"unchanged": 10, "failed": 1}, ("connectors.moving-list",), becomes=in_ckan(lambda packages: packages.append(packages[1]))),
    Fault("loses one record", "ckan", "done", {"unchanged": 9, "gone": 1}, (), becomes=in_ckan(lambda packages: packages.pop(4)), stands=(MISSING.format(4),)),
    Fault("loses half of its records", "ckan", "held", {"gone": 5}, (), becomes=in_ckan(lambda packages: packages.__delitem__(slice(5, None))), sql=True),
    Fault("loses all of its records", "ckan", "held", {"gone": 10}, HELD, becomes=in_ckan(list.clear), sql=True),
    Fault("loses half of its records", "dcat", "held", {"gone": 5}, (), becomes=in_feed(lambda sets: sets.__delitem__(slice(5, None)))),
    Fault("loses all of its records", "dcat", "held", {"gone": 10}, HELD, becomes=in_feed(list.clear)),
    Fault("leads back to the first page", "dcat", "partial", {"unchanged": 8, "refused": 1}, ("connectors.feed-loop",), next_page("{server}/catalog")),
    Fault("leads to itself for ever", "dcat", "partial", {"unchanged": 8, "refused": 1}, ("connectors.feed-loop",), next_page("?page=2")),
    Fault("leads on at another host", "dcat", "partial", {"unchanged": 8, "refused": 1}, ("connectors.feed-host",), next_page("http://other.example/catalog")),
    Fault("leads on at a file of ours", "dcat", "partial", {"unchanged": 8, "refused": 1}, ("connectors.feed-host",), next_page("file:///etc/passwd")),
    Fault("describes a dataset on two pages", "dcat", "done", {"unchanged": 10}, (), becomes=in_feed(lambda sets: sets.append(described("set-1")))),
)  # fmt: skip
