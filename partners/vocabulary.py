"""What an organisation ticks about its work: lists of codes with translated labels.

Species, regions and instruments are those that the application form of version 0 offers (D3 to D5);
the names of the instruments are facts of the CMS Family. Languages go by ISO 639-1.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Labels = Mapping[str, str | Promise]

LANGUAGES: Final[Labels] = {
    "ar": _("Arabic"),
    "zh": _("Chinese"),
    "en": _("English"),
    "fr": _("French"),
    "ru": _("Russian"),
    "es": _("Spanish"),
    "bn": _("Bengali"),
    "nl": _("Dutch"),
    "fa": _("Persian"),
    "de": _("German"),
    "hi": _("Hindi"),
    "id": _("Indonesian"),
    "it": _("Italian"),
    "ja": _("Japanese"),
    "ko": _("Korean"),
    "mn": _("Mongolian"),
    "pl": _("Polish"),
    "pt": _("Portuguese"),
    "sw": _("Swahili"),
    "tr": _("Turkish"),
    "uk": _("Ukrainian"),
    "uz": _("Uzbek"),
}
SPECIES: Final[Labels] = {
    "birds": _("Birds"),
    "land-mammals": _("Land mammals"),
    "bats": _("Bats"),
    "aquatic-mammals": _("Aquatic mammals"),
    "reptiles": _("Marine turtles and other reptiles"),
    "fish": _("Fish, with sharks and rays"),
    "insects": _("Insects"),
}
REGIONS: Final[Labels] = {
    "africa": _("Africa"),
    "asia": _("Asia"),
    "europe": _("Europe"),
    "north-america": _("North America"),
    "oceania": _("Oceania"),
    "south-central-america": _("South and Central America and the Caribbean"),
}
MOUS: Final[Labels] = {
    "siberian-crane": _("MOU: Siberian crane"),
    "slender-billed-curlew": _("MOU: slender-billed curlew"),
    "atlantic-turtles": _("MOU: marine turtles of the Atlantic coast of Africa"),
    "iosea-turtles": _("MOU: IOSEA marine turtles"),
    "great-bustard": _("MOU: great bustard, Middle-European population"),
    "bukhara-deer": _("MOU: Bukhara deer"),
    "aquatic-warbler": _("MOU: aquatic warbler"),
    "west-african-elephants": _("MOU: West African elephants"),
    "saiga-antelope": _("MOU: saiga antelope"),
    "pacific-cetaceans": _("MOU: Pacific Islands cetaceans"),
    "dugong": _("MOU: dugong"),
    "monk-seal": _("MOU: Mediterranean monk seal, Eastern Atlantic populations"),
    "ruddy-headed-goose": _("MOU: ruddy-headed goose"),
    "grassland-birds": _("MOU: Southern South American migratory grassland birds"),
    "andean-flamingos": _("MOU: High Andean flamingos"),
    "andean-huemul": _("MOU: South Andean huemul"),
    "west-african-aquatic-mammals": _("MOU: West African aquatic mammals"),
    "raptors": _("MOU: migratory birds of prey in Africa and Eurasia"),
    "sharks": _("MOU: migratory sharks"),
}
INSTRUMENTS: Final[Labels] = {
    "convention": _("The Convention itself"),
    "eurobats": _("EUROBATS: European bats"),
    "ascobans": _(
        "ASCOBANS: small cetaceans of the Baltic, North East Atlantic, Irish and North Seas"
    ),
    "aewa": _("AEWA: African-Eurasian migratory waterbirds"),
    "accobams": _(
        "ACCOBAMS: cetaceans of the Black Sea, Mediterranean Sea and contiguous Atlantic area"
    ),
    "acap": _("ACAP: albatrosses and petrels"),
    "wadden-sea-seals": _("Agreement: seals in the Wadden Sea"),
    "gorillas": _("Agreement: gorillas and their habitats"),
    **MOUS,
}
# The fields of an organisation that hold codes of a list.
TICKED: Final[Mapping[str, Labels]] = {
    "languages": LANGUAGES,
    "species": SPECIES,
    "regions": REGIONS,
    "instruments": INSTRUMENTS,
}


def labels(codes: Iterable[str], known: Labels) -> list[str]:
    """The words for codes, in the order of their list."""
    chosen = set(codes)
    return [str(label) for code, label in known.items() if code in chosen]


def refuse_unknown(codes: Any, known: Labels) -> None:
    """Let pass a list of codes that are all known; anything else is a ValidationError."""
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise ValidationError(_("This is no list of codes."))
    if unknown := sorted(set(codes) - set(known)):
        message = _("Not in the list: %(codes)s.")
        raise ValidationError(message, params={"codes": ", ".join(unknown)})
