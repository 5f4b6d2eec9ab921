"""Faults that a service tells in XML: of SOAP, of an SDMX error message, of Eurostat's queue."""

from xml.etree.ElementTree import Element

from connectors.sdmx_xml import attribute, local_name, text_of


def fault_of(root: Element) -> str:
    """Give a fault's number and words, of SOAP, of an SDMX error message or of the queue; empty where there is none."""
    told: list[str] = []
    for element in root.iter():
        name = local_name(element)
        if name == "ErrorMessage":
            told.append(f"{attribute(element, 'code')}: {' '.join(map(text_of, element))}")
        elif name == "Fault":
            parts = {local_name(part).lower(): text_of(part) for part in element}
            code, reason = parts.get("faultcode", parts.get("code", "")), parts.get("faultstring", "")
            told.append(f"{code}: {reason or parts.get('reason', '')}")
        elif name == "queued":
            told.append(" ".join(" ".join(element.itertext()).split()))
    return "; ".join(told)
