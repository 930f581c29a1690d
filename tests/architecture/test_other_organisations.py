"""An application in every state, asked for and posted to by those whom it does not concern."""

from collections.abc import Callable, Iterable, Iterator

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from accreditation.applications.models import Application
from accreditation.applications.states import ApplicationState
from accreditation.committee.models import Term
from accreditation.machine import loading
from partners.models import Organisation, User
from tests.loaded import World

ROOM = "applications"
# Addresses of the room without an application in them; a link to sign is its own right.
OTHERS = {"list", "rehearsal", "invitation", "begin", "sign", "sign-file"}
# Not theirs to do, not done this way, or not possible in this state for anybody.
REFUSED = {403, 405, 409}
NOT_THERE = {404, 405}


@pytest.fixture
def world(term: Term, contact_point: User, organisation: Organisation) -> World:
    """What an application hangs on."""
    return World(term=term, contact=contact_point, organisation=organisation)


def names() -> list[str]:
    """Every address of the room with an application in it, known to this test or not."""
    known = get_resolver().namespace_dict[ROOM][1].reverse_dict
    return sorted(name for name in known if isinstance(name, str) and name not in OTHERS)


def addresses(application: Application) -> Iterator[str]:
    """Each page and each step of an application."""
    content = application.process.content
    with loading():
        upload = application.uploads.create(
            document=content["documents"][0]["code"],
            file=ContentFile(b"%PDF-1.7", name="statutes.pdf"),
            name="statutes.pdf",
            extension="pdf",
            content_type="application/pdf",
            size=8,
            uploaded_by=application.begun_by,
        )
    slot = {"code": upload.document, "part": upload.part}
    given: dict[str, dict[str, object]] = {
        "section": {"code": content["form"][0]["code"]},
        "upload": slot,
        "reuse": slot,
        "explain": slot,
        "confirm": slot,
        "remove": slot,
        "file": {"uuid": upload.uuid},
    }
    reference = application.reference
    for name in names():
        yield reverse(f"{ROOM}:{name}", kwargs={"reference": reference, **given.get(name, {})})
    for step in Application.STEPS:
        yield reverse("step", args=["application", reference, step])
    yield reverse("step-calendar", args=["application", reference])


def answers(client: Client, asked: Iterable[str], *, post: bool) -> dict[str, int]:
    """What one person gets at every address; nothing of it stays."""
    found = {}
    for address in asked:
        with transaction.atomic():
            ask = client.post if post else client.get
            found[address] = ask(address, {"explanation": "Mine", "sure": "on"}).status_code
            transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("state", ApplicationState.values)
@pytest.mark.parametrize("post", [False, True], ids=["get", "post"])
def test_another_organisation_and_people_without_one_find_nothing(
    world: World,
    rival: User,
    stranger: User,
    client_as: Callable[[User], Client],
    state: str,
    *,
    post: bool,
) -> None:
    asked = list(addresses(world.load("application", state)))

    for who in (rival, stranger):
        found = answers(client_as(who), asked, post=post)

        assert {key: status for key, status in found.items() if status not in NOT_THERE} == {}


@pytest.mark.parametrize("state", ApplicationState.values)
@pytest.mark.parametrize("post", [False, True], ids=["get", "post"])
def test_the_public_is_asked_to_sign_in(world: World, state: str, *, post: bool) -> None:
    asked = list(addresses(world.load("application", state)))

    found = answers(Client(), asked, post=post)

    assert set(found.values()) <= {302, 404, 405}
    assert 302 in found.values()


@pytest.mark.parametrize("state", ApplicationState.values)
def test_a_reader_of_the_organisation_changes_nothing(
    world: World, reader: User, client_as: Callable[[User], Client], state: str
) -> None:
    asked = list(addresses(world.load("application", state)))

    found = answers(client_as(reader), asked, post=True)

    assert {key: status for key, status in found.items() if status not in REFUSED} == {}
