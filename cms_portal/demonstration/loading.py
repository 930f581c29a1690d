"""Loading the demonstration: everything in one transaction, in an empty portal only."""

from datetime import timedelta
from typing import Final

import pghistory
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from accreditation.applications.models import Application, Invitation
from accreditation.committee.models import Item
from cms_portal.demonstration import afterwards, docket, facts, mandate, people, rounds
from cms_portal.demonstration.batch import every_trigger_runs
from cms_portal.demonstration.story import Story
from cms_portal.demonstration.walk import Walk
from partners.mail import wake_up
from partners.models import Notice, User

STATES: Final = tuple(Application.State.values)


class NotHere(Exception):  # noqa: N818 - an answer, not a fault
    """Why the demonstration is not loaded here, in one sentence."""


def check_mode() -> None:
    """Invented people belong into a demonstration only."""
    if settings.PORTAL_MODE not in {"demonstration", "test"}:
        message = (
            "Demonstration data is loaded in a demonstration only: "
            "set PORTAL_MODE=demonstration, or use `make run`."
        )
        raise NotHere(message)


def check_empty() -> None:
    """The demonstration is loaded once, and never beside real people."""
    if User.objects.exists():
        message = "This portal already has people: the demonstration needs an empty one."
        raise NotHere(message)


def is_loaded() -> bool:
    """Whether the demonstration is here, with an open invitation to add applications to."""
    officer = User.objects.filter(email=f"secretariat@{people.DOMAIN}", places__isnull=False)
    return officer.exists() and Invitation.objects.taking_applications().exists()


def load(*, empty: bool = False) -> None:
    """Facts and people; and unless it shall be empty, the mandate in mid-course."""
    check_mode()
    check_empty()
    with transaction.atomic(), pghistory.context(act="demo"):
        every_trigger_runs()
        walk = Walk()
        if not empty:
            walk.to(facts.TERM_DAYS[0] + 1)
        term = facts.load(walk)
        story = Story(walk, people.load(term), term)
        if not empty:
            tell(story)


def tell(story: Story) -> None:
    """The whole story, in the order of time."""
    processes = mandate.tell(story)
    rounds.first(story, processes.full)
    rounds.answer_one(story)
    afterwards.early(story)
    rounds.late(story)
    docket.receive(story, processes)
    mandate.amend(story)
    longer = mandate.lengthen(story)
    rounds.second(story, processes.full)
    docket.put(story, longer)
    rounds.last(story)
    afterwards.recent(story)
    rounds.prepare_invitations(story, processes.full)
    story.walk.home()
    afterwards.documents(story)
    settle_messages(story)


def settle_messages(story: Story) -> None:
    """What the story is old is taken as mailed in its time, so that no flood of mails goes out."""
    yesterday = story.walk.present - timedelta(days=1)
    long_ago = story.walk.present - timedelta(days=30)
    old = Notice.objects.filter(created_at__lt=yesterday)
    old.update(sent_at=F("created_at"), attempts=1)
    old.filter(created_at__lt=long_ago).update(read_at=F("created_at") + timedelta(hours=5))
    hooks = connection.run_on_commit
    connection.run_on_commit = [hook for hook in hooks if hook[1] is not wake_up]
    transaction.on_commit(wake_up, robust=True)


def told() -> list[str]:
    """What is here, in lines for the person who loaded it."""
    everybody = [(f"{local}@{people.DOMAIN}", what) for local, _name, what in people.NAMED]
    everybody.append((f"afr-2@{people.DOMAIN}", people.EVERY_SEAT))
    counts = [(state, Application.objects.filter(state=state).count()) for state in STATES]
    filled = ", ".join(f"{number} {state}" for state, number in counts if number)
    return [
        f"Sign in with the password {people.PASSWORD!r} as",
        *(f"  {address:<22} {what}" for address, what in everybody),
        f"Applications: {filled or 'none'}.",
        f"Items before the Committee: {Item.objects.filter(state__in=docket.BEFORE).count()}.",
    ]
