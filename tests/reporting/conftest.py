"""The cast of reports and documents."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from accreditation.committee.models import Meeting
from accreditation.register.models import Accreditation
from accreditation.workflow import perform
from partners.clock import portal_today
from partners.models import User
from reporting.beginning import begin
from reporting.models import PartnerReport
from tests import cast


def answer_report(report: PartnerReport, by: User) -> None:
    """Sample answers to every question of the report template."""
    for section in report.process.content["report"]:
        for question in section["questions"]:
            report.answers.create(
                question=question["code"], value=cast.sample(question), changed_by=by
            )


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Path) -> Path:
    """A folder of its own for what is issued."""
    settings.MEDIA_ROOT = str(tmp_path / "files")
    return tmp_path / "files"


@pytest.fixture
def cop(db: None) -> Meeting:
    """A meeting of the Conference of the Parties that is to come."""
    opens = portal_today() + timedelta(days=200)
    return Meeting.objects.create(
        code="COP99",
        title="99th Meeting of the Conference of the Parties",
        kind="COP",
        starts_on=opens,
        ends_on=opens + timedelta(days=5),
        place="Exampleton",
    )


@pytest.fixture
def draft_report(accreditation: Accreditation, cop: Meeting, contact_point: User) -> PartnerReport:
    """A report the accredited partner has begun."""
    return begin(accreditation, cop, by=contact_point)


@pytest.fixture
def submitted_report(draft_report: PartnerReport, contact_point: User) -> PartnerReport:
    """A complete report, submitted."""
    answer_report(draft_report, contact_point)
    return perform("submit", draft_report, by=contact_point)


@pytest.fixture
def accepted_report(submitted_report: PartnerReport, secretariat: User) -> PartnerReport:
    """An accepted report."""
    return perform("accept", submitted_report, by=secretariat)
