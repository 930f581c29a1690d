"""The picture of the workflow: the same bytes every time, drawn from the declared steps.

The seven gates of the mandate stand on top; beneath them one lane for each kind of object.
"""

from collections.abc import Iterable, Iterator

from django.utils import translation

from accreditation.drawing.lanes import MARGIN, WIDTH, Lane
from accreditation.drawing.shapes import badge_of, element, number, width_of, words
from accreditation.machine import KINDS
from accreditation.mandate import OPENINGS

GUTTER = 28

# Lanes from top to bottom, in the order of the mandate; short ones stand side by side.
LANES = (
    ("group", "process"),
    ("proposal",),
    ("item",),
    ("transcription", "invitation"),
    ("application",),
    ("accreditation",),
    ("report", "document"),
)
LEGEND = (
    ("Secretariat", "#1d5a9e"),
    ("the organisation", "#17713a"),
    ("Chair or a second officer", "#7b3aa0"),
    ("the portal, at a deadline or carrying out a decision", "#5b6068"),
)


def gates_band(y: float) -> Iterator[str]:
    """The seven gates of the mandate in their order, each with its paragraph."""
    pitch = (WIDTH - 2 * MARGIN) / len(OPENINGS)
    for place, opening in enumerate(OPENINGS):
        x = MARGIN + place * pitch
        tip = pitch - 6
        points = [(0, 0), (tip - 12, 0), (tip, 27), (tip - 12, 54), (0, 54), (12, 27)]
        yield element(
            "polygon",
            points=" ".join(
                f"{number(float(x + dx))},{number(float(y + dy))}" for dx, dy in points
            ),
            fill="#fbeee5",
            stroke="#c4571a",
        )
        yield from badge_of(place + 1, x + 28, y + 27)
        yield words(
            str(opening.title), x + 43, y + 24, font_size=13, font_weight=700, fill="#4a2410"
        )
        yield words(opening.basis.code, x + 43, y + 41, font_size=12, fill="#7a431f")


def legend(y: float) -> Iterator[str]:
    """What the colours and marks say."""
    x = float(MARGIN)
    for text, colour in LEGEND:
        yield element("line", x1=x, y1=y, x2=x + 22, y2=y, stroke=colour, stroke_width=2)
        yield element("circle", cx=x, cy=y, r=3.2, fill=colour)
        yield words(text, x + 30, y + 4, font_size=12, fill="#1c2733")
        x += 30 + width_of(text, 12) + 22


def lanes(top: float) -> list[Lane]:
    """Every lane in its place."""
    found: list[Lane] = []
    for kinds in LANES:
        width = (WIDTH - 2 * MARGIN - GUTTER * (len(kinds) - 1)) / len(kinds)
        models = tuple(KINDS[kind] for kind in kinds)
        for place, model in enumerate(models):
            found.append(Lane(model, MARGIN + place * (width + GUTTER), top, width, models))
        top += found[-1].height + 14
    return found


TITLE = "The workflow of Decisions 13.AA to 13.CC"
DESCRIPTION = (
    "Seven gates from the working group to the approval of an application, and one lane for each"
    " kind of object: its states in a row, and beneath them every step as an arrow, with who takes"
    " it and the paragraph or clause it rests on. docs/decisions.md tells the same in words."
)


def picture() -> str:
    """The whole picture as SVG."""
    with translation.override("en"):
        placed = lanes(186.0)
        height = max(lane.y + lane.height for lane in placed) + 24
        return "\n".join([*_frame(height), *_content(placed), "</svg>", ""])


def _frame(height: float) -> Iterable[str]:
    """The sheet: white, whatever the page around it is."""
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {number(height)}"'
        f' width="{WIDTH}" height="{number(height)}" role="img" aria-labelledby="title desc"'
        " font-family=\"'Noto Sans', 'Segoe UI', 'Helvetica Neue', Arial, sans-serif\">"
    )
    yield element("title", TITLE, id="title")
    yield element("desc", DESCRIPTION, id="desc")
    yield element("rect", width=WIDTH, height=height, rx=14, fill="#f7f9fb")


def _content(placed: list[Lane]) -> Iterable[str]:
    """Heading, gates, legend and lanes."""
    yield words(TITLE, MARGIN, 42, font_size=22, font_weight=700, fill="#16304d")
    yield words(
        "NGO participation in CMS processes: drawn from the declared steps, as the code,"
        " the database and every page enforce them",
        MARGIN, 64, font_size=13, fill="#55657a",
    )  # fmt: skip
    yield from gates_band(82)
    yield from legend(162)
    for lane in placed:
        drawn = "\n".join(lane.draw())
        yield f"<g>\n{drawn}\n</g>"
