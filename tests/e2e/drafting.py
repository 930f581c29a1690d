"""13.AA a and b, 13.BB: the working group, its draft, and the proposal to the Committee."""

from datetime import UTC, datetime, timedelta

from tests.e2e.browser import House, Visitor

SECRETARIAT = "secretariat@demo.test"
TITLE = "Special accreditation of NGO partners"
CHANGED = "Regular contribution to the work of the Convention"
COMMENT = "Please say what a regular contribution is."
MEMBERS = {
    "member@demo.test": ("party", "Italy"),
    "officer@demo.test": ("secretariat", "CMS Secretariat"),
    "group@demo.test": ("ngo", "Society of Comments"),
}


def in_days(days: int) -> str:
    """A day ahead, as date fields take it."""
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


def establish_group(house: House) -> str:
    """The Secretariat names the members and establishes the group; the group's address."""
    with house.as_(SECRETARIAT) as officer:
        officer.go("/").expect("13.AA a").look("home-before-the-mandate")
        officer.go("/working-group/").look("working-group-empty")
        officer.go("/admin/accreditation/workinggroup/add/")
        officer.choose(term="COP13-COP14").fill(title="Intersessional Working Group")
        for number, (email, (category, whom)) in enumerate(MEMBERS.items()):
            officer.fill(**{f"members-{number}-user": email})
            officer.choose(**{f"members-{number}-category": category})
            officer.fill(**{f"members-{number}-on_behalf_of": whom})
            officer.press("Save and continue editing")
        officer.look("admin-group")
        officer.press("Establish the working group").expect("Established")
        officer.go("/working-group/").press("Intersessional Working Group").expect("Italy")
        return officer.path


def open_drafting(house: House) -> str:
    """The Secretariat creates the proposal, which begins with version 0; its address."""
    with house.as_(SECRETARIAT) as officer:
        officer.go("/working-group/").press("Create a proposal")
        officer.field("group").select_option(index=1)
        officer.fill(title=TITLE).press("Save and continue editing")
        officer.press("Open drafting").expect("In drafting").look("admin-proposal")
        officer.press("View on site").expect("In drafting", "Version 1")
        return officer.path


def comment(house: House, proposal: str) -> None:
    """A member of the group comments on a criterion, without JavaScript."""
    with house.as_("group@demo.test", javascript=False) as member:
        member.go(proposal)
        form = "form:has(input[name=path][value='criteria'])"
        details = member.page.locator("details.comment-form").filter(has=member.page.locator(form))
        with member.telling("commenting"):
            details.locator("summary").click()
            details.locator("textarea").fill(COMMENT)
        member.follow(f"{form} button[type=submit]")
        member.expect(COMMENT).look("proposal-with-comment")


def edit(house: House, proposal: str) -> None:
    """The Secretariat takes the comment up in one element."""
    with house.as_(SECRETARIAT) as officer:
        officer.go(proposal).expect(COMMENT).press("Edit the draft").look("draft-outline")
        officer.follow("main a[href$='/edit/element/criteria/C2/']").look("draft-element")
        officer.fill(title=CHANGED).press("Save").expect(CHANGED)


def put_to_committee(house: House, proposal: str) -> str:
    """Circulated, submitted and presented at the next meeting; the item's reference."""
    with house.as_(SECRETARIAT) as officer:
        officer.go(proposal).press("Circulate for comment").fill(until=in_days(14))
        officer.press("Circulate for comment").expect("Circulated for comment")
        officer.press("Submit to the Standing Committee").expect("SHA-256")
        officer.press("Put to the Standing Committee")
        choose_meeting(officer)
        officer.press("Put to the Standing Committee").expect("Before the Standing Committee")
        officer.follow("main a[href^='/committee/']")
        return officer.path


def choose_meeting(officer: Visitor) -> None:
    """The next meeting of the Standing Committee, instead of a decision in writing."""
    officer.look("step-with-meeting")
    officer.field("meeting").select_option(index=1)
