"""Cutting the facts of a brief until they fit: long texts end in an ellipsis, long lists early."""

from collections.abc import Mapping
from typing import Any, Final

Facts = dict[str, Any]
# How long a text (characters) and a list (lines) may be: the first that fits on the pages is taken.
LIMITS: Final = (
    *((6000, 60), (3000, 60), (1500, 60), (1000, 60), (600, 60), (400, 50), (300, 40), (240, 30)),
    *((190, 24), (150, 20), (120, 16), (90, 12), (70, 9), (50, 6), (30, 3), (20, 1)),
)
TEXTS: Final = (
    *("question", "asks", "recommendation", "recommendation_text"),
    *("reasons", "version", "summary"),
)
LISTS: Final = (
    *("who", "findings", "unmet", "conditions", "questions"),
    *("conferred_under", "history", "reports", "answers", "changes", "criteria"),
)
# What names a thing is cut last; what only explains it is left out before it is cut to nothing.
NAMES: Final = frozenset(
    {"question", "asks", "recommendation", "version", "label", "title", "where", "code", "number"}
)
SHORTEST_NAME: Final = 100
EXPLANATIONS: Final = frozenset({"help"})
SHORTEST_EXPLANATION: Final = 120
MARK: Final = "…"


def cut(found: Mapping[str, Any], length: int, lines: int) -> Facts:
    """The facts with long texts and long lists cut, which is said where it was done.

    What the facts of an item do not have, or those of a document asked for long ago, is empty.
    """
    short = dict(found)
    for key in TEXTS:
        short[key] = shortened(key, found.get(key, ""), length)
    for key in LISTS:
        given = found.get(key, [])
        short[key] = [_line(line, length) for line in given[:lines]]
        short[f"{key}_left"] = max(len(given) - lines, 0)
    short["is_cut"] = any(_is_cut(short[key]) for key in (*TEXTS, *LISTS))
    return short


def _line(line: Mapping[str, str], length: int) -> dict[str, str]:
    """One line of a list, with its texts cut."""
    return {key: shortened(key, text, length) for key, text in line.items()}


def shortened(key: str, text: str, length: int) -> str:
    """A text that is no longer than this, in one paragraph, cut between two words."""
    if key in EXPLANATIONS and length < SHORTEST_EXPLANATION:
        return ""
    most = max(length, SHORTEST_NAME) if key in NAMES else length
    plain = " ".join(text.split())
    if len(plain) <= most:
        return plain
    kept = plain[: most - 1]
    at_a_word, space, _rest = kept.rpartition(" ")
    return (at_a_word if space else kept).rstrip(" ,;:.") + MARK


def _is_cut(value: Any) -> bool:
    """Whether a text was cut, or one in a list."""
    if isinstance(value, str):
        return value.endswith(MARK)
    texts = (text for line in value for text in line.values())
    return any(text.endswith(MARK) for text in texts)
