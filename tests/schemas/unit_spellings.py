"""Written units with what they are: in English, Slovenian, Croatian and the languages of other cities of the Mission.

Each line is a unit of ours with its spellings, between bars; the last group goes to a person.
"""

READ = """
CEL: °C | deg C | degrees Celsius | stopinje Celzija
CLASS: Energy efficiency class (e.g. A+, B)
DAY: number of days | days | dni | dnevi | days/year | Number of days > 50 µg/m3 |
  days with PM10 > 50 µg/m3 | broj dana
DB: dB | dB(A)
EUR: EUR | €
EUR/HAB: EUR/inhabitant | €/prebivalca
EUR/T_CO2E: EUR/tCO2e | €/t CO2e
GRAM: g
GJ: GJ/a
GWH: GWh/Jahr | 1000 MWh | tisoč MWh | mio kWh | million kWh
G_CO2/KM: gCO2/km
G_CO2E: g CO2e
G_CO2E/PKM: g CO2e/pkm
G_CO2E_KWH: gCO2e/kWh
HA: Number of hectares | ha | hektarji
HA/1000HAB: ha/1000 prebivalcev
HA/100KHAB: ha per 100,000 inhabitants | ha/100k inhabitants
HA/10KHAB: ha per 10.000 inhabitants
HOUR: hours
HRK: HRK | kn
INX: Index (2018 = 100) | indeks 2005=100
KG: kg | KG
KG/HAB: kg of waste per capita | kg/prebivalca | kg po stanovniku | kg/stan. | kg/preb./leto | kg/cap |
  kg/EW | kg/hab/an | kg/Einwohner und Jahr
KG_CH4: kg CH4
KG_CO2: kg CO2
KG_CO2/GJ: kg CO2/GJ
KG_CO2E: kgCO2e | kg CO2 eq.
KG_CO2E/EUR: kg CO2e/€
KG_CO2E/M2: kgCO2e/m2
KG_CO2E_KWH: kg CO2e/kWh
KG_D/HAB: kg per person per day
KG_TJ: kg/TJ
KM: km | kilometri | km of cycle lanes | km kolesarskih stez
KM/1000HAB: km/1000 inhabitants
KM/HOUR: km/h
KM2: km²
KTOE: ktoe
KT_C: kt C
KT_CO2: kt CO2
KT_CO2E: kt CO2 ekv. | tisoč ton CO2 ekv | tisuća tona CO2e | tis. t CO2 ekv. | 1000 t CO2e |
  1,000 tonnes CO2e | 1.000 t CO2e | 10^3 t CO2e | 10³ t CO₂e | Gg CO2e | Gg CO2 eq. |
  kilotonnes of CO2 equivalent | CO2e emissions (kt)
KW: kW | kWe
KWH: kilowatt-hours | kW h | kW·h | number of kWh
KWH/100KM: kWh/100 km
KWH/M2: kWh/m2 | kWh/m²/year | kWh/m2a | kWh/(m²a) | kWh/(m2·a) | kWh m-2 yr-1 | kWh/m2 na leto |
  kWh per square metre | kWh/m²·año | kWh/sqm
KWH/NR: kWh/lamp | kWh/svetilko | kWh per household
KWH/VKM: kWh/vkm
KWH_GCV: kWh (Hs)
KW_P: kWp | KWp | kW peak | kilowatt peak
L: l | litres
L/100KM: l/100 km
L_D/HAB: L/day/capita | litre/person/day | Liter pro Kopf und Tag | litara po stanovniku na dan
M2: m² | m2 | sqm | square meters | kvadratni metri | četvorni metri | mq
M2/HAB: m2/prebivalca | m²/stanovniku | m2 per inhabitant
M3: m3 | m³/leto
M3/HAB: m3/capita
M3/HOUR: m3/h
MG_M3: mg/m3
MIO_EUR: M€ | mio EUR | million euros | mil. EUR | € million | EUR mn | millones de euros | 1,000,000 €
MIO_M3: hm3
MIO_NR: mio passengers
MIO_T: Mt
MIO_VKM: mio vkm | million vehicle kilometres
MJ/PKM: MJ/pkm
MRD_EUR: mrd. € | billion EUR
MTOE: Mtoe
MT_CO2: Mt CO2
MT_CO2E: mio. t CO2e | million tonnes of CO2 equivalent | milijon ton CO2 ekvivalenta | 10^6 t CO2e |
  Mt CO2e | MtCO2eq | Tg CO2e | MMT CO2e
MW: MW | MW installed | mw
MWH: MWh | mwh | MWH/a | MWh p.a. | MWh/rok | MWh/año | MWh/an | MWh/god. | MWh na leto | MWh/leto |
  MWh godišnje | megavatnih ur | megavatsati | MWhth | MWh_el | MWh (NCV)
MWH/HAB: MWh/prebivalca | MWh/inhabitant | MWh/capita/year | MWh po stanovniku
MWH_GCV: MWh GCV
MW_P: MWp
NR: number | Nr. | Nº | # | no. of vehicles | Number of e-buses | število | število vozil | broj |
  broj vozila | kos | kom | Anzahl | Stück | Stk. | pcs | szt. | kpl | liczba | počet |
  nombre de logements | número de viviendas | vehicles | charging stations | inhabitants | prebivalci |
  jobs created | Number/year | Number of trees planted | e-buses | Anzahl der Ladepunkte | LED lamps
NR/1000HAB: Number per 1,000 inhabitants | cars per 1000 inhabitants | št./1000 preb. |
  broj na 1000 stanovnika
NR/100KHAB: deaths / 100 000 inhabitants
NR/10KHAB: number per 10,000 inhabitants
NR/DAY: Number of trips per day | passengers/day | vozila/dan | Daily journeys by suburban transport |
  Number of daily passengers
NR/HA: trees/ha
NR/HAB: trips per person
NR/KM2: inhabitants/km2 | broj stanovnika po km2 | prebivalcev/km2
NR/NR: passengers per vehicle | number of parking spaces / total number of cars
NR_D/HAB: trips per person per day
PC: % | percent | per cent | odstotek | odstotki | postotak | Prozent | pourcentage | % of population |
  % prebivalcev | delež prenovljenih stavb | udio obnovljenih zgrada | Anteil in % | share (%) |
  Modal share (%) | % / year | % change | % reduction vs 2018 | % of trips under 5 km | delež v % |
  % of km of cycle lanes | % of trips within 300 m | % p.a.
PKM: pkm | passenger-kilometres
PROMILLE: ‰
PP: percentage points | pp | p.p. | %-points | odstotne točke | postotni bodovi
SCORE: points | score (1-5) | index | ocena | Likert scale
T: t | T | tonnes | Tonnen/Jahr | ton | tone odpada | t waste/year | v tonah | u tonama | Mg/rok
T/DAY: t/d
T/HA: tonnes per hectare | t/ha
TEXT: Qualitative description
THS_EUR: k€ | 1000 EUR | tis. EUR
THS_NR: thousand passengers | 1000 inhabitants
THS_T: kt | Gg
TJ: TJ/year
TKM: tkm
TOE: toe | tep | tonnes of oil equivalent
T_C: t C | tC
T_CH4: t CH4 | tonnes of methane | ton metana
T_CO2: t CO2 | tCO2/yr | tonnes of CO2 | tona CO2 | ton CO2 na leto | Tonnen CO2 | CO2 (t/a) |
  tonnes of carbon dioxide | tone ogljikovega dioksida | Annual CO2 savings in tonnes |
  smanjenje emisija CO2 (t/god) | Tonne CO2 | Mg CO2 | т CO2 | CO2-Emissionen in t | v t CO2
T_CO2/HAB: tCO2/hab
T_CO2/MWH: tCO2/MWh
T_CO2E: t CO2e | tCO2e | t CO2-e | t CO2(e) | t CO2 (eq) | t CO₂-Äq. | t CO2-Äquivalent |
  Tonnen CO2-Äquivalente pro Jahr | téqCO2 | t éq. CO2 | tonnes équivalent CO2 | teq CO2 | t eq CO2/an |
  toneladas de CO2 equivalente | t CO2 eq/año | tonnellate di CO2 equivalente | ton CO2-ekv. |
  ton koldioxidekvivalenter | t CO2-ekv/år | tona CO2 ekvivalenta | ton ekvivalenta CO2 na leto |
  tona ekvivalenta CO2 godišnje | t CO2 ekv. | tone CO2 ekv / god | tonnes CO2e (reduction) |
  Tonnes of carbon dioxide equivalent | metric tons of CO2e | t/year CO2e | CO2e (t) |
  GHG emissions [t CO2e] | t CO<sub>2</sub>e | $tCO_{2}e$ | t CO₂ e | tCO2eq. | t of CO2e per annum |
  t eCO2 | t CO 2 eq | tone CO2 echivalent/an | t CO2 ισοδύναμο | Mg CO2e/rok |
  hiilidioksidiekvivalentti tonnia | CO2-eq. (tonnes/year) | Reduction of CO2e emissions (tonnes) |
  zmanjšanje emisij (t CO2 ekv) | t CO2e; | "t CO2e" | • t CO2e
T_CO2E/HAB: t CO2e per capita | t CO2e/inhabitant | t CO2 ekv./preb. | t CO2e po stanovniku
T_CO2E/KM2: t CO2e/km2
T_CO2E/MIO_EUR: t CO2e / M€
T_CO2E_MWH: t CO2e/MWh
T_N2O: t N2O | tonnes of nitrous oxide
UG_M3: µg/m³ | ug/m3 | μg m-3 | micrograms per cubic metre | PM10 (µg/m³)
VKM: vkm | vehicle-km | vozilokilometri | Fahrzeugkilometer
W/M2: W/m2
YES_NO: yes/no | Yes / No | da/ne
G_CO2E_KWH: g CO2-Äq./kWh
HA/100KHAB: ha/100 000 inhabitants | hectares per 100,000 population
KG/HAB: kg po prebivalcu | kg pr. indbygger
KT_CO2E: kt CO2-ækv | kt CO2 ekw. | kt ekw. CO2 | tuhatta tonnia CO2-ekv
KWH/M2: kWh pr. m2
MT_CO2E: milj. ton CO2e | milj. t CO2-ekv
PC: 0-100% | 0–100 % | % of total km | % of total trips
T_CO2: Tn CO2 | tonnes of carbon dioxide (CO2)
T_CO2E: ton ekw. CO2 | Mg CO2 ekw. | t CO2 ισοδ. | t CO2-ækvivalenter | ton CO2-ækv. | t CO2-ígildi |
  t CO2 eşd. | t CO2eqiv | t CO2 eqivalent | t CO2 equivilant | t CO2 equival. | tonne équ. CO2 | t CO2 Aequ. |
  tonnes of carbon dioxide (CO2) equivalent | tonnes of CO2 equivalent (CO2e) per year | t CO2 [e] | t CO2[e]/a | CO2 [e] (t)
T_CO2E/HAB: tCO2e p.c. | t CO2-ækv. pr. indbygger
"""

UNDECIDED = """
tonnes of carbon | t carbon | mt CO2e | MT CO2e | mtCO2 | mt | MT | t C02e | tC02 | tCO,e |
  tCO2 or CO2e | CO2 | CO2e | CO2 eq | t CO2 and CO2e | tCE | carbon equivalent | GHG emissions (t) |
  tonnes of emissions | gg CO2e | short tons CO2e | long tons | mWh | mW | mJ | MW/h | kW/h | MWh and % |
  kWh or tCO2e | MWh (thousands) | % and number | % (MWh) | ratio | per 100.000 inhabitants |
  Number and % | mil EUR | - | x | n/a | tbd | 1.4.1 | foo | MG | M | tC02e | kWh/m2 and tCO2e |
  EUR x 1000 | t CO2e (x1000) | kg / m2 or m3 | MWh oz. t CO2 | % or number | t CO2 eq /GVA |
  EUR per project | participants per event | l/c/d | W/m2K | basis points | MWh? |
  "Last Mile" initiative | Mm3 | m EUR | t CO2e or similar | per capita | Hectares/100.000 |
  % per 100.000 population | 1 t | 100 m2 | MWh thousand | Number (thousands) | Amount of waste |
  Energy efficiency |
  equivalent tonnes of CO2 | eq. t CO2 | ekvivalent t CO2 | t CO2 (GHG equivalent) | t CO2 letno -ekvivalenter |
  CO2 e in kt | t CO2/e | t CO2:e | t CO22 | t CO3e | tCOz | tCO2 (equivalent?) | n.a. | n.d. | n/d | n. b. |
  see description | Unit of measure | merska enota | per 100,000 population: deaths | vehicles per capita (number)
"""


def spellings() -> list[tuple[str, str]]:
    """Every spelling that is read, with its unit."""
    found: list[tuple[str, str]] = []
    code = ""
    for line in READ.strip().splitlines():
        head, colon, rest = line.partition(": ")
        if not line.startswith("  ") and colon:
            code, line = head, rest
        found += [(text.strip(), code) for text in line.split(" | ") if text.strip(" |")]
    return [(text.removesuffix(" |"), code) for text, code in found]


def undecided() -> list[str]:
    """Every spelling that has more than one reading, or none."""
    return [text.strip() for text in UNDECIDED.replace("\n", " ").split(" | ") if text.strip()]
