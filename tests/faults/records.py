"""Faults of records: their ids, titles, names, licences, and what they lead to."""

import unicodedata
from collections.abc import Callable
from typing import Any

from tests.fakes import misbehaving as wrong
from tests.fakes.ckan import FakeCkan, package
from tests.faults.fault import Fault
from tests.faults.lists import in_ckan, in_feed
from tests.faults.places import FIGURES, asks
from tests.faults.portals import described

ROBOTS = asks("/robots.txt")


def added(name: str, *records: dict[str, Any], **more: Any) -> Fault:
    """Give a row for a ckan that lists further records, which are gone again afterwards."""
    titles = tuple(sorted(f"+ {record['title']}" for record in records))
    count = len(records)
    told = {"stands": titles, "then": {"unchanged": 10, "gone": count}, "left": titles} | more
    return Fault(
        name,
        "ckan",
        "done",
        {"added": count, "unchanged": 10},
        (),
        becomes=in_ckan(lambda packages: packages.extend(records)),
        **told,
    )


def called(id_: str, title: str, name: str = "") -> dict[str, Any]:
    return {**package(name or title.lower().replace(" ", "-")), "id": id_, "title": title}


def changed(what: str, number: int, stands: tuple[str, ...], **fields: Any) -> Fault:
    """Give a row for a ckan one of whose records changes, and changes back."""
    return Fault(
        what, "ckan", "done", {"changed": 1, "unchanged": 9}, (), becomes=in_ckan(lambda packages: packages[number].update(fields)),
        stands=stands, then={"changed": 1, "unchanged": 9}, left=("other tables: dataset_change",),
    )  # fmt: skip


def licensed(**fields: str) -> Callable[[FakeCkan], object]:
    """State other terms of the dataset with figures."""
    return in_ckan(lambda packages: packages[0].update(fields))


def file_of_ckan(
    name: str, does: wrong.Mischief, state: str, outcomes: dict[str, int], *rules: str, **more: Any
) -> Fault:
    return Fault(name, "ckan", state, outcomes, rules, does, **more)


NFC, NFD = unicodedata.normalize("NFC", "Občina č"), unicodedata.normalize("NFD", "Občina č")
EVIL = 'Evil</title><script>alert(1)</script>" onload="alert(2)\u202e'
RECORDS = (
    added("has ids that differ only in case", called("ID-SET-1", "Upper"), called("Id-Set-1", "Mixed"), sql=True),
    added("has ids with spaces, slashes and signs", called("a b/../c?d=e#f", "Signs"), called("a b/../c", "Fewer signs")),
    added("has an id of 5,000 characters", called("x" * 5000, "Long"), called("x" * 4999 + "y", "Longer"), sql=True),
    added("has ids that differ only in their Unicode form", called(NFC, "Composed"), called(NFD, "Decomposed"), sql=True),
    added("has names that differ only in case", called("n-1", "One", "SET-1"), called("n-2", "Two", "Set-1")),
    added("has a title with scripts and control characters", called("evil", f"{EVIL}\u0007", "evil"), sql=True, stands=(f"+ {EVIL}",), left=(f"+ {EVIL}",)),
    added("has a title of 5,000 letters", called("long", "L" * 5_000, "long"), sql=True, stands=("+ a title of 5,000 letters",), left=("+ a title of 5,000 letters",)),
    added("has a title with a NUL", called("nul", "Before\u0000after", "nul"), sql=True, stands=("+ Beforeafter",), left=("+ Beforeafter",)),
    added("has a title with half a letter (lone surrogate)", called("half", "Half \ud800", "half"), sql=True, stands=("+ Half \ufffd",), left=("+ Half \ufffd",)),
    Fault("has a record without title", "ckan", "partial", {"unchanged": 9, "refused": 1}, ("connectors.ckan-record",), becomes=in_ckan(
        lambda packages: packages[4].update(title=None))),
    Fault("has a record that is none", "ckan", "partial", {"unchanged": 10, "refused": 1}, ("connectors.ckan-record",), becomes=in_ckan(
        lambda packages: packages.append("not a record"))),
    Fault("has a record without title", "dcat", "partial", {"unchanged": 9, "refused": 1}, ("connectors.dcat-record",), becomes=in_feed(
        lambda sets: sets.__setitem__(4, sets[4].replace("dct:title", "dct:label")))),
    Fault("has an IRI with spaces", "dcat", "done", {"added": 1, "unchanged": 10}, (), becomes=in_feed(
        lambda sets: sets.append(described("late").replace("city.example/late", "city.example/la te"))), stands=("+ Late",),
        then={"unchanged": 10, "gone": 1}, left=("+ Late",)),
    Fault("gives the identifier of a dataset to another, too", "dcat", "done", {"added": 1, "changed": 1, "unchanged": 9}, (), becomes=in_feed(
        lambda sets: sets.append(described("set-1").replace("city.example/set-1", "city.example/other").replace('"Set-1"', '"Taken over"'))),
        stands=("+ Taken over", "dcat-set-1: remote"), then={"changed": 1, "unchanged": 9, "gone": 1}, left=("+ Taken over",)),
    changed("renames a dataset", 3, ("ckan-set-3: landing_page",), name="set-three"),
    changed("changes a title and back", 3, ("ckan-set-3: description, title",), title="Another"),
    Fault("makes the dataset with figures private", "ckan", "partial", {"unchanged": 9, "refused": 1, "gone": 1}, ("connectors.ckan-private",), becomes=licensed(
        private="true"), stands=("ckan-set-0: missing_since",)),
    Fault("changes a licence to one that forbids", "ckan", "partial", {"unchanged": 9, "refused": 1}, ("licence.forbids",), becomes=licensed(
        license_id="CC BY-NC-ND 4.0", license_title="CC BY-NC-ND 4.0"), sql=True, stands=(
        "CX.POP SI_052 2018: 56000 -> none", "CX.POP SI_052 2019: 57133 -> none", "ckan-set-0: licence",
    ), then={"changed": 1, "unchanged": 9}, left=("other tables: release, observation, dataset_change, finding",)),
    file_of_ckan("its robots.txt forbids the file", wrong.where(ROBOTS, wrong.replied(b"User-agent: *\nDisallow: /people\n", 200, "text/plain")),
        "partial", {"unchanged": 9, "refused": 1}, "connectors.robots"),
    file_of_ckan("its robots.txt answers 500", wrong.where(ROBOTS, wrong.replied(b"", 500)), "partial", {"unchanged": 9, "failed": 1}, "connectors.robots-unknown"),
    file_of_ckan("its robots.txt is a web page", wrong.where(ROBOTS, wrong.replied(b"<html>Disallow: /</html>", 200, "text/html")), "done", {"unchanged": 10}),
    file_of_ckan("its file is a web page", wrong.where(FIGURES, wrong.replied(b"<html></html>", 200, "text/html")), "partial", {"unchanged": 9, "refused": 1}, "connectors.html-answer"),
    file_of_ckan("its file answers 500", wrong.where(FIGURES, wrong.replied(b"", 500)), "partial", {"unchanged": 9, "failed": 1}, "connectors.server-failure"),
    file_of_ckan("its file resets the connection", wrong.where(FIGURES, wrong.reset_in_the_midst), "partial", {"unchanged": 9, "failed": 1}, "connectors.broken-answer"),
    Fault("the address of its file leads to a private host", "ckan", "partial", {"unchanged": 9, "refused": 1}, ("connectors.forbidden-address",), becomes=in_ckan(
        lambda packages: packages[0]["resources"][0].update(url="http://10.0.0.1/people.csv"))),
    Fault("the address of its file is misspelt (hhttps://)", "ckan", "partial", {"changed": 1, "unchanged": 9, "refused": 1},
        ("connectors.bad-url", "connectors.ckan-address"), becomes=in_ckan(
        lambda packages: packages[0]["resources"][0].update(url="hhttps://city.example/people.csv")),
        stands=("ckan-set-0: record_hash, record_snapshot",), then={"changed": 1, "unchanged": 9}, left=("other tables: dataset_change, finding",)),
    Fault("takes the file of the figures out of its dataset", "ckan", "partial", {"unchanged": 9, "refused": 1}, ("connectors.missing-resource",), becomes=in_ckan(
        lambda packages: packages[0].update(resources=[]))),
)  # fmt: skip
