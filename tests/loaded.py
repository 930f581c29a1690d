"""Objects of every kind, loaded in any state without walking there: the machine's named way in."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from typing import Any

from accreditation.applications.models import Application, Invitation
from accreditation.canonical import sha256_hex
from accreditation.committee.models import Item, Meeting, Term, Transcription
from accreditation.machine import Stateful, loading
from accreditation.proposals import content
from accreditation.proposals.models import Process, Proposal, WorkingGroup
from accreditation.register.models import Accreditation
from partners.clock import portal_now
from partners.models import Organisation, User
from reporting.models import IssuedDocument, PartnerReport
from tests import cast

_numbers = count(1)

# How far the first version of a proposal is, by the proposal's state.
VERSIONS = {
    "planned": "",
    "drafting": "draft",
    "circulated": "draft",
    "submitted": "frozen",
    "considered": "frozen",
    "adopted": "adopted",
    "returned": "not_adopted",
}
# What a certified decision on each kind of subject decides.
PURPOSES = {"proposal": "adopt", "application": "approve", "report": "note"}


class World:
    """One loaded mandate: what objects of each kind hang on, made once for a test."""

    def __init__(self, *, term: Term, contact: User, organisation: Organisation) -> None:
        """Load the adopted process and the open invitation that the rest stands under."""
        self.term = term
        self.contact = contact
        self.organisation = organisation
        with loading():
            self.group = WorkingGroup.objects.create(term=term, title="Group", state="established")
            self.process = self.process_in("adopted")
            self.invitation = self.invitation_in("open")

    def load(self, kind: str, state: str) -> Any:
        """An object of a kind, in a state."""
        makers: dict[str, Callable[[str], Stateful]] = {
            "group": self.group_in,
            "proposal": self.proposal_in,
            "process": self.process_in,
            "item": self.item_in,
            "transcription": self.transcription_in,
            "invitation": self.invitation_in,
            "application": self.application_in,
            "accreditation": self.accreditation_in,
            "report": self.report_in,
            "document": self.document_in,
        }
        with loading():
            return makers[kind](state)

    def group_in(self, state: str) -> WorkingGroup:
        """A working group of a term of its own."""
        number = next(_numbers)
        term = Term.objects.create(
            code=f"TERM-{number}", starts_on=date(1990, 1, 1), ends_on=date(1993, 1, 1)
        )
        return WorkingGroup.objects.create(term=term, title="Group", state=state)

    def proposal_in(self, state: str) -> Proposal:
        """A proposal of the group, with a first version that is as far."""
        proposal = Proposal.objects.create(group=self.group, title="Proposal", state=state)
        if version := VERSIONS[state]:
            self.version_of(proposal, version)
        return proposal

    def process_in(self, state: str) -> Process:
        """A version of a process, under a proposal that is as far."""
        proposal = next(each for each, version in VERSIONS.items() if version == state)
        return self.proposal_in({"frozen": "considered"}.get(state, proposal)).version

    def version_of(self, proposal: Proposal, state: str) -> Process:
        """A version of a proposal; frozen from its second state on."""
        given: dict[str, Any] = {}
        if state != "draft":
            canonical, sha256 = content.freeze(content.version_0())
            given = {"canonical": canonical, "sha256": sha256, "frozen_at": portal_now()}
        return Process.objects.create(proposal=proposal, state=state, **given)

    def certified(self, kind: str, subject: Any, outcome: str) -> Item:
        """A certified decision of the Committee on a proposal, an application or a report."""
        frozen = {"dossier_sha256": subject.dossier_sha256} if kind == "application" else {}
        if kind == "proposal":
            frozen = {"dossier_sha256": subject.version.sha256}
        with loading():
            return self.item_on(subject, "certified", PURPOSES[kind], outcome=outcome, **frozen)

    def item_on(self, subject: Stateful, state: str, purpose: str, **given: Any) -> Item:
        """An item in a state, on a subject."""
        return self.item_in(
            state,
            purpose=purpose,
            subject_kind=subject.kind,
            subject_reference=subject.reference,
            **given,
        )

    def item_in(self, state: str, **given: Any) -> Item:
        """An item for a meeting on a loaded application; open, counted and recorded as it says."""
        application = self.application_in("presented")
        opened = state not in {"prepared", "scheduled"}
        decided = state in {"certified", "published"}
        return Item.objects.create(
            **{
                "reference": f"StC99/Item-{next(_numbers)}",
                "state": state,
                "term": self.term,
                "meeting": self.meeting(),
                "purpose": "approve",
                "subject_kind": "application",
                "subject_reference": application.reference,
                "question": {"en": "Approve?"},
                "dossier": "{}",
                "dossier_sha256": sha256_hex("{}"),
                "rules": self.process.decision_rules,
                "opened_at": portal_now() if opened else None,
                "outcome": "adopted" if decided or state == "closed" else "",
                "record": "{}" if decided else "",
            }
            | given
        )

    def transcription_in(self, state: str) -> Transcription:
        """A position of EUR-1 that an officer wrote down, on an open item of its own."""
        number = next(_numbers)
        first, second = (cast.officer(f"{each}-writer-{number}") for each in ("first", "second"))
        return Transcription.objects.create(
            reference=f"StC99/Item-{number}/T-1",
            state=state,
            item=self.item_in("open", seats=[seat.line() for seat in self.term.seats.all()]),
            seat="EUR-1",
            capacity="member",
            channel="letter",
            said_by="The ministry",
            value="yes",
            scan="transcriptions/none.pdf",
            scan_name="letter.pdf",
            scan_type="application/pdf",
            scan_sha256=sha256_hex(""),
            entered_by=first,
            entered_at=portal_now(),
            checked_by=None if state == "entered" else second,
        )

    def meeting(self) -> Meeting:
        """The meeting that items are put to."""
        return cast.meeting()

    def invitation_in(self, state: str) -> Invitation:
        """An invitation under the adopted process."""
        closes_at = portal_now() + timedelta(days=30)
        return Invitation.objects.create(
            process=self.process, title="Invitation", closes_at=closes_at, state=state
        )

    def application_in(self, state: str) -> Application:
        """An application of the organisation, under an invitation of its own."""
        return Application.objects.create(
            organisation=self.organisation,
            invitation=self.invitation_in("open"),
            begun_by=self.contact,
            state=state,
            submitted_at=None if state == "draft" else portal_now(),
            dossier="" if state == "draft" else "{}",
            dossier_sha256="" if state == "draft" else sha256_hex("{}"),
        )

    def accreditation_in(self, state: str) -> Accreditation:
        """An accreditation of an organisation of its own, with the same contact point."""
        number = next(_numbers)
        body = Organisation.objects.create(
            name=f"Body {number}", kind="national", country=self.organisation.country
        )
        for membership in self.organisation.memberships.all():
            body.memberships.create(user=membership.user, role=membership.role)
        application = Application.objects.create(
            organisation=body,
            invitation=self.invitation,
            begun_by=self.contact,
            state="accredited",
            submitted_at=portal_now(),
        )
        return Accreditation.objects.create(
            reference=f"CMS-ACC-{number}",
            application=application,
            organisation=body,
            process=self.process,
            item_reference="StC99/Item-1",
            conferred_on=date(2026, 1, 1),
            valid_until=date(2032, 1, 1),
            state=state,
        )

    def report_in(self, state: str) -> PartnerReport:
        """A partner report on an accreditation of its own."""
        return PartnerReport.objects.create(
            accreditation=self.accreditation_in("active"), meeting=self.meeting(), state=state
        )

    def document_in(self, state: str) -> IssuedDocument:
        """A document; issued ones are stored."""
        issued, number = state == "issued", next(_numbers)
        return IssuedDocument.objects.create(
            reference=f"DOC-{number}",
            state=state,
            document_kind="record",
            subject=f"StC99/Item-{number}",
            language="en",
            context="{}",
            context_sha256=sha256_hex("{}"),
            template_version="1",
            file="issued/none.pdf" if issued else "",
            sha256=sha256_hex("") if issued else "",
        )
