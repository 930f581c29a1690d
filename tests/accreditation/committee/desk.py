"""Items as the Secretariat's desk needs them: silent, referred, at a meeting, with a letter."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accreditation.committee.models import CommitteeRules, Item, Transcription
from accreditation.committee.transcribing import write_down
from accreditation.proposals.models import Proposal
from accreditation.workflow import perform
from partners.models import User
from tests import cast
from tests.accreditation.applications.hostile import pdf
from tests.accreditation.committee.conftest import DAY, clock_moved


def presented(proposal: Proposal, *, by: User, procedure: str, **given: Any) -> Item:
    """The item on a proposal, by this procedure; in writing unless a meeting is given."""
    CommitteeRules.objects.update_or_create(pk=1, defaults={"procedure": procedure})
    perform("present", proposal, by=by, **(given or cast.in_writing(30)))
    return Item.objects.about("proposal", proposal.reference).latest("pk")


def silent(proposal: Proposal, *, by: User) -> Item:
    """An item open in writing, on which silence is consent."""
    return cast.opened(presented(proposal, by=by, procedure="no_objection"), by)


def consensus(proposal: Proposal, *, by: User) -> Item:
    """An item open at a meeting, to be decided by consensus."""
    item = presented(proposal, by=by, procedure="consensus", meeting=cast.meeting())
    return cast.opened(item, by)


def referred(proposal: Proposal, *, by: User, chair: User, against: User) -> Item:
    """The item that takes up a question to which a seat objected, prepared."""
    item = silent(proposal, by=by)
    cast.say(item, by=against, value="object", reasons="It goes too far.")
    with clock_moved(31 * DAY):
        item = perform("certify", perform("close", item), by=chair)
    return Item.objects.get(follows=item)


def scan(name: str = "letter.pdf") -> SimpleUploadedFile:
    """A sound scan."""
    return SimpleUploadedFile(name, pdf(), content_type="application/pdf")


def letter(item: Item, *, by: User, seat: str = "ASI-2", value: str = "yes") -> Transcription:
    """A letter of a seat, written down."""
    return write_down(
        item,
        by=by,
        seat=seat,
        capacity="member",
        channel="letter",
        said_by="The Minister",
        value=value,
        reasons="Word for word.",
        scan=scan(),
    )
