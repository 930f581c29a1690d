"""One crawl: every address is asked by everybody with GET, and what came back is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus

from django.db import connection, transaction
from django.test import Client

from tests.architecture.addresses import Mandate, is_admin, names

# Sessions and the counting of sign-ins are no part of the mandate.
PASSING = ("django_session", "cms_portal_cache")


@dataclass(frozen=True)
class Answer:
    """What one person got at one address."""

    status: int
    content_type: str
    policy: str
    body: str


@dataclass
class Crawl:
    """Every answer by (address, role), and what the database held before and after."""

    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    posted: dict[tuple[str, str], int] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    after: dict[str, str] = field(default_factory=dict)
    after_posts: dict[str, str] = field(default_factory=dict)

    def pages(self) -> Iterator[tuple[str, str, Answer]]:
        """Every HTML page that was shown to somebody."""
        for (name, role), answer in self.answers.items():
            if answer.content_type.startswith("text/html") and answer.body:
                yield name, role, answer


@contextmanager
def rolled_back() -> Iterator[None]:
    """A transaction that leaves nothing behind."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def fingerprint() -> dict[str, str]:
    """A hash over the rows of every table."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table not in PASSING:
                cursor.execute(
                    f"SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t"
                )
                found[table] = cursor.fetchone()[0] or "empty"
    return found


def client_of(role: str, mandate: Mandate) -> Client:
    """A browser of somebody, who may not be signed in; faults are answers here."""
    client = Client(raise_request_exception=False)
    user = mandate.everyone()[role]
    if user.is_authenticated:
        client.force_login(user)
    return client


def asked(client: Client, address: str) -> Answer:
    """What a person gets; a fault inside leaves the rest of the crawl untouched."""
    with transaction.atomic():
        response = client.get(address)
        transaction.set_rollback(response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR)
    body = response.getvalue()
    return Answer(
        status=response.status_code,
        content_type=response.headers.get("Content-Type", ""),
        policy=response.headers.get("Content-Security-Policy", ""),
        body=body.decode("utf-8", "replace"),
    )


# The admin tells officers from all others, and these apart would cost more than they show.
IN_THE_ADMIN = ("anonymous", "rival", "member", "secretariat")
OUTSIDERS = ("anonymous", "stranger", "rival")
# Signing in and out, one's own account, language and invitation: everybody may post to these.
OWN = (
    *("account_", "mfa_", "admin:login", "admin:logout", "set_language"),
    *("partners:account", "partners:invitation"),
)


def crawled() -> Crawl:
    """Ask every address as everybody; then post to every address as those it does not concern."""
    found = Crawl()
    mandate = Mandate()
    addresses = {name: mandate.address(name) for name in sorted(set(names()))}
    clients = {role: client_of(role, mandate) for role in mandate.everyone()}
    found.before = fingerprint()
    for name, address in addresses.items():
        for role in IN_THE_ADMIN if is_admin(name) else clients:
            found.answers[name, role] = asked(clients[role], address)
    found.after = fingerprint()
    for name, address in addresses.items():
        for role in OUTSIDERS if not name.startswith(OWN) else ():
            with transaction.atomic():
                response = clients[role].post(address)
                fault = response.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
                transaction.set_rollback(fault)
            found.posted[name, role] = response.status_code
    found.after_posts = fingerprint()
    return found
