"""Every address of the portal with an example, and every role that asks for it."""

from collections.abc import Iterator
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accreditation.applications.cosigning import ask
from accreditation.applications.models import Application
from accreditation.committee.blocs import Bloc
from accreditation.committee.models import Position
from accreditation.examining import examine
from accreditation.proposals.models import Proposal
from accreditation.register.models import Accreditation, ConditionProofFile
from accreditation.screening.running import screen
from accreditation.wallet.models import WalletDocument
from accreditation.workflow import perform
from partners.models import (
    CalendarAddress,
    Membership,
    MembershipInvitation,
    Notice,
    Organisation,
    User,
)
from reporting.models import IssuedDocument, PartnerReport
from tests import cast
from tests.accreditation.applications import hostile
from tests.accreditation.committee import desk
from tests.accreditation.screening.listing import loaded

LIKE_OURS = {"dataid": "9000009", "names": ["Example", "Society", "Cranes"]}
ACCOUNTS = hostile.sent("accounts.pdf", hostile.pdf())

# The admin redirects old addresses and adds slashes without naming it.
CATCH_ALL = "admin"


def names(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    """The full name of every address of the URLconf."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from names(each, ":".join(filter(None, (namespace, each.namespace))))
        elif isinstance(each, URLPattern):
            yield ":".join(filter(None, (namespace, each.name or "")))


def is_admin(name: str) -> bool:
    """Whether an address belongs to the admin of a model, or is one of its catch-alls."""
    own = {"admin:index", "admin:login", "admin:logout"}
    return name == CATCH_ALL or (name.startswith("admin:") and name not in own)


class Mandate:
    """One mandate walked to its end, with something under every address, and everybody in it."""

    def __init__(self) -> None:
        """Walk it."""
        self.people()
        self.committee()
        self.organisation()
        self.decisions()
        self.signature()
        self.papers()
        self.screening()
        for user in User.objects.all():
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)

    def people(self) -> None:
        """Officers, and people with no place."""
        self.secretariat = cast.officer("secretariat")
        self.officer = cast.officer("officer")
        self.stranger = cast.person("stranger")
        self.contact = cast.person("contact")
        self.editor = cast.person("editor")
        self.reader = cast.person("reader")
        self.rival = cast.person("rival")
        self.calendar_code = CalendarAddress.objects.give(self.contact)

    def committee(self) -> None:
        """Seats, the working group and the process the Committee adopted."""
        self.term = cast.seated_term()
        self.member = cast.seat_person(self.term, "EUR-1", cast.person("member"))
        self.chair = cast.seat_person(self.term, "EUR-2", cast.person("chair"))
        self.group_member = cast.person("group")
        members = {"party": self.member, "secretariat": self.officer, "ngo": self.group_member}
        self.group = cast.established_group(self.term, self.secretariat, members)
        proposal = cast.submitted_proposal(self.group, self.secretariat)
        self.process = cast.adopted_process(proposal, by=self.secretariat, chair=self.chair)
        second = Proposal.objects.create(group=self.group, title="A second proposal")
        self.drafted = perform("open_drafting", second, by=self.secretariat)
        self.open_to = cast.opened_invitation(self.process, self.secretariat)

    def organisation(self) -> None:
        """Our organisation with its people, and the rival's."""
        self.ours = cast.organisation("Example Society for Cranes", self.contact)
        cast.organisation("Another Example Network", self.rival, "PER")
        for user in (self.editor, self.reader):
            Membership.objects.create(organisation=self.ours, user=user, role=user.name.lower())
        self.invited = MembershipInvitation.objects.create(
            organisation=self.ours, email=self.stranger.email, role="reader",
            invited_by=self.contact,
        )  # fmt: skip

    def decisions(self) -> None:
        """An accreditation, an item that is open, and a draft."""
        begun = cast.begun_application(self.ours, self.open_to, self.contact)
        ready = cast.ready_application(
            cast.submitted_application(begun, self.contact), self.secretariat
        )
        conditions = [{"number": 1, "text": "Send the accounts."}]
        item = cast.presented_item(
            ready, self.secretariat, meeting=cast.meeting(), conditions=conditions
        )
        self.item = cast.decided(item, by=self.secretariat, chair=self.chair, value="yes")
        self.accreditation = Accreditation.objects.get()
        proof = {"number": 1, "text": "Here they are.", "files": [examine(ACCOUNTS)]}
        perform("send_proof", self.accreditation, by=self.contact, **proof)
        self.proof_file = ConditionProofFile.objects.get()
        second = cast.opened_invitation(self.process, self.secretariat, kind="renewal")
        other = cast.begun_application(self.ours, second, self.contact)
        other = cast.ready_application(
            cast.submitted_application(other, self.contact), self.secretariat
        )
        self.open_item = cast.opened(cast.presented_item(other, self.secretariat), self.secretariat)
        self.bloc = Bloc.objects.create(
            reference="BLOC-1", term=self.term, title="Moved together", made_by=self.secretariat
        )
        self.letter = desk.letter(self.open_item, by=self.officer)
        third = cast.opened_invitation(self.process, self.secretariat)
        self.draft = cast.begun_application(self.ours, third, self.contact)
        self.upload = self.draft.uploads.create(
            document=self.process.content["documents"][0]["code"],
            file=ContentFile(b"%PDF-1.7", name="statutes.pdf"),
            name="statutes.pdf",
            extension="pdf",
            content_type="application/pdf",
            size=8,
            uploaded_by=self.contact,
        )
        self.wallet = WalletDocument.objects.create(
            organisation=self.ours,
            title="Statutes",
            file=ContentFile(b"%PDF-1.7", name="statutes.pdf"),
            name="statutes.pdf",
            extension="pdf",
            content_type="application/pdf",
            size=8,
            added_by=self.contact,
        )

    def signature(self) -> None:
        """A draft that waits for the signature of the head of organisation."""
        fourth = cast.opened_invitation(self.process, self.secretariat)
        unsigned = cast.begun_application(self.ours, fourth, self.contact)
        cast.answer_everything(unsigned, self.contact)
        document = unsigned.uploads.all()[0].document
        unsigned.uploads.filter(document=document).delete()
        self.to_sign = unsigned.uploads.create(
            document=document,
            file=ContentFile(b"%PDF-1.7", name="statutes.pdf"),
            name="statutes.pdf",
            extension="pdf",
            content_type="application/pdf",
            size=8,
            uploaded_by=self.contact,
        )
        self.cosignature = ask(
            unsigned,
            by=self.contact,
            name="Zora Ibis",
            function="President",
            email="head@cranes.example",
            language="en",
            words="",
        )

    def screening(self) -> None:
        """An accredited application whose name is like an entry of a list."""
        loaded(self.secretariat, individuals=(LIKE_OURS,))
        self.screened = Application.objects.get(reference=self.item.subject_reference)
        self.hit = screen(self.screened, by=self.secretariat).hits.get()

    def papers(self) -> None:
        """A report in draft, and a document that only its asker and the Secretariat may see."""
        self.report = PartnerReport.objects.create(
            accreditation=self.accreditation, meeting=cast.meeting("COP14", "COP")
        )
        self.document = IssuedDocument.objects.create(
            reference="DOC-1",
            document_kind="application",
            subject=self.draft.reference,
            language="en",
            organisation=self.ours,
            context="{}",
            context_sha256="0" * 64,
            template_version="1",
        )

    def everyone(self) -> dict[str, Any]:
        """Who asks, by the name of the role."""
        return {
            "anonymous": AnonymousUser(),
            "stranger": self.stranger,
            "rival": self.rival,
            "contact": self.contact,
            "editor": self.editor,
            "reader": self.reader,
            "group": self.group_member,
            "member": self.member,
            "secretariat": self.secretariat,
        }

    def arguments(self) -> dict[str, dict[str, Any]]:
        """What each address that takes something is given."""
        draft = {"reference": self.draft.reference}
        slot = draft | {"code": self.upload.document, "part": 1}
        drafted = {"reference": self.drafted.version.reference}
        path = {"path": f"criteria/{self.process.content['criteria'][0]['code']}"}
        open_item = {"reference": self.open_item.reference}
        position = Position.objects.filter(item=self.item).first()
        document = {"uuid": self.document.uuid}
        section = self.process.content["form"][0]["code"]
        ours = {"uuid": self.ours.uuid}
        notice = Notice.objects.filter(recipient=self.contact).first()
        place = self.ours.memberships.get(user=self.reader)
        assert position is not None
        assert notice is not None
        return {
            "step": {"kind": "application", "step": "withdraw"} | draft,
            "step-calendar": {"kind": "application"} | draft,
            "proposals:proposal": {"reference": self.drafted.reference},
            "proposals:comment": {"reference": self.drafted.reference},
            "proposals:process-json": {"reference": self.process.reference},
            "proposals:process": {"reference": self.process.reference},
            "proposals:edit": drafted,
            "proposals:edit-add": drafted | {"path": "criteria"},
            "proposals:edit-remove": drafted | path,
            "proposals:edit-move": drafted | path,
            "proposals:edit-element": drafted | path,
            "proposals:translations": drafted,
            "proposals:translate": drafted | path,
            "proposals:group": {"reference": self.group.reference},
            "committee:item": open_item,
            "committee:position": open_item,
            "committee:recuse": open_item,
            "committee:ask-out": open_item,
            "committee:declare": open_item,
            "committee:note": open_item,
            "committee:calendar": open_item,
            "committee:record": open_item,
            "committee:transcribe": open_item,
            "committee:transcriptions": open_item,
            "committee:simulation": open_item,
            "committee:transcription": {"reference": self.letter.reference},
            "committee:transcription-scan": {"reference": self.letter.reference},
            "committee:bloc": {"reference": self.bloc.reference},
            "committee:bloc-position": {"reference": self.bloc.reference},
            "committee:document": open_item | {"uuid": self.upload.uuid},
            "committee:receipt": {
                "reference": self.item.reference,
                "seat": position.seat,
                "capacity": position.capacity,
                "number": position.number,
            },
            "record": {"reference": self.item.reference},
            "record-json": {"reference": self.item.reference},
            "applications:invitation": {"reference": self.open_to.reference},
            "applications:begin": {"reference": self.open_to.reference},
            "applications:application": draft,
            "applications:section": draft | {"code": section},
            "applications:documents": draft,
            "applications:upload": slot,
            "applications:explain": slot,
            "applications:reuse": slot,
            "applications:confirm": slot,
            "applications:remove": slot,
            "applications:file": draft | {"uuid": self.upload.uuid},
            "applications:check": draft,
            "applications:ask-signature": draft,
            "applications:signature": draft,
            "applications:sign": {"code": self.cosignature.code},
            "applications:sign-file": {
                "code": self.cosignature.code,
                "uuid": self.to_sign.uuid,
            },
            "applications:findings": {"reference": self.item.subject_reference},
            "wallet:documents": ours,
            "wallet:add": ours,
            "wallet:document": ours | {"document": self.wallet.uuid},
            "wallet:file": ours | {"document": self.wallet.uuid},
            "wallet:take-out": ours | {"document": self.wallet.uuid},
            "screening:run": {"reference": self.screened.reference},
            "screening:judge": {"reference": self.screened.reference, "uuid": self.hit.uuid},
            "register:detail": {"reference": self.accreditation.reference},
            "register:conditions": {"reference": self.accreditation.reference},
            "register:proof-file": {
                "reference": self.accreditation.reference,
                "uuid": self.proof_file.uuid,
            },
            "reports:report": {"reference": self.report.reference},
            "reports:section": {
                "reference": self.report.reference,
                "section": self.process.content["report"][0]["code"],
            },
            "documents:detail": document,
            "documents:state": document,
            "documents:file": document,
            "calendar-feed": {"code": self.calendar_code},
            "verify-code": {"code": self.accreditation.code},
            "partners:notice": {"uuid": notice.uuid},
            "partners:organisation-detail": ours,
            "partners:organisation-edit": ours,
            "partners:invite": ours,
            "partners:role": ours | {"pk": place.pk},
            "partners:hand-over": ours | {"pk": place.pk},
            "partners:invited": ours | {"pk": self.invited.pk},
            "partners:contact-point": ours | {"act": "ask"},
            "partners:invitation": {"code": self.invited.code},
            "account_confirm_email": {"key": "no-such-key"},
            "account_reset_password_from_key": {"uidb36": "1", "key": "no-key"},
            "mfa_remove_webauthn": {"pk": 1},
            "mfa_edit_webauthn": {"pk": 1},
        }

    def address(self, name: str) -> str:
        """An example of an address."""
        if is_admin(name):
            return admin_address(name)
        return reverse(name, kwargs=self.arguments().get(name, {}))


def admin_address(name: str) -> str:
    """An address in the admin, on a row that is there."""
    for model in admin.site._registry:
        stem = f"admin:{model._meta.app_label}_{model._meta.model_name}_"
        if name.startswith(stem):
            row = model._base_manager.first()
            pk = row.pk if row else 1
            return reverse(name, args=[] if name.endswith(("_changelist", "_add")) else [pk])
    organisation = Organisation.objects.first()
    assert organisation is not None
    shown = [ContentType.objects.get_for_model(organisation).pk, organisation.pk]
    given: dict[str, list[Any]] = {"admin:view_on_site": shown, "admin:app_list": ["partners"]}
    return reverse(name, args=given.get(name, [])) if name != CATCH_ALL else "/admin/none/"
