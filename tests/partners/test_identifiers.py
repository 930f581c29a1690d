"""Identifiers, with examples that anyone can look up at ror.org and iatistandard.org."""

import pytest
from django.core.exceptions import ValidationError

from partners.identifiers import bare_ror, is_iati, is_ror


@pytest.mark.parametrize(
    "known",
    [
        "02mhbdp94",  # Universidad de los Andes
        "05dxps055",  # California Institute of Technology
        "042nb2s44",  # Massachusetts Institute of Technology
        "03vek6s52",  # Harvard University
        "013meh722",  # University of Cambridge
        "052gg0110",  # University of Oxford
    ],
)
def test_the_ror_identifiers_of_known_bodies_pass(known: str) -> None:
    is_ror(known)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("02mhbdp95", "check"),  # a wrong check digit
        ("05dxsp055", "check"),  # two letters changed places
        ("02mhbdp9", "form"),
        ("12mhbdp94", "form"),
        ("02mhbdu94", "form"),  # no u in Crockford's base 32
        ("https://ror.org/02mhbdp94", "form"),
    ],
)
def test_a_mistyped_ror_identifier_is_refused(wrong: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        is_ror(wrong)

    assert refused.value.code == code


@pytest.mark.parametrize(
    "written",
    [
        "https://ror.org/02mhbdp94",
        "ROR.org/02MHBDP94/",
        " 02mhbdp94 ",
        "http://www.ror.org/02mhbdp94",
    ],
)
def test_a_ror_identifier_is_kept_without_the_address_it_is_copied_with(written: str) -> None:
    assert bare_ror(written) == "02mhbdp94"


@pytest.mark.parametrize("known", ["GB-CHC-202918", "XM-DAC-41114", "NL-KVK-27108436"])
def test_iati_identifiers_of_known_bodies_pass(known: str) -> None:
    is_iati(known)


@pytest.mark.parametrize(
    "wrong", ["202918", "GB-202918", "gb-chc-202918", "GB-CHC-20 2918", "GB-CHC-20/29", "GB-CHC-"]
)
def test_what_names_no_country_register_and_number_is_refused(wrong: str) -> None:
    with pytest.raises(ValidationError):
        is_iati(wrong)
