"""What the portal keeps of a person who works for an organisation or on its applications."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from accreditation.applications.models import (
    Answer,
    Application,
    Cosignature,
    Finding,
    Upload,
)
from accreditation.applications.questions import ApplicationQuestion
from accreditation.register.models import ConditionProof
from accreditation.screening.models import HitVerdict, SanctionsList, Screening
from accreditation.wallet.models import WalletDocument
from partners.personal import Part

APPLICATION: Final = (_("Application"), "application__reference")
AT: Final = (_("At"), "at")
ON_THE_RECORD: Final = _(
    "For good, under a random number once your account is erased: a record of the Committee"
    " rests on it."
)
OF_THE_ORGANISATION: Final = _(
    "As long as the application is kept: it is the organisation’s. Once your account is erased, a"
    " random number stands for who wrote it."
)

APPLICATIONS: Final = (
    Part(
        name="applications_begun",
        label=_("Applications you began"),
        why=_("To know who began for the organisation."),
        until=OF_THE_ORGANISATION,
        of=lambda user: Application.objects.filter(begun_by=user).order_by("pk"),
        columns={
            "reference": (_("Reference"), "reference"),
            "begun_at": (_("Begun"), "begun_at"),
        },
    ),
    Part(
        name="answers",
        label=_("Answers you wrote last"),
        why=_("The organisation applies with them."),
        until=OF_THE_ORGANISATION,
        of=lambda user: Answer.objects.filter(changed_by=user).order_by("pk"),
        columns={
            "application": APPLICATION,
            "question": (_("Question"), "question"),
            "answer": (_("Answer"), "value"),
            "changed_at": (_("Changed"), "changed_at"),
        },
    ),
    Part(
        name="uploads",
        label=_("Documents you gave"),
        why=_("The organisation applies with them."),
        until=OF_THE_ORGANISATION,
        of=lambda user: Upload.objects.filter(uploaded_by=user).order_by("pk"),
        columns={
            "application": APPLICATION,
            "document": (_("Document"), "document"),
            "name": (_("File name"), "name"),
            "explanation": (_("Cannot supply, because"), "explanation"),
            "size": (_("Size in bytes"), "size"),
            "sha256": ("SHA-256", "sha256"),
            "given_at": (_("Given"), "uploaded_at"),
            "removed_at": (_("Taken back"), "removed_at"),
        },
    ),
    Part(
        name="wallet",
        label=_("Documents you added to those of an organisation"),
        why=_("The organisation gives them with its applications."),
        until=_(
            "Until they are taken out; then the name and hash stay. Once your account is erased, a"
            " random number stands for who added them."
        ),
        of=lambda user: WalletDocument.objects.filter(added_by=user).order_by("pk"),
        columns={
            "organisation": (_("Organisation"), "organisation__name"),
            "title": (_("Title"), "title"),
            "name": (_("File name"), "name"),
            "valid_until": (_("Valid until"), "valid_until"),
            "size": (_("Size in bytes"), "size"),
            "sha256": ("SHA-256", "sha256"),
            "added_at": (_("Added"), "added_at"),
            "removed_at": (_("Taken out"), "removed_at"),
        },
    ),
    Part(
        name="answers_to_questions",
        label=_("Questions of the Committee you answered"),
        why=_("The Committee decides again with them."),
        until=OF_THE_ORGANISATION,
        of=lambda user: ApplicationQuestion.objects.filter(answered_by=user),
        columns={
            "application": APPLICATION,
            "number": (_("Number"), "number"),
            "answer": (_("Answer"), "answer"),
            "at": (_("At"), "answered_at"),
        },
    ),
    Part(
        name="signatures_asked",
        label=_("Signatures of a head of organisation you asked for"),
        why=_("To know who asked; who was asked is theirs and is not shown here."),
        until=OF_THE_ORGANISATION,
        of=lambda user: Cosignature.objects.filter(asked_by=user),
        columns={
            "application": APPLICATION,
            "words": (_("Your words"), "words"),
            "asked_at": (_("Asked"), "asked_at"),
        },
    ),
    Part(
        name="signatures",
        label=_("Signatures asked of you as the head of an organisation"),
        why=_("The organisation applies with them."),
        until=_(
            "As long as the application is kept; what you did not sign only until the application"
            " is withdrawn or lapses, or your account is erased."
        ),
        of=lambda user: Cosignature.objects.filter(email__iexact=user.email),
        columns={
            "application": APPLICATION,
            "name": (_("Name"), "name"),
            "function": (_("Function"), "function"),
            "asked_at": (_("Asked"), "asked_at"),
            "signed_at": (_("Signed"), "signed_at"),
            "declined_at": (_("Declined"), "declined_at"),
            "reason": (_("Reason"), "decline_reason"),
        },
    ),
    Part(
        name="proofs",
        label=_("Proofs of conditions you sent"),
        why=_("They show that a condition of the accreditation is met."),
        until=OF_THE_ORGANISATION,
        of=lambda user: ConditionProof.objects.filter(sent_by=user).order_by("pk"),
        columns={
            "accreditation": (_("Accreditation"), "condition__accreditation__reference"),
            "condition": (_("Condition"), "condition__number"),
            "text": (_("Text"), "text"),
            "at": (_("At"), "sent_at"),
        },
    ),
    Part(
        name="proofs_returned",
        label=_("Proofs you returned for the Secretariat"),
        why=_("The partner reads what a proof lacks."),
        until=OF_THE_ORGANISATION,
        of=lambda user: ConditionProof.objects.filter(returned_by=user).order_by("pk"),
        columns={
            "accreditation": (_("Accreditation"), "condition__accreditation__reference"),
            "condition": (_("Condition"), "condition__number"),
            "reason": (_("What it lacks"), "reason"),
            "at": (_("At"), "returned_at"),
        },
    ),
    Part(
        name="findings",
        label=_("Findings you made for the Secretariat"),
        why=_("The Committee decides with them."),
        until=ON_THE_RECORD,
        of=lambda user: Finding.objects.filter(by=user).order_by("pk"),
        columns={
            "application": APPLICATION,
            "criterion": (_("Criterion"), "criterion"),
            "finding": (_("Finding"), "value"),
            "note": (_("Evidence and reasons"), "note"),
            "at": AT,
        },
    ),
    Part(
        name="sanctions_lists",
        label=_("Sanctions lists you loaded"),
        why=_("To know against what names were screened, and who loaded it."),
        until=ON_THE_RECORD,
        of=lambda user: SanctionsList.objects.filter(loaded_by=user).order_by("pk"),
        columns={
            "source": (_("Source"), "source"),
            "generated": (_("Made on"), "generated"),
            "sha256": ("SHA-256", "sha256"),
            "at": (_("At"), "loaded_at"),
        },
    ),
    Part(
        name="screenings",
        label=_("Screenings of names you ran"),
        why=_("To know who screened an application before it went to the Committee."),
        until=ON_THE_RECORD,
        of=lambda user: Screening.objects.filter(run_by=user).order_by("pk"),
        columns={"application": APPLICATION, "at": (_("At"), "run_at")},
    ),
    Part(
        name="verdicts",
        label=_("Verdicts you gave on hits of a screening"),
        why=_("To know who judged a hit, and why."),
        until=ON_THE_RECORD,
        of=lambda user: HitVerdict.objects.filter(by=user).order_by("pk"),
        columns={
            "organisation": (_("Organisation"), "hit__organisation__name"),
            "verdict": (_("Verdict"), "value"),
            "reason": (_("Reason"), "reason"),
            "at": AT,
        },
    ),
)
