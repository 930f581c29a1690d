"""13.AA c, 13.CC b: two invitations, and applications in every state."""

from typing import Any, Final

from accreditation.applications.asking import Answered
from accreditation.applications.assessing import Given, save_findings, seen_of
from accreditation.applications.beginning import begin
from accreditation.applications.models import Invitation
from accreditation.applications.uploads import explain, give
from accreditation.canonical import mark_of
from accreditation.committee.leaving import recuse
from accreditation.proposals.answers import save_answers
from accreditation.proposals.models import Process
from accreditation.workflow import perform
from cms_portal.demonstration import facts, texts, votes, wallets
from cms_portal.demonstration.story import Story

DECIDED: Final = ("cranes", "flyway", "lanterns", "turtles", "albatross", "eels")
LATE: Final = ("ocean", "antelopes")
FIRST: Final = (*DECIDED, "whales", *LATE, "bats", "storks")
SECOND: Final = (
    "sturgeons",
    "gazelles",
    "elders",
    "flamingos",
    "echo",
    "dugongs",
    "nightjars",
    "kites",
)
VOTES: Final = {
    "cranes": votes.UNANIMOUS,
    "flyway": votes.CLEAR,
    "lanterns": votes.CLEAR,
    "turtles": votes.UNANIMOUS,
    "albatross": votes.AGAINST,
    "eels": votes.CLEAR,
    "ocean": votes.CLEAR,
    "antelopes": votes.CLOSE,
}
# Documents that come as files; for the others the organisations say why there is none.
FILES: Final = {
    "cranes": {"D1": "Statutes", "D2": "Registration certificate", "D4": "Annual report"},
    "sturgeons": {"D1": "Statutes", "D6": "Letter of the head"},
    "kites": {"D1": "Statutes"},
}
HOURS: Final = 9  # before the present, enough for what is told last
REASON: Final = "This organisation is fictional: the document exists in the story only."
NOTES: Final = {
    "met": "The answers and documents show it.",
    "partly": "The answers say it; the proof is from one year only.",
    "not_met": "Nothing in the file shows it yet.",
    "lacking": "The file does not say.",
}
# Criteria that are not simply met, by organisation.
FINDINGS: Final = {
    "albatross": {"C2": "not_met", "C3": "not_met", "C4": "not_met", "C6": "partly"},
    "eels": {"C3": "lacking", "C7": "partly"},
    "antelopes": {"C5": "partly"},
    "sturgeons": {"C4": "partly"},
    "leopards": {"C2": "partly", "C3": "lacking", "C5": "partly"},
    "swifts": {"C5": "partly"},
}
# What the Committee is asked on an application besides simply approving it.
ASKED: Final[dict[str, dict[str, Any]]] = {
    "eels": {
        "purpose": "defer",
        "questions": (
            {
                "number": 1,
                "criterion": "C3",
                "text": "Which of the three river surveys went into a document of the Convention?",
            },
            {
                "number": 2,
                "criterion": "C7",
                "text": "Who chose the members of the board in the last two elections, and how?",
            },
        ),
    },
    "flyway": {
        "conditions": (
            {
                "number": 1,
                "text": "Send the audited accounts of the second year to the Secretariat.",
                "due_on": None,
            },
            {"number": 2, "text": "Name a contact point for each region it works in."},
        ),
    },
}
ADVICE: Final = {
    "approve": "All criteria are met, with the remarks made above.",
    "decline": "The Institute is young; three criteria are not met. It may apply again.",
}


def first(story: Story, process: Process) -> None:
    """The first invitation, from its opening to the Committee's decisions."""
    story.walk.to(-264)
    story.arrive(*FIRST)
    invite(story, process, "first", opens=-260, closes=-200)
    for later, key in enumerate(FIRST):
        apply(story, key, "first", day=-256 + later)
    submit(story, FIRST[:-2], day=-240)
    submit(story, ("storks",), day=-235)
    story.walk.to(-229)
    hand_back(story, "storks", ("document", "D5", "The accounts of the second year are missing."))
    accept(story, FIRST[:-2], day=-227)
    assess(story, (*DECIDED, "whales"), day=-221)
    decide_first(story)


def decide_first(story: Story) -> None:
    """Six applications are put to the Committee in writing; one is withdrawn before."""
    walk = story.walk
    walk.to(-211)
    for key in DECIDED:
        walk.on(9)
        present(story, key, closes_at=walk.end(-176), **ASKED.get(key, {}))
    present(story, "whales", meeting=story.meeting(facts.NEXT_STC))
    walk.to(-209)
    items = {key: story.item(key) for key in DECIDED}
    votes.open_items(story, items.values())
    recuse(items["albatross"], by=story.people["oce-1"])
    votes.state(story, [(items[key], VOTES[key]) for key in DECIDED], from_day=-208)
    end_of_first(story)
    walk.to(-175, 8)
    votes.close_items(story, items.values(), publish=True)
    for key in DECIDED:
        story.fresh(key)


def end_of_first(story: Story) -> None:
    """The invitation closes; what was not submitted or completed in time lapses."""
    story.walk.to(-199, 0, 5)
    closed = perform("close", story.invitations["first"], by=None)
    story.invitations["first"] = closed
    story.walk.on(1)
    story.take("lapse", "bats", by=None)
    story.walk.to(-197, 11)
    story.take("withdraw", "whales", by=story.bodies["whales"].contact)
    story.walk.to(-196, 8)
    story.take("lapse", "storks", by=None)


def late(story: Story) -> None:
    """Two more of the first round are put to the Committee in writing."""
    assess(story, LATE, day=-78)
    story.walk.to(-71)
    for key in LATE:
        present(story, key, closes_at=story.walk.end(-16))
    items = {key: story.item(key) for key in LATE}
    story.walk.to(-70)
    votes.open_items(story, items.values())
    votes.state(story, [(items[key], VOTES[key]) for key in LATE], from_day=-62)


def close_late(story: Story) -> None:
    """One is certified and not yet published; the other waits for the Chair."""
    items = {key: story.item(key) for key in LATE}
    story.walk.to(-15, 8)
    votes.close_items(story, [items["antelopes"]], certify=False)
    votes.close_items(story, [items["ocean"]])
    story.fresh("ocean")


def second(story: Story, process: Process) -> None:
    """The second invitation is open: applications on every stretch of the way."""
    story.walk.to(-26)
    story.arrive(*SECOND, "monarchs")
    invite(story, process, "second", opens=-20, closes=40)
    for later, key in enumerate(SECOND[:-1]):
        apply(story, key, "second", day=-19 + later // 3)
    close_late(story)
    apply(story, "kites", "second", day=-14)
    wallets.keep(story)
    submit(story, SECOND[:6], day=-13)
    story.walk.to(-11, 15)
    hand_back(
        story,
        "dugongs",
        ("question", "E2", "Please name for each contribution what came of it."),
        ("document", "D5", "Please give the accounts of two years, or say why there are none."),
    )
    accept(story, SECOND[:5], day=-10)
    assess(story, SECOND[:4], day=-8)
    put_second(story)


def put_second(story: Story) -> None:
    """One item prepared, one scheduled, one open for decision in writing with some positions."""
    meeting = story.meeting(facts.NEXT_STC)
    story.walk.to(-6, 14)
    present(story, "gazelles", meeting=meeting)
    present(story, "elders", meeting=meeting)
    present(story, "sturgeons", closes_at=story.walk.end(24))
    story.walk.to(-5, 10)
    perform("schedule", story.item("elders"), by=story.secretariat)
    votes.open_items(story, [story.item("sturgeons")])
    votes.state(story, [(story.item("sturgeons"), votes.SOME)], from_day=-4)


def last(story: Story) -> None:
    """What came in during the last hours, whenever the story is told."""
    story.walk.ago(HOURS)
    submit(story, ("nightjars",))


def invite(
    story: Story, process: Process, key: str, *, opens: int, closes: int, title: str = ""
) -> None:
    """The Secretariat prepares an invitation and opens it."""
    story.walk.to(opens, 8)
    invitation = Invitation.objects.create(
        process=process,
        title=title or f"{key.title()} invitation to apply for the special accreditation",
        message="NGO partners that are willing to play a key role in implementing the Convention "
        "are invited to apply on the form of the process that the Standing Committee adopted.",
        closes_at=story.walk.end(closes),
    )
    story.walk.on(20)
    story.invitations[key] = perform("open", invitation, by=story.secretariat)


def prepare_invitations(story: Story, process: Process) -> None:
    """One invitation given up before it opened, and one in preparation."""
    story.walk.on(15)
    for title, days in (("Invitation announced in error", 30), ("Invitation to renew", 200)):
        draft = Invitation.objects.create(
            process=process,
            invitation_kind=Invitation.Kind.RENEWAL,
            title=title,
            closes_at=story.walk.end(days),
        )
        if "error" in title:
            story.walk.on(15)
            perform("cancel", draft, by=story.secretariat)


def apply(story: Story, key: str, invitation: str, *, day: int) -> None:
    """A contact point begins an application and answers; one has not come far yet."""
    story.walk.to(day, 10)
    body = story.bodies[key]
    story.applications[key] = begin(
        story.invitations[invitation], body.organisation, by=body.contact
    )
    story.walk.on(45)
    write = texts.draft if key in {"kites", "bats"} else texts.answers
    save_answers(
        story.applications[key], write(body.facts, story.walk.day(day)), by=body.contact, seen={}
    )
    attach(story, key, everything=write is texts.answers)


def attach(story: Story, key: str, *, everything: bool) -> None:
    """Files where the story has them; reasons for the other documents."""
    body, application = story.bodies[key], story.applications[key]
    files = FILES.get(key, {})
    for document in application.process.content["documents"]:
        code = document["code"]
        for part in range(1, document["count"] + 1):
            if code in files:
                given = wallets.paper(body, files[code])
                give(application, code, part, given, by=body.contact)
            elif everything:
                explain(application, code, part, REASON, by=body.contact)


def submit(story: Story, keys: tuple[str, ...], *, day: int | None = None) -> None:
    """Contact points submit, one after the other, from a day on or now."""
    if day is not None:
        story.walk.to(day, 10)
    for key in keys:
        story.walk.on(17)
        body = story.bodies[key]
        story.take(
            "submit",
            key,
            by=body.contact,
            declared_by=f"President of {body.facts['acronym']}",
            declared_function="President",
        )


def hand_back(story: Story, key: str, *points: tuple[str, str, str]) -> None:
    """The Secretariat asks for what is lacking."""
    asked = [{"kind": kind, "code": code, "text": text} for kind, code, text in points]
    story.take("return", key, by=story.secretariat, points=asked)


def accept(story: Story, keys: tuple[str, ...], *, day: int) -> None:
    """The Secretariat finds applications complete."""
    story.walk.to(day, 9)
    for key in keys:
        story.walk.on(13)
        story.take("accept", key, by=story.secretariat)


def assess(story: Story, keys: tuple[str, ...], *, day: int) -> None:
    """A second officer finds on every criterion and recommends."""
    story.walk.to(day, 9)
    officer = story.people["officer"]
    for key in keys:
        application, special = story.applications[key], FINDINGS.get(key, {})
        found = {
            criterion["code"]: special.get(criterion["code"], "met")
            for criterion in application.process.content["criteria"]
        }
        given = {
            code: Given(value=value, note=NOTES[value], seen=seen_of(None))
            for code, value in found.items()
        }
        save_findings(application, given, by=officer)
        story.walk.on(35)
        advice = "decline" if key == "albatross" else "approve"
        story.take("recommend", key, by=officer, recommendation=advice, text=ADVICE[advice])


def present(story: Story, key: str, **given: object) -> None:
    """The Secretariat puts an application to the Committee."""
    story.walk.on(6)
    story.take("present", key, by=story.secretariat, **given)


def answer_one(story: Story) -> None:
    """The organisation deferred answers the first of its two questions so far."""
    story.walk.to(-140, 10)
    answered = Answered("The survey of 2022: it is part of an information document.", mark_of(""))
    story.take("answer", "eels", by=story.bodies["eels"].contact, answers={1: answered})
