"""Three colleagues of one organisation, in any language, with or without scripts."""

from dataclasses import dataclass, field
from typing import Any, Final

from tests.e2e.applying import explain_documents
from tests.e2e.browser import House, Visitor
from tests.e2e.filling import fill_everything, small_pdf
from tests.e2e.inspecting import Inspector

PASSWORD: Final = "a flyway of 9000 km"
PRIMARY: Final = "main form button.btn-primary"
NEXT_STEP: Final = "aside .btn-primary"
SECTIONS: Final = "main ol.task-list a[href*='/sections/']"
HREF: Final = "links => links.map(link => link.getAttribute('href'))"
REGION: Final = {"en": "en-GB", "fr": "fr-FR", "es": "es-ES"}


@dataclass
class Team:
    """Contact point, editor and alternate; whoever stays signed in keeps the window open."""

    house: House
    language: str
    settings: dict[str, Any]
    on_a_slow_line: bool = False
    inspector: Inspector = field(init=False)
    people: list[Visitor] = field(default_factory=list)
    application: str = ""

    def __post_init__(self) -> None:
        """Nobody yet."""
        self.inspector = Inspector(self.house, self.language)

    @property
    def name(self) -> str:
        """The organisation."""
        return f"Ternary Terns of Ghana, {self.language}"

    @property
    def acronym(self) -> str:
        """Its letters, which no other team has."""
        return f"TTG{self.language}"

    @property
    def reference(self) -> str:
        """The application's, once it was received."""
        return self.application.rstrip("/").rpartition("/")[2]

    def look(self, person: Visitor, name: str) -> Visitor:
        """Look at the page a person is on."""
        return self.inspector.look(person, name)

    def stranger(self) -> Visitor:
        """A newcomer whose browser asks for the language."""
        person = self.house.stranger(locale=REGION[self.language], **self.settings)
        return person.slowly() if self.on_a_slow_line else person

    def close(self) -> None:
        """Everybody leaves; nothing may have gone wrong or stood in the way."""
        for person in self.people:
            person.close()
            self.house.inside.remove(person)
        self.inspector.close()

    # --- Arriving --------------------------------------------------------------------------------
    def sign_up(self, person: Visitor, name: str) -> None:
        """Fill in the form, wrongly at first; prove the address; sign in."""
        email = self.address_of(name)
        person.fill(name=name, email=email, password1=PASSWORD, password2="another one")
        self.look(person.follow(PRIMARY), "sign-up-refused")
        person.fill(password1=PASSWORD, password2=PASSWORD).follow(PRIMARY)
        self.look(person, "sign-up-verify")
        letter = self.house.portal.letter(email, "/accounts/confirm-email/")
        person.go(address_in(letter, "/accounts/confirm-email/"))
        self.look(person, "sign-up-confirm").follow(PRIMARY)
        self.look(person.go("/accounts/login/"), "sign-in")
        person.fill(login=email, password="not this one").follow(PRIMARY)
        self.look(person, "sign-in-refused")
        person.fill(login=email, password=PASSWORD).follow(PRIMARY)
        self.people.append(person)

    def address_of(self, name: str) -> str:
        """Where a person of this team is written to."""
        return f"{name.lower()}@terns-{self.language}.example"

    def arrive(self) -> None:
        """The contact point reads what is public, and opens an account."""
        person = self.stranger()
        self.look(person.go("/"), "home")
        self.look(person.go("/applications/"), "process-in-full")
        self.look(person.go("/applications/rehearsal/?criterion-C1=partly"), "rehearsal")
        person.go("/applications/").follow("main a.btn[href^='/applications/invitations/']")
        invitation = person.path
        self.look(person, "invitation").follow("main a[href^='/accounts/signup/']")
        self.look(person, "sign-up")
        self.sign_up(person, "Ada")
        person.go(invitation).follow("main form[action$='/begin/'] button")

    def describe(self) -> None:
        """The organisation, empty and wrong at first; then the application is begun."""
        [contact] = self.people
        self.look(contact, "organisation-new").follow(PRIMARY).expect_status(422)
        self.look(contact, "organisation-refused")
        contact.fill(
            name=self.name, acronym=self.acronym, website=f"https://{self.acronym}.example/"
        )
        contact.choose(kind="national", country="Ghana").follow(PRIMARY)
        contact.follow("main form[action$='/begin/'] button")
        self.application = contact.path
        self.look(contact, "task-list")

    def invite(self, name: str, role: str) -> None:
        """The contact point invites a colleague, who joins by the link in the mail."""
        contact = self.people[0]
        self.look(contact.go("/people/organisation/"), "organisation")
        send = "main form[action*='/invite/'] button[type=submit]"
        contact.fill(email=self.address_of(name)).follow(send).expect_status(422)
        self.look(contact, "organisation-not-invited")
        contact.page.locator("main form[action*='/invite/'] [name=role]").select_option(role)
        self.look(contact.follow(send), "organisation-invited")
        letter = self.house.portal.letter(self.address_of(name), "/people/invitations/")
        colleague = self.stranger()
        link = address_in(letter, "/people/invitations/")
        colleague.go(link).follow("main a[href^='/accounts/signup/']")
        self.sign_up(colleague, name)
        self.look(colleague.go(link), "invitation-to-a-place").follow(PRIMARY)
        colleague.expect(self.name)
        self.look(colleague.go(link, status=410), "invitation-gone")

    # --- Applying --------------------------------------------------------------------------------
    def answer_everything(self) -> None:
        """The sections, in turn by the three; one wrong value, and one answer of two people."""
        found = self.people[0].go(self.application).page.locator(SECTIONS)
        links: list[str] = found.evaluate_all(HREF)
        for number, link in enumerate(links):
            person = self.people[number % len(self.people)]
            self.look(person.go(link), f"section-{number}")
            if "/sections/A/" in link:
                person.fill(A14="no address").follow(PRIMARY).expect_status(422)
                self.look(person, "section-refused")
            if "/sections/B/" in link:
                self.answer_twice(link)
            if "/sections/E/" in link:
                person.attach("atlas.pdf", small_pdf())
            fill_everything(person, "main form[method=post]", {"A1": self.name})
            person.follow(PRIMARY)
            assert link not in person.path, person.dump()

    def answer_twice(self, section: str) -> None:
        """Two colleagues answer the same; the second is shown both and loses nothing."""
        first, second = self.people[1], self.people[2]
        first.go(section)
        second.go(section)
        first.fill(B1="Berta").follow("main button[name=stay]")
        second.fill(B1="Carla").follow("main button[name=stay]").expect_status(409)
        self.look(second.expect("Berta", "Carla"), "section-conflict")
        second.follow("main button[name=stay]").expect_status(200)
        assert first.go(section).field("B1").input_value() == "Carla"

    def give_documents(self) -> None:
        """A file that is none, one that is, and reasons for the others."""
        editor = self.people[1]
        upload = "main form[enctype] button[type=submit]"
        self.look(editor.go(f"{self.application}documents/"), "documents")
        editor.attach("statutes.pdf", b"MZ, which is no PDF").follow(upload).expect_status(422)
        self.look(editor, "file-refused")
        editor.attach("statutes.pdf", small_pdf()).follow(upload).expect("statutes.pdf")
        explain_documents(editor, self.application)

    def submit(self) -> None:
        """Checked by all, declared by the contact point: without a name at first."""
        contact, editor = self.people[:2]
        self.look(editor.go(f"{self.application}check/"), "check-as-editor")
        reference = self.reference
        self.look(
            editor.go(f"/steps/application/{reference}/submit/", status=403), "not-yours-to-do"
        )
        self.look(contact.go(f"{self.application}check/"), "check").follow(NEXT_STEP)
        self.look(contact, "declaration")
        contact.fill(declared_by=" ", declared_function="Director").tick("declared")
        self.look(contact.follow(PRIMARY), "declaration-refused")
        contact.fill(declared_by="Ada Tern").follow(PRIMARY)
        self.application = contact.path
        self.look(contact, "submitted")

    # --- Being asked -----------------------------------------------------------------------------
    def complete(self, code: str, letter: str) -> None:
        """The alternate answers the one point that is open and sends the application back."""
        self.look(self.people[0].go("/people/inbox/"), "inbox")
        alternate = self.people[2]
        self.look(alternate.go(self.application).expect(letter), "returned")
        alternate.follow(f"main a[href*='/sections/{code[0]}/']")
        self.look(alternate, "returned-section").fill(**{code: "It was used in a listing."})
        alternate.follow(PRIMARY)
        self.look(alternate.go(f"{self.application}check/"), "returned-check").follow(NEXT_STEP)

    def answer_question(self, question: str) -> None:
        """The editor answers, with nothing at first."""
        editor = self.people[1]
        self.look(editor.go(self.application).expect(question), "questions")
        editor.follow("main a[href$='/answer/']")
        self.look(editor, "answer").fill(answer_1=" ").follow(PRIMARY)
        self.look(editor, "answer-empty")
        editor.go(f"/steps/application/{self.reference}/answer/")
        editor.fill(answer_1="Since 2004.").follow(PRIMARY)
        self.look(editor, "answered").expect("Since 2004.")


def address_in(letter: str, part: str) -> str:
    """The address in a mail that has this part."""
    return next(word for word in letter.split() if part in word)
