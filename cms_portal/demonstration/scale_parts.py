"""The parts of many applications: answers, explanations instead of documents, findings."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from accreditation.applications.models import Finding, Upload
from accreditation.proposals.content import questions
from cms_portal.demonstration import texts
from partners.models import User

if TYPE_CHECKING:
    from cms_portal.demonstration.scale import Row

REASON: Final = "Added for measuring: there is no document."
# One statement for the answers of a batch: they are by far the most rows.
ANSWERS: Final = """
    INSERT INTO accreditation_answer
        (application_id, question, value, version, changed_at, changed_by_id)
    SELECT given.application, answer.key, answer.value, 1, given.at, given.by
    FROM unnest(%s::bigint[], %s::timestamptz[], %s::bigint[], %s::jsonb[])
        AS given(application, at, by, answers)
    CROSS JOIN LATERAL jsonb_each(given.answers) AS answer
"""


def write(rows: "list[Row]", *, by: User) -> None:
    """All parts of a batch of applications."""
    required = {
        question["code"]
        for question in questions(rows[0].application.process.content["form"])
        if question["required"]
    }
    with connection.cursor() as cursor:
        cursor.execute(
            ANSWERS,
            [
                [each.application.pk for each in rows],
                [each.begun_at for each in rows],
                [each.user.pk for each in rows],
                [json.dumps(answers(each, required)) for each in rows],
            ],
        )
    Upload.objects.bulk_create(explanations(rows))
    Finding.objects.bulk_create(findings(rows, by))


def answers(row: "Row", required: set[str]) -> dict[str, Any]:
    """Every required answer, or what a draft has so far."""
    write_as = texts.answers if row.is_received else texts.draft
    given = write_as(row.facts, row.begun_at.date())
    return {code: value for code, value in given.items() if code in required}


def explanations(rows: "list[Row]") -> Iterator[Upload]:
    """A reason in place of every document of those that were submitted."""
    for row in rows:
        if row.is_received:
            for document in row.application.process.content["documents"]:
                for part in range(1, document["count"] + 1):
                    yield Upload(
                        application=row.application,
                        document=document["code"],
                        part=part,
                        explanation=REASON,
                        uploaded_by=row.user,
                        uploaded_at=row.begun_at,
                    )


def findings(rows: "list[Row]", by: User) -> Iterator[Finding]:
    """A finding on every criterion of those that were assessed."""
    for row in rows:
        if row.is_assessed:
            for criterion in row.application.process.content["criteria"]:
                yield Finding(
                    application=row.application,
                    criterion=criterion["code"],
                    value="met" if row.number % 3 else "partly",
                    note="Seen in the file.",
                    by=by,
                    at=row.begun_at,
                )
