"""How alike two names are, and why: by the words they share, or as a whole.

Names are compared without accents, case, punctuation, legal forms and small words. Letters of other
scripts are compared as they are; nothing is transliterated.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.conf import settings
from rapidfuzz import fuzz

from partners.organisations import normalised

SAME: Final = 100
BY_SOUND: Final = 95  # words of other spelling and the same consonants
SHORTEST_SKELETON: Final = 3
SHORTEST_LONE_WORD: Final = 5
WORDS_NEEDED: Final = 2
# Letters that have no decomposition, as the norm of accents leaves them.
PLAIN: Final = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ħ": "h",
    }
)
LEGAL_FORMS: Final = frozenset(
    {
        *("ltd", "limited", "llc", "llp", "plc", "inc", "incorporated", "corp", "corporation"),
        *("co", "company", "gmbh", "ggmbh", "ag", "ev", "sa", "sarl", "sas", "srl", "sl", "spa"),
        *("bv", "nv", "ab", "oy", "as", "aps", "kk", "pty", "asbl", "aisbl", "ngo", "ong"),
    }
)
SMALL_WORDS: Final = frozenset(
    {
        *("the", "of", "for", "and", "in", "a", "an", "to"),
        *("de", "du", "des", "la", "le", "les", "et", "pour", "en", "l", "d"),
        *("el", "los", "las", "y", "para", "del", "al", "e", "da", "do", "von", "van", "der"),
    }
)
SOUNDS: Final = (
    (re.compile("ph"), "f"),
    (re.compile("ck|kh|gh|q|c(?!h)|g"), "k"),
    (re.compile("sh|ch|sch"), "s"),
    (re.compile("dh|th"), "d"),
    (re.compile("dj"), "j"),
    (re.compile("[wv]"), "v"),
    (re.compile("[zs]"), "s"),
    (re.compile(r"[aeiouy]|h\b"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)


@dataclass(frozen=True)
class Pair:
    """A word of the screened name with the listed word it agrees with, from 0 to 100."""

    own: str
    listed: str
    score: int


@dataclass(frozen=True)
class Likeness:
    """How alike two names are, from 0 to 100, and the words that agree."""

    score: int
    pairs: tuple[Pair, ...]

    @property
    def is_hit(self) -> bool:
        """Whether an officer has to look at it."""
        return self.score >= settings.SCREENING_SCORE


def form_of(name: str) -> str:
    """A name as it is compared; what would leave nothing behind is kept whole."""
    words = normalised(normalised(name).translate(PLAIN)).split()
    kept = [word for word in words if word not in LEGAL_FORMS | SMALL_WORDS]
    return " ".join(kept or words)


@lru_cache(maxsize=2**14)
def skeleton(word: str) -> str:
    """The consonants of a word as they sound, however it was written in Latin letters."""
    for pattern, sound in SOUNDS:
        word = pattern.sub(sound, word)
    return word


@lru_cache(maxsize=2**17)
def agreement(own: str, listed: str) -> int:
    """How far two words agree, from 0 to 100; nothing below the threshold for words."""
    if own == listed:
        return SAME
    spelt = int(fuzz.ratio(own, listed))
    bones = skeleton(own)
    if len(bones) >= SHORTEST_SKELETON and bones == skeleton(listed):
        return max(spelt, BY_SOUND)
    return spelt if spelt >= settings.SCREENING_WORD else 0


def pairs_of(own: list[str], listed: list[str]) -> tuple[Pair, ...]:
    """The words that agree, the best first, each used once and in any order."""
    found = [Pair(a, b, agreement(a, b)) for a in dict.fromkeys(own) for b in dict.fromkeys(listed)]
    pairs: list[Pair] = []
    for pair in sorted((p for p in found if p.score), key=lambda p: (-p.score, p.own, p.listed)):
        if all(pair.own != p.own and pair.listed != p.listed for p in pairs):
            pairs.append(pair)
    return tuple(pairs)


def likeness(own: str, listed: str, *, kind: str) -> Likeness:
    """How alike two names are, both in the form in which names are compared.

    The words that agree are counted over the shorter name, if there are two of them; a single long
    word is enough where it is the whole name of an entity. Otherwise the names count as a whole.
    """
    words, others = own.split(), listed.split()
    pairs = pairs_of(words, others)
    whole = max(
        fuzz.token_sort_ratio(own, listed),
        fuzz.ratio(own.replace(" ", ""), listed.replace(" ", "")),
    )
    fewest = min(len(set(words)), len(set(others)))
    by_words = sum(pair.score for pair in pairs) / fewest if fewest else 0
    if len(pairs) < WORDS_NEEDED and not is_lone_word(pairs, fewest, kind):
        by_words = 0
    return Likeness(score=int(max(whole, by_words)), pairs=pairs)


def is_lone_word(pairs: tuple[Pair, ...], fewest: int, kind: str) -> bool:
    """Whether one long word, the same on both sides, is the whole name of an entity."""
    if kind != "entity" or fewest != 1 or len(pairs) != 1:
        return False
    return pairs[0].score == SAME and len(pairs[0].own) >= SHORTEST_LONE_WORD


def exactly(own: str, listed: str) -> Likeness:
    """The likeness of an acronym, which is the same or is not."""
    same = own == listed
    return Likeness(score=SAME if same else 0, pairs=(Pair(own, listed, SAME),) if same else ())
