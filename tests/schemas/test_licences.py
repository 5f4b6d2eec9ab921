"""Licences: read from addresses, codes and spellings; what is not known is never allowed by guess."""

from __future__ import annotations

import pytest

from schemas.codes import codelist
from schemas.languages import LANGUAGES
from schemas.licences import NONE, UNKNOWN, jointly, read_licence

READ = {
    "CC BY 4.0": ("CC_BY", "https://creativecommons.org/licenses/by/4.0/"),
    "cc-by": ("CC_BY", "https://creativecommons.org/licenses/by/4.0/"),
    "CC-BY-SA-3.0": ("CC_BYSA", "https://creativecommons.org/licenses/by-sa/3.0/"),
    "http://creativecommons.org/licenses/by/3.0/si/": ("CC_BY", "https://creativecommons.org/licenses/by/3.0/"),
    "https://creativecommons.org/licenses/by-nc-nd/4.0/deed.sl": (
        "CC_BYNCND", "https://creativecommons.org/licenses/by-nc-nd/4.0/",
    ),
    "http://publications.europa.eu/resource/authority/licence/CC_BYND_4_0": (
        "CC_BYND", "https://creativecommons.org/licenses/by-nd/4.0/",
    ),
    "http://publications.europa.eu/resource/authority/licence/COM_REUSE": (
        "COM_REUSE", "http://publications.europa.eu/resource/authority/licence/COM_REUSE",
    ),
    "Creative Commons Attribution 4.0 International (CC BY 4.0)": (
        "CC_BY", "https://creativecommons.org/licenses/by/4.0/",
    ),
    "Creative Commons Priznanje avtorstva-Nekomercialno 4.0 Mednarodna": (
        "CC_BYNC", "https://creativecommons.org/licenses/by-nc/4.0/",
    ),
    "Creative Commons Imenovanje-Dijeli pod istim uvjetima 4.0 međunarodna": (
        "CC_BYSA", "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
    "Podatki so na voljo pod licenco CC BY 4.0": ("CC_BY", "https://creativecommons.org/licenses/by/4.0/"),
    "Creative Commons BY-NC-ND 4.0": ("CC_BYNCND", "https://creativecommons.org/licenses/by-nc-nd/4.0/"),
    "https://data.gov.hr/id/licence/otvorena-dozvola-rh": (
        "OTVORENA_DOZVOLA", "https://data.gov.hr/id/licence/otvorena-dozvola-rh",
    ),
    "Otvorena dozvola": ("OTVORENA_DOZVOLA", "https://data.gov.hr/id/licence/otvorena-dozvola-rh"),
    "Otvorena dozvola (OD)": ("OTVORENA_DOZVOLA", "https://data.gov.hr/id/licence/otvorena-dozvola-rh"),
    "open-license": ("OTVORENA_DOZVOLA", "https://data.gov.hr/id/licence/otvorena-dozvola-rh"),
    "https://www.data.gov.hr/hr/open-license": ("OTVORENA_DOZVOLA", "https://data.gov.hr/id/licence/otvorena-dozvola-rh"),
    "http://www.opendefinition.org/licenses/odc-odbl": ("ODC_BL", "https://opendatacommons.org/licenses/odbl/1-0/"),
    "ODbL": ("ODC_BL", "https://opendatacommons.org/licenses/odbl/1-0/"),
    "PDDL-1.0": ("ODC_PDDL", "https://opendatacommons.org/licenses/pddl/1-0/"),
    "CC0": ("CC0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    "other-closed": ("NOT_OPEN", ""),
    "": (NONE, ""),
    "notspecified": (NONE, ""),
    "none stated by the source; figures re-used as facts with citation": (NONE, ""),
    "ni navedena": (NONE, ""),
}  # fmt: skip


@pytest.mark.parametrize("text", READ, ids=lambda text: text[:40] or "nothing")
def test_a_licence_is_read_however_it_is_written(text: str) -> None:
    found = read_licence(text)
    assert (found.code, found.iri, found.stated) == (*READ[text], text)


@pytest.mark.parametrize(
    "text",
    [
        "not CC BY 4.0", "CC BY 4.0 or CC BY-NC 4.0", "not available under CC BY 4.0", "terms of use of the city",
        "CC BY-XX 4.0", "https://creativecommons.org/licenses/nc-sa/1.0/", "CC BY-ND-SA 4.0", "licence of the city",
        "Creative Commons",
    ],
)  # fmt: skip
def test_what_the_list_does_not_know_stays_unknown(text: str) -> None:
    found = read_licence(text)
    assert (found.code, found.reuse, found.derivatives, found.commercial) == (UNKNOWN, None, None, None)
    assert found.forbidden == ()
    assert [one.key for one in found.conditions] == ["licence.unknown"]


FORBIDDEN = {
    "CC BY-ND 4.0": ["licence.no_derivatives"],
    "Creative Commons Priznanje avtorstva-Nekomercialno-Brez predelav 4.0": ["licence.no_derivatives"],
    "© 2024 Mestna občina. Vse pravice pridržane.": ["licence.no_reuse"],
    "Sva prava pridržana": ["licence.no_reuse"],
    "All Rights Reserved": ["licence.no_reuse"],
    "Re-use of these data is not permitted": ["licence.no_reuse"],
    "CC BY-NC 4.0": [],
    "CC BY 4.0": [],
    "CC0 1.0 (no rights reserved)": [],
    "": [],
}


@pytest.mark.parametrize("text", FORBIDDEN, ids=lambda text: text[:40] or "nothing")
def test_what_a_licence_forbids_of_publishing_is_said(text: str) -> None:
    assert [message.key for message in read_licence(text).forbidden] == FORBIDDEN[text]


def test_the_strictest_conditions_hold_for_what_is_derived_from_several() -> None:
    joint = jointly(map(read_licence, ("CC BY 4.0", "CC BY-NC 4.0", "CC BY-SA 4.0", "CC BY 4.0")))
    assert [one.key for one in joint.conditions] == [
        "licence.non_commercial", "licence.share_alike", "licence.attribution",
    ]  # fmt: skip
    (conflict,) = joint.conflicts
    assert "CC BY-NC 4.0" in conflict.in_("sl")
    assert "CC BY-SA 4.0" in conflict.in_("sl")


def test_licences_that_go_together_have_no_conflict() -> None:
    for texts in (
        ("CC BY 4.0", "CC0"),
        ("CC BY-SA 4.0", "CC BY 4.0"),
        ("CC BY-NC 4.0", "CC BY-NC-SA 4.0"),
        (),
    ):
        assert jointly(map(read_licence, texts)).conflicts == ()
    assert [one.key for one in jointly([read_licence("CC0")]).conditions] == ["licence.free"]


def test_unknown_conditions_are_named_beside_known_ones() -> None:
    joint = jointly(map(read_licence, ("CC BY 4.0", "terms of the city")))
    assert [one.key for one in joint.conditions] == ["licence.attribution", "licence.unknown"]


def test_every_licence_of_the_list_is_read_by_its_code_name_and_words() -> None:
    for code in codelist("licence"):
        words = [code.code, *(code.label.in_(lang) for lang in LANGUAGES), *code.columns["words"].split("|")]
        found = {word: read_licence(word).code for word in words if word}
        assert {word: read for word, read in found.items() if read != code.code} == {}
