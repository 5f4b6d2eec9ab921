"""Vocabularies that DCAT-AP names: the entries we use, with labels, and the words by which sources mean them.

Codes and IRIs are facts of the EU's Publications Office (authority tables) and of ADMS; the labels are ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from catalogue.dcat.namespaces import DCT, EU
from catalogue.dcat.resources import Concept, Licence, Scheme, Worded, Words

Labels = tuple[str, str, str]
ADMS_TERMS = "http://purl.org/adms/"


@dataclass(frozen=True)
class Vocabulary:
    """A closed list.

    Args:
        scheme: IRI of the list; an entry's is `base` and its code.
        title: in English, Slovenian and Croatian.
        entries: labels by code.
        base: what an entry's IRI begins with, the scheme and a slash unless told otherwise.
        classes: classes that DCAT-AP wants an entry to have besides skos:Concept.
        aliases: other words for a code, in small letters.
    """

    scheme: str
    title: Labels
    entries: Mapping[str, Labels]
    base: str = ""
    classes: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)

    def iri(self, code: str) -> str:
        """Give an entry's IRI."""
        return f"{self.base or self.scheme + '/'}{code}"

    def code(self, text: str) -> str:
        """Give the code that a code, an IRI or a known word stands for; empty where the list lacks it."""
        asked = text.strip().removeprefix(self.iri(""))
        if asked in self.entries:
            return asked
        word = asked.casefold().lstrip(".")
        written = word.upper().replace("-", "_").replace(" ", "_")
        return self.aliases.get(word, written if written in self.entries else "")


def _one(text: str) -> Labels:
    return (text, text, text)


ACCESS_RIGHT = Vocabulary(
    EU + "access-right", ("Access right", "Pravica dostopa", "Pravo pristupa"),
    {
        "PUBLIC": ("public", "javno", "javno"),
        "RESTRICTED": ("restricted", "omejen dostop", "ograničen pristup"),
        "NON_PUBLIC": ("non-public", "nejavno", "nije javno"),
    },
    classes=(DCT + "RightsStatement",),
    aliases={"open": "PUBLIC", "hidden": "NON_PUBLIC"},
)  # fmt: skip

DATA_THEME = Vocabulary(
    EU + "data-theme", ("Data theme", "Tema podatkov", "Tema podataka"),
    {
        "AGRI": ("Agriculture, fisheries, forestry and food", "Kmetijstvo, ribištvo, gozdarstvo in hrana",
                 "Poljoprivreda, ribarstvo, šumarstvo i hrana"),
        "ECON": ("Economy and finance", "Gospodarstvo in finance", "Gospodarstvo i financije"),
        "EDUC": ("Education, culture and sport", "Izobraževanje, kultura in šport", "Obrazovanje, kultura i sport"),
        "ENER": ("Energy", "Energija", "Energija"),
        "ENVI": ("Environment", "Okolje", "Okoliš"),
        "GOVE": ("Government and public sector", "Uprava in javni sektor", "Uprava i javni sektor"),
        "HEAL": ("Health", "Zdravje", "Zdravlje"),
        "INTR": ("International issues", "Mednarodne zadeve", "Međunarodna pitanja"),
        "JUST": ("Justice, legal system and public safety", "Pravosodje, pravni sistem in javna varnost",
                 "Pravosuđe, pravni sustav i javna sigurnost"),
        "REGI": ("Regions and cities", "Regije in mesta", "Regije i gradovi"),
        "SOCI": ("Population and society", "Prebivalstvo in družba", "Stanovništvo i društvo"),
        "TECH": ("Science and technology", "Znanost in tehnologija", "Znanost i tehnologija"),
        "TRAN": ("Transport", "Promet", "Promet"),
    },
)  # fmt: skip

FILE_TYPE = Vocabulary(
    EU + "file-type", ("File type", "Vrsta datoteke", "Vrsta datoteke"),
    {
        "CSV": _one("CSV"), "DBF": _one("DBF"), "DOC": _one("Word DOC"), "DOCX": _one("Word DOCX"),
        "GDB": _one("Esri File Geodatabase"), "GEOJSON": _one("GeoJSON"), "GML": _one("GML"),
        "GPKG": _one("GeoPackage"), "GZIP": _one("gzip"), "HTML": _one("HTML"), "JPEG": _one("JPEG"),
        "JSON": _one("JSON"), "JSON_LD": _one("JSON-LD"), "KML": _one("KML"), "KMZ": _one("KMZ"),
        "MAP_SRVC": _one("ArcGIS Map Service"), "ODS": _one("ODS"), "PARQUET": _one("Parquet"), "PDF": _one("PDF"),
        "PNG": _one("PNG"), "RDF_N_TRIPLES": _one("RDF N-Triples"), "RDF_TURTLE": _one("RDF Turtle"),
        "RDF_XML": _one("RDF/XML"), "REST": _one("Esri REST"), "SDMX": _one("SDMX"), "SHP": _one("Esri Shape"),
        "TIFF": _one("TIFF"), "TSV": _one("TSV"), "TXT": ("Plain text", "Besedilo", "Tekst"),
        "WFS_SRVC": _one("WFS"), "WMS_SRVC": _one("WMS"), "XLS": _one("Excel XLS"), "XLSX": _one("Excel XLSX"),
        "XML": _one("XML"), "ZIP": _one("ZIP"),
    },
    aliases={
        "application/json": "JSON", "application/ld+json": "JSON_LD", "application/pdf": "PDF",
        "application/geo+json": "GEOJSON", "application/rdf+xml": "RDF_XML", "application/xml": "XML",
        "application/vnd.apache.parquet": "PARQUET", "application/vnd.ms-excel": "XLS",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX", "application/zip": "ZIP",
        "esri rest": "REST", "fgdb": "GDB", "geotiff": "TIFF", "gz": "GZIP", "htm": "HTML", "jpg": "JPEG",
        "json-ld": "JSON_LD", "jsonld": "JSON_LD", "nt": "RDF_N_TRIPLES", "rdf": "RDF_XML", "rdf/xml": "RDF_XML",
        "shapefile": "SHP", "text/csv": "CSV", "text/html": "HTML", "text/plain": "TXT",
        "text/tab-separated-values": "TSV", "text/turtle": "RDF_TURTLE", "text/xml": "XML", "tif": "TIFF",
        "ttl": "RDF_TURTLE", "turtle": "RDF_TURTLE", "wfs": "WFS_SRVC", "wms": "WMS_SRVC", "xslx": "XLSX",
    },
    classes=(DCT + "MediaTypeOrExtent",),
)  # fmt: skip

FREQUENCY = Vocabulary(
    EU + "frequency", ("Frequency", "Pogostost", "Učestalost"),
    {
        "TRIENNIAL": ("every three years", "vsaka tri leta", "svake tri godine"),
        "BIENNIAL": ("every two years", "vsaki dve leti", "svake dvije godine"),
        "ANNUAL": ("yearly", "letno", "godišnje"),
        "ANNUAL_2": ("twice a year", "dvakrat letno", "dvaput godišnje"),
        "QUARTERLY": ("quarterly", "četrtletno", "tromjesečno"),
        "MONTHLY": ("monthly", "mesečno", "mjesečno"),
        "WEEKLY": ("weekly", "tedensko", "tjedno"),
        "DAILY": ("daily", "dnevno", "dnevno"),
        "HOURLY": ("hourly", "urno", "svaki sat"),
        "UPDATE_CONT": ("continuously updated", "sproti", "neprekidno"),
        "IRREG": ("irregular", "neredno", "nepravilno"),
        "NEVER": ("never", "nikoli", "nikad"),
        "UNKNOWN": ("unknown", "neznano", "nepoznato"),
    },
    classes=(DCT + "Frequency",),
    aliases={
        "a": "ANNUAL", "d": "DAILY", "h": "HOURLY", "m": "MONTHLY", "p1d": "DAILY", "p1m": "MONTHLY", "p1w": "WEEKLY",
        "p1y": "ANNUAL", "p2y": "BIENNIAL", "p3m": "QUARTERLY", "p3y": "TRIENNIAL", "p6m": "ANNUAL_2", "q": "QUARTERLY",
        "s": "ANNUAL_2", "w": "WEEKLY", "yearly": "ANNUAL",
    },
)  # fmt: skip

LANGUAGE = Vocabulary(
    EU + "language", ("Language", "Jezik", "Jezik"),
    {
        "ENG": ("English", "angleščina", "engleski"), "SLV": ("Slovenian", "slovenščina", "slovenski"),
        "HRV": ("Croatian", "hrvaščina", "hrvatski"), "DEU": ("German", "nemščina", "njemački"),
        "FRA": ("French", "francoščina", "francuski"), "HUN": ("Hungarian", "madžarščina", "mađarski"),
        "ITA": ("Italian", "italijanščina", "talijanski"),
    },
    classes=(DCT + "LinguisticSystem",),
    aliases={"en": "ENG", "sl": "SLV", "hr": "HRV", "de": "DEU", "fr": "FRA", "hu": "HUN", "it": "ITA"},
)  # fmt: skip

AVAILABILITY = Vocabulary(
    EU + "planned-availability", ("Planned availability", "Načrtovana razpoložljivost", "Planirana dostupnost"),
    {"AVAILABLE": ("available", "na voljo", "dostupno")},
)  # fmt: skip

LICENCE = Vocabulary(
    EU + "licence", ("Licence", "Licenca", "Licencija"),
    {
        "CC0": _one("CC0 1.0"), "CC_BY_4_0": _one("CC BY 4.0"), "CC_BYSA_4_0": _one("CC BY-SA 4.0"),
        "CC_BYND_4_0": _one("CC BY-ND 4.0"), "CC_BYNC_4_0": _one("CC BY-NC 4.0"),
        "ODC_BY": _one("Open Data Commons Attribution License 1.0"),
        "ODC_PDDL": _one("Open Data Commons Public Domain Dedication and License 1.0"),
    },
    aliases={
        "cc by 4.0": "CC_BY_4_0", "cc-by-4.0": "CC_BY_4_0", "creativecommons.org/licenses/by/4.0": "CC_BY_4_0",
        "cc by-sa 4.0": "CC_BYSA_4_0", "cc-by-sa-4.0": "CC_BYSA_4_0",
        "creativecommons.org/licenses/by-sa/4.0": "CC_BYSA_4_0", "cc-by-nc-4.0": "CC_BYNC_4_0",
        "creativecommons.org/licenses/by-nc/4.0": "CC_BYNC_4_0", "cc-by-nd-4.0": "CC_BYND_4_0",
        "creativecommons.org/licenses/by-nd/4.0": "CC_BYND_4_0", "cc-zero": "CC0", "cc0-1.0": "CC0",
        "creativecommons.org/publicdomain/zero/1.0": "CC0",
    },
)  # fmt: skip

AGENT_TYPE = Vocabulary(
    ADMS_TERMS + "publishertype/1.0", ("Publisher type", "Vrsta izdajatelja", "Vrsta izdavača"),
    {
        "LocalAuthority": ("Local authority", "Lokalna oblast", "Lokalna vlast"),
        "NationalAuthority": ("National authority", "Državni organ", "Državno tijelo"),
        "SupraNationalAuthority": ("Supranational authority", "Nadnacionalni organ", "Nadnacionalno tijelo"),
        "Company": ("Company", "Podjetje", "Poduzeće"),
        "NonProfitOrganisation": ("Non-profit organisation", "Neprofitna organizacija", "Neprofitna organizacija"),
    },
    base=ADMS_TERMS + "publishertype/",
    aliases={
        "municipality": "LocalAuthority", "department": "LocalAuthority", "state": "NationalAuthority",
        "eu": "SupraNationalAuthority", "utility": "Company", "network": "NonProfitOrganisation",
    },
)  # fmt: skip

LICENCE_TYPE = Vocabulary(
    ADMS_TERMS + "licencetype/1.0", ("Licence type", "Vrsta licence", "Vrsta licencije"),
    {
        "Attribution": ("Attribution", "Priznanje avtorstva", "Imenovanje"),
        "PublicDomain": ("Work in the public domain", "Delo v javni domeni", "Djelo u javnoj domeni"),
        "UnknownIPR": ("Unknown terms", "Neznani pogoji", "Nepoznati uvjeti"),
    },
    base=ADMS_TERMS + "licencetype/",
)  # fmt: skip

CHANGE_TYPE = Vocabulary(
    ADMS_TERMS + "changetype/", ("Change type", "Vrsta spremembe", "Vrsta promjene"),
    {"created": ("created", "ustvarjeno", "stvoreno"), "updated": ("updated", "posodobljeno", "ažurirano")},
    base=ADMS_TERMS + "changetype/",
)  # fmt: skip

VOCABULARIES: Mapping[str, Vocabulary] = {
    "access-right": ACCESS_RIGHT, "agent-type": AGENT_TYPE, "availability": AVAILABILITY, "change-type": CHANGE_TYPE,
    "data-theme": DATA_THEME, "file-type": FILE_TYPE, "frequency": FREQUENCY, "language": LANGUAGE,
    "licence": LICENCE, "licence-type": LICENCE_TYPE,
}  # fmt: skip
"""By the names that `mapping` uses."""

LANGUAGE_TAGS: Mapping[str, str] = {code: tag for tag, code in LANGUAGE.aliases.items()}
"""ISO 639-1 codes by the EU's."""

NATIONAL_LICENCES: Mapping[str, Labels] = {
    "https://data.gov.hr/id/licence/otvorena-dozvola-rh": (
        "Open Licence of the Republic of Croatia", "Odprta licenca Republike Hrvaške", "Otvorena dozvola",
    ),
}  # fmt: skip
"""Labels of licences that have an IRI of their own."""


def in_languages(labels: Labels) -> Words:
    """Give labels as texts with their language."""
    return tuple(Worded(text, lang) for text, lang in zip(labels, ("en", "sl", "hr"), strict=True))


@cache
def scheme(name: str) -> Scheme:
    """Give a vocabulary as it is described in a feed."""
    vocabulary = VOCABULARIES[name]
    return Scheme(iri=vocabulary.scheme, title=in_languages(vocabulary.title))


@cache
def concept(name: str, text: str) -> Concept | None:
    """Give the entry of a vocabulary that a code, an IRI or a known word stands for; None where it lacks it."""
    vocabulary = VOCABULARIES[name]
    code = vocabulary.code(text)
    if not code:
        return None
    label = in_languages(vocabulary.entries[code])
    return Concept(iri=vocabulary.iri(code), label=label, scheme=scheme(name), classes=vocabulary.classes)


def known(name: str, code: str) -> Concept:
    """Give an entry that the vocabulary is known to have."""
    found = concept(name, code)
    assert found is not None, f"{name} lacks {code}"
    return found


@cache
def licence(text: str) -> Licence | None:
    """Give the EU's licence that a code, an IRI or a known word stands for."""
    bare = text.strip().removeprefix("https://").removeprefix("http://").removesuffix("/")
    entry = concept("licence", text) or concept(
        "licence", bare.removesuffix("/legalcode").removesuffix("/deed.en")
    )
    if entry is None:
        return None
    terms = "PublicDomain" if entry.iri.endswith(("CC0", "ODC_PDDL")) else "Attribution"
    return Licence(
        iri=entry.iri, label=entry.label, scheme=entry.scheme, kind=known("licence-type", terms),
        classes=("http://www.w3.org/2004/02/skos/core#Concept",),
    )  # fmt: skip
