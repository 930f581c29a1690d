"""What the database itself refuses about applications, whoever writes."""

import pgtrigger

from accreditation.machine import LOADING, refuse

ANY_WRITE = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete


def order_of_the_mandate() -> list[pgtrigger.Trigger]:
    """No application without an open invitation, no decision without the Committee's."""
    return [
        refuse(
            "begun_under_open_invitation",
            on=pgtrigger.Insert,
            when="NOT EXISTS (SELECT 1 FROM accreditation_invitation i"  # noqa: S608 - declared names only
            " WHERE i.id = NEW.invitation_id AND i.process_id = NEW.process_id"
            " AND (i.state = 'open' AND i.closes_at >= portal_now()"
            f" OR {LOADING}))",
            because="no application exists without an open invitation",
        ),
        refuse(
            "pinned_to_invitation",
            on=pgtrigger.Update,
            when="NEW.invitation_id <> OLD.invitation_id OR NEW.process_id <> OLD.process_id"
            " OR NEW.organisation_id <> OLD.organisation_id",
            because="an application keeps its organisation, invitation and process",
        ),
        refuse(
            "deadlines_never_shortened",
            on=pgtrigger.Update,
            when=f"NOT {LOADING} AND (NEW.completion_due_at < OLD.completion_due_at"
            " OR NEW.answers_due_at < OLD.answers_due_at)",
            because="a deadline of an application is never made earlier",
        ),
        refuse(
            "kept_once_submitted",
            on=pgtrigger.Delete,
            when="OLD.submitted_at IS NOT NULL",
            because="an application that was submitted is never deleted",
        ),
        refuse(
            "decided_by_the_committee",
            on=pgtrigger.Update,
            when="NEW.state IN ('accredited', 'declined') AND NEW.state <> OLD.state"
            " AND NOT EXISTS (SELECT 1 FROM accreditation_item i"
            " WHERE i.subject_kind = 'application' AND i.purpose = 'approve'"
            " AND i.subject_reference = NEW.reference"
            " AND i.dossier_sha256 = NEW.dossier_sha256"
            " AND i.state IN ('certified', 'published')"
            " AND i.outcome = CASE NEW.state WHEN 'accredited' THEN 'adopted'"
            " ELSE 'not_adopted' END)",
            because="an application is decided by a certified decision of the Committee",
        ),
    ]


def only_in(states: str, *, what: str, when: str = "TRUE") -> pgtrigger.Trigger:
    """Parts of an application are written in certain states only."""
    return refuse(
        f"{what}_in_their_time",
        on=ANY_WRITE,
        when=f"NOT {LOADING} AND ({when})"  # noqa: S608 - declared names only
        " AND EXISTS (SELECT 1 FROM accreditation_application a"
        " WHERE a.id = COALESCE(NEW.application_id, OLD.application_id)"
        f" AND a.state NOT IN ({states}))",
        because=f"{what} change only while the application is in: {states.replace(chr(39), '')}",
    )
