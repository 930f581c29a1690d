"""One lane a kind: its states stand in a row, every step is a line of its own beneath them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape

from accreditation.decisions import Decision
from accreditation.drawing.shapes import badge_of, element, number, width_of, words, wrapped
from accreditation.machine import Stateful, Step

WIDTH, MARGIN = 1160, 28
ROW, TWO_LINES = 22, 35
BOX_HEIGHT, BOX_TOP = 42, 40

# The step by which each gate of the mandate is passed.
GATES = {
    "group.establish": 1,
    "proposal.submit": 2,
    "process.adopt": 3,
    "invitation.open": 4,
    "application.submit": 5,
    "application.present": 6,
    "application.accredit": 7,
}
# Who takes a step: words and colour, by the names of the predicates.
WHO = {
    "is_secretariat": ("Secretariat", "#1d5a9e"),
    "is_contact_point": ("contact point", "#17713a"),
    "is_editor": ("organisation’s editors", "#17713a"),
    "the_system": ("portal", "#5b6068"),
    "may_certify": ("Chair or second officer", "#7b3aa0"),
    "may_confirm": ("second officer", "#1d5a9e"),
    "may_lift_out": ("any representative", "#7b3aa0"),
    "is_secretariat or the_system": ("Secretariat or portal", "#1d5a9e"),
}
TONES = {
    "good": ("#e3f3e7", "#2c7a45"),
    "bad": ("#fbe6e4", "#a8372c"),
    "waiting": ("#fdf1d8", "#9a6a00"),
    "neutral": ("#eef2f7", "#5d7087"),
}


@dataclass(frozen=True)
class Said:
    """The words of a step: what, then who and basis, on one line or on two."""

    what: str
    rest: str
    gate: int | None
    is_one_line: bool

    @property
    def indent(self) -> float:
        """Room for the number of the gate that the step passes."""
        return 20.0 if self.gate else 0.0

    @property
    def wide(self) -> float:
        """How wide the first words are."""
        return width_of(self.what, 12, bold=True)

    @property
    def length(self) -> float:
        """How wide it all is."""
        rest = width_of(self.rest, 11)
        return self.indent + (self.wide + 8 + rest if self.is_one_line else max(self.wide, rest))


@dataclass(frozen=True)
class Lane:
    """A kind of object: its states in a row, and a line for each of its steps."""

    model: type[Stateful]
    x: float
    y: float
    width: float
    beside: tuple[type[Stateful], ...] = ()

    @property
    def states(self) -> list[str]:
        """The states in their declared order."""
        return [state.value for state in self.model.State]

    @property
    def steps(self) -> list[Step]:
        """The steps in their declared order."""
        return list(self.model.STEPS.values())

    @property
    def row(self) -> int:
        """How high a step's line is: where there is little room, its words take two lines."""
        return ROW if self.width > WIDTH / 2 else TWO_LINES

    @property
    def height(self) -> float:
        """How much room the lane takes."""
        rows = [
            sum(lane._height_of(step) for step in lane.steps)
            for lane in (self, *(replace(self, model=model, beside=()) for model in self.beside))
        ]
        return BOX_TOP + BOX_HEIGHT + 18 + max(rows)

    def _height_of(self, step: Step) -> float:
        """How high a step is: words that find no room beside the line stand above it."""
        return self.row + (self._side(step) == "above") * (self.row - 4)

    @property
    def pitch(self) -> float:
        """How far the states stand apart."""
        return (self.width - 20) / len(self.states)

    def centre(self, state: str) -> float:
        """Where a state's line hangs."""
        return self.x + 10 + self.pitch * (self.states.index(state) + 0.5)

    def draw(self) -> Iterator[str]:
        """The lane, back to front."""
        title = str(self.model._meta.verbose_name).capitalize()
        yield element(
            "rect",
            x=self.x,
            y=self.y,
            width=self.width,
            height=self.height,
            rx=10,
            fill="#ffffff",
            stroke="#d4dbe4",
        )
        yield words(title, self.x + 14, self.y + 26, font_size=15, font_weight=700, fill="#16304d")
        basis = ", ".join(self._paragraphs())
        if basis:
            left = self.x + 24 + width_of(title, 15, bold=True)
            yield words(basis, left, self.y + 26, font_size=12, fill="#55657a")
        yield from self._lifelines()
        yield from self._states()
        bottom = self.y + BOX_TOP + BOX_HEIGHT + 10
        for step in self.steps:
            bottom += self._height_of(step)
            yield from self._step(step, bottom - self.row / 2)

    def _paragraphs(self) -> list[str]:
        """The paragraphs of the Decisions that the lane's steps rest on."""
        resting = {basis for step in self.steps for basis in step.basis}
        return [decision.code for decision in Decision if decision in resting]

    def _lifelines(self) -> Iterator[str]:
        """A faint line beneath every state."""
        top = self.y + BOX_TOP + BOX_HEIGHT
        for state in self.states:
            x = self.centre(state)
            yield element("line", x1=x, y1=top, x2=x, y2=self.y + self.height - 8, stroke="#dfe5ec")

    def _states(self) -> Iterator[str]:
        """The states as boxes; the first has a dot, those that nothing leads out of a thick rim."""
        sources = {source for step in self.steps for source in step.sources}
        box = min(self.pitch - 8, 132)
        for state in self.model.State:
            x, top = self.centre(state.value), self.y + BOX_TOP
            fill, rim = TONES[self.model.TONES.get(state.value, "neutral")]
            yield element(
                "rect",
                x=x - box / 2,
                y=top,
                width=box,
                height=BOX_HEIGHT,
                rx=7,
                fill=fill,
                stroke=rim,
                stroke_width=1 if state.value in sources else 2.4,
            )
            lines = wrapped(str(state.label), box - 8, 11.5)
            for place, line in enumerate(lines):
                y = top + BOX_HEIGHT / 2 + 4 + 12.5 * (place - (len(lines) - 1) / 2)
                yield words(line, x, y, font_size=11.5, text_anchor="middle", fill="#1c2733")
        yield element(
            "circle",
            cx=self.centre(self.states[0]) - box / 2,
            cy=self.y + BOX_TOP + BOX_HEIGHT / 2,
            r=3.5,
            fill="#1c2733",
        )

    def _span(self, step: Step) -> tuple[float, float]:
        """From where to where a step's line goes, left to right."""
        places = [self.centre(state) for state in (*step.sources, step.leads_to(step.sources[0]))]
        return min(places), max(places)

    def _step(self, step: Step, y: float) -> Iterator[str]:
        """One step: a dot at every source, an arrow to the target, and its words beside it."""
        _who, colour = WHO[step.who.name]
        target = self.centre(step.leads_to(step.sources[0]))
        sources = sorted(self.centre(source) for source in step.sources)
        left, right = self._span(step)
        yield element("line", x1=left, y1=y, x2=right, y2=y, stroke=colour, stroke_width=1.6)
        for x in sources:
            yield element("circle", cx=x, cy=y, r=3.2, fill=colour)
        if step.target:
            yield from self._heads(target, sources, y, colour)
        yield from self._words(step, y)

    def _heads(self, target: float, sources: list[float], y: float, colour: str) -> Iterator[str]:
        """The arrow's head, on each side from which the target is reached."""
        for side in (-1, 1):
            if any((x - target) * side > 0 for x in sources):
                points = f"{number(target)},{number(y)} " + " ".join(
                    f"{number(target + side * 8)},{number(y + up)}" for up in (-4.0, 4.0)
                )
                yield element("polygon", points=points, fill=colour)

    def _words(self, step: Step, y: float) -> Iterator[str]:
        """Step, who and basis, where there is room for them."""
        say = self._said(step)
        left, right = self._span(step)
        side = self._side(step)
        x = {
            "right": right + 12,
            "left": left - 12 - say.length,
            "on": (left + right - say.length) / 2,
            "above": left - 4,
        }[side]
        y -= (self.row - 6) * (side == "above")
        high = self.row - 5
        box = {"x": x - 3, "y": y - high / 2, "width": say.length + 6, "height": high}
        yield element("rect", "", fill="#ffffff", **box)
        if say.gate:
            yield from badge_of(say.gate, x + 7, y)
        x += say.indent
        what = element("tspan", escape(say.what), font_size=12, font_weight=600, fill="#1c2733")
        after = {"dx": 8} if self.row == ROW else {"x": x, "dy": 14}
        rest = element("tspan", escape(say.rest), **after, fill=WHO[step.who.name][1])
        upper = y + 4 if self.row == ROW else y - 3
        yield element("text", what + rest, x=x, y=upper, font_size=11)

    def _said(self, step: Step) -> "Said":
        """The words of a step."""
        return Said(
            what=str(step.label),
            rest=f"{WHO[step.who.name][0]} · {', '.join(basis_of(b) for b in step.basis)}",
            gate=GATES.get(f"{self.model.kind}.{step.name}"),
            is_one_line=self.row == ROW,
        )

    def _side(self, step: Step) -> str:
        """Where a step's words find room: right of its line, left of it, on it, or above."""
        left, right = self._span(step)
        length = self._said(step).length
        if right + 12 + length <= self.x + self.width - 6:
            return "right"
        if left - 12 - length >= self.x + 4:
            return "left"
        if len(step.sources) == 1 and right - left >= length + 40:
            return "on"
        return "above"


def basis_of(basis: object) -> str:
    """A paragraph by its number, a clause of the process by its name."""
    if isinstance(basis, Decision):
        return basis.code
    return str(basis.value).partition(", ")[2]  # type: ignore[attr-defined] # a Clause
