"""What every test stands on: a database of its own, and no network beyond this machine."""

import importlib
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client, TransactionTestCase
from xdist.scheduler import LoadScopeScheduling

from accreditation.applications.models import Application, Invitation
from accreditation.committee.models import Item, Term
from accreditation.proposals.models import Process, Proposal, WorkingGroup
from accreditation.register.models import Accreditation
from cms_portal import embedded
from partners.models import Membership, Organisation, User
from tests import cast

_embedded = ExitStack()
# What shares something that takes long to set up stays on one worker: by the file's name.
ON_THE_DEMONSTRATION = (
    "test_after_accreditation",
    "test_slow_lines",
    "test_three_colleagues",
    "test_what_goes_wrong_is_plain",
)


class Together(LoadScopeScheduling):
    """Journeys that share a portal go to one worker, as the crawl does; other tests go anywhere.

    xdist's own groups are put into the names of tests, where this version of pytest loses them.
    """

    def _split_scope(self, nodeid: str) -> str:
        """What a test shares a worker with."""
        file = nodeid.partition("::")[0]
        if file.startswith("tests/e2e/"):
            shared = any(name in file for name in ON_THE_DEMONSTRATION)
            return "demonstration" if shared else "mandate"
        return file if file.endswith("test_access.py") else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """Spread the tests over the workers."""
    return Together(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """Start the embedded PostgreSQL once, unless DATABASE_URL names another server."""
    if settings.EMBEDDED_DATABASE and not hasattr(config, "workerinput"):
        _embedded.enter_context(embedded.attached(settings.PORTAL_DATA, durable=False))


def pytest_unconfigure() -> None:
    """Leave the embedded server, which then stops."""
    _embedded.close()


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        local = self.family == socket.AF_UNIX or address[0] in {"127.0.0.1", "::1", "localhost"}
        if not local:
            message = f"A test tried to reach {address!r}: tests use no network."
            raise RuntimeError(message)
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture
def secretariat(db: None) -> User:
    """A Secretariat officer."""
    return cast.officer("secretariat")


@pytest.fixture
def officer(db: None) -> User:
    """A second Secretariat officer."""
    return cast.officer("officer")


@pytest.fixture
def term(db: None) -> Term:
    """The current term, with its seats."""
    return cast.seated_term()


@pytest.fixture
def member(term: Term) -> User:
    """The person who represents EUR-1."""
    return cast.seat_person(term, "EUR-1", cast.person("member"))


@pytest.fixture
def alternate(term: Term) -> User:
    """The person who represents the alternate of EUR-1."""
    return cast.seat_person(term, "EUR-1", cast.person("alternate"), "alternate")


@pytest.fixture
def chair(term: Term) -> User:
    """The person who represents EUR-2, which holds the Chair."""
    return cast.seat_person(term, "EUR-2", cast.person("chair"))


@pytest.fixture
def group_member(db: None) -> User:
    """A member of the working group, on behalf of an NGO."""
    return cast.person("group")


@pytest.fixture
def stranger(db: None) -> User:
    """A signed-in person with no place anywhere."""
    return cast.person("stranger")


@pytest.fixture
def contact_point(db: None) -> User:
    """The contact point of the organisation."""
    return cast.person("contact")


@pytest.fixture
def organisation(contact_point: User) -> Organisation:
    """An organisation in Kenya."""
    return cast.organisation("Example Society for Cranes", contact_point)


@pytest.fixture
def editor(organisation: Organisation) -> User:
    """An editor of the organisation."""
    user = cast.person("editor")
    Membership.objects.create(organisation=organisation, user=user, role="editor")
    return user


@pytest.fixture
def reader(organisation: Organisation) -> User:
    """A reader of the organisation."""
    user = cast.person("reader")
    Membership.objects.create(organisation=organisation, user=user, role="reader")
    return user


@pytest.fixture
def rival(db: None) -> User:
    """The contact point of another organisation."""
    user = cast.person("rival")
    cast.organisation("Another Example Network", user, "PER")
    return user


@pytest.fixture
def group(
    term: Term, secretariat: User, officer: User, member: User, group_member: User
) -> WorkingGroup:
    """The working group, established."""
    return cast.established_group(
        term, secretariat, {"party": member, "secretariat": officer, "ngo": group_member}
    )


@pytest.fixture
def submitted_proposal(group: WorkingGroup, secretariat: User) -> Proposal:
    """A proposal, submitted to the Standing Committee."""
    return cast.submitted_proposal(group, secretariat)


@pytest.fixture
def adopted_process(submitted_proposal: Proposal, secretariat: User, chair: User) -> Process:
    """The process the Committee adopted."""
    return cast.adopted_process(submitted_proposal, by=secretariat, chair=chair)


@pytest.fixture
def open_invitation(adopted_process: Process, secretariat: User) -> Invitation:
    """An invitation, open for 60 days."""
    return cast.opened_invitation(adopted_process, secretariat)


@pytest.fixture
def draft_application(
    organisation: Organisation, open_invitation: Invitation, contact_point: User
) -> Application:
    """A draft of the organisation."""
    return cast.begun_application(organisation, open_invitation, contact_point)


@pytest.fixture
def submitted_application(draft_application: Application, contact_point: User) -> Application:
    """A complete application, submitted."""
    return cast.submitted_application(draft_application, contact_point)


@pytest.fixture
def ready_application(submitted_application: Application, secretariat: User) -> Application:
    """An assessed application, recommended."""
    return cast.ready_application(submitted_application, secretariat)


@pytest.fixture
def prepared_item(ready_application: Application, secretariat: User) -> Item:
    """The item on the ready application, for a meeting."""
    return cast.presented_item(ready_application, secretariat)


@pytest.fixture
def open_item(prepared_item: Item, secretariat: User) -> Item:
    """The item on the ready application, open for decision at a meeting."""
    return cast.opened(prepared_item, secretariat)


@pytest.fixture
def accreditation(prepared_item: Item, secretariat: User, chair: User) -> Accreditation:
    """The accreditation the Committee conferred on the organisation."""
    cast.decided(prepared_item, by=secretariat, chair=chair, value="yes")
    return Accreditation.objects.get()


@pytest.fixture
def client_as(db: None) -> Callable[[User], Client]:
    """A browser signed in as a person."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


def _restore_what_migrations_brought() -> None:
    """The countries and the head of the ledger, which a flush takes away."""
    countries = importlib.import_module("partners.migrations.0002_countries")
    countries.add_countries(apps, connection.schema_editor())
    with connection.cursor() as cursor:
        cursor.execute(importlib.import_module("accreditation.migrations.0002_ledger_head").ADD)


@pytest.fixture(autouse=True, scope="session")
def _teardown_by_its_own_door() -> Iterator[None]:
    """Let tests that commit empty the tables afterwards, past the guards against TRUNCATE."""
    flush = vars(TransactionTestCase)["_fixture_teardown"]

    def through_the_door(case: TransactionTestCase) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET portal.teardown = 'on'")
        flush(case)
        _restore_what_migrations_brought()
        with connection.cursor() as cursor:
            cursor.execute("SET portal.teardown = 'off'")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", through_the_door)
        yield
