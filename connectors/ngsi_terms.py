"""Names of types and attributes: short terms for full ones. Nothing is fetched for it: a remote context is only named.

The namespaces are facts of ETSI GS CIM 009 (core and default context) and of Smart Data Models, whose terms stand below the
model's subject, or at the root where all models share them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from connectors.json_answer import Digits, Json

SMART = "https://smartdatamodels.org/"
KNOWN = re.compile(
    r"(?:https://smartdatamodels\.org/(?:dataModel\.[A-Za-z]+/)?"
    r"|https://uri\.etsi\.org/ngsi-ld/(?:default-context/)?"
    r"|https://uri\.fiware\.org/ns/data-models#)([A-Za-z_][\w.-]*)"
)
"""Full names whose last part is their term."""

SHARED = frozenset(
    {"address", "alternateName", "areaServed", "dataProvider", "name", "owner", "seeAlso", "source"}
)
"""Smart Data Models' attributes of all models."""

CORE = frozenset({"location", "observationSpace", "operationSpace", "description", "title"})
"""Terms of the core context, which every broker knows."""

SUBJECTS: Mapping[str, str] = {
    name: subject
    for subject, names in {
        "Environment": "AirQualityObserved AirQualityForecast AirQualityMonitoring NoiseLevelObserved NoisePollution "
        "RainFallRadarObserved FloodMonitoring IndoorEnvironmentObserved PhreaticObserved ElectroMagneticObserved",
        "Weather": "WeatherObserved WeatherForecast WeatherAlert SeaConditions",
        "Transportation": "TrafficFlowObserved ItemFlowObserved CrowdFlowObserved BikeHireDockingStation BikeLane "
        "EVChargingStation Road RoadSegment RoadAccident Vehicle VehicleModel TrafficViolation CityWork",
        "Parking": "OffStreetParking OnStreetParking ParkingSpot ParkingGroup ParkingAccess",
        "WasteManagement": "WasteContainer WasteContainerIsle WasteContainerModel WasteObserved",
        "Streetlighting": "Streetlight StreetlightGroup StreetlightModel StreetlightControlCabinet",
        "Energy": "ACMeasurement ThreePhaseAcMeasurement SolarEnergy PhotovoltaicMeasurement InverterDevice StorageBatteryMeasurement",
        "Device": "Device DeviceModel DeviceMeasurement SmartMeteringObservation",
        "Building": "Building BuildingOperation BuildingType VibrationsObserved",
        "WaterQuality": "WaterQualityObserved WaterObserved",
        "KeyPerformanceIndicator": "KeyPerformanceIndicator",
    }.items()
    for name in names.split()
}
"""Subject of each type."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Short terms for the names in one answer.

    Args:
        local: full names by term, or by prefix, of a context that stands in the answer itself.
    """

    local: Mapping[str, str] = field(default_factory=dict)

    def term(self, name: str) -> str:
        """Give the term of a name; one that nobody knows stays as it is."""
        full = self._full(name)
        known = KNOWN.fullmatch(full)
        return known[1] if known else full if "://" in name else name

    def _full(self, name: str) -> str:
        if name in self.local:
            return self.local[name]
        prefix, colon, rest = name.partition(":")
        return self.local[prefix] + rest if colon and prefix in self.local and "//" not in rest else name


def terms_of(entity: Mapping[str, Json]) -> Terms:
    """Take the terms that an entity's own context defines; addresses of contexts are left alone."""
    return Terms(dict(_defined(entity.get("@context"))))


def full_name(name: str, kind: str) -> str:
    """Write a type or attribute as Smart Data Models' full name, where the model of its type is known.

    Args:
        kind: the type that it is, or is an attribute of.
    """
    if "://" in name or kind not in SUBJECTS or name in CORE:
        return name
    return f"{SMART}{name}" if name in SHARED else f"{SMART}dataModel.{SUBJECTS[kind]}/{name}"


def _defined(context: Json) -> Iterator[tuple[str, str]]:
    for one in context if isinstance(context, list) else [context]:
        for term, told in one.items() if isinstance(one, dict) else ():
            full = told.get("@id") if isinstance(told, dict) else told
            if (
                isinstance(full, str)
                and not isinstance(full, Digits)
                and "://" in full
                and not term.startswith("@")
            ):
                yield term, full
