"""Geographic regions of countries after the United Nations standard M49, by ISO 3166-1 codes.

Western Asia counts as Asia and Mexico as Latin America and the Caribbean, as there. These are not
the regions by which the Convention's Standing Committee is composed.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext_lazy as _

LABELS: Final = {
    "africa": _("Africa"),
    "asia": _("Asia"),
    "europe": _("Europe"),
    "latin_america": _("Latin America and the Caribbean"),
    "northern_america": _("Northern America"),
    "oceania": _("Oceania"),
    "other": _("Other territories"),
}

COUNTRIES: Final = {
    "africa": (
        "AGO ATF BDI BEN BFA BWA CAF CIV CMR COD COG COM CPV DJI DZA EGY ERI ESH ETH GAB GHA GIN "
        "GMB GNB GNQ IOT KEN LBR LBY LSO MAR MDG MLI MOZ MRT MUS MWI MYT NAM NER NGA REU RWA SDN "
        "SEN SHN SLE SOM SSD STP SWZ SYC TCD TGO TUN TZA UGA ZAF ZMB ZWE"
    ),
    "asia": (
        "AFG ARE ARM AZE BGD BHR BRN BTN CHN CYP GEO HKG IDN IND IRN IRQ ISR JOR JPN KAZ KGZ KHM "
        "KOR KWT LAO LBN LKA MAC MDV MMR MNG MYS NPL OMN PAK PHL PRK PSE QAT SAU SGP SYR THA TJK "
        "TKM TLS TUR TWN UZB VNM YEM"
    ),
    "europe": (
        "ALA ALB AND AUT BEL BGR BIH BLR CHE CZE DEU DNK ESP EST FIN FRA FRO GBR GGY GIB GRC HRV "
        "HUN IMN IRL ISL ITA JEY LIE LTU LUX LVA MCO MDA MKD MLT MNE NLD NOR POL PRT ROU RUS SJM "
        "SMR SRB SVK SVN SWE UKR VAT XKX"
    ),
    "latin_america": (
        "ABW AIA ARG ATG BES BHS BLM BLZ BOL BRA BRB BVT CHL COL CRI CUB CUW CYM DMA DOM ECU FLK "
        "GLP GRD GTM GUF GUY HND HTI JAM KNA LCA MAF MEX MSR MTQ NIC PAN PER PRI PRY SGS SLV SUR "
        "SXM TCA TTO URY VCT VEN VGB VIR"
    ),
    "northern_america": "BMU CAN GRL SPM USA",
    "oceania": (
        "ASM AUS CCK COK CXR FJI FSM GUM HMD KIR MHL MNP NCL NFK NIU NRU NZL PCN PLW PNG PYF SLB "
        "TKL TON TUV UMI VUT WLF WSM"
    ),
}
REGION_OF: Final = {iso3: region for region, codes in COUNTRIES.items() for iso3 in codes.split()}


def region_of(iso3: str) -> str:
    """The region of a country by its ISO code."""
    return REGION_OF.get(iso3, "other")


def countries_of(region: str) -> list[str]:
    """The ISO codes of a region's countries; none for a region that does not exist."""
    return COUNTRIES.get(region, "").split()


def by_region(codes: Iterable[str]) -> Counter[str]:
    """How many of these countries, counted as often as they come, lie in each region."""
    return Counter(region_of(iso3) for iso3 in codes)
