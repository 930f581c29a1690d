"""How names are compared: variants are found, and each hit is explained by its words."""

import pytest

from accreditation.screening.matching import Pair, exactly, form_of, likeness

LISTED = "Zorblan Muhammad al-Kaziri"


def like(own: str, listed: str, kind: str = "individual") -> int:
    """How alike two names are as they are written."""
    return likeness(form_of(own), form_of(listed), kind=kind).score


@pytest.mark.parametrize(
    "variant",
    [
        "Zorblan Muhammad al-Kaziri",
        "ZORBLAN MUHAMMAD AL KAZIRI",
        "al-Kaziri, Zorblan Muhammad",
        "Zorblán Mohammed Al Qaziri",
        "Zorblan Mohamed Kazeeri",
        "Muhammad Alkaziri Zorblan",
        "Zorblan Kaziri",
    ],
)
def test_spelling_order_and_transliteration_do_not_hide_a_name(variant: str) -> None:
    assert like(variant, LISTED) >= 85


@pytest.mark.parametrize(
    ("own", "listed", "kind"),
    [
        ("Muhammad Example", LISTED, "individual"),
        ("Zorblan", LISTED, "individual"),
        ("Ada Example", LISTED, "individual"),
        ("Society for the Birds", "Society for the Blind", "entity"),
        ("Example Society for Cranes", "Fictional Front of the Invisible Heron", "entity"),
        ("Cranes Ltd", "Herons Ltd", "entity"),
    ],
)
def test_one_word_in_common_or_a_legal_form_is_no_hit(own: str, listed: str, kind: str) -> None:
    assert like(own, listed, kind) < 85


@pytest.mark.parametrize(
    ("own", "listed"),
    [
        ("The Invisible Heron Fictional Front Ltd.", "Fictional Front of the Invisible Heron"),
        ("Front fictif, Fictional Front of Invisible Herons", "Fictional Front Invisible Heron"),
        ("Zorblanistan Relief Foundation", "Zorblanistan"),
    ],
)
def test_a_body_is_found_by_its_words(own: str, listed: str) -> None:
    assert like(own, listed, "entity") >= 85


def test_a_hit_names_the_words_that_agree() -> None:
    why = likeness(form_of("Qaziri, Mohammed"), form_of(LISTED), kind="individual")

    assert set(why.pairs) == {Pair("qaziri", "kaziri", 95), Pair("mohammed", "muhammad", 95)}
    assert why.is_hit


def test_an_acronym_counts_only_where_it_is_the_same() -> None:
    assert exactly("ffih", "ffih").is_hit
    assert not exactly("ffi", "ffih").is_hit
    assert exactly("ffi", "ffih").pairs == ()


def test_names_are_compared_without_accents_legal_forms_and_small_words() -> None:
    assert form_of("La Société de l’Ørsted, Ltd.") == "societe orsted"
    assert form_of("The Co.") == "the co"
    assert form_of("Общество журавлей") == "общество журавлеи"
