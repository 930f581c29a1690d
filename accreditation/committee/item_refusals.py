"""What the database refuses of an item, whoever asks."""

import pgtrigger

from accreditation.machine import refuse

ITEM_REFUSALS = [
    pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
    refuse(
        "frozen_once_open",
        on=pgtrigger.Update,
        when="OLD.state NOT IN ('prepared', 'scheduled') AND ("
        "NEW.dossier IS DISTINCT FROM OLD.dossier"
        " OR NEW.dossier_sha256 <> OLD.dossier_sha256 OR NEW.rules <> OLD.rules"
        " OR NEW.question <> OLD.question OR NEW.reference <> OLD.reference"
        " OR NEW.subject_kind <> OLD.subject_kind OR NEW.purpose <> OLD.purpose"
        " OR NEW.subject_reference <> OLD.subject_reference"
        " OR NEW.process_version <> OLD.process_version OR NEW.term_id <> OLD.term_id"
        " OR NEW.bloc_id IS DISTINCT FROM OLD.bloc_id"
        " OR NEW.organisation_id IS DISTINCT FROM OLD.organisation_id"
        " OR NEW.meeting_id IS DISTINCT FROM OLD.meeting_id"
        " OR (OLD.lifted_at IS NOT NULL AND NEW.lifted_at IS DISTINCT FROM OLD.lifted_at)"
        " OR NEW.opened_at IS DISTINCT FROM OLD.opened_at"
        " OR (OLD.seats <> '[]'::jsonb AND NEW.seats <> OLD.seats))",
        because="an item is frozen once it is open",
    ),
    refuse(
        "deadline_never_shortened",
        on=pgtrigger.Update,
        when="OLD.state = 'open' AND OLD.closes_at IS NOT NULL"
        " AND (NEW.closes_at IS NULL OR NEW.closes_at < OLD.closes_at)",
        because="a deadline is never shortened",
    ),
    refuse(
        "decided_once",
        on=pgtrigger.Update,
        when="(OLD.outcome <> '' AND (NEW.outcome <> OLD.outcome"
        " OR NEW.count <> OLD.count OR NEW.closes_at IS DISTINCT FROM OLD.closes_at))"
        " OR (OLD.record <> '' AND NEW.record <> OLD.record)",
        because="what is decided is never changed",
    ),
    refuse(
        "counted_before_certified",
        when="NEW.state IN ('certified', 'published') AND (NEW.outcome = '' OR NEW.record = '')",
        because="an item is certified with its count and record",
    ),
]
