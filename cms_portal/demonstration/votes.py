"""How the seats speak in the story: opening, positions, closing, certifying, publishing."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from accreditation.committee.leaving import declare
from accreditation.committee.models import Item
from accreditation.committee.taking import take_position
from accreditation.workflow import perform
from cms_portal.demonstration.story import Story

# Seats that speak, in the order in which they do, with what they say.
Votes = Mapping[str, str]


def _votes(*, yes: str = "", no: str = "", abstain: str = "") -> Votes:
    """Positions by seat, from lists of seats."""
    said = {"yes": yes, "no": no, "abstain": abstain}
    return {seat: value for value, seats in said.items() for seat in seats.split()}


FIRST_VERSION: Final = _votes(
    yes="AFR-1 EUR-2 OCE-1 SCC-1",
    no="AFR-2 AFR-3 ASI-2 SCC-2 EUR-3",
    abstain="EUR-1 HOST-PREV",
)
SECOND_VERSION: Final = _votes(
    yes="AFR-1 AFR-2 AFR-3 ASI-1 ASI-2 EUR-1 EUR-2 EUR-3 SCC-1 OCE-1 HOST-PREV", abstain="SCC-2"
)
UNANIMOUS: Final = _votes(
    yes="AFR-1 AFR-2 AFR-3 ASI-1 ASI-2 EUR-1 EUR-2 EUR-3 SCC-1 SCC-2 OCE-1 DEP"
)
CLEAR: Final = _votes(
    yes="AFR-1 AFR-2 AFR-3 ASI-2 EUR-1 EUR-2 SCC-1 SCC-2 HOST-PREV", no="EUR-3", abstain="ASI-1"
)
CLOSE: Final = _votes(
    yes="AFR-1 AFR-3 EUR-1 EUR-2 SCC-1 OCE-1", no="AFR-2 ASI-2 SCC-2 DEP", abstain="EUR-3"
)
AGAINST: Final = _votes(yes="AFR-3 SCC-1", no="AFR-1 AFR-2 ASI-1 EUR-1 EUR-2 EUR-3 SCC-2 DEP")
SOME: Final = _votes(yes="AFR-1 AFR-2 OCE-1 SCC-1", abstain="SCC-2")
REASONS: Final = (
    "The text asks for more than young organisations can show.",
    "We see no contribution yet that could be called regular.",
    "The proof of significance should be stronger before the status is conferred.",
    "Our comments in the working group have not been taken up.",
    "We would welcome a new application with an independent evaluation.",
)
EXPLANATIONS: Final = ("", "", "We thank the Secretariat for the clear file.", "", "")


def open_items(story: Story, items: Iterable[Item]) -> None:
    """The Secretariat schedules items and opens them."""
    for item in items:
        [scheduled] = schedule_items(story, [item])
        story.walk.on(2)
        perform("open", scheduled, by=story.secretariat)


def schedule_items(story: Story, items: Iterable[Item]) -> list[Item]:
    """The Secretariat puts items before the members, without opening them."""
    scheduled = []
    for item in items:
        story.walk.on(5)
        scheduled.append(perform("schedule", item, by=story.secretariat))
    return scheduled


def state(
    story: Story,
    asked: Sequence[tuple[Item, Votes]],
    *,
    from_day: int,
    hour: int = 9,
    together: bool = False,
) -> None:
    """The seats speak one after the other, each on every item: two a day, or all in one sitting."""
    seats = [seat.code for seat in story.term.seats.order_by("position")]
    speaking = [code for code in seats if any(code in said for _item, said in asked)]
    for place, code in enumerate(speaking):
        if together:
            story.walk.to(from_day, hour, min(place * 4, 59))
        else:
            story.walk.to(from_day + place // 2, hour + 5 * (place % 2), place)
        for item, said in asked:
            if code in said:
                story.walk.on(3)
                _say(story, item, code, said[code], place)


def _say(story: Story, item: Item, code: str, value: str, place: int) -> None:
    """One position; a No gives its reasons."""
    texts = REASONS if value == "no" else EXPLANATIONS
    person = story.people.at_seat(code)
    if not item.has_public_dossier:
        declare(item, by=person, has_conflict=False)
    take_position(item, by=person, value=value, reasons=texts[place % len(texts)])


def close_items(
    story: Story, items: Iterable[Item], *, certify: bool = True, publish: bool = False
) -> None:
    """The Secretariat closes, the Chair certifies, the Secretariat publishes."""
    for item in items:
        story.walk.on(10)
        done: Item = perform("close", item, by=story.secretariat)
        if certify or publish:
            story.walk.on(30)
            done = perform("certify", done, by=story.people["chair"])
        if publish:
            story.walk.on(15)
            perform("publish", done, by=story.secretariat)
