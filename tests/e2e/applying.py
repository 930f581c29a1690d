"""13.AA c: the invitation, a newcomer's application, and what the Secretariat does with it."""

from tests.e2e.browser import House, Visitor
from tests.e2e.drafting import SECRETARIAT, choose_meeting, in_days
from tests.e2e.filling import fill_everything, small_pdf

PARTNER = "Society for Journeying Cranes"
APPLICANT = "ada@cranes.example"
PASSWORD = "a flyway of 9000 km"
LETTER = "Say since when the accounts are audited."
COMPLETED = "Audited since 2009 by an independent accountant."
RETURNED = "C3"


def invite(house: House) -> str:
    """The Secretariat opens an invitation under the adopted process; its address."""
    with house.as_(SECRETARIAT) as officer:
        officer.go("/admin/accreditation/invitation/add/")
        officer.field("process").select_option(index=1)
        officer.fill(title="Invitation to NGO partners", closes_at=in_days(60))
        officer.press("Save and continue editing").press("Open the invitation")
        officer.press("View on site").expect("Invitation to NGO partners", "Open")
        officer.look("invitation-as-secretariat")
        return officer.path


def sign_up(house: House, name: str = "Ada Crane", email: str = APPLICANT) -> None:
    """A newcomer opens an account and proves the address, without JavaScript."""
    newcomer = house.stranger(javascript=False)
    newcomer.go("/applications/").look("applications-as-stranger").press(
        "Invitation to NGO partners"
    )
    newcomer.look("invitation-as-stranger").press("Open an account").look("sign-up")
    newcomer.fill(name=name, email=email, password1=PASSWORD, password2=PASSWORD)
    newcomer.follow("main form button[type=submit]").expect("verif").look("sign-up-verify")
    letter = house.portal.letter(email, "/accounts/confirm-email/")
    newcomer.go(next(word for word in letter.split() if "/accounts/confirm-email/" in word))
    newcomer.press("Confirm").look("sign-up-confirmed")
    newcomer.close()


def describe_and_begin(
    applicant: Visitor, invitation: str, name: str = PARTNER, country: str = "Kenya"
) -> str:
    """Describe the organisation, then begin; the application's address."""
    applicant.go(invitation).press("Begin an application").look("organisation-new")
    acronym = "".join(word[0] for word in name.split())
    applicant.fill(name=name, acronym=acronym, website=f"https://{acronym.lower()}.example/")
    applicant.choose(kind="national", country=country).press("Save")
    applicant.expect(name).press("Begin an application").expect("What there is to do")
    return applicant.path


def answer_sections(applicant: Visitor, application: str) -> None:
    """Every section of the form generated from the adopted process."""
    applicant.go(application).look("task-list")
    applicant.follow("main ol.task-list a[href*='/sections/']")
    while "/sections/" in applicant.path:
        here = applicant.path
        fill_everything(applicant, "main form[method=post]", {"A1": PARTNER})
        applicant.look(f"section-{here.rstrip('/')[-1]}").press("Save and continue")
        assert applicant.path != here, applicant.dump()


def give_documents(applicant: Visitor, application: str) -> None:
    """One real file; for the other documents the reason why not."""
    applicant.go(f"{application}documents/").attach("statutes.pdf", small_pdf())
    applicant.follow("main form[enctype] button[type=submit]").expect("statutes.pdf")
    explain_documents(applicant, application)
    applicant.look("documents")


def explain_documents(applicant: Visitor, application: str) -> None:
    """Say for all documents that were not given why they cannot be supplied."""
    applicant.go(f"{application}documents/")
    places = applicant.page.locator("main details:has(> form textarea[name=explanation])")
    for number in range(places.count()):
        if not places.nth(number).is_visible():
            continue  # folded away: something stands there
        with applicant.telling("explaining"):
            places.nth(number).locator("summary").click()
            places.nth(number).locator("textarea").fill("We are too young to have one.")
            with applicant.page.expect_navigation():
                places.nth(number).locator("button[type=submit]").click()


def submit(applicant: Visitor, application: str) -> str:
    """Check, declare, submit; the application's address from here."""
    applicant.go(f"{application}check/").expect("Nothing is missing").look("check-answers")
    applicant.press("Submit the application", "aside").look("declaration")
    applicant.fill(declared_by="Ada Crane", declared_function="Director").tick("declared")
    applicant.press("Submit the application").expect("Receipt", "Ledger entry").look("submitted")
    return applicant.path


def apply(house: House, invitation: str) -> str:
    """The organisation's application without JavaScript, up to its receipt; its address."""
    with house.as_(APPLICANT, password=PASSWORD, javascript=False) as applicant:
        draft = describe_and_begin(applicant, invitation)
        answer_sections(applicant, draft)
        give_documents(applicant, draft)
        return submit(applicant, draft)


def complete(house: House, application: str) -> None:
    """Returned with one point; only that question is open; completed and accepted."""
    with house.as_(SECRETARIAT) as officer:
        officer.go(application).press("Return for completion").look("return-for-completion")
        officer.choose(about_1=f"question {RETURNED}").fill(text_1=LETTER)
        officer.press("Return for completion").expect("Returned")
    with house.as_(APPLICANT, password=PASSWORD, javascript=False) as applicant:
        applicant.go(application).expect(LETTER).look("returned")
        applicant.follow(f"main a[href*='/sections/{RETURNED[0]}/']")
        assert applicant.page.locator("main form textarea").count() == 1, applicant.dump()
        applicant.look("returned-section").fill(**{RETURNED: COMPLETED})
        applicant.press("Save and continue").go(f"{application}check/")
        applicant.press("Send the completed application", "aside").expect("Submitted")
    with house.as_(SECRETARIAT) as officer:
        officer.go(application).press("Accept as complete").expect("Assess")


def assess_and_present(house: House, application: str) -> str:
    """A finding for every criterion, the recommendation, and the item at the next meeting."""
    with house.as_(SECRETARIAT) as officer:
        officer.go(f"{application}findings/").look("findings")
        fill_everything(officer, "main form[method=post]:has(fieldset)")
        officer.press("Save", "main form[method=post]:has(fieldset)")
        officer.go(application).look("case").press("Recommend")
        officer.tick("recommendation", "approve").fill(text="It meets every criterion.")
        officer.press("Recommend").press("Present to the Standing Committee")
        choose_meeting(officer)
        officer.press("Present to the Standing Committee").expect("Before the Standing Committee")
        reference = application.rstrip("/").rpartition("/")[2]
        officer.go("/committee/").follow(f"main tr:has-text('{reference}') a")
        return officer.path
