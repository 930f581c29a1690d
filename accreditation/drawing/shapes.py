"""The shapes the picture is made of: elements of SVG, and how much room words take."""

from collections.abc import Iterator
from html import escape

# Widths of letters in thousandths of the font's size, as in Noto Sans; others count as 560.
NARROW = dict.fromkeys("ijl.,:;|'!I", 290) | dict.fromkeys("ftr()- ", 370)
BROAD = dict.fromkeys("mwMW", 900) | dict.fromkeys("ABCDEGHKNOPQRSUVXYZ", 660)
LETTERS = NARROW | BROAD


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is, rather more than less: where the font is missing, others run on."""
    return sum(LETTERS.get(c, 560) for c in text) / 1000 * size * (1.24 if bold else 1.08)


def wrapped(text: str, width: float, size: float) -> list[str]:
    """A text in lines that are no wider than asked, where its words allow."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def element(tag: str, content: str = "", **attributes: object) -> str:
    """One element of the picture; numbers are written to a tenth."""
    given = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(number(value))}"'
        for name, value in attributes.items()
    )
    return f"<{tag}{given}>{content}</{tag}>" if content else f"<{tag}{given}/>"


def number(value: object) -> str:
    """A value as it is written: no more digits than the eye can see."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def words(text: str, x: float, y: float, **attributes: object) -> str:
    """A text at a place."""
    return element("text", escape(text), x=float(x), y=float(y), **attributes)


def badge_of(gate: int, x: float, y: float) -> Iterator[str]:
    """The number of a gate, in a disc."""
    yield element("circle", cx=x, cy=y, r=8, fill="#c4571a")
    yield words(
        str(gate), x, y + 4, font_size=11, font_weight=700, text_anchor="middle", fill="#ffffff"
    )
