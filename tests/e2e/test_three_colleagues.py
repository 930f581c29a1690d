"""An organisation's whole way, by three of its people: with and without scripts, in any language.

In Spanish it is walked on a line of 400 kbit/s.

What the Secretariat and the Committee do in between is sent as their pages would send it.
"""

from typing import Any, Final

import pytest

from tests.e2e.applying import assess_and_present
from tests.e2e.browser import NARROW, WIDE, House
from tests.e2e.deciding import SEATS, address_of, certify, open_item
from tests.e2e.drafting import SECRETARIAT, in_days
from tests.e2e.hands import hand
from tests.e2e.team import Team

pytestmark = pytest.mark.e2e

RETURNED: Final = "E2"
LETTER: Final = "Say what came of each contribution."
QUESTION: Final = "Since when do you count?"


@pytest.fixture(scope="module")
def house(demonstration: House) -> House:
    """The demonstration and its people."""
    return demonstration


def step(house: House, team: Team, name: str, *fields: tuple[str, str]) -> None:
    """A step of the Secretariat on the application."""
    with hand(house, SECRETARIAT) as officer:
        officer.post(f"/steps/application/{team.reference}/{name}/", *fields)


def decide(house: House, item: str) -> None:
    """Eight seats agree, the item is counted, the Chair certifies."""
    open_item(house, item)
    for seat in SEATS:
        with hand(house, address_of(seat)) as member:
            member.declare(item)
            member.state(item, "yes", "As explained.")
    with hand(house, SECRETARIAT) as officer:
        officer.step(item, "close")
    certify(house, item)


@pytest.mark.parametrize(
    ("language", "settings"),
    [
        ("en", {"javascript": False, "viewport": WIDE}),
        ("fr", {"javascript": True, "viewport": NARROW}),
        ("es", {"javascript": False, "viewport": NARROW}),
    ],
    ids=["en-wide-without-scripts", "fr-narrow-with-scripts", "es-narrow-slow-without-scripts"],
)
def test_three_colleagues_apply_complete_answer_and_are_told_the_outcome(
    house: House, language: str, settings: dict[str, Any]
) -> None:
    team = Team(house, language, settings, on_a_slow_line=language == "es")

    team.arrive()
    team.describe()
    team.invite("Berta", "editor")
    team.invite("Carla", "alternate")
    team.answer_everything()
    team.give_documents()
    team.submit()
    step(house, team, "return", ("about_1", f"question {RETURNED}"), ("text_1", LETTER))
    team.complete(RETURNED, LETTER)
    step(house, team, "accept")
    asked = (("due", in_days(14)), ("criterion_1", "C1"), ("question_1", QUESTION))
    step(house, team, "ask", *asked)
    team.answer_question(QUESTION)
    decide(house, assess_and_present(house, team.application))

    contact = team.people[0]
    team.look(contact.go(team.application), "outcome")
    contact.follow("main a[href^='/register/']")
    team.look(contact.expect(team.name), "accreditation")
    for page in ("/people/account/", "/people/account/data/", "/people/inbox/"):
        team.look(contact.go(page), page.strip("/").replace("/", "-"))
    team.close()
