"""Our own connectors, in the order in which they are told."""

from connectors import (
    air_arso_items,
    air_iszz_items,
    arcgis_items,
    ckan_items,
    dcat_items,
    eurostat_items,
    ngsi_items,
    pxweb_items,
    sdmx_items,
    table_items,
)

BUILT_IN = (
    air_arso_items.CONNECTOR,
    air_iszz_items.CONNECTOR,
    arcgis_items.CONNECTOR,
    ckan_items.CONNECTOR,
    dcat_items.CONNECTOR,
    eurostat_items.CONNECTOR,
    ngsi_items.CONNECTOR,
    pxweb_items.CONNECTOR,
    sdmx_items.CONNECTOR,
    table_items.CONNECTOR,
)
