"""A docket of twelve items, before the members now and open for three weeks and a half.

Each can be decided by the people of the demonstration: a bloc of four out of which one may be
lifted, an objection, a conflict of interest, a tie, a letter, conditions, a suspension, a report
and a proposal.
"""

from datetime import datetime
from typing import Final

from accreditation.committee.docket import move_together
from accreditation.committee.models import Item
from accreditation.proposals.models import Proposal
from accreditation.workflow import perform
from cms_portal.demonstration import afterwards, mandate, rounds, votes
from cms_portal.demonstration.story import Story
from reporting.models import PartnerReport

TOGETHER: Final = ("puffins", "lighthouses", "condors", "oryx")
# Of the State of EUR-1; weak enough for a tie; of a State that writes letters.
ALONE: Final = ("shearwaters", "leopards", "godwits")
VOTED: Final = (*TOGETHER, *ALONE)
SILENT: Final = ("mantas", "swifts")
NINE: Final = (*VOTED, *SILENT)
TITLE: Final = "Four applications that meet every criterion"
CLOSES: Final = 25  # days from today
SUSPENDED: Final = "lanterns"
REASONS: Final = (
    "No report to COP14 came in. Notice was given, it has run, and no answer was received. The "
    "partner may be reinstated once it has reported."
)
BEFORE: Final = ("scheduled", "open")
# Scheduled and not yet opened: the Secretariat may still look at what silence would mean.
NOT_YET_OPEN: Final = "godwits"


def receive(story: Story, processes: mandate.Processes) -> None:
    """Nine applications under two further invitations, assessed and ready."""
    walk = story.walk
    walk.to(-56)
    story.arrive(*NINE)
    rounds.invite(story, processes.full, "further", opens=-55, closes=-50)
    title = "Invitation to apply under the short process"
    rounds.invite(story, processes.short, "short", opens=-55, closes=-50, title=title)
    for key in NINE:
        rounds.apply(story, key, "further" if key in VOTED else "short", day=-54)
    rounds.submit(story, NINE, day=-53)
    walk.to(-49, 0, 5)
    for key in ("further", "short"):
        story.invitations[key] = perform("close", story.invitations[key], by=None)
    rounds.accept(story, NINE, day=-49)
    rounds.assess(story, NINE, day=-48)


def put(story: Story, longer: Proposal) -> None:
    """The Secretariat puts everything to the Committee in writing, by one last day."""
    walk = story.walk
    walk.to(-2, 12)
    closes_at = walk.end(CLOSES)
    for key in NINE:
        rounds.present(story, key, closes_at=closes_at)
    items = {key: story.item(key) for key in NINE} | put_others(story, longer, closes_at)
    scheduled = votes.schedule_items(story, items.values())
    walk.on(4)
    move_together([items[key] for key in TOGETHER], title=TITLE, by=story.secretariat)
    for item in scheduled:
        if item.reference != items[NOT_YET_OPEN].reference:
            open_item(story, item)


def put_others(story: Story, longer: Proposal, closes_at: datetime) -> dict[str, Item]:
    """A proposal, a report to note, and a partner to suspend whose notice has run."""
    walk, by = story.walk, story.secretariat
    walk.on(6)
    perform("present", longer, by=by, closes_at=closes_at)
    suspended = afterwards.accreditation(story, SUSPENDED)
    walk.on(6)
    perform("propose_suspension", suspended, by=by, closes_at=closes_at, reasons=REASONS)
    report = PartnerReport.objects.get(state="accepted")
    walk.on(6)
    perform("propose_note", report, by=by, closes_at=closes_at)
    return {
        "longer": mandate.about(longer),
        "suspended": Item.objects.about("accreditation", suspended.reference).get(),
        "report": Item.objects.about("report", report.reference).get(),
    }


def open_item(story: Story, item: Item) -> None:
    """The Secretariat opens an item that is scheduled."""
    story.walk.on(2)
    perform("open", item, by=story.secretariat)
