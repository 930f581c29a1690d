"""The code lists of answers: countries (ISO 3166-1 alpha-3) and currencies (ISO 4217)."""

import unicodedata
from functools import lru_cache
from typing import Final

from django.utils.translation import get_language
from django_countries import countries

# The currencies met most often come first; the others follow in the order of their codes.
CURRENCIES: Final = tuple(
    "EUR USD GBP CHF "  # noqa: SIM905 - a list of 154 literals would not be read
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD "
    "CAD CDF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB FJD FKP GEL GHS GIP GMD GNF "
    "GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD "
    "KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN "
    "NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD "
    "SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX UYU UZS VES "
    "VND VUV WST XAF XCD XOF XPF YER ZAR ZMW".split()
)


def country_names() -> dict[str, str]:
    """Names of the countries by code, in the active language and sorted for it."""
    return _country_names(get_language() or "en")


@lru_cache(maxsize=8)
def _country_names(_language: str) -> dict[str, str]:
    """Names by code; a language is worked out once."""
    names = {countries.alpha3(code): str(name) for code, name in countries}
    return dict(sorted(names.items(), key=lambda each: _sorting(each[1])))


def _sorting(name: str) -> str:
    """A name as a reader looks it up: without accents, case and apostrophes."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(c for c in plain if c.isalnum() or c == " ").casefold()
