from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accreditation.ledger import LedgerEntry
from accreditation.proposals import content as contents
from accreditation.proposals import editing
from accreditation.proposals.drafting import (
    EditConflict,
    comment,
    edit,
    latest,
    texts_seen,
    translate,
)
from accreditation.proposals.models import Comment, Process, Proposal
from accreditation.workflow import StepRefused, perform
from partners.clock import end_of_day, portal_now, portal_today
from partners.models import User


def years(number: int) -> Any:
    return lambda content: editing.changed(content, "validity", {"years": number})


def test_an_edit_is_an_act_on_the_record(draft: Process, secretariat: User) -> None:
    edit(draft, by=secretariat, path="validity", seen=None, change=years(5))

    entry = LedgerEntry.objects.latest("seq")
    assert Process.objects.get(pk=draft.pk).content["validity"] == {"years": 5}
    assert (entry.act, entry.object) == ("process.edit", draft.reference)
    assert entry.data == {"path": "validity"}


def test_an_edit_that_changes_nothing_is_no_act(draft: Process, secretariat: User) -> None:
    before = LedgerEntry.objects.count()

    edit(draft, by=secretariat, path="validity", seen=None, change=years(3))

    assert LedgerEntry.objects.count() == before


def test_only_officers_edit(draft: Process, group_member: User) -> None:
    with pytest.raises(PermissionDenied):
        edit(draft, by=group_member, path="validity", seen=None, change=years(5))


def test_content_that_is_no_process_version_is_never_saved(
    draft: Process, secretariat: User
) -> None:
    with pytest.raises(ValidationError):
        edit(draft, by=secretariat, path="validity", seen=None, change=years(500))

    assert Process.objects.get(pk=draft.pk).content["validity"] == {"years": 3}


def test_two_editors_never_overwrite_each_other(
    draft: Process, secretariat: User, officer: User
) -> None:
    seen = editing.seen(draft.content, "validity")
    edit(draft, by=secretariat, path="validity", seen=seen, change=years(5))

    with pytest.raises(EditConflict) as conflict:
        edit(draft, by=officer, path="validity", seen=seen, change=years(7))

    assert conflict.value.process.content["validity"] == {"years": 5}
    assert Process.objects.get(pk=draft.pk).content["validity"] == {"years": 5}


def test_two_editors_of_different_elements_are_both_kept(
    draft: Process, secretariat: User, officer: User
) -> None:
    seen = editing.seen(draft.content, "completion")
    edit(draft, by=secretariat, path="validity", seen=None, change=years(5))

    edit(
        draft,
        by=officer,
        path="completion",
        seen=seen,
        change=lambda c: editing.changed(c, "completion", {"days": 10, "rounds": 1}),
    )

    stored = Process.objects.get(pk=draft.pk).content
    assert (stored["validity"]["years"], stored["completion"]["days"]) == (5, 10)


def test_a_circulated_draft_rests(proposal: Proposal, secretariat: User) -> None:
    draft = proposal.version
    perform("circulate", proposal, by=secretariat, comments_close_at=end_of_day(portal_today()))

    with pytest.raises(StepRefused):
        edit(draft, by=secretariat, path="validity", seen=None, change=years(5))


def test_a_frozen_version_is_not_edited(submitted_proposal: Proposal, secretariat: User) -> None:
    with pytest.raises(StepRefused):
        edit(
            submitted_proposal.version,
            by=secretariat,
            path="validity",
            seen=None,
            change=years(5),
        )


def test_a_translation_is_added_as_a_new_row(draft: Process, secretariat: User) -> None:
    last = latest(draft, "fr")
    seen = texts_seen(last, {"title": ""})

    added = translate(
        draft,
        by=secretariat,
        language="fr",
        texts={"title": "Un autre titre"},
        standing="official",
        seen=seen,
    )

    assert (added.number, added.standing) == (last.number + 1, "official")
    assert added.texts == last.texts | {"title": "Un autre titre"}
    assert draft.translations.filter(language="fr").count() == 2
    assert LedgerEntry.objects.latest("seq").act == "process.translate"


def test_a_translation_changed_in_between_is_not_overwritten(
    draft: Process, secretariat: User, officer: User
) -> None:
    seen = texts_seen(latest(draft, "fr"), {"title": ""})
    given: dict[str, Any] = {"language": "fr", "standing": "courtesy", "seen": seen}
    translate(draft, by=secretariat, texts={"title": "Le premier"}, **given)

    with pytest.raises(EditConflict):
        translate(draft, by=officer, texts={"title": "Le second"}, **given)

    assert latest(draft, "fr").texts["title"] == "Le premier"


def test_an_adopted_process_is_translated_without_changing_it(
    adopted_process: Process, secretariat: User
) -> None:
    frozen = adopted_process.canonical

    translate(
        adopted_process,
        by=secretariat,
        language="es",
        texts={"title": "Otro título"},
        standing="official",
        seen=texts_seen(latest(adopted_process, "es"), {"title": ""}),
    )

    fresh = Process.objects.get(pk=adopted_process.pk)
    assert fresh.canonical == frozen
    assert fresh.in_language("es")["title"] == "Otro título"
    assert fresh.content["title"] == contents.version_0()["title"]


def test_members_and_officers_comment_and_it_is_recorded(
    proposal: Proposal, group_member: User, secretariat: User
) -> None:
    comment(proposal, by=group_member, path="criteria", text="One is missing.")
    comment(proposal, by=secretariat, path="criteria", text="Which one?")

    assert [c.text for c in Comment.objects.all()] == ["One is missing.", "Which one?"]
    entry = LedgerEntry.objects.latest("seq")
    assert (entry.act, entry.object) == ("proposal.comment", proposal.reference)
    assert entry.data == {"path": "criteria"}


def test_an_organisation_outside_the_group_does_not_comment(
    proposal: Proposal, contact_point: User
) -> None:
    with pytest.raises(PermissionDenied):
        comment(proposal, by=contact_point, path="criteria", text="May I?")


def test_comments_end_with_the_day_that_circulation_gave(
    proposal: Proposal, group_member: User, secretariat: User
) -> None:
    over = portal_now() - timedelta(seconds=1)
    circulated = perform("circulate", proposal, by=secretariat, comments_close_at=over)

    with pytest.raises(StepRefused):
        comment(circulated, by=group_member, path="criteria", text="Too late.")


def test_nobody_comments_on_what_is_submitted(
    submitted_proposal: Proposal, group_member: User
) -> None:
    with pytest.raises(StepRefused):
        comment(submitted_proposal, by=group_member, path="criteria", text="Too late.")


def test_a_returned_proposal_begins_a_new_version_with_its_translations(
    returned_proposal: Proposal, secretariat: User
) -> None:
    revised = perform("revise", returned_proposal, by=secretariat)

    old, new = revised.versions.order_by("number")
    assert (returned_proposal.state, old.state, new.state) == ("returned", "not_adopted", "draft")
    assert (new.number, new.content) == (2, old.content)
    for language in ("fr", "es"):
        assert latest(new, language).texts == latest(old, language).texts
    edit(new, by=secretariat, path="validity", seen=None, change=years(4))
