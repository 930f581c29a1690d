"""Fictional people who can sign in: the Secretariat, the Committee, the working group, NGOs."""

from typing import Final

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accreditation.committee.models import Observer, Representative, Term
from partners.models import Officer, User

PASSWORD: Final = "demonstration"  # noqa: S105 - everybody may know it
DOMAIN: Final = "demo.test"
# Who is named everywhere: address before the @, name, and what the person is.
NAMED: Final = (
    ("ngo", "Paula Plover", "contact point of an organisation with a draft application"),
    ("newcomer", "Nico Newcomer", "no organisation yet"),
    ("secretariat", "Sasha Sample", "Secretariat officer"),
    ("officer", "Robin Record", "a second Secretariat officer"),
    ("member", "Emilia Esempio", "represents EUR-1"),
    ("deputy", "Dario Delegato", "represents EUR-1 beside member@"),
    ("alternate", "Urs Muster", "represents the alternate of EUR-1"),
    ("chair", "Camille Exemple", "represents EUR-2, which holds the Chair"),
    ("observer", "Olive Onlooker", "observes the Committee and reads no dossiers"),
    ("reader", "Rita Reader", "observes the Committee and reads dossiers"),
    ("group", "Kim Comment", "member of the working group"),
)
EVERY_SEAT: Final = (
    "speaks for a seat by its code; afr-1@ holds the Vice-Chair, dep@ the depositary"
)
SEATED: Final = {"EUR-1": "member", "EUR-2": "chair"}
ALTERNATES: Final = {
    "EUR-1": "alternate",
    "AFR-1": "afr-1-alternate",
    "SCC-1": "scc-1-alternate",
}
OBSERVERS: Final = {"observer": "Museum of Imaginary Animals", "reader": "Reed Warbler Roundtable"}
LANGUAGES: Final = {"AFR-1": "fr", "AFR-3": "fr", "SCC-1": "es", "SCC-2": "es"}


class People:
    """Everybody of the demonstration, by the address before the @."""

    def __init__(self) -> None:
        """Nobody yet; one password, hashed once."""
        self._password = make_password(PASSWORD)
        self._known: dict[str, User] = {}

    def __getitem__(self, local: str) -> User:
        """The person with this address."""
        return self._known[local]

    def add(self, local: str, name: str, *, language: str = "en") -> User:
        """An account with the common password and a verified address."""
        user = User(email=f"{local}@{DOMAIN}", name=name, language=language)
        user.password = self._password
        user.save()
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        self._known[local] = user
        return user

    def at_seat(self, code: str) -> User:
        """The person who represents the member on a seat."""
        return self[SEATED.get(code, code.lower())]


def load(term: Term) -> People:
    """The people named everywhere, and one representative for every other seat."""
    people = People()
    for local, name, _what in NAMED:
        people.add(local, name)
    for local in ("secretariat", "officer"):
        Officer.objects.create(user=people[local])
    for seat in term.seats.all():
        named = SEATED.get(seat.code)
        language = LANGUAGES.get(seat.code, "en")
        user = (
            people[named]
            if named
            else people.add(seat.code.lower(), f"Delegate {seat.code}", language=language)
        )
        Representative.objects.create(seat=seat, user=user, capacity="member")
    _others(people, term)
    return people


def _others(people: People, term: Term) -> None:
    """A second person of one seat, some alternates, and two observers."""
    seats = {seat.code: seat for seat in term.seats.all()}
    Representative.objects.create(seat=seats["EUR-1"], user=people["deputy"], capacity="member")
    for code, local in ALTERNATES.items():
        known = local == "alternate"
        language = LANGUAGES.get(code, "en")
        user = people[local] if known else people.add(local, f"Alternate {code}", language=language)
        Representative.objects.create(seat=seats[code], user=user, capacity="alternate")
    for local, whom in OBSERVERS.items():
        Observer.objects.create(
            term=term,
            user=people[local],
            on_behalf_of=f"{whom} (fictional)",
            reads_dossiers=local == "reader",
        )
